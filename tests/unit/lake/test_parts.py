"""Parts and commits: written once, committed once, whoever dies in between."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import pipelines.lake.parts as parts_module
from pipelines.lake import files as lake
from pipelines.lake.frames import Frames, frames
from pipelines.lake.parts import Part, ReadDocument, commit, parts_of, recover, waiting, write_part


def document(
    name: str, site: str = "s", *, interrupted: bool = False, version: str | None = "v1"
) -> tuple[ReadDocument, Frames]:
    row = {"document_id": name, "site": site, "status": "extracted", "code_version": version}
    items = [{"line_item_id": f"{name}-{n}", "document_id": name, "measure": "final"} for n in range(3)]
    found = {"documents": [{**row, "code_version": None, "status": "failed"} if interrupted else row]}
    read = ReadDocument(name, site, "failed" if interrupted else "extracted", interrupted, 1.5, 2, 3, 0)
    return read, frames(found if interrupted else {**found, "line_items": items})


def write(folder: Path, batch: str, *documents: tuple[ReadDocument, Frames], version: str = "v1") -> Path:
    return write_part(folder, batch, version, "pdfium", documents)


def all_of(part: Part, read: ReadDocument) -> bool:
    return True


def news(folder: Path) -> parts_module.Wanted:
    def is_new(part: Part, read: ReadDocument) -> bool:
        known = lake.known_documents(folder, read.site).get(read.document_id)
        return known is None or not known.is_current(part.version, part.reader)

    return is_new


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def directly(folder: Path, *documents: tuple[ReadDocument, Frames]) -> dict[str, bytes]:
    for site in sorted({read.site for read, _ in documents}):
        with lake.SiteWriter(folder, site) as writer:
            for read, rows in documents:
                if read.site == site:
                    writer.add(read.document_id, rows)
    return content(folder)


def test_batches_of_several_sites_give_the_bytes_that_writing_them_at_once_gives(tmp_path: Path) -> None:
    a, b, c, d = document("a"), document("b", "t"), document("c"), document("d", "t")
    write(tmp_path / "lake", "one", b, a)
    write(tmp_path / "lake", "two", d)
    write(tmp_path / "lake", "two", c)
    taken = commit(tmp_path / "lake", "x", ["two", "one"], all_of)
    assert sorted(read.document_id for read in taken) == ["a", "b", "c", "d"]
    assert content(tmp_path / "lake") == directly(tmp_path / "other", a, b, c, d)
    assert waiting(tmp_path / "lake") == []


def test_the_reports_of_a_compilation_come_and_go_with_their_file(tmp_path: Path) -> None:
    """They have its bytes and ids of their own."""
    file, other = "a" * 16, "b" * 16

    def compilation(*parts: str, version: str) -> tuple[ReadDocument, Frames]:
        rows = [
            {
                "document_id": one,
                "sha256": "a" * 64,
                "site": "s",
                "status": "extracted",
                "code_version": version,
            }
            for one in (file, *parts)
        ]
        items = [{"line_item_id": f"{one}-0", "document_id": one, "measure": "final"} for one in parts]
        read = ReadDocument(file, "s", "extracted", False, 1.5, 2, len(parts), 0)
        return read, frames({"documents": rows, "line_items": items})

    def ids(relation: str) -> set[str]:
        return set(pl.read_parquet(tmp_path / relation / "s.parquet")["document_id"])

    write(tmp_path, "one", compilation("p1", "p2", version="v1"), document(other))
    commit(tmp_path, "x", ["one"], all_of)
    assert (ids("documents"), ids("line_items")) == ({file, "p1", "p2", other}, {"p1", "p2", other})
    write(tmp_path, "two", compilation("p1", version="v2"), version="v2")
    commit(tmp_path, "y", ["two"], all_of)
    assert (ids("documents"), ids("line_items")) == ({file, "p1", other}, {"p1", other})


def test_the_same_rows_are_one_part_and_a_batch_that_two_workers_read_counts_once(tmp_path: Path) -> None:
    assert write(tmp_path, "one", document("a"), document("b")) == write(
        tmp_path, "one", document("b"), document("a")
    )
    write(tmp_path, "one", document("b"))  # another worker's, cut otherwise
    taken = commit(tmp_path, "x", ["one"], all_of)
    assert sorted(read.document_id for read in taken) == ["a", "b"]
    expected = directly(tmp_path / "other", document("a"), document("b"))
    assert {name: data for name, data in content(tmp_path).items() if "other" not in name} == expected


def test_of_two_readings_the_one_that_came_to_its_end_is_taken(tmp_path: Path) -> None:
    write(tmp_path, "one", document("a", interrupted=True))
    write(tmp_path, "one", document("a"))
    (taken,) = commit(tmp_path, "x", ["one"], all_of)
    assert not taken.is_interrupted
    assert lake.known_documents(tmp_path, "s")["a"].status == "extracted"


def test_a_late_part_changes_nothing_and_goes(tmp_path: Path) -> None:
    write(tmp_path, "one", document("a"))
    commit(tmp_path, "x", ["one"], all_of)
    before = content(tmp_path)
    late = write(tmp_path, "one", document("a", interrupted=True))
    assert recover(tmp_path, "v1", "pdfium", news(tmp_path)) == []
    assert content(tmp_path) == before
    assert not late.exists()


def test_parts_that_nobody_committed_are_taken_by_the_next_and_others_versions_left(tmp_path: Path) -> None:
    write(tmp_path, "one", document("a"))
    write(tmp_path, "two", document("b", version="v0"), version="v0")
    (taken,) = recover(tmp_path, "v1", "pdfium", news(tmp_path))
    assert taken.document_id == "a"
    assert waiting(tmp_path) == ["two"]


def test_a_torn_part_counts_as_not_written(tmp_path: Path) -> None:
    path = write(tmp_path, "one", document("a"))
    torn = path.with_name("f" * 32 + ".zip")
    torn.write_bytes(path.read_bytes()[:-40])
    assert [part.path for part in parts_of(tmp_path, ["one"])] == [path]


@pytest.mark.parametrize("after", range(14))
def test_a_commit_that_is_cut_off_anywhere_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Stop after so many files were put in place: each state must lead to the same lake."""
    old = [document("a", version="v0"), document("c", "t")]
    directly(tmp_path / "lake", *old)
    new = [document("a"), document("b"), document("d", "t")]
    write(tmp_path / "lake", "one", *new)
    put, count = lake.write_atomically, 0

    def limited(target: Path, data: bytes) -> None:
        nonlocal count
        if count == after:
            raise KeyboardInterrupt
        count += 1
        put(target, data)

    monkeypatch.setattr(lake, "write_atomically", limited)
    with pytest.raises(KeyboardInterrupt):
        commit(tmp_path / "lake", "x", ["one"], all_of)
    monkeypatch.undo()
    recover(tmp_path / "lake", "v1", "pdfium", news(tmp_path / "lake"))
    assert content(tmp_path / "lake") == directly(tmp_path / "other", *new, document("c", "t"))
    assert waiting(tmp_path / "lake") == []
    assert not list((tmp_path / "lake" / "_commits").glob("*"))


def test_parts_of_a_run_that_reads_current_documents_again_are_its_own(tmp_path: Path) -> None:
    write(tmp_path, "one", document("a"))
    commit(tmp_path, "x", ["one"], all_of)
    again = write(tmp_path, "again-one", document("a"))
    assert recover(tmp_path, "v1", "pdfium", news(tmp_path)) == []
    assert again.exists()
    (taken,) = commit(tmp_path, "y", ["again-one"], all_of)
    assert taken.document_id == "a"


def flipped(path: Path, at: int = -60) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def test_a_damaged_part_is_not_taken_and_is_written_again_by_the_next_reading(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    path = write(folder, "one", document("a"), document("b"))
    for at in (300, -60):
        flipped(path, at)
        assert parts_of(folder, ["one"]) == []
        assert commit(folder, "x", ["one"], all_of) == []
        assert write(folder, "one", document("a"), document("b")) == path
    assert len(commit(folder, "x", ["one"], all_of)) == 2


@pytest.mark.parametrize("is_cut", [True, False])
def test_a_commit_whose_note_is_damaged_is_done_again_from_its_parts(
    tmp_path: Path, is_cut: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lake"
    write(folder, "one", document("a"), document("b", "t"))
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(parts_module, "_merge", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        commit(folder, "x", ["one"], all_of)
    (note,) = (folder / "_commits").iterdir()
    if is_cut:
        note.write_bytes(note.read_bytes()[:-20])
    else:  # another site's name in a note that is still JSON
        note.write_bytes(note.read_bytes().replace(b'"t"', b'"u"'))
    assert len(recover(folder, "v1", "pdfium", news(folder))) == 2
    assert lake.sites(folder) == ["s", "t"]
    assert not list((folder / "_commits").iterdir())
