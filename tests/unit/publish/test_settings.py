"""Settings: where they come from and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.settings import SettingsError, load


def test_the_argument_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        '# limits\nJUESUAN_DATA_DIR="from_file"\nexport JUESUAN_WORKERS=3\nJUESUAN_DOCUMENT_SECONDS=9\n',
        encoding="utf-8",
    )
    given = {"JUESUAN_DATA_DIR": "from_environment", "JUESUAN_DOCUMENT_SECONDS": "7"}
    both = load(environment=given, folder=tmp_path)
    assert both.data_dir == tmp_path / "from_environment"
    assert (both.workers, both.document_seconds) == (3, 7)
    assert load(environment={}, folder=tmp_path).data_dir == tmp_path / "from_file"
    assert load(Path("argument"), environment=given, folder=tmp_path).data_dir == tmp_path / "argument"


def test_every_path_is_absolute(tmp_path: Path) -> None:
    found = load(Path("data"), environment={}, folder=tmp_path)
    paths = [getattr(found, name) for name in dir(found) if name.endswith(("_dir", "_file"))]
    assert len(paths) > 8
    assert all(path.is_absolute() for path in paths)


@pytest.mark.parametrize(
    ("name", "value"),
    [("WORKERS", "0"), ("WORKERS", "many"), ("DOCUMENT_SECONDS", "-1"), ("WORKER_MEMORY_MIB", "x")],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"JUESUAN_{name}"):
        load(environment={f"JUESUAN_{name}": value}, folder=tmp_path)


def test_a_line_of_the_file_that_is_no_setting_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("JUESUAN_WORKERS 3\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="line 1"):
        load(environment={}, folder=tmp_path)
