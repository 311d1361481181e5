"""Form files: each is complete, and the editors' schema is the one the code validates with."""

from importlib.resources import files
from pathlib import Path

import pytest

from pipelines.forms import FormDefinitionError, catalogue, form, load
from pipelines.forms.__main__ import schema_text


def test_the_forms_of_the_contract_are_defined() -> None:
    contract = {f"F{n:02}" for n in range(1, 15)} | {f"B{n:02}" for n in range(1, 17)}
    assert contract <= {f.code for f in catalogue()}


@pytest.mark.parametrize("definition", catalogue(), ids=lambda f: f.code)
def test_every_form_says_what_it_is_and_names_each_identity_once(definition: object) -> None:
    assert definition.description.endswith(".") or definition.description.endswith("it.")  # type: ignore[attr-defined]
    ids = [identity.id for identity in definition.identities]  # type: ignore[attr-defined]
    assert len(ids) == len(set(ids))


def test_the_editors_schema_is_current() -> None:
    written = (files("pipelines.forms") / "_schema.json").read_text(encoding="utf-8")
    assert written == schema_text(), "run: python -m pipelines.forms"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("code: F99\ntitle: 表\n", "report_kind"),
        ("code: 99\n", "code"),
        ("code: [", "while parsing"),
        (
            "code: F99\ntitle: 表\nreport_kind: budget\nrole: procurement\naliases: []\ndescription: d\n",
            "needs sections",
        ),
        (
            "code: F99\ntitle: 表\nreport_kind: budget\nrole: procurement\naliases: []\ndescription: d\ntypo: 1\n",
            "typo",
        ),
    ],
)
def test_a_bad_form_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "f99_sample.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FormDefinitionError, match=r"f99_sample\.yml") as caught:
        load(file)
    assert complaint in str(caught.value)


_SAMPLE = """\
code: F99
title: 表
report_kind: budget
role: procurement
aliases: []
description: d
sections: [{columns: [{measure: total, header: [合计]}]}]
"""


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (
            "identities: [{id: W1, kind: equation, statement: s, left: ['[甲]|'], right: ['[乙]']}]",
            "not a term of an identity",
        ),
        (
            "identities: [{id: W, kind: printed, statement: s, left: ['[甲]'], right: ['[乙]'], hard_when: {left: ['(丙'], right: []}}]",
            "(丙",
        ),
        (
            "identities: [{id: W1, kind: row_sum, statement: s, total: total, parts: [goods, works]}]",
            "no column measures goods, works",
        ),
        (
            "across: [{id: X1, kind: per_code, statement: s, left: [this.total], right: ['procurement:total']}]",
            "procurement:total",
        ),
    ],
)
def test_an_identity_that_cannot_be_asked_is_named_before_any_document_is_read(
    tmp_path: Path, line: str, complaint: str
) -> None:
    file = tmp_path / "f99_sample.yml"
    file.write_text(_SAMPLE, encoding="utf-8")
    assert load(file).code == "F99"
    file.write_text(_SAMPLE + line, encoding="utf-8")
    with pytest.raises(FormDefinitionError, match=r"f99_sample\.yml") as caught:
        load(file)
    assert complaint in str(caught.value)


def test_an_unknown_form_code_says_where_to_look() -> None:
    with pytest.raises(KeyError, match="juesuan forms"):
        form("F99")
