"""Folders of an archive: whose report a file is where only the folder that it lies in says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.report_name import END_OF_BODY, clean_body, from_report_name
from pipelines.values.identity import Evidence
from pipelines.values.text import squeeze

_NUMBER: Final = re.compile(r"^[\d\W_]+")
_BODY: Final = re.compile(rf"[一-龥（）()]{{2,30}}(?:{END_OF_BODY}|[镇乡]|街道|小学|中学|幼儿园)")
_GROUP: Final = re.compile(r"(?:机关|群团|单位|事业|直属|各|县直|区直|市直|县级|区级)(?:部|单位|办|院)?$")
"""Folders of a group of bodies (党群部, 直属单位) are none of one."""


def bodies_of_folders(folders: Sequence[str], named: Sequence[str]) -> Iterator[Evidence]:
    """Read the body from the innermost folder that is called after one.

    It counts where nothing in the file names a body, or names it without its place (水利局 in 青河县水利局).
    """
    for folder in reversed(folders):
        text = _NUMBER.sub("", squeeze(folder))
        read = [e.value for e in from_report_name(text, "file_name", None) if e.field == "organisation_name"]
        bodies = read or [body for body in [clean_body(text)] if body and _BODY.fullmatch(body)]
        if not bodies or _GROUP.search(bodies[0]):
            continue
        if all(bodies[0].endswith(name) for name in named):
            yield Evidence("organisation_name", bodies[0], "file_name", None, folder)
        return


def division_of_folders(folders: Sequence[str], body: str, divisions: DivisionIndex) -> Iterator[Evidence]:
    """Read the division from the innermost folder that is called after one, the body's own place below it."""
    for folder in reversed(folders):
        above = divisions.find(_NUMBER.sub("", squeeze(folder)))
        if above is None:
            continue
        match = divisions.find(above.text + body) or above
        if len(match.codes) == 1:
            yield Evidence("division_code", match.codes[0], "file_name", None, folder)
            return
