"""The words of ``vocabulary.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _listed() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("vocabulary.yml").read_text("utf-8")
    )
    return found


def vocabulary(part: str, name: str) -> Any:
    """Return one list of words, as lists and mappings."""
    return _listed()[part][name]
