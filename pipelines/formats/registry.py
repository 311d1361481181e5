"""The registry of formats: the one list of what files there are, what they are called and what becomes of them.

The crawler's links, names and refusals, the containers and the readers all ask it. A format is one entry here
and, where it is read, one module in ``pipelines.read``. Nothing is opened here: ``pipelines.formats.detect``
tells a file's format by its bytes, ``pipelines.formats.whole`` whether its end is there, and
``pipelines.formats.suffixes`` what a name or an address promises.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pipelines.formats.model import Family, Format

PDF: Final = "application/pdf"
HTML: Final = "text/html"
MHTML: Final = "multipart/related"
XML: Final = "application/xml"
TEXT: Final = "text/plain"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB: Final = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT: Final = "application/vnd.oasis.opendocument.text"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
ODP: Final = "application/vnd.oasis.opendocument.presentation"
XML_WORKBOOK: Final = "application/x-office-workbook+xml"
XML_DOCUMENT: Final = "application/x-office-document+xml"
OFD: Final = "application/ofd"
UNKNOWN_PACKAGE: Final = "application/x-office-package"
PROTECTED: Final = "application/x-encrypted-office"
DOC: Final = "application/msword"
XLS: Final = "application/vnd.ms-excel"
PPT: Final = "application/vnd.ms-powerpoint"
UNKNOWN_COMPOUND: Final = "application/x-ole-storage"
RTF: Final = "application/rtf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
GIF: Final = "image/gif"
TIFF: Final = "image/tiff"
BMP: Final = "image/bmp"
WEBP: Final = "image/webp"
JPEG2000: Final = "image/jp2"
ZIP: Final = "application/zip"
RAR: Final = "application/vnd.rar"
SEVEN_ZIP: Final = "application/x-7z-compressed"
GZIP: Final = "application/gzip"
BZIP2: Final = "application/x-bzip2"
XZ: Final = "application/x-xz"
TAR: Final = "application/x-tar"
UNKNOWN: Final = "application/octet-stream"


def _image(
    media_type: str,
    name: str,
    suffixes: tuple[str, ...],
    *magic: bytes,
    within: int = 0,
    is_illustration: bool = True,
) -> Format:
    """Return a format of images, which the scan reader reads."""
    return Format(
        media_type=media_type,
        name=name,
        family="image",
        suffixes=suffixes,
        is_illustration=is_illustration,
        magic=magic,
        magic_within=within,
        reader="scan",
        guide="reading-scans.md",
        tool="scan",
    )


# The order is that in which marks are looked for: a binary workbook's main part is also a workbook's, an
# encrypted file may hold streams of other formats beside its package.
FORMATS: Final[tuple[Format, ...]] = (
    Format(
        media_type=PDF,
        name="PDF",
        family="document",
        suffixes=("pdf",),
        magic=(b"%PDF-",),
        magic_within=1024,  # some servers put a few bytes before the header; readers accept them
        end="pdf",
        reader="pdf",
        guide="reading-pdfs.md",
    ),
    Format(
        media_type=HTML,
        name="web page (HTML)",
        family="page",
        suffixes=("html", "htm", "shtml", "xhtml", "jhtml"),
        reader="html",
        guide="reading-html.md",
    ),
    Format(
        media_type=MHTML,
        name="saved web page (MHTML)",
        family="document",
        suffixes=("mht", "mhtml"),
        worn_by_pages=("mht", "mhtml"),
        reader="html",
        guide="reading-html.md",
    ),
    Format(
        media_type=DOCX,
        name="Word document (docx)",
        family="document",
        suffixes=("docx", "docm", "dotx", "dotm"),
        main_part=r"(?:wordprocessingml|ms-word)\.(?:document|template)[\w.]*\.main\+xml",
        members=("word/",),
        end="zip",
        reader="word",
        guide="reading-word.md",
    ),
    Format(
        media_type=XLSB,
        name="binary workbook (xlsb)",
        family="document",
        suffixes=("xlsb",),
        main_part=r"ms-excel\.sheet\.binary[\w.]*\.main",
        members=("xl/workbook.bin",),
        end="zip",
        reader="office",
        guide="reading-spreadsheets.md",
        tool="libreoffice",
    ),
    Format(
        media_type=XLSX,
        name="Excel workbook (xlsx)",
        family="document",
        suffixes=("xlsx", "xlsm", "xltx", "xltm"),
        main_part=r"(?:spreadsheetml|ms-excel)\.(?:sheet|template)[\w.]*\.main(?:\+xml)?",
        members=("xl/",),
        end="zip",
        reader="spreadsheet",
        guide="reading-spreadsheets.md",
    ),
    Format(
        media_type=PPTX,
        name="PowerPoint slides (pptx)",
        family="document",
        suffixes=("pptx", "pptm", "ppsx", "ppsm", "potx"),
        main_part=r"(?:presentationml|ms-powerpoint)\.[\w.]+\.main\+xml",
        members=("ppt/",),
        end="zip",
        reader="office",
        guide="reading-pdfs.md",
        tool="libreoffice",
    ),
    Format(
        media_type=ODT,
        name="OpenDocument text (odt)",
        family="document",
        suffixes=("odt", "ott"),
        end="zip",
        reader="opendocument",
        guide="reading-word.md",
    ),
    Format(
        media_type=ODS,
        name="OpenDocument spreadsheet (ods)",
        family="document",
        suffixes=("ods", "ots"),
        end="zip",
        reader="opendocument",
        guide="reading-spreadsheets.md",
    ),
    Format(
        media_type=XML_WORKBOOK,
        name="workbook as XML (Excel 2003, fods)",
        family="document",
        root=r"<(?:\w+:)?Workbook\b[^>]*:office:spreadsheet|<office:document\b[^>]*opendocument\.spreadsheet",
        end="xml",
        reader="office",
        guide="reading-spreadsheets.md",
        tool="libreoffice",
    ),
    Format(
        media_type=XML_DOCUMENT,
        name="text document as XML (Word 2003, fodt)",
        family="document",
        root=r"<(?:\w+:)?wordDocument\b[^>]*office/word/2003/wordml|<office:document\b[^>]*opendocument\.text",
        end="xml",
        reader="office",
        guide="reading-word.md",
        tool="libreoffice",
    ),
    Format(
        media_type=ODP,
        name="OpenDocument slides (odp)",
        family="document",
        suffixes=("odp", "otp"),
        end="zip",
        reader="office",
        guide="reading-pdfs.md",
        tool="libreoffice",
    ),
    Format(
        media_type=OFD,
        name="OFD document",
        family="document",
        suffixes=("ofd",),
        members=("ofd.xml",),
        end="zip",
        reader="ofd",
        guide="reading-pdfs.md",
    ),
    Format(
        media_type=UNKNOWN_PACKAGE,
        name="office package",
        family="other",
        end="zip",
        unsupported="it names no main part of a document, workbook or slides",
    ),
    Format(
        media_type=PROTECTED,
        name="office document protected by a password",
        family="other",
        streams=("EncryptedPackage",),
        unsupported="remove the password",
    ),
    Format(
        media_type=DOC,
        name="Word 97-2003 document (doc)",
        family="document",
        suffixes=("doc", "dot", "wps", "wpt"),
        worn_by_pages=("doc",),
        streams=("WordDocument",),
        reader="office",
        guide="reading-word.md",
        tool="libreoffice",
    ),
    Format(
        media_type=XLS,
        name="Excel 97-2003 workbook (xls)",
        family="document",
        suffixes=("xls", "xlt", "et", "ett"),
        worn_by_pages=("xls",),
        streams=("Workbook", "Book"),
        reader="spreadsheet",
        guide="reading-spreadsheets.md",
    ),
    Format(
        media_type=PPT,
        name="PowerPoint 97-2003 slides (ppt)",
        family="document",
        suffixes=("ppt", "pps", "pot", "dps"),
        streams=("PowerPoint Document",),
        reader="office",
        guide="reading-pdfs.md",
        tool="libreoffice",
    ),
    Format(
        media_type=UNKNOWN_COMPOUND,
        name="Microsoft compound file",
        family="other",
        unsupported="it is neither Word nor Excel",
    ),
    Format(
        media_type=RTF,
        name="rich text (RTF)",
        family="document",
        suffixes=("rtf",),
        magic=(b"{\\rtf",),
        reader="office",
        guide="reading-word.md",
        tool="libreoffice",
    ),
    _image(JPEG, "JPEG image", ("jpg", "jpeg"), b"\xff\xd8\xff"),
    _image(PNG, "PNG image", ("png",), b"\x89PNG\r\n\x1a\n"),
    _image(GIF, "GIF image", ("gif",), b"GIF8"),
    _image(WEBP, "WebP image", ("webp",), b"WEBPVP8", within=16),
    _image(JPEG2000, "JPEG 2000 image", ("jp2", "j2k"), b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"),
    _image(TIFF, "TIFF image", ("tif", "tiff"), b"II*\0", b"MM\0*", is_illustration=False),
    _image(BMP, "BMP image", ("bmp",), b"BM"),
    Format(
        media_type=ZIP,
        name="ZIP archive",
        family="container",
        suffixes=("zip",),
        magic=(b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK"),
        end="zip",
        unpacker="zips",
        guide="reading-archives.md",
    ),
    Format(
        media_type=RAR,
        name="RAR archive",
        family="container",
        suffixes=("rar",),
        magic=(b"Rar!\x1a\x07",),
        unpacker="native",
        guide="reading-archives.md",
        tool="libarchive",
    ),
    Format(
        media_type=SEVEN_ZIP,
        name="7-Zip archive",
        family="container",
        suffixes=("7z",),
        magic=(b"7z\xbc\xaf\x27\x1c",),
        unpacker="native",
        guide="reading-archives.md",
        tool="libarchive",
    ),
    Format(
        media_type=GZIP,
        name="gzip archive",
        family="container",
        suffixes=("gz", "tgz"),
        magic=(b"\x1f\x8b\x08",),
        unpacker="tars",
        guide="reading-archives.md",
    ),
    Format(
        media_type=BZIP2,
        name="bzip2 archive",
        family="container",
        suffixes=("bz2", "tbz", "tbz2"),
        magic=(b"BZh",),
        unpacker="tars",
        guide="reading-archives.md",
    ),
    Format(
        media_type=XZ,
        name="xz archive",
        family="container",
        suffixes=("xz", "txz"),
        magic=(b"\xfd7zXZ\x00",),
        unpacker="tars",
        guide="reading-archives.md",
    ),
    Format(
        media_type=TAR,
        name="tar archive",
        family="container",
        suffixes=("tar",),
        unpacker="tars",
        guide="reading-archives.md",
    ),
    Format(
        media_type=XML,
        name="XML file",
        family="page",
        suffixes=("xml",),
        unsupported="data without a form of its own",
    ),
    Format(
        media_type=TEXT,
        name="plain text",
        family="text",
        suffixes=("txt", "md", "csv", "tsv"),
        worn_by_pages=("csv", "tsv"),
        reader="text",
        guide="reading-text.md",
    ),
    Format(
        media_type=UNKNOWN,
        name="unknown format",
        family="other",
        unsupported="its bytes are those of no format that is known",
    ),
)

BY_MEDIA_TYPE: Final[Mapping[str, Format]] = MappingProxyType({entry.media_type: entry for entry in FORMATS})


def format_of(media_type: str) -> Format:
    """Return the format of a media type that ``detect_media_type`` gave; KeyError for any other."""
    return BY_MEDIA_TYPE[media_type]


def media_types(*families: Family) -> frozenset[str]:
    """Return the media types of whole families."""
    return frozenset(entry.media_type for entry in FORMATS if entry.family in families)
