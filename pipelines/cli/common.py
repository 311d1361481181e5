"""What the modules that declare commands share: options, the examples under a help text, the settings."""

from __future__ import annotations

import sys
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.terminal import Terminal
from pipelines.settings import Settings

_verbose: list[bool] = []


class PdfReader(StrEnum):
    """The PDF readers."""

    pdfium = "pdfium"
    pdfminer = "pdfminer"


ReaderOption = Annotated[PdfReader, typer.Option(help="PDF reader; pdfminer is slower, a second opinion.")]
SiteOption = Annotated[
    str | None,
    typer.Option("--site", metavar="NAME", help="Name of the site the files came from."),
]

JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]


def example(*lines: str) -> str:
    """Return lines as the examples under a command's help."""
    return "Example: " + "\n\nExample: ".join(f"[bold]{line}[/]" for line in lines)


def named(text: str) -> Path:
    """Return the file or folder that an argument names; an empty one would be the folder that one stands in."""
    if not text.strip():
        raise typer.BadParameter("an empty name is no file or folder: a variable of the shell may be unset")
    return Path(text)


def settings_of(context: typer.Context) -> Settings:
    """Return the settings that the command line was called with."""
    assert isinstance(context.obj, Settings)
    return context.obj


def tell_more(settings: Settings) -> None:
    """Say on the error stream which program speaks, and where its settings, data and logs are; keep saying more."""
    _verbose.append(True)
    console = Terminal(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"juesuan {version('juesuan')}, Python {sys.version.split()[0]}", markup=False)
    console.print(f"Data: {settings.data_dir}", markup=False)
    console.print(f"Settings: {settings.file or 'none'}", markup=False)
    console.print(f"Log: {settings.logs_dir}", markup=False)


def is_verbose() -> bool:
    """Tell whether the command line asked for more to be told."""
    return bool(_verbose)
