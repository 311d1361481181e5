"""Who hears how far a batch has come."""

from __future__ import annotations


class Progress:
    """Hears how far a batch has come. This one keeps it to itself."""

    def begin(self, stage: str, total: int) -> None:
        """Hear that a stage of ``total`` steps begins."""

    def step(self, detail: str = "") -> None:
        """Hear that one step is done."""

    def end(self) -> None:
        """Hear that the stage is over."""
