"""The error of a document that cannot be used tells what a person needs to find the place."""

from pipelines.values.errors import DocumentError


def test_the_page_to_blame_is_told_before_the_reason() -> None:
    assert str(DocumentError("its text is damaged", page=0)) == "page 0: its text is damaged"
    assert str(DocumentError("its text is damaged")) == "its text is damaged"
