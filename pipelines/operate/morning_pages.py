"""The morning report as Markdown and as one HTML page, in Chinese or in English, with links into the explorer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from pipelines.messages import translated
from pipelines.operate.morning_parts import Link, Morning, ReportSection
from pipelines.publish.telling import table

_LISTED: Final = 50
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem .6rem;"
    "text-align:left;vertical-align:top}th{border-bottom:2px solid #888}p.good{color:#276738}a{color:#1a5070}"
    "ul.first{background:#fdf3e7;padding:.8rem 2rem;border-left:4px solid #b5541c}"
)
_SPECIAL: Final = str.maketrans({mark: f"\\{mark}" for mark in "[]"})


def as_markdown(morning: Morning, language: str, base: str) -> str:
    """Return the report as Markdown; ``base`` is the explorer's address."""
    say = _Speaker(language)
    parts = [f"# {say(f'juesuan, {morning.day}')}", *map(say, morning.facts)]
    parts.append(f"## {say('What needs a person first')}")
    parts.append("\n".join(f"- {say(line)}" for line in morning.first) or say("Nothing needs a person."))
    for section in morning.sections:
        parts.append(f"## {say.title(section)}")
        rows = [[_markdown_cell(value, say, base) for value in row] for row in section.rows]
        head = [say(name) for name in section.head]
        parts.append(table(head, rows, language) if rows else say(section.nothing))
    return "\n\n".join(parts) + "\n"


def as_html(morning: Morning, language: str, base: str) -> str:
    """Return the report as one HTML page that needs no other file; ``base`` is the explorer's address."""
    say = _Speaker(language)
    title = escape(say(f"juesuan, {morning.day}"))
    tongue = "zh-CN" if language == "zh" else "en"
    parts = [
        (
            f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><h1>{title}</h1>'
        )
    ]
    parts += [f"<p>{escape(say(fact))}</p>" for fact in morning.facts]
    parts.append(f"<h2>{escape(say('What needs a person first'))}</h2>")
    first = "".join(f"<li>{escape(say(line))}</li>" for line in morning.first)
    nothing = f'<p class="good">{escape(say("Nothing needs a person."))}</p>'
    parts.append(f'<ul class="first">{first}</ul>' if first else nothing)
    for section in morning.sections:
        parts.append(f"<h2>{escape(say.title(section))}</h2>")
        good = f'<p class="good">{escape(say(section.nothing))}</p>'
        parts.append(_html_table(section, say, base) if section.rows else good)
    return "\n".join([*parts, "</body></html>"]) + "\n"


class _Speaker:
    """Says sentences of the report in its language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, text: str) -> str:
        return translated(text, self.language)

    def title(self, section: ReportSection) -> str:
        """Return a section's title with the number of its rows."""
        between = "：" if self.language == "zh" else ": "
        return self(section.title) + (f"{between}{len(section.rows)}" if section.rows else "")


def _markdown_cell(value: object, say: _Speaker, base: str) -> str:
    if isinstance(value, Link):
        return f"[{say(value.text).translate(_SPECIAL)}]({base}{value.path})"
    return "" if value is None else say(str(value))


def _html_table(section: ReportSection, say: _Speaker, base: str) -> str:
    lines = ["<table><tr>" + "".join(f"<th>{escape(say(name))}</th>" for name in section.head) + "</tr>"]
    lines += [_html_row(row, say, base) for row in section.rows[:_LISTED]]
    lines.append("</table>")
    if len(section.rows) > _LISTED:
        lines.append(f"<p>{escape(say(f'… and {len(section.rows) - _LISTED} more'))}</p>")
    return "\n".join(lines)


def _html_row(row: Sequence[object], say: _Speaker, base: str) -> str:
    return "<tr>" + "".join(f"<td>{_html_cell(value, say, base)}</td>" for value in row) + "</tr>"


def _html_cell(value: object, say: _Speaker, base: str) -> str:
    if isinstance(value, Link):
        return f'<a href="{escape(base + value.path)}">{escape(say(value.text))}</a>'
    return "" if value is None else escape(say(str(value)))
