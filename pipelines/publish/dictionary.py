"""The data dictionary: every relation and column of the published warehouse, from dbt's own descriptions.

``python -m pipelines.publish.dictionary`` writes ``docs/data-dictionary.md``; a test keeps it true.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pipelines.publish.dbt import prepare_manifest
from pipelines.settings import Settings, load

_HEAD: Final = """# Data dictionary

Schema `marts` of `juesuan.duckdb`. Generated from the dbt project by
`python -m pipelines.publish.dictionary`; the same words stand as comments in the warehouse itself. Money is
in yuan in columns that end in `_yuan`.
"""


def markdown(manifest: Mapping[str, Any]) -> str:
    """Return the dictionary of a dbt manifest: one section per mart, one table row per column."""
    marts = sorted(
        (
            node
            for node in manifest["nodes"].values()
            if node["resource_type"] == "model" and node["schema"] == "marts"
        ),
        key=lambda node: str(node["name"]),
    )
    parts = [_HEAD]
    parts += [
        "## Relations\n\n" + "\n".join(f"- [`{node['name']}`](#{node['name']})" for node in marts) + "\n"
    ]
    for node in marts:
        rows = [
            f"| `{c['name']}` | {c['data_type']} | {_cell(c['description'])} |"
            for c in node["columns"].values()
        ]
        table = "| column | type | meaning |\n|---|---|---|\n" + "\n".join(rows)
        parts.append(f"## {node['name']}\n\n{' '.join(node['description'].split())}\n\n{table}\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def from_project(settings: Settings) -> str:
    """Return the dictionary of the project as it is, parsing it where needed."""
    return markdown(json.loads(prepare_manifest(settings).read_text(encoding="utf-8")))


if __name__ == "__main__":
    target = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
    target.write_text(from_project(load()), encoding="utf-8")
