"""Dagster's home: its configuration and, unless PostgreSQL is named, its SQLite files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipelines.disk import write_atomically
from pipelines.settings import PREFIX, Settings

_OURS: Final = "# Written by juesuan; remove this line to keep changes of your own.\n"
# The address itself stays in the environment: it holds a password.
_POSTGRES: Final = f"""
storage:
  postgres:
    postgres_url:
      env: {PREFIX}POSTGRES_URL
"""


def storage_environment(settings: Settings) -> dict[str, str]:
    """Return the variable that ``dagster.yaml`` reads its PostgreSQL address from; nothing without one.

    dagster-postgres speaks through psycopg2, which SQLAlchemy no longer takes by itself.
    """
    if not settings.postgres_url:
        return {}
    scheme, separator, rest = settings.postgres_url.partition("://")
    driver = scheme if "+" in scheme else "postgresql+psycopg2"
    return {f"{PREFIX}POSTGRES_URL": f"{driver}{separator}{rest}"}


def prepare_home(settings: Settings) -> Path:
    """Write ``dagster.yaml`` into Dagster's home and return the folder; a file that a person changed stays."""
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    file = home / "dagster.yaml"
    text = _OURS + settings.dagster_config_file.read_text(encoding="utf-8")
    if settings.postgres_url:
        text += _POSTGRES
    present = file.read_text(encoding="utf-8") if file.exists() else _OURS
    if present.startswith(_OURS) and present != text:
        write_atomically(file, text.encode())
    return home
