"""``juesuan formats``: what becomes of every format here."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.formats import tools
from pipelines.formats.registry import FORMATS


@pytest.mark.parametrize("has_office", [True, False])
def test_every_format_is_listed_with_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_office: bool
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path if has_office else tmp_path / "none"))
    monkeypatch.setattr(
        tools, "state", tools.state.__wrapped__
    )  # the states of this process are known already
    told = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["formats"]).output
    lines = {
        line.split("│")[1].strip(): line.split("│") for line in told.splitlines() if line.startswith("│")
    }
    assert set(lines) == {entry.name for entry in FORMATS}
    word = [cell.strip() for cell in lines["Word 97-2003 document (doc)"][2:6]]
    assert word == [".doc .dot .wps .wpt", "read by office", "libreoffice", "yes" if has_office else "no"]
    assert [cell.strip() for cell in lines["binary workbook (xlsb)"][2:6]] == [
        ".xlsb",
        "read by office",
        "libreoffice",
        "yes" if has_office else "no",
    ]
    assert ("juesuan doctor" in told) or has_office
