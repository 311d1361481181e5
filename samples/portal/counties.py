"""The pages of the three portals: every address they answer, and with what."""

from __future__ import annotations

import json
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import quote

from samples.portal.reports import Reply, Report, page, reports_of, rows

Answers = dict[tuple[str, str], Reply]  # method and path with query

PDF = "application/pdf"
_LIST_ROWS = 2
_BATCH = 4


def answers(samples_dir: Path) -> Answers:
    """Return every address of the three portals."""
    robots = {("GET", "/robots.txt"): Reply(b"User-agent: *\nDisallow: /admin/\n", "text/plain")}
    return {
        **robots,
        **_qingxi(reports_of(samples_dir, "990101")),
        **_liupu(reports_of(samples_dir, "990102")),
        **_songhu(reports_of(samples_dir, "990201")),
    }


def _qingxi(reports: list[Report]) -> Answers:
    """TRS: static pages in GB 2312; finals are counted from 0, budgets from 1."""
    home, gb = "/qingxi/czyjs", "text/html"
    found: Answers = {
        ("GET", f"{home}/index.html"): Reply(
            page(
                "财政预决算-清溪县人民政府",
                '<a href="./zfjs/index.html">政府决算</a>'
                '<a href="./bmjs/index.html">部门决算</a><a href="./bmys/list.shtml">部门预算</a>'
                '<a href="./ld.html">领导信息</a><a href="./cg.html">清溪县2024年政府采购意向公告（预算）</a>',
                encoding="gb2312",
            ),
            gb,
        )
    }
    for folder, (column, kind), first, ext in (
        ("zfjs", ("政府决算", "final_account"), 0, "html"),
        ("bmjs", ("部门决算", "final_account"), 0, "html"),
        ("bmys", ("部门预算", "budget"), 1, "shtml"),
    ):
        is_own = column.startswith("政府")
        own = [
            r for r in reports if r.report_kind == kind and (r.organisation_kind == "government") == is_own
        ]
        pages = [own[i : i + _LIST_ROWS] for i in range(0, len(own), _LIST_ROWS)]
        name = "index" if first == 0 else "list"
        for number, shown in enumerate(pages):
            call = (
                f'createPageHTML({len(pages)}, {number}, "{name}", "{ext}");'
                if first == 0
                else f"createPageHTML('page_div',{len(pages)}, {number + 1},'{name}','{ext}',{len(own)});"
            )
            links = [(f"./{r.published:%Y%m}/t{r.published:%Y%m%d}_{r.number}.html", r) for r in shown]
            suffix = f"_{number + first}" if number else ""
            body = page(f"{column}-清溪县人民政府", rows(links), encoding="gb2312", script=call)
            found["GET", f"{home}/{folder}/{name}{suffix}.{ext}"] = Reply(body, gb)
        for report in own:
            folder_url = f"{home}/{folder}/{report.published:%Y%m}"
            file = f"W0{report.published:%Y%m%d}{348087000 + report.number}.pdf"
            body = page(
                report.title, f'<h1>{report.title}</h1><p><a href="./{file}">附件</a></p>', encoding="gb2312"
            )
            found["GET", f"{folder_url}/t{report.published:%Y%m%d}_{report.number}.html"] = Reply(body, gb)
            found["GET", f"{folder_url}/{file}"] = Reply(report.content, PDF)
    return found


def _liupu(reports: list[Report]) -> Answers:
    """Hanweb: rows by jpage's proxy; files in a viewer, or behind a download without a name in its address."""
    proxy = "/liupu/module/web/jpage/dataproxy.jsp"
    settings = (
        f"$('#5389').jpage({{perpage:{_BATCH},proxyUrl:'{proxy}',totalRecord:{len(reports)},ajaxParam:{{col:1,appid:1,"
        "webid:6,path:'/',columnid:77388,sourceContentType:1,unitid:'5389',webname:'柳浦区',permissiontype:0}});"
    )
    column = page("部门预决算", '<div id="5389"></div><p>财政信息</p>', script=settings)
    found: Answers = {("GET", "/liupu/col/col77388/index.html"): Reply(column)}
    articles = {r.number: f"/liupu/art/{_path_date(r)}/art_77388_{r.number}.html" for r in reports}
    for start in range(1, len(reports) + 1, _BATCH):
        shown = reports[start - 1 : start - 1 + _BATCH]
        records = "".join(f"<record><![CDATA[{rows([(articles[r.number], r)])}]]></record>" for r in shown)
        body = (
            f"<?xml version='1.0' encoding='UTF-8'?><datastore><totalrecord>{len(reports)}</totalrecord>"
            f"<recordset>{records}</recordset></datastore>"
        )
        window = f"startrecord={start}&endrecord={start + _BATCH - 1}&perpage=15"
        found["POST", f"{proxy}?{window}"] = Reply(body.encode(), "text/xml; charset=utf-8")
    for report in reports:
        file, shown_as = _liupu_file(report)
        found["GET", articles[report.number]] = Reply(
            page(report.title, f"<h1>{report.title}</h1>{shown_as}")
        )
        name = f"attachment; filename*=UTF-8''{quote(report.title)}.pdf" if "jsp" in file else ""
        found["GET", file] = Reply(report.content, PDF, name)
    return found


def _path_date(report: Report) -> str:
    """Return a date as hanweb writes it into addresses, without leading zeros."""
    day = report.published
    return f"{day.year}/{day.month}/{day.day}"


def _liupu_file(report: Report) -> tuple[str, str]:
    """Return a file's address and the element that shows it: every second one stands in a viewer."""
    if report.number % 2:
        token = sha256(report.title.encode()).hexdigest()[:16]
        file = f"/liupu/module/download/downfile.jsp?classid=0&filename={token}.pdf"
        return file, f'<p><a href="{escape(file)}">附件下载</a></p>'
    file = f"/liupu/attach/0/{report.number}.pdf"
    return file, f'<iframe src="/liupu/pdfjs/web/viewer.html?file={file}"></iframe>'


def _songhu(reports: list[Report]) -> Answers:
    """Serve a scripted page that fetches a JSON list; files open in windows of scripts; one of them is gone."""
    shell = page("松湖县政务公开", '<div id="app"></div>', script="")
    gone = page("提示信息", "<p>对不起，您访问的页面不存在！</p>")
    found: Answers = {
        ("GET", "/songhu/xxgk/index.html"): Reply(shell),
        ("GET", "/songhu/upload/old.pdf"): Reply(gone, PDF),
    }
    pages = [reports[i : i + _BATCH] for i in range(0, len(reports), _BATCH)]
    for number, shown in enumerate(pages, start=1):
        listed = [{"id": r.number, "title": r.title, "publishTime": f"{r.published} 10:00:00"} for r in shown]
        data = {"code": 0, "data": {"total": len(reports), "list": listed}}
        body = json.dumps(data, ensure_ascii=False).encode()
        found["GET", f"/songhu/api/list?page={number}&size={_BATCH}"] = Reply(body, "application/json")
    for report in reports:
        file = f"/songhu/upload/{report.fiscal_year}/{report.number}.pdf"
        opened = f"""<p><a href="javascript:void(0)" onclick="window.open('{file}')">附件</a></p>"""
        if report.number == 1:
            opened += '<p><a href="/songhu/upload/old.pdf">附件2：旧版</a></p>'
        body = page(report.title, f"<h1>{report.title}</h1>{opened}")
        found["GET", f"/songhu/info/{report.number}.html"] = Reply(body)
        found["GET", file] = Reply(report.content, PDF)
    return found
