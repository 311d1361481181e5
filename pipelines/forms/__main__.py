"""``python -m pipelines.forms`` writes what is generated from the model of a form file and the list of roles.

That is ``_schema.json``, with which editors check form files, and dbt's description of the roles.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from pipelines.forms import FormDefinition, roles

SCHEMA_FILE: Final = Path(__file__).with_name("_schema.json")
ROLES_FILE: Final = Path(__file__).resolve().parents[2] / "dbt_project" / "models" / "form_roles.md"


def schema_text() -> str:
    """Return the JSON Schema of a form file as it is kept in ``_schema.json``."""
    schema = FormDefinition.model_json_schema()
    schema["properties"]["role"] = {
        "title": "Role",
        "oneOf": [{"const": name, "description": words} for name, words in roles().items()],
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def roles_text() -> str:
    """Return dbt's documentation block of the roles."""
    listed = "; ".join(f"`{name}` ({words})" for name, words in roles().items())
    return (
        "<!-- Generated from pipelines/forms/roles.yml by `python -m pipelines.forms`. -->\n"
        "{% docs form_role %}\n"
        "What the form is for (报表用途), the same for every edition and province that prints it otherwise: "
        f"{listed}.\n"
        "{% enddocs %}\n"
    )


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
    ROLES_FILE.write_text(roles_text(), encoding="utf-8")
