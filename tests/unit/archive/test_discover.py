"""Finding the files of a folder: whatever one entry is called or refuses, the others are found."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.archive.raw import Archive, discover
from pipelines.documents.batches import register
from pipelines.settings import Settings

NOBODY = 65534


@contextmanager
def as_nobody() -> Iterator[None]:
    """Act as a user whom file modes bind: root is not refused anything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_name_in_any_bytes_is_registered_and_readable(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("甲局2024年度部门决算.txt".encode("gbk"), b"\xff\xfe\xff.txt", "乙局.txt".encode()):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(name)
    done = register(settings, [folder], site="s")
    assert (done.files, done.new_documents, done.problems) == (3, 3, [])
    names = {record.file_name for record in Archive.of(settings).records("s")}
    assert names == {"甲局2024年度部门决算.txt", "乙局.txt", "���.txt"}
    assert register(settings, [folder], site="s").known_documents == 3


def test_what_can_be_neither_read_nor_entered_is_told_and_costs_only_itself(tmp_path: Path) -> None:
    for name in ("a", "closed", "z"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "a.pdf").write_bytes(b"a")
    (tmp_path / "z" / "z.pdf").write_bytes(b"z")
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "closed").chmod(0o000)
    problems: list[str] = []
    tmp_path.chmod(0o755)
    for parent in list(tmp_path.parents)[:3]:
        if parent.stat().st_uid == os.geteuid():
            parent.chmod(0o755)
    with as_nobody():
        found = [path.name for path in discover([tmp_path], problems=problems)]
    (tmp_path / "closed").chmod(0o755)
    assert found == ["a.pdf", "z.pdf"]
    told = "\n".join(problems)
    assert "closed cannot be entered: Permission denied" in told
    assert "gone.pdf cannot be read: No such file" in told
    assert "pipe.pdf is no file with contents" in told


def test_links_to_folders_and_hidden_documents_are_told_and_litter_is_not(tmp_path: Path) -> None:
    for name in (
        "决算.pdf",
        ".决算.pdf",
        ".gitignore",
        "._决算.pdf",
        "~$决算.docx",
        "Thumbs.db",
        "sub/a.pdf",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "again").symlink_to(tmp_path / "sub")
    (tmp_path / "sub" / "up").symlink_to("..")
    problems: list[str] = []
    found = [path.name for path in discover([tmp_path], problems=problems)]
    assert found == ["a.pdf", "决算.pdf"]
    assert sorted(told.removeprefix(f"{tmp_path}/") for told in problems) == [
        ".决算.pdf is hidden, as its name begins with a dot",
        "again is a link to a folder, which is not followed",
        "sub/up is a link to a folder, which is not followed",
    ]


def test_a_file_that_others_write_meanwhile_is_kept_as_what_its_hash_says(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"0" * (8 << 20))
    is_done = threading.Event()

    def write() -> None:
        with path.open("r+b") as file:
            while not is_done.is_set():
                for digit in b"123456789":
                    file.seek(0)
                    file.write(bytes([digit]) * (8 << 20))

    thread = threading.Thread(target=write)
    thread.start()
    archive = Archive.of(settings)
    try:
        for _ in range(20):
            record = archive.register(path, site="s").record
            kept = archive.path(record).read_bytes()
            assert hashlib.sha256(kept).hexdigest() == record.sha256
    finally:
        is_done.set()
        thread.join()
