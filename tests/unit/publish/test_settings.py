"""Settings: where they come from and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.messages import translated
from pipelines.settings import SettingsError, environment_of, load


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


def test_a_settings_file_stands_below_the_environment_and_above_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "juesuan.toml"
    file.write_text('workers = 3\nmail_to = ["a@b.cn", "c@d.cn"]\ndata_dir = "mine"\n', encoding="utf-8")
    found = load(environment={"JUESUAN_WORKERS": "5"}, folder=tmp_path)
    assert (found.workers, found.mail_to, found.data_dir) == (5, ("a@b.cn", "c@d.cn"), tmp_path / "mine")
    elsewhere = load(environment={"JUESUAN_SETTINGS": str(file)}, folder=tmp_path / "other")
    assert (elsewhere.workers, elsewhere.file) == (3, file)
    again = load(environment=environment_of(found), folder=tmp_path / "other")
    assert (again.data_dir, again.workers, again.mail_to) == (found.data_dir, 3, found.mail_to)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wokers = 3\n", "there is no setting wokers"),
        ("workers = [\n", "cannot be read"),
        ("workers = 0\n", "JUESUAN_WORKERS must be at least 1, not 0"),
        ('workers = "x"\n', "JUESUAN_WORKERS must be a whole number, not 'x'"),
        ('lang = "de"\n', "JUESUAN_LANG must be zh or en, not 'de'"),
        ('night_cron = "daily"\n', "JUESUAN_NIGHT_CRON must be a cron line of five fields, not 'daily'"),
        ('time_zone = "Moon"\n', "JUESUAN_TIME_ZONE must be a time zone such as Asia/Shanghai, not 'Moon'"),
    ],
)
def test_what_a_settings_file_may_not_say_is_told(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "juesuan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=re.escape(words)) as told:
        load(environment={}, folder=tmp_path)
    assert re.search("[一-鿿]", translated(str(told.value), "zh"))


def test_a_settings_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="names no file"):
        load(environment={"JUESUAN_SETTINGS": "absent.toml"}, folder=tmp_path)


def test_every_path_is_absolute(tmp_path: Path) -> None:
    found = load(Path("data"), environment={}, folder=tmp_path)
    paths = [
        getattr(found, name)
        for name in dir(found)
        if name.endswith(("_dir", "_file")) and getattr(found, name)
    ]
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
