"""Columns of a portal in the idioms that sites are built with. Each puts its pages up and returns its entry.

A column of the idiom ``x`` publishes ``/files/x-1.pdf`` and so on, six reports on three pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from tests.crawl.server import Content, Portal, article, listing, pdf

REPORTS = 6
PER_PAGE = 2
PAGES = REPORTS // PER_PAGE
UUIDS = [f"{n}1f2e3d4-0000-4000-8000-00000000000{n}" for n in range(4)]
Entry = dict[str, Any]


def title(idiom: str, number: int) -> str:
    """Return a report's title."""
    return f"清溪县第{number}单位2024年度部门决算（{idiom}）"


def file(portal: Portal, idiom: str, number: int) -> str:
    """Put a report up and return its path."""
    return portal.put(f"/files/{idiom}-{number}.pdf", pdf(f"{idiom} {number}"))


def page(portal: Portal, idiom: str, number: int) -> dict[str, str]:
    """Put the reports of one page up, each behind an article; return the links to the articles."""
    links = {}
    for own in range(PER_PAGE * (number - 1) + 1, PER_PAGE * number + 1):
        name = title(idiom, own)
        links[
            portal.put(
                f"/a/{idiom}-{own}.html", article(name, {file(portal, idiom, own): f"附件：{name}.pdf"})
            )
        ] = name
    return links


def numbered(portal: Portal, idiom: str, names: list[str], pager: Callable[[int], str]) -> Entry:
    """Put up list pages under the given names; ``pager`` writes what stands below the list of page 1, 2, 3."""
    for number, name in enumerate(names, 1):
        portal.put(f"/{idiom}/{name}", listing(page(portal, idiom, number), pager(number)))
    return {"url": f"{portal.url}/{idiom}/{names[0]}"}


def from_one(portal: Portal) -> Entry:
    def pager(number: int) -> str:
        return f"<script>createPageHTML('page_div',{PAGES}, {number},'list','shtml',{REPORTS})</script>"

    return numbered(portal, "from-one", ["list.shtml", "list_2.shtml", "list_3.shtml"], pager)


def from_zero(portal: Portal) -> Entry:
    def pager(number: int) -> str:
        return f'<script>createPageHTML({PAGES}, {number - 1}, "index", "html");</script>'

    return numbered(portal, "from-zero", ["index.html", "index_1.html", "index_2.html"], pager)


def index_n(portal: Portal) -> Entry:
    names = ["index.html", "index_2.html", "index_3.html"]
    return numbered(portal, "index-n", names, lambda _: "") | {"pagination": {"idiom": "index_n"}}


def next_link(portal: Portal) -> Entry:
    def pager(number: int) -> str:
        return f'<a href="p{number + 1}.html">下一页</a>' if number < PAGES else ""

    return numbered(portal, "next-link", ["p1.html", "p2.html", "p3.html"], pager)


def js_count(portal: Portal) -> Entry:
    names = ["index.html", "index_1.html", "index_2.html"]
    entry = numbered(
        portal, "js-count", names, lambda _: f"<script>var countPage = {PAGES}//共多少页</script>"
    )
    return entry | {"pagination": {"idiom": "js_count", "second": 1}}


def query(portal: Portal) -> Entry:
    names = ["list.jsp", "list.jsp?page=2", "list.jsp?page=3", "list.jsp?page=4"]
    entry = numbered(portal, "query", names[:3], lambda _: "")
    portal.put(f"/query/{names[3]}", listing({}))
    return entry | {"pagination": {"idiom": "query", "param": "page"}}


def gbk(portal: Portal) -> Entry:
    text = listing(page(portal, "gbk", 1) | page(portal, "gbk", 2) | page(portal, "gbk", 3), title="决算〇䶮")
    portal.put("/gbk/index.html", text.encode("gb18030"), "text/html; charset=gb2312")
    return {"url": f"{portal.url}/gbk/index.html"}


def hanweb_list(portal: Portal) -> Entry:
    base = "/hanweb/col/col77388/index.html"
    for number in range(1, PAGES + 1):
        more = f'<a href="{base}?uid=1737&pageNum={number}">{number}</a>共{PAGES}页'
        path = base if number == 1 else f"{base}?uid=1737&pageNum={number}"
        portal.put(path, listing(page(portal, "hanweb", number), more))
    return {"url": portal.url + base, "pagination": {"idiom": "hanweb_list"}}


def dataproxy(portal: Portal) -> Entry:
    rows = [row for n in range(1, PAGES + 1) for row in page(portal, "dataproxy", n).items()]
    call = "$('#1').jpage({totalRecord:6,proxyUrl:'/module/web/jpage/dataproxy.jsp',params:{columnid:12,unitid:34,webid:1}});"
    portal.put("/dataproxy/col/col12/index.html", listing({}, f"<script>{call}</script>"))

    def proxy(path: str, form: bytes) -> Content | None:
        if not path.startswith("/module/web/jpage/dataproxy.jsp"):
            return None
        asked = {
            name: values[0] for name, values in parse_qs(urlsplit(path).query + "&" + form.decode()).items()
        }
        assert (asked["columnid"], asked["unitid"]) == ("12", "34")
        window = rows[int(asked["startrecord"]) - 1 : int(asked["endrecord"])]
        records = "".join(f"<record><![CDATA[<li><a href='{u}'>{t}</a></li>]]></record>" for u, t in window)
        text = f"<?xml version='1.0'?><datastore><totalrecord>{REPORTS}</totalrecord><recordset>{records}</recordset></datastore>"
        return Content(text.encode(), "text/xml; charset=utf-8", has_validators=False)

    portal.answers.append(proxy)
    entry = {"idiom": "hanweb_dataproxy", "batch": 4}
    return {"url": f"{portal.url}/dataproxy/col/col12/index.html", "pagination": entry}


def uuid_block(portal: Portal) -> Entry:
    block = f"/columns/{UUIDS[0]}/templates/{UUIDS[1]}/blocks/{UUIDS[2]}"
    portal.put(f"/columns/{UUIDS[0]}/index.html", listing({}, f"<script>load('{block}?page=1')</script>"))
    for number in range(1, PAGES + 1):
        portal.put(f"{block}?page={number}", listing(page(portal, "uuid", number), f"共{PAGES}页"))
    portal.put(f"{block}?page={PAGES + 1}", listing({}))
    return {"url": f"{portal.url}/columns/{UUIDS[0]}/index.html", "pagination": {"idiom": "uuid_block"}}


def json_list(portal: Portal) -> Entry:
    for number in range(1, PAGES + 1):
        rows = [{"title": t, "url": u, "day": "2025-09-23"} for u, t in page(portal, "json", number).items()]
        portal.put(
            f"/json/list?page={number}",
            json.dumps({"data": {"total": REPORTS, "list": rows}}),
            "application/json",
        )
    idiom = {
        "idiom": "json_list",
        "url": f"{portal.url}/json/list?page={{page}}",
        "items": "data.list",
        "date": "day",
    }
    return {
        "url": f"{portal.url}/json/",
        "pagination": idiom | {"total": "data.total", "page_rows": PER_PAGE},
    }


def jiangsu(portal: Portal) -> Entry:
    """The platform's chain: a department with two templates, each with files, for one year and kind."""

    def platform(path: str, form: bytes) -> Content | None:
        asked = {name: values[0] for name, values in parse_qs(form.decode()).items()}
        told: object
        if path.endswith("/getdepartmentname.do"):
            told = [{"iid": "7", "name": "教育局"}] if asked["date"] == "2024" else []
        elif path.endswith("/itemsandpag.do"):
            uuids = {"1": ["u1", "u2"], "2": ["u3"]}.get(asked["page_num"], [])
            told = {"budgetTemplates": [{"uuid": u} for u in uuids], "pageCount": "2"}
        elif path.endswith("/getTemporaryFiles.do"):
            first = 2 * int(asked["uuid"].strip("'u")) - 1
            told = [
                {"iid": str(n), "t_oldname": f"{n}.pdf", "t_uploaddate": "2025-09-23"}
                for n in (first, first + 1)
            ]
        elif path.startswith("/front/budgetfinal/download.do"):
            number = parse_qs(urlsplit(path).query)["iid"][0]
            header = {
                "Content-Disposition": f'attachment; filename="{quote(title("jiangsu", int(number)))}.pdf"'
            }
            return Content(pdf(f"jiangsu {number}"), "application/octet-stream", header)
        else:
            return None
        return Content(json.dumps(told).encode(), "application/json", has_validators=False)

    portal.answers.append(platform)
    idiom = {"idiom": "jiangsu_platform", "area": "320200", "types": {"final_account": "2"}}
    return {"url": f"{portal.url}/front/index.html", "pagination": idiom}


def articles(portal: Portal) -> Entry:
    """Ways to publish one report: attached, shown in a viewer or frame, opened by script, downloaded, as the body."""
    names = [title("article", n) for n in range(1, 9)]
    paths = [file(portal, "article", n) for n in range(1, 9)]
    rows = "".join(
        f"<tr><td>{k}支出</td><td>{n}2.50</td><td>{n}1.25</td><td>3{n}.00</td></tr>"
        for n, k in enumerate("甲乙丙丁戊己", 1)
    )
    table = f"<table><tr><th>支出项目</th><th>决算</th><th>预算</th><th>合计</th></tr>{rows}</table>"
    down = f"/article/downfile.jsp?classid=0&filename={quote('8a', safe='')}"
    portal.contents[down] = Content(
        pdf("download"),
        "application/octet-stream",
        {"Content-Disposition": "attachment; filename*=UTF-8''" + quote("决算 下载.pdf")},
    )
    links = {
        "several": article(names[0], {paths[0]: "附件1.pdf", paths[1]: "附件2.pdf"}),
        "viewer": article(
            names[1], {}, f'<iframe src="/pdfjs/web/viewer.html?file={quote(paths[2])}"></iframe>'
        ),
        "embed": article(names[2], {}, f'<embed src="{paths[3]}" type="application/pdf">'),
        "object": article(names[3], {}, f'<object data="{paths[4]}"></object>'),
        "window": article(
            names[4], {}, f"<a href='javascript:void(0)' onclick=\"window.open('{paths[5]}')\">点击查看</a>"
        ),
        "frame": article(names[5], {}, '<iframe src="/article/framed.html"></iframe>'),
        "download": article(names[6], {down: "下载"}),
        "body": article(names[7], {}, table),
    }
    portal.put("/article/framed.html", article("", {paths[6]: "附件.pdf"}))
    listed = {
        portal.put(f"/article/{name}.html", text): names[n] for n, (name, text) in enumerate(links.items())
    }
    listed[paths[7]] = title("article", 8)
    portal.put("/article/index.html", listing(listed))
    return {"url": f"{portal.url}/article/index.html"}


def towns(portal: Portal) -> Entry:
    """Two columns below the entry, one of a street and one of a year, the year's with a third below it."""
    portal.put("/towns/index.html", listing({"/towns/street/": "城关街道", "/towns/2024/": "2024年"}))
    portal.put("/towns/street/", listing(page(portal, "towns", 1)))
    portal.put("/towns/2024/", listing(page(portal, "towns", 2) | {"/towns/2024/more/": "部门决算"}))
    portal.put("/towns/2024/more/", listing(page(portal, "towns", 3)))
    return {"url": f"{portal.url}/towns/index.html"}


LISTS: dict[str, Callable[[Portal], Entry]] = {
    "from-one": from_one,
    "from-zero": from_zero,
    "index-n": index_n,
    "next-link": next_link,
    "js-count": js_count,
    "query": query,
    "gbk": gbk,
    "hanweb": hanweb_list,
    "dataproxy": dataproxy,
    "uuid": uuid_block,
    "json": json_list,
    "towns": towns,
}
