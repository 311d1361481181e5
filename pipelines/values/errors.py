"""The error of a document that cannot be used."""

from __future__ import annotations


class DocumentError(Exception):
    """A document that cannot be used: carries the status it ends with and a reason a person understands.

    ``status`` is ``failed`` (damaged, encrypted, empty) or ``unsupported`` (no installed reader takes it).
    ``tool`` names what this machine lacks to read it (:mod:`pipelines.formats.tools`), ``''`` where nothing would.
    """

    def __init__(
        self, reason: str, *, status: str = "failed", page: int | None = None, tool: str = ""
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.page = page
        self.tool = tool

    def __str__(self) -> str:
        """Return the reason, with the page where one is to blame."""
        return self.reason if self.page is None else f"page {self.page}: {self.reason}"
