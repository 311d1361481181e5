"""Nothing is said in one language only: the program's own sentences are looked for in its sources."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipelines
from pipelines.forms import catalogue as forms
from pipelines.messages.sentences import FILES, entries, placeholders, translated, translated_usage
from pipelines.messages.words import catalogue
from pipelines.yaml_text import parse

PACKAGE = Path(pipelines.__file__).parent
SPEAKING = (
    "archive", "cli", "containers", "documents", "formats", "operate", "prove", "read", "recognise", "reread",
    "accounts/county_figures.py", "crawl/fetched.py", "crawl/refusals.py", "crawl/run.py", "defs/run.py", "lake/bucket.py",
    "publish/asking.py", "publish/ducklake/extensions.py", "publish/ducklake/lake.py", "publish/losses.py", "publish/publication.py", "publish/snapshots.py", "publish/telling.py",
    "publish/export/relation.py", "publish/gates.py", "publish/warehouse.py", "settings", "sites/review.py", "workers.py",
)  # fmt: skip
PHRASE = re.compile(r"[a-z]{2,},? [a-z{]|[a-z]['’]? [a-z]{2,}")
NOT_TOLD = re.compile(
    r"^\s*(select|with \w+ as|attach|anti join|set \w+ =|copy \(|union all|\{\} union|\{\} limit|where \{)|\bselect \S.* from "
    r"|list_contains\(|^\s*<|^body\{|^\| |^juesuan |juesuan sites(?: \w+)*(?: \S+)*\[/\]|^# Written by|Conflicting lock|^bold red$|runtime error"
    r"|changed_document|create schema|left join|^# Formats"
    r"|registry of formats|reading room|containers have|worn_by|report kind and role|holds no outlines|give one of reader",
    re.DOTALL,
)
OF_FAULTS = {
    "ValueError",
    "TypeError",
    "AssertionError",
    "KeyError",
    "RuntimeError",
    "compile",
    "removeprefix",
}


def template(node: ast.AST) -> str | None:
    """Return a text of the source with its values as ``{}``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
    return None


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module that are neither documentation nor about faults of the program itself."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        if id(node) in passed:
            passed.update(map(id, ast.iter_child_nodes(node)))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        elif (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) in OF_FAULTS
        ):
            passed.update(map(id, ast.iter_child_nodes(node)))
        elif (text := template(node)) is not None:
            if isinstance(node, ast.JoinedStr):
                passed.update(id(value) for value in node.values if isinstance(value, ast.Constant))
            yield node.lineno, text  # type: ignore[attr-defined]


@cache
def english() -> str:
    """Return all English of the catalogue with anonymous placeholders."""
    told = [re.sub(r"\{\w+\}", "{}", text) for _, text, _ in entries()]
    told += [both[1] for both in catalogue().values()]
    return "\n\0".join(told).lower()


def pieces(text: str) -> Iterator[str]:
    """Yield the parts of a text between its values, its paragraphs joined, that hold a phrase."""
    for paragraph in text.split("\n\n"):
        for piece in re.split(r"\{\w*\}|\n", paragraph):
            words = " ".join(piece.split()).strip(" ()\"'`;:,.“”…=+-")
            if PHRASE.search(words):
                yield words


@pytest.mark.parametrize("room", SPEAKING)
def test_every_sentence_of_the_program_has_its_chinese(room: str) -> None:
    here = PACKAGE / room
    missing = [
        f"{path.relative_to(PACKAGE)}:{line}: {words}"
        for path in (here.rglob("*.py") if here.is_dir() else [here])
        for line, text in texts(ast.parse(path.read_text("utf-8")))
        if not NOT_TOLD.search(text)
        for words in pieces(text)
        if words.lower() not in english()
    ]
    assert missing == []


def test_every_entry_is_in_both_languages_and_fills_the_same_places() -> None:
    for file, text, chinese in entries():
        assert set(placeholders(text)) == set(placeholders(chinese)), (file, text)
        own = re.sub(r"\{\w+\}", "", text)
        assert not re.search("[a-z]{3}", own) or chinese != text, (file, text)
    for name, (chinese, words) in catalogue().items():
        assert chinese.strip() and words.strip(), name


@pytest.mark.parametrize("file", [*FILES, "pages.yml", "values.yml"])
def test_no_entry_stands_twice_in_a_file(file: str) -> None:
    text = (PACKAGE / "messages" / file).read_text("utf-8")
    names = re.findall(r'^("(?:[^"\\]|\\.)*"):', text, re.MULTILINE)
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_no_entry_speaks_of_what_the_program_never_says() -> None:
    sources = [
        path for kind in ("*.py", "*.yml") for path in PACKAGE.rglob(kind) if path.parent.name != "messages"
    ]
    sources += (PACKAGE.parent / "dbt_project" / "models").rglob("*.sql")
    said = "\n".join(" ".join(_joined(path).split()) for path in sources).lower()
    dead = [
        (file, text)
        for file, text, _ in entries()
        if file in ("reading.yml", "commands.yml", "help.yml")
        for words in pieces(re.sub(r"\{\w+\}", "{}", text))
        if not _is_said(words, said) and words not in LIBRARY
    ]
    assert dead == []


LIBRARY = {
    "Show this message and exit",
    "Install completion for the current shell",
    "Show completion for the current shell, to copy it or customize the installation",
}
"""What the library of the command line says."""


def _is_said(words: str, said: str) -> bool:
    """Tell whether some three words of a phrase are in the sources: sentences may be put together there."""
    parts = words.lower().split()
    runs = {" ".join(parts[at : at + 3]) for at in range(max(1, len(parts) - 2))}
    return any(run in said for run in runs)


def _joined(path: Path) -> str:
    """Return a source's text, the pieces of texts that run over lines put together."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return text
    whole = [text for node in ast.walk(ast.parse(text)) if (text := template(node)) is not None]
    return "\n".join(part for one in whole for part in one.split("\n\n"))


def statements() -> list[str]:
    """Return what the identities of the forms and of the proofs say must hold."""
    told = [one.statement for form in forms() for one in (*form.identities, *form.across)]
    for name in ("cross_form", "narrative"):
        rules = parse((PACKAGE / "prove" / f"{name}.yml").read_text("utf-8"))
        told += [rule["statement"] for rule in _rules(rules)]
    return sorted({re.sub(r"\{[a-z_:]+\}", "F05", one) for one in told})


def _rules(value: object) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if "statement" in value:
            yield value
        for below in value.values():
            yield from _rules(below)
    elif isinstance(value, list):
        for below in value:
            yield from _rules(below)


def left_in_english(chinese: str) -> list[str]:
    """Return the English words of a sentence in Chinese; names of files and codes are none."""
    return re.findall(r"(?<![\w./:-])[a-z]{2,}(?![\w./:-]*[\w/])", chinese)


def test_what_must_hold_is_told_in_chinese() -> None:
    told = {one: translated(one, "zh") for one in statements()}
    assert len(told) > 150
    assert {one: chinese for one, chinese in told.items() if left_in_english(chinese)} == {}


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        (
            ("Page 9 states that 住房公积金 (预算) was 352.67 万元; form 预算表 (B05) on page 26 prints 3,503,499 元 for "
            "2210201 住房公积金. It also breaks: the first budget figure of an item = the second: 352.67 万元 against "
            "350.35 万元 (N05H)."),
            ("第9页文字称“住房公积金 (预算)”为 352.67 万元；第26页《预算表》（B05）“2210201 住房公积金”为 3,503,499 元。"
            "另外还不符：同一科目的前一个预算数 = 后一个：352.67 万元与350.35 万元（N05H）。"),
        ),
        (
            ("Page 25 states that “三公”经费合计 (决算) was 0.00 万元; form 财政拨款“三公”经费支出决算表 (F09) on page 16 "
            "prints 0.05 万元 for 合计."),
            "第25页文字称“三公”经费合计 (决算)为 0.00 万元；第16页《财政拨款“三公”经费支出决算表》（F09）“合计”为 0.05 万元。",
        ),
        ("收支总计 as told = F01 总计 of revenue", "文字所述收支总计 = 收入方F01 总计"),
        ("some printed figures were left out: 2 × ambiguous_row (see reading notes)",
         "有部分数字未读出：2 × 行不能确定（见读取记录）"),
        ("教育局2024年部门决算.pdf", "教育局2024年部门决算.pdf"),
        ("the file is a web page saved as .pdf, titled “404 not there”, not a document",
         "文件是网页（题为“404 not there”），以 .pdf 为后缀保存，并非文档"),
    ],
)  # fmt: skip
def test_a_sentence_is_put_into_chinese_with_what_is_printed_in_it(said: str, chinese: str) -> None:
    assert translated(said, "zh") == chinese
    assert translated(said, "en") == said


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_text_that_is_no_sentence_of_the_program_stays(text: str) -> None:
    printed = f"印{text}出" if re.search("[A-Za-z]", text) else text
    assert "印" not in printed or translated(printed, "zh").startswith("印")
    assert translated(text, "en") == text


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("a.yml, line 3: verifed: no such key; did you mean verified?",
         "a.yml 第 3 行：verifed：没有这个键；是否要用 verified？"),
        ("a.yml, line 6: entries.0.url: not a web address: write http://host/path or https://host/path (found 'foo')",
         "a.yml 第 6 行：entries.0.url：不是网址：写成 http://host/path 或 https://host/path（现为 'foo'）"),
        ("a.yml, line 4: verified: Input should be a valid boolean, unable to interpret input (found 3)",
         "a.yml 第 4 行：verified：须为 true 或 false（现为 3）"),
        ("a.yml, line 1: no site file: begin with division_code, publisher, verified, entries",
         "a.yml 第 1 行：不是站点文件：开头写 division_code、publisher、verified、entries"),
    ],
)  # fmt: skip
def test_what_a_wrong_site_file_is_told_keeps_its_words(said: str, chinese: str) -> None:
    assert translated_usage(said, "zh") == chinese
    assert translated_usage(said, "en") == said
