"""Wrong usage in Chinese: what the library of options says of it, with what was typed left as it is."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = "from pipelines.cli import main; main()"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ingest", "--foo"), "没有这个选项：--foo"),
        (("help-me",), "没有这个命令：'help-me'。"),
        (("bild",), "没有这个命令：'bild'；是否要用 'build'？"),
        (("body",), "缺少参数 'NAME'。"),
        (("query", "select 1", "--rows", "many"), "'--rows' 的值不对：须为整数"),
        (("query", "select 1", "--rows"), "选项 '--rows' 须带值。"),
        (("diff", "a", "b", "c"), "多出的参数：c"),
        (("ingest", "a.pdf", ""), "'PATH...' 的值不对：空名不是文件或文件夹"),
        (("run", ""), "'[PATH...]' 的值不对：空名不是文件或文件夹"),
    ],
)
def test_wrong_usage_is_told_in_chinese(arguments: tuple[str, ...], told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={**os.environ, "JUESUAN_LANG": "zh", "COLUMNS": "200", "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert told in done.stderr
    assert not any(english in done.stderr for english in ("Usage", "Try", "such", "Missing", "Invalid"))
