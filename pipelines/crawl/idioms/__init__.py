"""How sites publish, without the network: bytes in, links and next steps out.

::

    walk(site, entry)                                   the steps a site's entry begins with
    begin(site, url)                                    the step of a column found on the way
    read_listing(pagination, url, body, …, state)       a list page: links, next steps, why it stops
    after_failure(step)                                 the page after one that could not be fetched
    missing_is_end(step, status)                        whether a 404 only means that the list is over
    read_article(url, body, content_type)               an article: attachments, or a report as its body

Which links are worth following is :mod:`pipelines.crawl.choose`'s.
"""

from pipelines.crawl.idioms.article import read_article
from pipelines.crawl.idioms.listing import after_failure, begin, missing_is_end, read_listing, walk
from pipelines.crawl.idioms.model import Article, Link, Listing, ListState, Step

__all__ = [
    "Article",
    "Link",
    "ListState",
    "Listing",
    "Step",
    "after_failure",
    "begin",
    "missing_is_end",
    "read_article",
    "read_listing",
    "walk",
]
