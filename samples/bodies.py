"""The fictional province, its counties and the bodies that publish: none of these places exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

DIVISIONS: Final = (  # code, name, level, parent_code
    ("990000", "样例省", "province", ""),
    ("990100", "明河市", "city", "990000"),
    ("990101", "清溪县", "county", "990100"),
    ("990102", "柳浦区", "county", "990100"),
    ("990200", "星野市", "city", "990000"),
    ("990201", "松湖县", "county", "990200"),
)


@dataclass(frozen=True, slots=True)
class Body:
    """A publishing body and the scale of its accounts, in yuan.

    ``running`` weighs the 项 that carry the staff; ``projects`` gives the yearly project money of a 项;
    ``funds`` and ``capital`` those of 政府性基金 and 国有资本经营预算; ``own`` the 项 that spends the
    body's own income, its kind (事业收入 or 其他收入) and the amount. ``staff`` is the head count.
    """

    key: str
    division_code: str
    name: str
    staff: int
    running: dict[str, int]
    projects: dict[str, int]
    funds: dict[str, int] = field(default_factory=dict)
    capital: dict[str, int] = field(default_factory=dict)
    own: tuple[str, str, int] = ("2299999", "其他收入", 0)
    cars: int = 1
    duties: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def county(self) -> str:
        """The county's name."""
        return next(name for code, name, _, _ in DIVISIONS if code == self.division_code)

    @property
    def full_name(self) -> str:
        """The name as printed on the cover, with the county's."""
        return self.county + self.name


BODIES: Final = (
    Body(
        "qingxi-caizheng",
        "990101",
        "财政局",
        46,
        {"2010601": 7, "2010650": 3},
        {"2010605": 385_000, "2010607": 624_000, "2010608": 873_000, "2130599": 280_000},
        own=("2299999", "其他收入", 61_500),
        cars=2,
        duties=(
            "拟订全县财政收支计划，编制年度预决算草案并组织执行。",
            "管理国库集中支付，监督预算单位的资金使用。",
            "指导乡镇财政工作，组织财会人员业务培训。",
            "负责政府采购监督管理和预算绩效管理。",
        ),
        sections=("办公室", "预算股", "国库股", "行政政法股", "绩效管理股", "监督检查股"),
    ),
    Body(
        "qingxi-jiaoyu",
        "990101",
        "教育局",
        312,
        {"2050101": 1, "2050201": 2, "2050202": 9, "2050203": 7},
        {
            "2050199": 1_240_000,
            "2050201": 2_380_000,
            "2050202": 6_450_000,
            "2050203": 5_120_000,
            "2050204": 2_960_000,
            "2050801": 460_000,
            "2050999": 1_350_000,
        },
        funds={"2296004": 820_000},
        own=("2050203", "事业收入", 1_180_000),
        cars=3,
        duties=(
            "拟订全县教育事业发展规划并组织实施。",
            "统筹义务教育均衡发展，管理学校布局和招生工作。",
            "指导教师队伍建设，组织教师培训和考核。",
            "监督学校安全、卫生和教育经费的使用。",
        ),
        sections=("办公室", "基础教育股", "人事股", "计划财务股", "学校安全股", "教研室", "督导室"),
    ),
    Body(
        "liupu-caizheng",
        "990102",
        "财政局",
        58,
        {"2010601": 1},
        {"2010604": 265_000, "2010607": 1_352_500, "2010608": 4_495_200, "2010699": 118_400},
        capital={"2230105": 936_000},
        own=("2010699", "其他收入", 74_000),
        cars=0,
        duties=(
            "组织编制区级预算和决算，管理区级各项财政收支。",
            "承担国库收付和政府债务管理工作。",
            "推进预算绩效管理和政府采购制度改革。",
            "监督会计法规的执行，查处违反财经纪律的行为。",
        ),
        sections=("办公室", "预算科", "国库科", "绩效评价科", "采购管理科"),
    ),
    Body(
        "liupu-sifa",
        "990102",
        "司法局",
        64,
        {"2040601": 1},
        {
            "2040604": 2_149_500,
            "2040605": 118_500,
            "2040607": 679_100,
            "2040610": 860_200,
            "2040612": 392_600,
        },
        cars=3,
        duties=(
            "统筹全区依法行政工作，审核规范性文件。",
            "指导人民调解、社区矫正和基层司法所建设。",
            "组织普法宣传，提供公共法律服务。",
            "承担行政复议和行政应诉事务。",
        ),
        sections=("办公室", "法治督察科", "社区矫正管理科", "公共法律服务科", "行政复议科"),
    ),
    Body(
        "songhu-jiaoyu",
        "990201",
        "教育局",
        188,
        {"2050101": 1, "2050202": 6, "2050203": 5, "2050701": 1},
        {
            "2050199": 720_000,
            "2050202": 3_610_000,
            "2050203": 3_240_000,
            "2050299": 940_000,
            "2050701": 310_000,
        },
        own=("2050299", "事业收入", 640_000),
        cars=1,
        duties=(
            "贯彻教育法规，制定全县教育改革措施。",
            "管理中小学和特殊教育学校，保障教学质量。",
            "负责教育经费的统计、分配和监督。",
            "推进校园信息化和体育卫生工作。",
        ),
        sections=("办公室", "义务教育股", "财务审计股", "师资管理股", "教育督导室"),
    ),
    Body(
        "songhu-nongye",
        "990201",
        "农业农村局",
        97,
        {"2130101": 4, "2130104": 3},
        {
            "2130108": 486_000,
            "2130109": 357_000,
            "2130122": 5_840_000,
            "2130135": 1_230_000,
            "2130153": 7_920_000,
            "2130599": 3_150_000,
        },
        funds={"2120804": 2_640_000, "2120814": 1_170_000},
        capital={},
        own=("2299999", "其他收入", 158_000),
        cars=4,
        duties=(
            "统筹实施乡村振兴，拟订农业农村发展规划。",
            "组织耕地建设和高标准农田管护。",
            "监督农产品质量安全，防治动植物疫病。",
            "指导农村集体资产管理和农民合作组织建设。",
        ),
        sections=("办公室", "乡村振兴股", "种植业管理股", "畜牧渔业股", "农田建设股", "质量安全股"),
    ),
)
