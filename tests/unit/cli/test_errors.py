"""What a command says of a machine that does not do what is asked of it; a fault of the program is none of that."""

from __future__ import annotations

import errno
import os
from importlib import import_module
from pathlib import Path

import pytest

from pipelines.cli.errors import TOLD, sentence
from pipelines.cli.export import export
from pipelines.cli.night import morning
from pipelines.operate.command import RunError
from pipelines.publish.export.relation import ExportError
from pipelines.settings import Settings
from tests.unit.publish.test_asking import published  # noqa: F401  # a fixture


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.ENOTDIR, errno.EIO])
def test_what_the_machine_refuses_is_told_with_its_place(number: int) -> None:
    told = sentence(OSError(number, os.strerror(number), "/data/\udcb9\udcab.csv"))
    assert told == f"/data/公.csv cannot be used: {os.strerror(number)}"
    nameless = sentence(OSError(number, os.strerror(number)))
    assert nameless and ("the disk is full" in nameless) == (number == errno.ENOSPC)


@pytest.mark.parametrize("name", sorted(TOLD))
def test_an_error_that_is_told_is_there_and_so_is_what_is_one_of_it(name: str) -> None:
    module, _, kind = name.rpartition(".")
    error: type[Exception] = getattr(import_module(module), kind)
    special = type("SpecialError", (error,), {})
    assert [sentence(one("why")) for one in (error, special)] == ["why", "why"]


def test_a_fault_of_the_program_keeps_its_traceback() -> None:
    assert sentence(RunError("name one")) == "name one"
    assert sentence(KeyError("x")) is None
    assert sentence(FileNotFoundError(errno.ENOENT, "No such file", "pipelines/forms/lost.yml")) is None


def test_a_file_in_the_place_of_the_folder_for_exports_is_told(
    published: Settings,  # noqa: F811
    tmp_path: Path,
) -> None:
    file = tmp_path / "file"
    file.touch()
    for out in (file, file / "inside"):
        with pytest.raises(ExportError, match=r"the files in .* could not be written"):
            export(published, ["fct"], "csv", out, with_mark=False)


def test_the_morning_report_of_a_data_folder_that_cannot_be_used_is_a_sentence(settings: Settings) -> None:
    settings.dagster_home.parent.mkdir(parents=True, exist_ok=True)
    settings.dagster_home.touch()
    with pytest.raises(RunError, match=r"Dagster's files in .* cannot be used"):
        morning(settings, is_sent=False)
