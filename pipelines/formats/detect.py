"""Tell what a file is from its first bytes; names and suffixes are not trusted."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

from pipelines.formats.archive_kinds import archive_kind
from pipelines.formats.office_kinds import compound_kind, package_kind

HEAD = 65536
PDF = "application/pdf"
HTML = "text/html"
TEXT = "text/plain"
_INVISIBLE = "\u200b\ufeff"  # blanks of no width that extraction leaves in texts
MHTML = "multipart/related"
ZIP = "application/zip"
UNKNOWN = "application/octet-stream"

FORMAT_NAMES: dict[str, str] = {
    PDF: "PDF",
    HTML: "web page (HTML)",
    MHTML: "saved web page (MHTML)",
    ZIP: "ZIP archive",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document (docx)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel workbook (xlsx)",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint slides (pptx)",
    "application/vnd.oasis.opendocument.text": "OpenDocument text (odt)",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheet (ods)",
    "application/ofd": "OFD document",
    "application/msword": "Word 97-2003 document (doc)",
    "application/vnd.ms-excel": "Excel 97-2003 workbook (xls)",
    "application/vnd.ms-powerpoint": "PowerPoint 97-2003 slides (ppt)",
    "application/x-ole-storage": "Microsoft compound file",
    "application/x-encrypted-office": "office document protected by a password",
    "application/rtf": "rich text (RTF)",
    "application/vnd.rar": "RAR archive",
    "application/x-7z-compressed": "7-Zip archive",
    "application/gzip": "gzip archive",
    "application/x-bzip2": "bzip2 archive",
    "application/x-tar": "tar archive",
    "application/x-xz": "xz archive",
    "application/xml": "XML file",
    "image/jpeg": "JPEG image",
    "image/png": "PNG image",
    "image/gif": "GIF image",
    "image/tiff": "TIFF image",
    "image/bmp": "BMP image",
    TEXT: "plain text",
    UNKNOWN: "unknown format",
}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MEMBERS = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("OFD.xml", "application/ofd"),
)
_WEB_PAGE = re.compile(
    rb"<(!doctype\s+html|html|head|body|script|meta|title|div|table|frameset)\b", re.IGNORECASE
)
_SAVED_PAGE = re.compile(
    rb"[\w-]+:.*?^content-type:\s*multipart/related\b", re.IGNORECASE | re.DOTALL | re.MULTILINE
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h[1-3][^>]*>(.*?)</h[1-3]", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def detect_media_type(path: Path) -> str:
    """Return a file's media type; ``application/octet-stream`` when nothing is known of it."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return archive_kind(path) or _zip_kind(path)
    if head.startswith(_OLE):
        return compound_kind(path)
    # Some servers put a few bytes before the PDF header; readers accept it within the first kilobyte.
    if b"%PDF-" in head[:1024]:
        return PDF
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if _SAVED_PAGE.match(head[:4096].lstrip()):
        return MHTML
    return archive_kind(path) or _text_kind(head)


def _zip_kind(path: Path) -> str:
    """Tell office documents apart by their content types, else by their members."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                if declared in FORMAT_NAMES:
                    return declared
            kind = package_kind(archive)
            if kind is not None:
                return kind
    except (zipfile.BadZipFile, OSError):
        return ZIP
    for prefix, media_type in _ZIP_MEMBERS:
        if any(name.startswith(prefix) for name in names):
            return media_type
    return ZIP


def _text_kind(head: bytes) -> str:
    """Tell web pages, XML and plain text from binary data."""
    text = decode_web_text(head).lstrip()
    sample = text[:4096].encode("utf-8", "replace")
    if _WEB_PAGE.match(sample) or (sample.startswith(b"<") and _WEB_PAGE.search(sample)):
        return HTML
    if sample.startswith(b"<?xml"):
        return "application/xml"
    if (
        text
        and all(c.isprintable() or c.isspace() or c in _INVISIBLE for c in text[:1024])
        and "\ufffd" not in text[:1024]
    ):
        return TEXT
    return UNKNOWN


def decode_web_text(data: bytes) -> str:
    """Decode text by its byte order mark, its declared charset, UTF-8 or GB 18030, whichever fits first."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _CHARSET.search(data[:4096])
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    # Chinese pages declare gb2312 or gbk and use characters of the larger GB 18030.
    for encoding in ("gb18030" if name.startswith("gb") else name, "utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError) as error:
            cut = isinstance(error, UnicodeDecodeError) and error.start >= len(data) - 4
            if cut:
                return data.decode(encoding, "ignore")
    return data.decode("utf-8", "replace")


def web_page_title(path: Path) -> str:
    """Return a web page's title, or else its first heading, in one line; '' when it has neither."""
    with path.open("rb") as file:
        text = decode_web_text(file.read(HEAD))
    for pattern in (_TITLE, _HEADING):
        found = pattern.search(text)
        if found:
            title = " ".join(html.unescape(_TAG.sub(" ", found.group(1))).split())
            if title:
                return title
    return ""
