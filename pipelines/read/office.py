"""Formats of older and closed programs through LibreOffice, when it is installed.

Word 97-2003 documents, rich text and XML of Word become docx, binary workbooks and XML of Excel xlsx, slides PDF: each
is then read as that.

LibreOffice runs without a window, with a profile of its own that lives as long as the conversion: macros are
switched off, links are not updated, and its proxy is a closed port, so that nothing is fetched.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from pipelines.formats.compound import SIGNATURE, is_encrypted, root_streams
from pipelines.formats.detect import detect_media_type
from pipelines.formats.registry import DOC, ODP, PPT, PPTX, RTF, XLSB, XML_DOCUMENT, XML_WORKBOOK, format_of
from pipelines.formats.tools import LIBREOFFICE, find_libreoffice
from pipelines.formats.whole import missing_end
from pipelines.read.ooxml import LIMITS, OfficeLimits
from pipelines.read.pdf import read_pdf
from pipelines.read.scan import under_name
from pipelines.read.spreadsheet import read_xlsx
from pipelines.read.word import read_docx
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Reading

READER: Final = "libreoffice"
_OUTPUT_NAME: Final = "converted"
_NO_FONTS: Final = b"No fonts could be found on the system"
"""What LibreOffice says before it stops for that; which fonts there are does not change what it converts."""
_WITHIN_SECONDS: Final = 'ulimit -t "$0" && exec "$@"'
_CLOSED: Final = "127.0.0.1:9"
_ITEM: Final = (
    '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
)
_SETTINGS: Final = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


@dataclass(frozen=True, slots=True)
class _Way:
    """How a format is converted: the suffix under which LibreOffice knows it, its filter, and who reads the result."""

    suffix: str
    becomes: str
    read: Callable[[Path, Sequence[int] | None, OfficeLimits], Reading]


def _as_docx(path: Path, pages: Sequence[int] | None, limits: OfficeLimits) -> Reading:
    return read_docx(path, pages=pages, limits=limits)


def _as_xlsx(path: Path, pages: Sequence[int] | None, limits: OfficeLimits) -> Reading:
    return read_xlsx(path, pages=pages, limits=limits)


def _as_pdf(path: Path, pages: Sequence[int] | None, limits: OfficeLimits) -> Reading:
    return read_pdf(path, pages=pages)


_WAYS: Final = {
    DOC: _Way(".doc", "docx:MS Word 2007 XML", _as_docx),
    RTF: _Way(".rtf", "docx:MS Word 2007 XML", _as_docx),
    XML_DOCUMENT: _Way(".xml", "docx:MS Word 2007 XML", _as_docx),
    XML_WORKBOOK: _Way(".xml", "xlsx:Calc MS Excel 2007 XML", _as_xlsx),
    XLSB: _Way(".xlsb", "xlsx:Calc MS Excel 2007 XML", _as_xlsx),
    PPT: _Way(".ppt", "pdf", _as_pdf),
    PPTX: _Way(".pptx", "pdf", _as_pdf),
    ODP: _Way(".odp", "pdf", _as_pdf),
}
CONVERTED: Final = tuple(_WAYS)
"""The media types that are read here."""


def read_office(
    path: Path, reader: str = "", pages: Sequence[int] | None = None, *, limits: OfficeLimits = LIMITS
) -> Reading:
    """Read a document as LibreOffice converts it; ``reader`` is not used.

    Raises DocumentError with status ``unsupported`` where LibreOffice is not installed, and with status
    ``failed`` for a protected or damaged file and for a conversion beyond the ``limits`` of time.
    """
    with path.open("rb") as file:
        head = file.read(len(SIGNATURE))
    if head == SIGNATURE and is_encrypted(path):
        raise protected()
    program = find_libreoffice()
    if program is None:
        raise DocumentError(
            f"reading this format needs LibreOffice, which is not installed: {LIBREOFFICE.remedy}",
            status="unsupported",
            tool=LIBREOFFICE.name,
        )
    media_type = detect_media_type(path)
    if cut := format_of(media_type).end == "xml" and missing_end(path, media_type):
        raise DocumentError(cut)
    way = _WAYS[media_type]
    with tempfile.TemporaryDirectory(prefix="juesuan-") as name:
        converted = convert(program, path, way.suffix, Path(name), limits, form=way.becomes)
        reading = way.read(converted, pages, limits)
    read = under_name(reading.pages, READER)
    notes = ("converted by LibreOffice", *reading.notes)
    return Reading(media_type, read, notes, reading.tools | {LIBREOFFICE.name}, reading.losses)


def refuse_protected(path: Path, reader: str = "", pages: Sequence[int] | None = None) -> Reading:
    """Refuse an office file that is wrapped in an encrypted package; always raises DocumentError."""
    raise protected()


def refuse_compound(path: Path, reader: str = "", pages: Sequence[int] | None = None) -> Reading:
    """Refuse a compound file that is neither Word nor Excel; always raises DocumentError."""
    if root_streams(path) is None:
        raise DocumentError("the file is damaged: its directory of streams cannot be read; it may be cut off")
    raise DocumentError("the format is not supported: Microsoft compound file", status="unsupported")


def protected() -> DocumentError:
    """Return the error for a document that needs a password."""
    return DocumentError("the document is protected by a password; remove it and ingest the file again")


def convert(program: str, path: Path, suffix: str, folder: Path, limits: OfficeLimits, *, form: str) -> Path:
    """Convert a copy of a file inside ``folder`` to a form of LibreOffice's. Raises DocumentError.

    A table of thousands of rows takes it time by their square, one that tells its rows to be repeated any time.
    """
    seconds = limits.conversion_seconds
    most = limits.processor_seconds * (1 + path.stat().st_size // 1_000_000)
    profile, out = folder / "profile", folder / "out"
    _write_profile(profile)
    source = folder / f"{_OUTPUT_NAME}{suffix}"
    shutil.copyfile(path, source)
    command = [
        program, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", form, "--outdir", str(out), str(source),
    ]  # fmt: skip
    if (timeout := shutil.which("timeout")) is not None:
        # It ends LibreOffice even when this process is killed before its own time is up.
        command = [timeout, "--kill-after=5", str(seconds + 5), *command]
    command = ["/bin/sh", "-c", _WITHIN_SECONDS, str(most), *command]
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")} | {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        **dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), f"http://{_CLOSED}"),
    }
    words = folder / "words"
    before = _processor_seconds()
    with words.open("wb") as file:
        _run(command, environment, seconds, file)
    converted = out / f"{_OUTPUT_NAME}.{form.partition(':')[0]}"
    if not converted.is_file():
        if _NO_FONTS in words.read_bytes():
            raise DocumentError(
                "LibreOffice does not run where the system has no font at all: install one (Debian package "
                "fonts-opensymbol), then ingest the file again",
                status="unsupported",
            )
        if _processor_seconds() - before >= most - 1:
            raise DocumentError(
                f"LibreOffice took more than {most} seconds of a processor to convert the document, and was stopped"
            )
        raise DocumentError("the document is damaged: LibreOffice cannot open it")
    return converted


def _processor_seconds() -> float:
    """Return what the programs that this process started, and that ended, took of a processor."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _run(command: Sequence[str], environment: dict[str, str], seconds: float, words: IO[bytes]) -> None:
    """Run a program, its errors told to ``words``, and end all that it started.

    Raises DocumentError beyond the time.
    """
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=words,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise DocumentError(f"LibreOffice did not convert the document within {seconds:g} seconds") from None
    finally:
        # Ends the programs it started, too, whether it is still running or not.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _write_profile(profile: Path) -> None:
    user = profile / "user"
    user.mkdir(parents=True)
    items = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )
