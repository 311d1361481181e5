"""The error of a document that cannot be used."""

from __future__ import annotations


class DocumentError(Exception):
    """A document that cannot be used: carries the status it ends with and a reason a person understands.

    ``status`` is ``failed`` (damaged, encrypted, empty) or ``unsupported`` (no installed reader takes it).
    """

    def __init__(self, reason: str, *, status: str = "failed", page: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.page = page
