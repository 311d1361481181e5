"""The Parquet lake: the same rows, the same bytes; re-read documents replace their rows and no others."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.lake import files as lake
from pipelines.lake.frames import Frames, frame, frames
from pipelines.lake.schema import REFERENCES, RELATIONS
from pipelines.publish import reference


def document(name: str, *, code_version: str | None = "v1", figures: int = 2, **values: object) -> Frames:
    items = [
        {
            "line_item_id": f"{name}-{number}",
            "document_id": name,
            "measure": "final",
            "value_printed": Decimal(number),
            "amount_yuan": Decimal(number),
        }
        for number in range(figures, 0, -1)
    ]
    row = {"document_id": name, "code_version": code_version, "status": "extracted", **values}
    return frames({"documents": [row], "line_items": items})


def write(folder: Path, *documents: Frames, flush_documents: int = 200) -> None:
    with lake.SiteWriter(folder, "s", flush_documents=flush_documents) as writer:
        for frames in documents:
            writer.add(frames["documents"]["document_id"][0], frames)


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


def items(folder: Path) -> list[str]:
    return pl.read_parquet(folder / "line_items" / "s.parquet")["line_item_id"].to_list()


def test_the_same_documents_in_any_order_and_number_of_writes_give_the_same_bytes(tmp_path: Path) -> None:
    names = ["d", "b", "a", "c"]
    write(tmp_path / "one", *(document(n) for n in names))
    write(tmp_path / "two", *(document(n) for n in reversed(names)), flush_documents=1)
    write(tmp_path / "three", document("a"), document("b"))
    write(tmp_path / "three", document("c"), document("b"), document("d"))
    assert content(tmp_path / "one") == content(tmp_path / "two") == content(tmp_path / "three")
    assert items(tmp_path / "one") == [f"{n}-{i}" for n in "abcd" for i in (2, 1)]


def test_a_document_read_again_replaces_all_its_rows_and_no_others(tmp_path: Path) -> None:
    write(tmp_path, document("a", figures=3), document("b"))
    write(tmp_path, frames({"documents": [{"document_id": "a", "status": "failed"}]}))
    assert items(tmp_path) == ["b-2", "b-1"]
    known = lake.known_documents(tmp_path, "s")
    assert (known["a"].status, known["b"].status) == ("failed", "extracted")


def test_a_flush_in_between_loses_nothing_when_the_batch_stops(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), lake.SiteWriter(tmp_path, "s", flush_documents=1) as writer:
        writer.add("a", document("a"))
        assert set(lake.known_documents(tmp_path, "s")) == {"a"}
        raise KeyboardInterrupt
    assert set(lake.known_documents(tmp_path, "s")) == {"a"}


def test_every_relation_has_a_typed_empty_file(tmp_path: Path) -> None:
    lake.prepare(tmp_path)
    for relation, columns in RELATIONS.items():
        empty = pl.read_parquet(tmp_path / relation / "_schema.parquet")
        assert empty.is_empty()
        assert empty.schema == pl.Schema(columns)
    assert lake.sites(tmp_path) == []
    assert lake.known_documents(tmp_path, "s") == {}


@pytest.mark.parametrize(
    ("media_type", "read_by", "code_version", "reader", "expected"),
    [
        ("application/pdf", "pdfium", "v1", "pdfium", True),
        ("application/pdf", "pdfium", "v2", "pdfium", False),
        ("application/pdf", "pdfium", "v1", "pdfminer", False),
        ("application/msword", "word", "v1", "pdfminer", True),
        (None, None, "v1", "pdfium", True),
    ],
)
def test_a_document_is_read_again_when_code_or_reader_changed(
    tmp_path: Path,
    media_type: str | None,
    read_by: str | None,
    code_version: str,
    reader: str,
    expected: bool,
) -> None:
    write(tmp_path, document("a", media_type=media_type, reader=read_by))
    assert lake.known_documents(tmp_path, "s")["a"].is_current(code_version, reader) is expected


def test_a_document_without_a_code_version_is_never_current(tmp_path: Path) -> None:
    write(tmp_path, document("a", code_version=None))
    assert not lake.known_documents(tmp_path, "s")["a"].is_current("v1", "pdfium")


def test_a_file_from_before_a_column_was_added_is_merged(tmp_path: Path) -> None:
    write(tmp_path, document("a"))
    path = tmp_path / "documents" / "s.parquet"
    pl.read_parquet(path).drop("failure_reason").write_parquet(path)
    write(tmp_path, document("b"))
    assert pl.read_parquet(path).schema == pl.Schema(RELATIONS["documents"])
    assert set(lake.known_documents(tmp_path, "s")) == {"a", "b"}


def test_rows_that_the_schema_does_not_know_are_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        frames({"documents": [{"document_id": "a", "colour": "red"}]})
    with pytest.raises(ValueError, match="paintings"):
        frames({"paintings": []})


def test_reference_lists_carry_the_users_own_divisions(tmp_path: Path) -> None:
    extra = tmp_path / "divisions.csv"
    extra.write_text("code,name,level,parent_code\n419999,示范新区,county,410500\n", encoding="utf-8")
    counts = reference.write(tmp_path / "lake", extra)
    divisions = pl.read_parquet(tmp_path / "lake" / "divisions" / "*.parquet")
    assert divisions.filter(division_code="419999")["city_name"].to_list() == ["安阳市"]
    assert counts["divisions"] == divisions.height > 2800
    assert counts["forms"] >= 18
    for relation, columns in REFERENCES.items():
        assert pl.read_parquet(tmp_path / "lake" / relation / "*.parquet").schema == pl.Schema(columns)
    without = reference.write(tmp_path / "other", tmp_path / "missing.csv")
    assert without["divisions"] == counts["divisions"] - 1


def test_many_rows_with_lists_are_the_same_as_few() -> None:
    rows = [{"check_id": str(n), "left_ids": list("abc"[: n % 4]), "right_ids": []} for n in range(2_500)]
    whole = frame("identity_checks", rows)
    assert whole.equals(
        pl.concat(frame("identity_checks", rows[at : at + 100]) for at in range(0, 2_500, 100))
    )
    assert whole["left_ids"][:4].to_list() == [[], ["a"], ["a", "b"], ["a", "b", "c"]]
    with pytest.raises(TypeError):
        frame("identity_checks", [*rows, {"left_ids": [1]}])
