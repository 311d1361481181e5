"""What the modules that declare commands share: options, the examples under a help text, the settings."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pipelines.settings import Settings


class PdfReader(StrEnum):
    """The PDF readers."""

    pdfium = "pdfium"
    pdfminer = "pdfminer"


ReaderOption = Annotated[PdfReader, typer.Option(help="PDF reader; pdfminer is slower, a second opinion.")]
SiteOption = Annotated[
    str | None,
    typer.Option("--site", metavar="NAME", help="Name of the site the files came from."),
]


def example(*lines: str) -> str:
    """Return lines as the examples under a command's help."""
    return "Example: " + "\n\nExample: ".join(f"[bold]{line}[/]" for line in lines)


def settings_of(context: typer.Context) -> Settings:
    """Return the settings that the command line was called with."""
    assert isinstance(context.obj, Settings)
    return context.obj
