"""How a site's lists continue: one model per pagination idiom, told apart by ``idiom``.

Only what a site file may say stands here; how an idiom is followed is in :mod:`pipelines.crawl.idioms`.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return text


Regex = Annotated[str, AfterValidator(_regex)]


class Strict(BaseModel):
    """A part of a site file: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Automatic(Strict):
    """Tell the idiom from the first page (``createPageHTML``, jpage, page count, 下一页); the default."""

    idiom: Literal["auto"] = "auto"


class SinglePage(Strict):
    """Lists have one page."""

    idiom: Literal["none"]


class NextLink(Strict):
    """Every page links to the next one; ``text`` is a regular expression for that link's text."""

    idiom: Literal["next_link"]
    text: Regex = r"^(?:下一?页|后一?页|next(?: page)?)\s*[>›»→]*$|^[>›→]$"


class CreatePageHtml(Strict):
    """A script call writes the pager: ``createPageHTML('page_div', 10, 1, 'list', 'shtml', 278)``.

    ``base`` is the number the first page gives itself: 0 (page 2 is ``list_1``), 1 (page 2 is ``list_2``),
    or ``auto``, which believes the first page.
    """

    idiom: Literal["create_page_html"]
    base: Literal[0, 1, "auto"] = "auto"


class IndexN(Strict):
    """Pages are numbered files: ``index.html``, ``index_2.html`` … until one is missing.

    ``template`` names page ``{n}`` relative to the first page; without it, ``_{n}`` goes in front of the suffix.
    """

    idiom: Literal["index_n"]
    template: str | None = Field(default=None, pattern=r"\{n\}")
    second: int = Field(default=2, ge=0)


class QueryPages(Strict):
    """The page's number stands in the query: ``?page=2``. ``step`` is 20 where it counts rows."""

    idiom: Literal["query"]
    param: str = Field(min_length=1)
    start: int = Field(default=1, ge=0)
    step: int = Field(default=1, ge=1)


class JsCount(Strict):
    """A script variable tells how many pages there are (``var countPage = 12``).

    ``url`` names page ``{n}`` relative to the first page, as ``template`` of index_n does. Page 2 has the
    number ``second``; without it, 1 where a script counts the current page from 0, else 2.
    """

    idiom: Literal["js_count"]
    variable: Regex = r"countPage|totalPages?|pageCount|pageTotal"
    url: str | None = Field(default=None, pattern=r"\{n\}")
    second: int | None = Field(default=None, ge=0)


class HanwebDataproxy(Strict):
    """Hanweb's jpage: rows come as XML from ``/module/web/jpage/dataproxy.jsp``.

    The column's page states the parameters; ``parameters`` adds or replaces some (``columnid``, ``unitid``).
    ``batch`` rows are asked for at a time.
    """

    idiom: Literal["hanweb_dataproxy"]
    parameters: dict[str, str] = Field(default_factory=dict)
    batch: int = Field(default=45, ge=1, le=200)


class HanwebList(Strict):
    """Hanweb's list: ``col/col77388/index.html?uid=1737&pageNum=2``; the page states ``uid`` unless given."""

    idiom: Literal["hanweb_list"]
    uid: str | None = None


class UuidBlock(Strict):
    """Columns of UUIDs: the list is ``/columns/…/templates/…/blocks/…?page=2``, named by the column's page.

    ``block`` is that address where the page does not name it.
    """

    idiom: Literal["uuid_block"]
    block: str | None = None


class JsonList(Strict):
    """A JSON address answers with the rows of page ``{page}``.

    Paths are keys joined by dots (``data.list``, ``0.title``). ``link`` is such a path, or an address with
    ``{key}`` fields of the row. ``total`` counts rows or pages as ``total_is`` says; without it, lists end
    with an empty page.
    """

    idiom: Literal["json_list"]
    url: str = Field(min_length=1)
    method: Literal["GET", "POST"] = "GET"
    body: dict[str, str] = Field(default_factory=dict)
    body_is: Literal["form", "json"] = "form"
    start: int = Field(default=1, ge=0)
    step: int = Field(default=1, ge=1)
    items: str
    title: str = "title"
    link: str = "url"
    date: str | None = None
    total: str | None = None
    total_is: Literal["rows", "pages"] = "rows"
    page_rows: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _turns(self) -> JsonList:
        if not any("{page}" in text for text in (self.url, *self.body.values())):
            raise ValueError("neither url nor body holds {page}, so every page would be the first")
        if self.total and self.total_is == "rows" and self.page_rows is None:
            raise ValueError("total counts rows: say page_rows (rows on a page), or total_is: pages")
        return self


class JiangsuPlatform(Strict):
    """Jiangsu's platform of budgets and finals: departments, their templates, their files, three POSTs deep.

    ``area`` is the platform's number of the county; ``types`` gives the platform's number of a report kind.
    """

    idiom: Literal["jiangsu_platform"]
    area: str = Field(min_length=1)
    types: dict[Literal["budget", "final_account"], str] = Field(min_length=1)
    departments: str = "/front/department/getdepartmentname.do"
    templates: str = "/front/budgetfinal/itemsandpag.do"
    files: str = "/front/budgetfinal/getTemporaryFiles.do"
    download: str = "/front/budgetfinal/download.do?iid={iid}"


Pagination = Annotated[
    Automatic
    | SinglePage
    | NextLink
    | CreatePageHtml
    | IndexN
    | QueryPages
    | JsCount
    | HanwebDataproxy
    | HanwebList
    | UuidBlock
    | JsonList
    | JiangsuPlatform,
    Field(discriminator="idiom"),
]
