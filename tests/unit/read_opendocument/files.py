"""OpenDocument files of a few cells, written as the standard says."""

from __future__ import annotations

import zipfile
from pathlib import Path

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("fo", "xsl-fo-compatible"), ("draw", "drawing"), ("manifest", "manifest"),
    )
)  # fmt: skip
KINDS = {"spreadsheet": ".ods", "text": ".odt"}
STYLES = """
<style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="new" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="struck" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="kept" style:family="text" style:parent-style-name="struck"><style:text-properties style:text-line-through-style="none"/></style:style>
<style:style style:name="white" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>
<style:style style:name="secret" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="raised" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="ruled" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"/></style:style>
<style:style style:name="bare" style:family="table-cell"><style:table-cell-properties fo:border="none"/></style:style>
<style:style style:name="blue" style:family="table-cell"><style:table-cell-properties fo:background-color="#000080"/></style:style>
"""


def write(path: Path, body: str, *, kind: str = "spreadsheet", manifest: str = "") -> Path:
    """Write a file whose body is XML of its kind; return its path."""
    file = path.with_suffix(KINDS[kind])
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.3">'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        package.writestr("content.xml", content)
        entries = "".join(
            f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media_type}"/>'
            for path, media_type in (
                ("/", f"application/vnd.oasis.opendocument.{kind}"),
                ("content.xml", "text/xml"),
            )
        )
        package.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest {_SPACES} manifest:version="1.3">{entries}{manifest}</manifest:manifest>',
        )
    return file


def cell(text: str = "", *, value: str = "", style: str = "ruled", attributes: str = "") -> str:
    """Return a cell that shows a text, with the number it stores."""
    stored = f'office:value-type="float" office:value="{value}"' if value else ""
    shown = f"<text:p>{text}</text:p>" if text else ""
    return f'<table:table-cell table:style-name="{style}" {stored} {attributes}>{shown}</table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    """Return a row of cells."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "F05", style: str = "", columns: str = "") -> str:
    """Return a table of rows."""
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{columns}{"".join(rows)}</table:table>'
    )
