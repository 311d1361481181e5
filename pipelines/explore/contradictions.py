"""What documents contradict, apart from what may be but a misreading; one of them with both places side by side."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from typing import Any, Final

from pipelines.explore import addresses
from pipelines.explore.excerpt import as_html, rows_around
from pipelines.explore.figure import picture, place_of
from pipelines.explore.pictures import Pictures, can_be_drawn
from pipelines.explore.store import MissingError, Store
from pipelines.explore.view import Column, Fact, Table, View
from pipelines.messages import LANGUAGES, translated, word
from pipelines.publish import places

_LISTED: Final = """
    select e.*, d.organisation_name, coalesce(d.title, d.file_name) as title, v.division_name
    from {relation} as e
    join dim_document as d using (document_id)
    left join dim_division as v on v.division_code = e.division_code
    where ($county is null or e.division_code = $county)
        and ($body is null or e.organisation_id = $body)
        and ($year is null or e.fiscal_year = $year)
        and ($kind is null or e.kind = $kind)
    order by e.division_code, d.organisation_name, e.fiscal_year, e.identity_id, e.left_page
    limit 5000
"""
_KINDS: Final = "select distinct kind from {relation} order by kind"


def contradictions(
    store: Store,
    county: str | None,
    body: str | None,
    year: int | None,
    kind: str | None,
    *,
    is_of_doubts: bool = False,
) -> View:
    """Return the list of contradictions, or of doubts, of a county, a body, a year and a kind where given."""
    relation = "fct_reading_doubt" if is_of_doubts else "fct_disclosure_error"
    rows = store.rows(_LISTED.format(relation=relation), county=county, body=body, year=year, kind=kind)
    told = (
        (Column("reason", "word"), Column("why", "told"))
        if is_of_doubts
        else (Column("suggestion_kind", "word"), Column("difference_yuan", "yuan"))
    )
    columns = (
        Column("division_name", link=addresses.county),
        Column("organisation_name", link=addresses.body),
        Column("fiscal_year"),
        Column("report_kind", "word"),
        Column("what", "told", link=None if is_of_doubts else addresses.contradiction),
        Column("left_text", "told", link=addresses.figure("left_id")),
        Column("right_text", "told", link=addresses.figure("right_id")),
        *told,
    )
    name = "doubts" if is_of_doubts else "contradictions"
    kinds = [row["kind"] for row in store.rows(_KINDS.format(relation=relation))]
    return View(
        "",
        name,
        tables=(Table(name, columns, rows, note=f"{name}_note"),),
        template="contradictions.html",
        more={
            "name": name,
            "kinds": kinds,
            "asked": {"county": county, "body": body, "year": year, "kind": kind},
        },
    )


def contradiction(store: Store, identity: str) -> View:
    """Return one contradiction's page. Raises MissingError."""
    found = _one(store, identity)
    return View(
        found["organisation_name"] or found["title"],
        "contradiction",
        (
            Fact("division_name", found["division_name"], link=addresses.county(found)),
            Fact("organisation_name", found["organisation_name"], link=addresses.body(found)),
            Fact("fiscal_year", found["fiscal_year"]),
            Fact("report_kind", found["report_kind"], "word"),
            Fact("title", found["title"], link=addresses.document(found)),
            Fact(
                "difference",
                f"{found['difference']:f} {found['unit'] or ''}" if found["difference"] is not None else None,
            ),
            Fact("suggestion", found["suggestion"], "told"),
            Fact("source_url", found["source_url"]),
            Fact("sha256", found["sha256"]),
        ),
        template="contradiction.html",
        more={"found": found, "sentences": sentences(found), "sides": _sides(store, found)},
    )


def _one(store: Store, identity: str) -> dict[str, Any]:
    found = places.contradiction(store.rows, identity)
    if found is None:
        raise MissingError
    return found


def sentences(found: dict[str, Any]) -> dict[str, str]:
    """Return the sentence to quote in both languages: whose document, which one, and what it prints where."""
    kind = {language: word(found["report_kind"] or "", language) for language in LANGUAGES}
    body, title, year = found["organisation_name"] or "", found["title"], found["fiscal_year"]
    return {
        "zh": f"{body}《{title}》（{year}年度{kind['zh']}）：{translated(found['what'], 'zh')}",
        "en": f"{body}, {title} ({kind['en']} {year}): {found['what']}",
    }


def _sides(store: Store, found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what both sides print, with the figure of each that can be shown."""
    sides = []
    for side in ("left", "right"):
        identity = found[f"{side}_id"]
        told: dict[str, Any] = {
            "text": found[f"{side}_text"],
            "page": found[f"{side}_page"],
            "id": None,
            "is_drawn": False,
        }
        with suppress(MissingError):
            if identity:
                place, document = place_of(store, identity)
                told |= {"id": identity, "place": place, "is_drawn": can_be_drawn(document)}
        sides.append(told)
    return sides


def _excerpt(store: Store, identity: str, title: str) -> str:
    place, _ = place_of(store, identity)
    return as_html(title, place, rows_around(places.around(store.rows, place), identity), "zh")


def evidence(store: Store, pictures: Pictures, identity: str) -> bytes:
    """Return a contradiction's evidence as a ZIP: sentences, pictures, what is printed, addresses and hashes."""
    found = _one(store, identity)
    quoted = sentences(found)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sentence.txt", f"{quoted['zh']}\n\n{quoted['en']}\n")
        told = {**found, "snapshot_id": store.snapshot}
        archive.writestr("contradiction.json", json.dumps(told, ensure_ascii=False, indent=2, default=str))
        for side in ("left", "right"):
            with suppress(MissingError):
                archive.writestr(f"{side}.html", _excerpt(store, found[f"{side}_id"] or "", quoted["zh"]))
                archive.writestr(f"{side}.png", picture(store, pictures, found[f"{side}_id"] or ""))
        with suppress(MissingError):
            archive.write(pictures.file(found), f"source/{found['sha256']}")
    return packed.getvalue()
