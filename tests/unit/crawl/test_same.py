"""Counters of visits and clocks make no new version of a page; whatever else differs does."""

from __future__ import annotations

import pytest

from pipelines.crawl.same import is_same_page


def page(above: str = "浏览次数：12", figure: str = "20.50", below: str = "") -> bytes:
    return (
        f"<html><head><title>{above}</title><script>var t={len(above)}</script></head><body><p>{above}</p>"
        f"<table><tr><td>合计</td><td>{figure}</td></tr></table><p>公务接待 3 批次。</p>{below}</body></html>"
    ).encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("浏览次数：12", "浏览次数：1,013"),
        ("发布时间：2025-09-23　点击量 [8]", "发布时间：2025-09-23　点击量 [9]"),
        ("阅读：<span id=n>12</span>次", "阅读：<span id=n>4013</span>次"),
        ("今天是2025年9月23日 星期二", "今天是2025年10月8日 星期三"),
        ("当前时间 08:15:20", "当前时间 23:59:01"),
        ("公开<!-- 1 -->", "公开<!-- 2 --><script>1</script>"),
    ],
)
def test_a_counter_or_a_clock_is_no_change(old: str, new: str) -> None:
    assert is_same_page(page(old), page(new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (page(figure="20.50"), page(figure="20.60")),
        (page("阅读：<b>12</b>"), page("人员：<b>13</b>")),
        (page("发布日期：2025-09-23"), page("发布日期：2025-09-24")),
        (page("接待 3 批次，浏览次数：1"), page("接待 4 批次，浏览次数：2")),
        (page(), page(below="<p>更正</p>")),
        (
            page(below="<img src='data:image/png;base64,AA'>"),
            page(below="<img src='data:image/png;base64,AB'>"),
        ),
        (b"", b"<html></html>"),
    ],
)
def test_whatever_else_differs_is_a_change(old: bytes, new: bytes) -> None:
    assert not is_same_page(old, new)
