"""Where settings may be written, without reading them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

PREFIX: Final = "JUESUAN_"
FILE: Final = "juesuan.toml"
FILE_VARIABLE: Final = f"{PREFIX}SETTINGS"


class SettingsError(ValueError):
    """A setting whose value cannot be used; the message names it."""


def settings_file(values: Mapping[str, str], folder: Path) -> Path | None:
    """Return the settings file: the one that ``JUESUAN_SETTINGS`` names, else ``juesuan.toml`` of a folder if there.

    Raises SettingsError where the named one is not there.
    """
    named = values.get(FILE_VARIABLE)
    if named:
        path = (folder / Path(named).expanduser()).absolute()
        if not path.is_file():
            raise SettingsError(f"{FILE_VARIABLE} names no file: {path}")
        return path
    path = folder / FILE
    return path if path.is_file() else None
