"""``python -m pipelines.sites`` writes ``_schema.json``, with which editors check site files."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.sites.model import Site


def schema_text() -> str:
    """Return the JSON Schema of a site file as it is kept in ``_schema.json``; the name is not in the file."""
    schema = Site.model_json_schema()
    del schema["properties"]["name"]
    schema["required"].remove("name")
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("_schema.json").write_text(schema_text(), encoding="utf-8")
