"""The demo's portals with reports of a few bytes."""

from __future__ import annotations

import csv
from pathlib import Path

from samples.portal.__main__ import write_sites

COUNTIES = {"990101": "清溪县", "990102": "柳浦区", "990201": "松湖县"}
EDITIONS = (
    ("final_account", 2023, "年度部门决算"),
    ("final_account", 2024, "年度部门决算"),
    ("budget", 2024, "年部门预算"),
)


def small_samples(folder: Path) -> Path:
    """Write reports that are PDFs by their marks only, and the table that lists them."""
    (folder / "reports").mkdir(parents=True)
    with (folder / "documents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["document", "file", "division_code", "organisation_kind", "report_kind", "fiscal_year", "title"]
        )
        for code, county in COUNTIES.items():
            for body in ("教育局", "财政局"):
                for kind, year, words in EDITIONS:
                    title = f"{county}{body}{year}{words}"
                    name = _write(folder, title)
                    writer.writerow(
                        [f"{code}-{body}-{kind}-{year}", name, code, "department", kind, year, title]
                    )
        title = "清溪县2024年政府决算"
        writer.writerow(
            ["county", _write(folder, title), "990101", "government", "final_account", 2024, title]
        )
    return folder


def _write(folder: Path, title: str) -> str:
    name = f"reports/{title}.pdf"
    (folder / name).write_bytes(f"%PDF-1.4\n% {title}\n%%EOF\n".encode())
    return name


def site_folder(folder: Path, port: int) -> Path:
    """Write the demo's site files for a port."""
    write_sites(folder, port)
    return folder
