"""Regions as rows and columns of governments' own tables: divisions, zones, own levels and their totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from pipelines.lexicon import words
from pipelines.values.text import item_name, squeeze

_HEADER: Final = re.compile(
    r"^(?:地区|区域|行政区划?|区划|市县|县区|区县|州[(（]?市[)）]?|县[(（]?市、?区[)）]?|县[(（]?区[)）]?|市[(（]?县、?区[)）]?|"
    r"(?:单位|地区|市县|区县|县区|区划)名称|各?县市区|市州|盟市|旗县(?:市区)?|镇街?|乡镇(?:街道)?)$"
)
_TOTAL: Final = re.compile(r"(?:.{0,8}[县区市旗地])?[合小总]计|合计数?")
_NO_REGION: Final = re.compile(r"[收支]|专区|社区|小区|园区建设|特区|债|税|费|基金")
_FEWEST: Final = 2
_MOST: Final = 0.6


@cache
def _region() -> re.Pattern[str]:
    listed = words("areas")
    ends = [*listed["kinds"][""], *listed["zones"][""], "街道", "办事处", "镇", "乡", "园", "林场", "农场"]
    return re.compile(
        rf"[一-龥（）()]{{1,18}}(?:{'|'.join(ends)})|(?:.{{0,14}}本级|[省市州县区旗盟]级|.{{2,14}}市级|市直.{{0,6}})"
    )


def is_region(text: str) -> bool:
    """Tell whether a label names a division, a zone or an own level."""
    name = item_name(squeeze(text))
    return bool(_region().fullmatch(name)) and not _NO_REGION.search(name)


def is_region_header(text: str) -> bool:
    """Tell whether a header says that its column lists regions."""
    return bool(_HEADER.match(squeeze(text)))


def are_regions(labels: Sequence[str]) -> bool:
    """Tell whether most labels of a list name regions; totals say nothing."""
    named = [label for label in labels if squeeze(label) and not _TOTAL.fullmatch(item_name(squeeze(label)))]
    found = sum(is_region(label) for label in named)
    return found >= _FEWEST and found >= _MOST * len(named)
