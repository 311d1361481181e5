"""Whole pages: order, text, office exports, error pages, saved pages and bounds."""

from __future__ import annotations

import base64
import html
from pathlib import Path
from urllib.parse import quote

import pytest

from pipelines.formats.detect import detect_media_type
from pipelines.read import read
from pipelines.read.html import HtmlLimits, read_html, read_mhtml
from pipelines.recognise.tables import TableReader
from pipelines.values.errors import DocumentError
from tests.unit.read_html.web import FORM, filled, order, read_bytes, read_page, texts


def _refusal(
    folder: Path, source: str, name: str = "a.html", limits: HtmlLimits | None = None
) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_bytes(folder, source.encode(), name=name, limits=limits)
    return caught.value


def test_lines_and_grids_follow_the_document_in_order(tmp_path: Path) -> None:
    reading = read_page(tmp_path, filled(f"<h1>甲县乙局2024年度部门决算</h1>{FORM}<p>注：说明</p>{FORM}"))
    assert order(reading)[:7] == [
        "甲县乙局2024年度部门决算",
        "收入决算表",
        "部门：甲县乙局 单位：万元",
        "[科目编码]",
        "注：说明",
        "收入决算表",
        "部门：甲县乙局 单位：万元",
    ]
    assert [grid.cells[0].reference for grid in reading.pages[0].grids] == [
        "table 1 row 1 column 1",
        "table 2 row 1 column 1",
    ]


def test_recognition_reads_the_form(tmp_path: Path) -> None:
    tables = TableReader(read_page(tmp_path, FORM).pages).tables
    assert [(table.form_code, table.unit, len(table.items)) for table in tables] == [("F02", "万元", 4)]
    assert tables[0].items[0].item_code == "201"


def test_full_width_digits_and_hard_spaces_stay_as_printed(tmp_path: Path) -> None:
    reading = read_page(tmp_path, filled("<p>&nbsp;&nbsp;项&nbsp;&nbsp;目　４０８．０１ </p>"))
    assert reading.pages[0].lines[0].text == "项\xa0\xa0目　４０８．０１"


def test_preformatted_text_keeps_its_lines(tmp_path: Path) -> None:
    reading = read_page(tmp_path, filled("<pre>合计   1.00\n基本   2.00</pre>"))
    assert order(reading)[:2] == ["合计   1.00", "基本   2.00"]


def test_office_export_shows_only_what_word_shows(tmp_path: Path) -> None:
    body = (
        "<!--[if gte mso 9]><xml><w:WordDocument>9</w:WordDocument></xml><![endif]-->"
        "<xml><o:Pages>9</o:Pages></xml><p class=MsoNormal><span style='mso-hide:all'>9</span>部门"
        "<o:p></o:p><![if !supportEmptyParas]>&nbsp;<![endif]>决算</p><v:shape id=a><v:imagedata src=b></v:shape>"
    )
    assert order(read_page(tmp_path, filled(body)))[0] == "部门\xa0决算"


def test_frames_are_noted_and_not_followed(tmp_path: Path) -> None:
    reading = read_page(tmp_path, filled("<iframe src='表.xlsx'>无框架</iframe>"))
    assert "a frame is not followed: 表.xlsx" in reading.notes
    error = _refusal(tmp_path, "<html><frameset><frame src='a.htm'></frameset></html>")
    assert error.reason == "the page only holds frames, which are not followed: a.htm"


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("kind", ["srcdoc", "base64", "percent"])
def test_frames_that_a_page_holds_itself_are_read_where_they_stand(
    tmp_path: Path, kind: str, depth: int
) -> None:
    inner = FORM
    for _ in range(depth):
        source = f"<html><head><meta charset=gbk></head><body>{inner}</body></html>"
        held = {
            "srcdoc": f'srcdoc="{html.escape(source)}"',
            "base64": f"src='data:text/html;base64,{base64.b64encode(source.encode('gbk')).decode()}'",
            "percent": f"src='data:text/html;charset=gbk,{quote(source.encode('gbk'))}'",
        }
        inner = f"<p>前</p><iframe {held[kind]}></iframe><p>后</p>"
    reading = read_page(tmp_path, filled(inner))
    (page,) = reading.pages
    (grid,) = page.grids
    assert texts(grid)[1] == ["201", "一般公共服务支出", "408.01", "400.00"]
    assert order(reading)[:depth] == ["前"] * depth
    assert not reading.notes


def test_frames_within_frames_end(tmp_path: Path) -> None:
    inner = FORM
    for _ in range(6):
        inner = f'<iframe srcdoc="{html.escape(inner)}"></iframe>'
    reading = read_page(tmp_path, filled(inner))
    assert not reading.pages[0].grids
    assert "a frame is not followed: without address" in reading.notes


def test_frames_that_a_saved_page_holds_are_read_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.mht"
    root = filled("<p>前</p><iframe src='cid:1'></iframe>")
    path.write_bytes(_mhtml(("<r>", "utf-8", root), ("<1>", "gbk", FORM), ("<2>", "gbk", FORM)))
    (page,) = read_mhtml(path).pages
    assert [texts(grid)[1][0] for grid in page.grids] == ["201"]


def test_sections_of_pages_that_are_xml_are_text(tmp_path: Path) -> None:
    page = filled(FORM.replace("408.01", "<![CDATA[408.01]]>").replace("政府办公厅", "<![CDATA[办&厅]]>"))
    script = "<script>//<![CDATA[\nif (a < b) {}\n//]]></script>"
    source = f"<html><head><meta charset=utf-8>{script}</head><body>{page}</body></html>"
    (shown,) = read_bytes(tmp_path, f'<?xml version="1.0" encoding="utf-8"?>{source}'.encode()).pages
    assert texts(shown.grids[0])[2] == ["20103", "办&厅", "408.01", "400.00"]
    (comment,) = read_bytes(tmp_path, source.encode()).pages
    assert texts(comment.grids[0])[2] == ["20103", "", "", "400.00"]


def test_gauges_and_glosses_are_no_digits_of_the_figure_beside_them(tmp_path: Path) -> None:
    form = FORM.replace("408.01<", "408.01<meter value=5 max=9>77</meter><", 1)
    form = form.replace("400.00<", "<ruby>400.00<rp>(</rp><rt>9</rt><rp>)</rp></ruby><", 1)
    (page,) = read_page(tmp_path, filled(form)).pages
    (table,) = TableReader([page]).tables
    assert [item.text_printed for item in table.items[:1]] == ["408.01"]
    assert sorted({str(item.value) for item in table.items}) == ["400.00", "408.01"]


def test_a_notice_of_one_sentence_is_a_report(tmp_path: Path) -> None:
    notice = "<h1>乙镇2020年“三公”经费决算说明</h1><p>“三公”经费决算数共计29.8万元。</p>"
    assert any("29.8万元" in line for line in order(read_page(tmp_path, notice)))
    assert "holds no report" in _refusal(tmp_path, notice.replace("29.8万元", "若干")).reason


def test_a_form_of_one_row_below_its_title_is_a_report(tmp_path: Path) -> None:
    table = "<table><tr><td>项目名称<td>合计</tr><tr><td>园区招商<td>64.50</tr></table>"
    reading = read_page(tmp_path, f"<p>甲局2024年项目支出预算表</p><p>单位：万元</p>{table}")
    assert [cell.text for cell in reading.pages[0].grids[0].cells][-1] == "64.50"
    assert "holds no report" in _refusal(tmp_path, f"<p>预算公开</p>{table}").reason


def test_the_article_title_labels_the_page(tmp_path: Path) -> None:
    source = f"<title>网站</title><meta name=ArticleTitle content='乙局决算'><body>{FORM}"
    assert read_bytes(tmp_path, source.encode()).pages[0].label == "乙局决算"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "<title>404 - 找不到文件</title><h1>404</h1>",
            "the page holds no report, titled “404 - 找不到文件”: 3 characters",
        ),
        (
            "<title>首页</title><div id=app></div><script>go()</script>",
            "holds no text: it is put together by scripts",
        ),
        ("<h1>访问受限</h1>" + "<p>您的请求已被防火墙记录</p>" * 40, "titled “访问受限”"),
        ("<h1>404</h1><table><tr><td>预算<td>1</tr><tr><td>2<td>3</tr></table>", "holds no report"),
    ],
)
def test_error_pages_are_refused_with_their_title(tmp_path: Path, source: str, reason: str) -> None:
    error = _refusal(tmp_path, f"<html>{source}</html>")
    assert reason in error.reason
    assert error.status == "failed"


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.pdf"])
def test_report_under_another_formats_name_is_read_and_noted(tmp_path: Path, name: str) -> None:
    reading = read_page(tmp_path, FORM * 2, name=name)
    assert len(reading.pages[0].grids) == 2
    assert f"the file is a web page saved as {Path(name).suffix}" in reading.notes


def test_page_without_report_under_another_formats_name_is_refused(tmp_path: Path) -> None:
    error = _refusal(tmp_path, "<title>登录</title>" + "<p>欢迎访问本网站</p>" * 60, name="a.pdf")
    assert error.reason == "the file is a web page saved as .pdf, titled “登录”, not a document"


def test_cut_page_is_noted(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, f"<html><body>{FORM * 2}"[:-40].encode())
    assert any("cut off" in note for note in reading.notes)


def test_bounds_on_size_tags_and_depth(tmp_path: Path) -> None:
    limits = HtmlLimits(size_bytes=3 * 1024**2, tags=1000, depth=100)
    assert "at most 3.0 MiB" in _refusal(tmp_path, "x" * (4 * 1024**2), limits=limits).reason
    assert "more than 1,000 tags" in _refusal(tmp_path, "<html>" + "<br>" * 1001, limits=limits).reason
    assert "more than 100 deep" in _refusal(tmp_path, "<html>" + "<div>" * 101, limits=limits).reason


def test_unclosed_formatting_does_not_multiply(tmp_path: Path) -> None:
    many = "".join(f"<font color={n}><p>决算{n}" for n in range(20_000))
    reading = read_page(tmp_path, many)
    assert len(reading.pages[0].lines) == 20_000
    assert any("never closed" in note for note in reading.notes)


def test_deep_nesting_within_the_bounds_is_read(tmp_path: Path) -> None:
    reading = read_page(tmp_path, filled("<div>" * 1500 + "深处" + "</div>" * 1500))
    assert order(reading)[0] == "深处"


def test_saved_page_is_read_from_its_root_part(tmp_path: Path) -> None:
    path = tmp_path / "a.mht"
    path.write_bytes(_mhtml(("<other>", "gb2312", "旁页"), ("<root>", "gb2312", FORM * 2), start="<root>"))
    reading = read_mhtml(path)
    assert len(reading.pages) == 1
    assert len(reading.pages[0].grids) == 2
    assert reading.media_type == "multipart/related"
    assert reading.notes == ()


def test_saved_page_of_one_part_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.mht"
    head = b"From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: text/html;\r\n\tcharset=gb2312\r\n\r\n"
    path.write_bytes(head + FORM.encode("gb2312"))
    assert detect_media_type(path) == "multipart/related"
    assert read_mhtml(path).pages[0].grids


def test_saved_workbook_with_frames_gives_a_page_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.mht"
    frames = "<html><frameset><frame src='sheet1.htm'></frameset></html>"
    path.write_bytes(_mhtml(("<r>", "utf-8", frames), ("<1>", "utf-8", FORM), ("<2>", "utf-8", FORM)))
    assert [page.number for page in read_mhtml(path).pages] == [1, 2]
    assert [page.number for page in read_mhtml(path, pages=[2]).pages] == [2]


@pytest.mark.parametrize("has_report", [True, False])
def test_files_attached_to_a_message_are_told(tmp_path: Path, *, has_report: bool) -> None:
    path = tmp_path / "a.eml"
    attached = b"--cut\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=b.pdf\r\n\r\nx\r\n"
    message = _mhtml(("<r>", "utf-8", FORM * 2 if has_report else "<p>见附件</p>"))
    path.write_bytes(message.replace(b"--cut--", attached + b"--cut--"))
    told = "the message carries attached files, which were not read: b.pdf"
    if has_report:
        assert [loss.text for loss in read_mhtml(path).losses] == [told]
    else:
        with pytest.raises(DocumentError, match=told):
            read_mhtml(path)


def test_damaged_saved_pages_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.mht"
    whole = _mhtml(("<r>", "utf-8", FORM * 2))
    path.write_bytes(whole[: whole.rindex(b"--cut")])
    assert any("closing boundary" in note for note in read_mhtml(path).notes)
    path.write_bytes(b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nx")
    with pytest.raises(DocumentError, match="holds no web page"):
        read_mhtml(path)


def test_saved_page_and_web_page_are_known_by_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(b"From: <Saved>\r\nSubject: x\r\n" + _mhtml(("<r>", "utf-8", FORM * 2)))
    assert detect_media_type(path) == "multipart/related"
    assert len(read(path).pages[0].grids) == 2
    path.write_text(FORM * 2, encoding="gb18030")
    assert read(path).media_type == "text/html"


def test_page_choice_applies(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(FORM * 2, encoding="utf-8")
    assert read_html(path, pages=[2]).pages == ()


def _mhtml(*parts: tuple[str, str, str], start: str = "") -> bytes:
    """Write a saved page; parts are (content id, charset, body), transferred quoted-printable."""
    from quopri import encodestring

    start_at = f'; start="{start}"' if start else ""
    data = f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="cut"{start_at}\r\n\r\n'.encode()
    for identity, charset, body in parts:
        data += f"--cut\r\nContent-ID: {identity}\r\nContent-Type: text/html; charset={charset}\r\n".encode()
        data += b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        data += encodestring(body.encode(charset)) + b"\r\n"
    return data + b"--cut--\r\n"


def test_a_form_of_words_is_a_report(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td>产出指标</td><td>数量指标</td><td>造林面积{n}</td><td>定量</td></tr>" for n in "甲乙丙"
    )
    reading = read_page(
        tmp_path, f"<h1>甲县林业局2026年部门预算</h1><p>项目支出绩效目标表</p><table>{rows}</table>"
    )
    assert [grid.n_rows for grid in reading.pages[0].grids] == [3]


@pytest.mark.parametrize(
    ("hiding", "what"),
    [
        ("<!-- 表", "comment"),
        ("<!-- 表 <!-- 单位 -->", ""),
        ("<textarea>", "<textarea>"),
        ("<script>", "<script>"),
    ],
)
def test_figures_behind_what_never_closes_are_told(tmp_path: Path, hiding: str, what: str) -> None:
    reading = read_page(tmp_path, filled(FORM) + hiding + FORM)
    told = [loss.text for loss in reading.losses]
    if what:
        assert told == [
            f"the page never closes a {what}: 6 numbers behind it are not shown, and were not read"
        ]
    else:
        assert not told, "the second table is shown: the comment ends before it"
    assert len(reading.pages[0].grids) == (1 if what else 2)


def test_a_comment_that_runs_into_the_next_one_is_told_and_one_that_closes_is_not(tmp_path: Path) -> None:
    run_on = read_page(tmp_path, filled(FORM) + "<!-- 表" + FORM + "<!-- 尾 --><p>附</p>")
    assert [loss.text for loss in run_on.losses] == [
        "the page never closes a comment: 6 numbers behind it are not shown, and were not read"
    ]
    closed = read_page(tmp_path, filled(FORM) + f"<!-- {FORM} --><!--[if !mso]><!-->{FORM}<!--<![endif]-->")
    assert not closed.losses and len(closed.pages[0].grids) == 2


def test_elements_that_html_does_not_know_hold_their_text(tmp_path: Path) -> None:
    reading = read_page(tmp_path, filled(f"<cell>其他</cell>{FORM}<row><cell>1.00</cell></row>"))
    assert order(reading)[:2] == ["其他", "收入决算表"]


@pytest.mark.parametrize(
    "way", ['<bdo dir="rtl">', '<span style="direction: rtl; unicode-bidi: bidi-override">']
)
def test_a_figure_that_is_shown_back_to_front_is_not_read(tmp_path: Path, way: str) -> None:
    name = way[1:].partition(" ")[0]
    reading = read_page(tmp_path, FORM.replace("<td>400.00", f"<td>{way}00.004</{name}>", 1))
    items = TableReader(reading.pages).tables[0].items
    assert [item.text_printed for item in items] == ["408.01", "408.01", "400.00"]
