"""Tell from a list's first page how it continues."""

from __future__ import annotations

import re
from typing import Final

from pipelines.crawl.idioms.hanweb import PROXY
from pipelines.crawl.idioms.linked import next_page
from pipelines.crawl.idioms.lists import COUNTS, variable
from pipelines.crawl.idioms.numbered import CALL
from pipelines.crawl.idioms.pages import Answer, WebPage, parse
from pipelines.crawl.idioms.uuid_block import BLOCK
from pipelines.sites.pagination import (
    CreatePageHtml,
    HanwebDataproxy,
    HanwebList,
    JsCount,
    NextLink,
    Pagination,
    SinglePage,
    UuidBlock,
)

_JPAGE: Final = re.compile(r"\.jpage\s*\(")
_PAGE_NUM: Final = re.compile(r"[?&;]uid=\d+(?:&amp;|&)pageNum=\d|pageNum=\d+(?:&amp;|&)uid=\d+")


def recognise(answer: Answer) -> Pagination:
    """Return the idiom whose marks a first page bears; ``none`` for a page without any.

    A count of pages that no mark explains stays ``none``, whose reading notes the count.
    """
    return recognise_page(parse(answer))


def recognise_page(page: WebPage) -> Pagination:
    """Return the idiom of a parsed first page."""
    if CALL.search(page.text):
        return CreatePageHtml(idiom="create_page_html")
    if PROXY.search(page.text) or _JPAGE.search(page.text):
        return HanwebDataproxy(idiom="hanweb_dataproxy")
    if BLOCK.search(page.text):
        return UuidBlock(idiom="uuid_block")
    if _PAGE_NUM.search(page.text):
        return HanwebList(idiom="hanweb_list")
    link = NextLink(idiom="next_link")
    url, is_script = next_page(page, link.text)
    if url or is_script:
        return link
    if (variable(page, COUNTS) or 1) > 1:
        return JsCount(idiom="js_count")
    return SinglePage(idiom="none")
