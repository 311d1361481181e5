"""Inputs that are no usable report: each must end as a row with a status and a reason."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

EXPECTED = {
    "zero_bytes.pdf": ("failed", "empty"),
    "web_page.pdf": ("failed", "web page"),
    "encrypted.pdf": ("failed", "password"),
    "truncated.pdf": ("failed", ""),
    "no_report.pdf": ("no_figures", "not recognised"),
}


def write_bad_inputs(folder: Path, good: Path) -> None:
    """Write one file of each kind into ``folder``; the truncated one is cut from ``good``."""
    (folder / "zero_bytes.pdf").write_bytes(b"")
    (folder / "web_page.pdf").write_text(
        "<!DOCTYPE html><html><head><title>403</title></head><body>请输入验证码</body></html>",
        encoding="utf-8",
    )
    (folder / "truncated.pdf").write_bytes(good.read_bytes()[:2000])
    _typeset(folder / "no_report.pdf", None)
    _typeset(folder / "encrypted.pdf", StandardEncryption("secret"))
    (folder / ".hidden.pdf").write_bytes(b"not to be registered")


def write_county_figures(file: Path) -> None:
    """Write figures of the samples' county: a row that can be used, and one below it that cannot."""
    file.write_text(
        "division_code,fiscal_year,population,price_index,county_type,source\n"
        "990101,2024,1000,,,年鉴\n990101,2019,25万,,,年鉴\n",
        encoding="utf-8",
    )


def _typeset(path: Path, encryption: StandardEncryption | None) -> None:
    canvas = Canvas(str(path), pagesize=A4, encrypt=encryption)
    canvas.drawString(72, 720, "Minutes of a meeting about the weather.")
    canvas.save()
