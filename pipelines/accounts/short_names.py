"""Short names of autonomous counties and prefectures: without the peoples in them."""

from __future__ import annotations

import re
from typing import Final

_PEOPLES: Final = (
    "壮|满|回|苗|维吾尔|土家|彝|蒙古|藏|布依|侗|瑶|朝鲜|白|哈尼|哈萨克|黎|傣|畲|傈僳|仡佬|东乡|高山|拉祜|水|佤|纳西|羌|土|仫佬|锡伯|"
    "柯尔克孜|达斡尔|景颇|毛南|撒拉|布朗|塔吉克|阿昌|普米|鄂温克|怒|京|基诺|德昂|保安|俄罗斯|裕固|乌孜别克|门巴|鄂伦春|独龙|塔塔尔|"
    "赫哲|珞巴"
)
_AUTONOMOUS: Final = re.compile(rf"(?P<place>.{{2,}}?)(?:(?:{_PEOPLES})族?|各族)+自治(?P<kind>县|旗|州)")


def short_name(name: str) -> str:
    """Return the name of an autonomous county or prefecture without its peoples; ``''`` for any other name.

    >>> short_name("紫云苗族布依族自治县")
    '紫云县'
    """
    match = _AUTONOMOUS.fullmatch(name)
    return f"{match['place']}{match['kind']}" if match else ""
