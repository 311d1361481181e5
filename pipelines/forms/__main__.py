"""``python -m pipelines.forms`` writes ``_schema.json``, with which editors check form files."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.forms import FormDefinition


def schema_text() -> str:
    """Return the JSON Schema of a form file as it is kept in ``_schema.json``."""
    return json.dumps(FormDefinition.model_json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("_schema.json").write_text(schema_text(), encoding="utf-8")
