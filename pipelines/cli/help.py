"""Help in the language of the process: the commands' own words, and those of the library that prints them."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from typing import Any, Final

import typer
import typer.rich_utils as printer
from rich.text import Text

from pipelines.messages import LANGUAGES, language, translated, translated_usage, use

_TITLES: Final = (
    "ARGUMENTS_PANEL_TITLE",
    "OPTIONS_PANEL_TITLE",
    "COMMANDS_PANEL_TITLE",
    "ERRORS_PANEL_TITLE",
)
_TEXTS: Final = ("ABORTED_TEXT", "REQUIRED_LONG_STRING", "DEFAULT_STRING")


class _Highlighter(printer.OptionHighlighter):
    """Puts what the library says of wrong usage into the language: all of it is printed through here."""

    def __call__(self, text: str | Text) -> Text:
        """Return a text of the library in the language of the process, its options coloured."""
        return super().__call__(translated_usage(text, language()) if isinstance(text, str) else text)


def command_of(app: typer.Typer, arguments: Sequence[str] | None = None) -> Any:
    """Return the command line of an app with its help in the language that its arguments or the process ask for."""
    use(asked_language(sys.argv[1:] if arguments is None else arguments))
    command = typer.main.get_command(app)
    if language() != "en":
        for name in (*_TITLES, *_TEXTS):
            setattr(printer, name, translated(getattr(printer, name), language()))
        hint = printer.RICH_HELP.replace("{command_path} {help_option}", "{1}")
        printer.RICH_HELP = translated_usage(hint, language()).replace("{1}", "{command_path} {help_option}")
        printer.highlighter = _Highlighter()
        _speak(command)
    return command


def asked_language(arguments: Sequence[str]) -> str | None:
    """Return the language that arguments name, before they are read as a whole: help is made before that.

    >>> asked_language(["--lang", "zh", "status"]), asked_language(["--lang=en"]), asked_language(["status"])
    ('zh', 'en', None)
    """
    for at, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or next(iter(arguments[at + 1 : at + 2]), "")
            return value if value in LANGUAGES else None
    return None


def _speak(command: Any) -> None:
    """Put the help of a command, its options and the commands below it into the language of the process."""
    own_help = command.get_help_option(typer.Context(command))
    for holder in (command, own_help, *command.params):
        for field in ("help", "epilog", "short_help"):
            if text := getattr(holder, field, None):
                setattr(holder, field, _paragraphs(text))
    for below in getattr(command, "commands", {}).values():
        _speak(below)


def _paragraphs(text: str) -> str:
    """Return a text whose paragraphs are put into the language one by one; lines within one are joined."""
    parts = (" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n"))
    return "\n\n".join(map(_paragraph, parts))


def _paragraph(text: str) -> str:
    """Return a paragraph in the language; the command of an example stays as it is typed."""
    word, between, command = text.partition(": [bold]juesuan")
    if not between:
        return translated(text, language())
    return f"{translated(word, language())}{'：' if language() == 'zh' else ': '}{between[2:]}{command}"
