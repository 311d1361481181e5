"""All makers of tables, each of one form."""

from __future__ import annotations

from typing import Final

from bench.governments.debts import g23, g24, g25, g26, g27, g28
from bench.governments.figures import Maker
from bench.governments.general import g01, g02, g03, g04, g05, g06, g09, g10, g11, g12, g14, g15, g16
from bench.governments.insurance import g18, g19, g20, g21, g22
from bench.governments.transfers import g07, g08, g13, g17, g29

MAKERS: Final[tuple[Maker, ...]] = (
    g01, g02, g03, g04, g05, g06, g07, g08, g09, g10, g11, g12, g13, g14, g15, g16, g17, g18, g19, g20, g21, g22, g23,
    g24, g25, g26, g27, g28, g29,
)  # fmt: skip
