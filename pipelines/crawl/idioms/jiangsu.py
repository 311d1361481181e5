"""Jiangsu's platform of budgets and finals: departments, their templates, the templates' files, then downloads.

Four form posts deep: ``getdepartmentname.do`` (area, year, kind) lists departments; ``itemsandpag.do`` pages
through a department's templates; ``getTemporaryFiles.do`` lists a template's files; ``download.do?iid=``
sends one. A department may have several templates (a re-issue) and a template several files: all are read.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlencode, urljoin

from pipelines.crawl.idioms.json_list import parse_json
from pipelines.crawl.idioms.model import Link, ListState
from pipelines.crawl.idioms.pages import Answer, date_in
from pipelines.crawl.idioms.turn import FORM_HEADERS, Carry, PageTurn, Request, Start
from pipelines.sites.pagination import JiangsuPlatform

_WORDS: Final = {"budget": "部门预算", "final_account": "部门决算"}
_PAGE_COUNTS: Final = ("pageCount", "pagecount", "totalPage", "totalpage", "total_page", "pages")


class Platform:
    """``jiangsu_platform``: the stage of the chain is carried from step to step."""

    def read(self, answer: Answer, pagination: JiangsuPlatform, state: ListState) -> PageTurn:
        """Read one stage's answer; one that is no JSON is noted."""
        data = parse_json(answer.text)
        stage = state.remembered("stage")
        if data is None:
            return PageTurn(notes=(f"the platform's answer about {_about(state)} is no JSON",))
        if stage == "departments":
            return self._departments(data, pagination, state)
        if stage == "templates":
            return self._templates(data, pagination, state)
        return self._files(data, pagination, state)

    def request(self, pagination: JiangsuPlatform, state: ListState, number: int) -> Request | None:
        """Return the request of a further page of templates; the other stages have one page."""
        if state.remembered("stage") != "templates":
            return None
        return _post(state, pagination.templates, _template_fields(dict(state.carry), number))

    def starts(self, pagination: JiangsuPlatform, state: ListState, years: range) -> tuple[Start, ...]:
        """Return the chain's beginnings: one question about departments per kind and year, newest first."""
        found = []
        for year in reversed(years):
            for kind, type_id in pagination.types.items():
                fields = {"pid": pagination.area, "departmentName": "", "date": str(year), "typeid": type_id}
                carry = (("stage", "departments"), ("kind", kind), ("typeid", type_id), ("year", str(year)))
                found.append(Start(_post(state, pagination.departments, fields), carry))
        return tuple(found)

    def _departments(self, data: Any, pagination: JiangsuPlatform, state: ListState) -> PageTurn:
        starts = []
        for row in _rows(data):
            iid, name = str(row.get("iid") or ""), str(row.get("name") or "")
            if iid:
                carry = _carry(state, stage="templates", iid=iid, name=name)
                starts.append(
                    Start(_post(state, pagination.templates, _template_fields(dict(carry), 1)), carry)
                )
        return PageTurn(starts=tuple(starts))

    def _templates(self, data: Any, pagination: JiangsuPlatform, state: ListState) -> PageTurn:
        rows = _rows(data.get("budgetTemplates") if isinstance(data, dict) else data)
        uuids = [str(row["uuid"]) for row in rows if row.get("uuid")]
        if not uuids or uuids[0] == state.remembered("first"):
            return PageTurn()
        starts = [
            Start(
                _post(state, pagination.files, {"uuid": f"'{uuid}'"}), _carry(state, stage="files", uuid=uuid)
            )
            for uuid in uuids
        ]
        total = _page_count(data)
        more = state.page_no < total if total is not None else True
        return PageTurn(starts=tuple(starts), has_more=more, carry=_carry(state, first=uuids[0]))

    def _files(self, data: Any, pagination: JiangsuPlatform, state: ListState) -> PageTurn:
        links = []
        for row in _rows(data):
            if iid := str(row.get("iid") or ""):
                address = pagination.download.replace("{iid}", quote(iid))
                name = str(row.get("t_oldname") or "")
                day = date_in(str(row.get("t_uploaddate") or ""))
                url = urljoin(state.first_url, address)
                links.append(Link(url, name, date=day, context=_about(state), kind="document"))
        return PageTurn(links=tuple(links))


def _about(state: ListState) -> str:
    year, kind = state.remembered("year"), state.remembered("kind")
    return f"{state.remembered('name')}{year}年度{_WORDS.get(kind, '')}"


def _template_fields(carried: dict[str, str], page: int) -> dict[str, str]:
    return {
        "page_num": str(page),
        "groupid": carried["iid"],
        "typeid": carried["typeid"],
        "date": carried["year"],
    }


def _post(state: ListState, path: str, fields: dict[str, str]) -> Request:
    return Request(urljoin(state.first_url, path), "POST", urlencode(fields), FORM_HEADERS)


def _carry(state: ListState, **more: str) -> Carry:
    return tuple({**dict(state.carry), **more}.items())


def _rows(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        value = next((part for part in value.values() if isinstance(part, list)), [])
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _page_count(data: Any) -> int | None:
    for name in _PAGE_COUNTS if isinstance(data, dict) else ():
        value = str(data.get(name, ""))
        if value.isdigit():
            return int(value)
    return None
