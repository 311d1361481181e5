"""Content controls of a Word document that nobody filled in: Word shows their grey words in place of an entry."""

from __future__ import annotations

from pipelines.read.ooxml import Element, child, is_on
from pipelines.values.marks import PICTURE
from pipelines.values.printed import holds_amount


def emptied(element: Element) -> int:
    """Take the words of empty content controls out of an element and return how many there were.

    An amount among them is no entry and yet printed: it leaves a mark, which is no figure.
    """
    count = 0
    for properties in [one.getparent() for one in element.iter("{*}showingPlcHdr")]:
        content = child(properties.getparent(), "sdtContent")
        texts = (
            list(content.iter("{*}t")) if content is not None and is_on(properties, "showingPlcHdr") else []
        )
        is_amount = holds_amount("".join(one.text or "" for one in texts))
        for number, one in enumerate(texts):
            one.text = PICTURE if is_amount and not number else ""
        count += bool(texts)
    return count
