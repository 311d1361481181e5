"""The changes: what a slip of the hand or of the mind makes of a node of a model's SQL, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Final

from sqlglot import exp

Made = Iterator[tuple[exp.Expr, str, Any, str, str]]
"""Parent, argument, the argument's new value, and the words for before and after."""
DIALECT: Final = "duckdb"


def _instead(node: exp.Expr, other: exp.Expr | None) -> Made:
    """Put another node, or none, in a node's place."""
    parent, key = node.parent, node.arg_key
    if parent is None or key is None:
        return
    value: Any = other
    if node.index is not None:
        value = list(parent.args[key])
        value[node.index : node.index + 1] = [] if other is None else [other]
    yield parent, key, value, node.sql(DIALECT), "" if other is None else other.sql(DIALECT)


def _as(node: exp.Expr, kind: type[exp.Expr]) -> exp.Expr:
    """Return a node's copy as one of another class with the same arguments."""
    copy = node.copy()
    return kind(**copy.args)


_COMPARISONS: Final[dict[type[exp.Expr], type[exp.Expr]]] = {
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.NullSafeEQ: exp.EQ,
    exp.NullSafeNEQ: exp.NEQ,
}
_DIRECTIONS: Final[dict[type[exp.Expr], type[exp.Expr]]] = {
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
}


def comparison(node: exp.Expr) -> Made:
    """Another operator: the bound in or out, the other way round, nulls no longer equal; of a between, one bound."""
    if isinstance(node, exp.Between):
        yield from _instead(node, exp.GTE(this=node.this.copy(), expression=node.args["low"].copy()))
        yield from _instead(node, exp.LTE(this=node.this.copy(), expression=node.args["high"].copy()))
        return
    in_join = node.find_ancestor(exp.Join, exp.Select, exp.Case)
    for operators in (_COMPARISONS, _DIRECTIONS):
        other = operators.get(type(node))
        if other and not (isinstance(in_join, exp.Join) and isinstance(node, exp.EQ)):
            yield from _instead(node, _as(node, other))


def connective(node: exp.Expr) -> Made:
    """``and`` for ``or`` and the reverse; joins' conditions are left to dropping."""
    if isinstance(node.find_ancestor(exp.Join, exp.Select), exp.Join):
        return
    if isinstance(node, exp.And | exp.Or) and not _has_truth(node):
        yield from _instead(node, _as(node, exp.Or if isinstance(node, exp.And) else exp.And))


def dropped_condition(node: exp.Expr) -> Made:
    """One condition of several, or a clause's only one, is gone."""
    parent, key = node.parent, node.arg_key
    if isinstance(node, exp.Boolean | exp.Paren) or (
        isinstance(node, exp.And) and isinstance(parent, exp.And)
    ):
        return
    if isinstance(parent, exp.And | exp.Or) and key in ("this", "expression"):
        rest = parent.expression if key == "this" else parent.this
        if not (isinstance(rest, exp.Boolean) and not isinstance(node, exp.And | exp.Or)):
            for changed_parent, name, value, _, _ in _instead(parent, rest.copy()):
                yield changed_parent, name, value, node.sql(DIALECT), ""
        else:
            yield from _instead(node, exp.true())
    elif isinstance(node, exp.Where | exp.Having | exp.Qualify) and not isinstance(node.this, exp.Boolean):
        if isinstance(parent, exp.Filter):
            yield from _instead(parent, parent.this.copy())
        elif not _is_only_true(node.this):
            yield from _instead(node, None)
    elif isinstance(parent, exp.Join) and key == "on" and not isinstance(node, exp.And):
        yield from _instead(node, exp.true())


def _is_only_true(node: exp.Expr) -> bool:
    return all(isinstance(part, exp.Boolean) for part in node.flatten())


def _has_truth(node: exp.Expr) -> bool:
    return any(isinstance(part, exp.Boolean) for part in (node.this, node.expression))


def negation(node: exp.Expr) -> Made:
    """``not`` is gone, or stands before a yes-or-no column."""
    if isinstance(node, exp.Not):
        yield from _instead(node, node.this.copy())


def join_kind(node: exp.Expr) -> Made:
    """Inner for left and full, left for inner, semi for anti and anti for semi."""
    if not isinstance(node, exp.Join) or node.args.get("on") is None:
        return
    side, kind = node.side, node.kind
    others = {
        ("LEFT", ""): [("", "INNER")],
        ("FULL", "OUTER"): [("LEFT", ""), ("RIGHT", "")],
        ("FULL", ""): [("LEFT", ""), ("RIGHT", "")],
        ("", "INNER"): [("LEFT", "")],
        ("", ""): [("LEFT", "")],
        ("", "ANTI"): [("", "SEMI")],
        ("", "SEMI"): [("", "ANTI")],
    }
    for other_side, other_kind in others[side, kind]:
        other = node.copy()
        other.set("side", other_side or None)
        other.set("kind", other_kind or None)
        yield from _instead(node, other)


def row_choice(node: exp.Expr) -> Made:
    """Turn an order round, with nulls at the other end; take a key out of an order or a partition."""
    if isinstance(node, exp.Ordered):
        other = node.copy()
        other.set("desc", not node.args.get("desc"))
        yield from _instead(node, other)
    if isinstance(node, exp.Order):
        for place, key in enumerate(node.expressions):
            rest = [each for number, each in enumerate(node.expressions) if number != place]
            if rest:
                yield node, "expressions", rest, f"order by {key.sql(DIALECT)}", ""
    if isinstance(node, exp.Window):
        keys = node.args.get("partition_by") or []
        for place, key in enumerate(keys):
            rest = [each for number, each in enumerate(keys) if number != place]
            yield node, "partition_by", rest, f"partition by {key.sql(DIALECT)}", ""


_FUNCTIONS: Final[dict[type[exp.Expr], type[exp.Expr]]] = {
    exp.Min: exp.Max,
    exp.Max: exp.Min,
    exp.Sum: exp.Max,
    exp.ArgMin: exp.ArgMax,
    exp.ArgMax: exp.ArgMin,
    exp.LogicalOr: exp.LogicalAnd,
    exp.LogicalAnd: exp.LogicalOr,
    exp.Greatest: exp.Least,
    exp.Least: exp.Greatest,
    exp.FirstValue: exp.LastValue,
}
_BY_NAME: Final = {"arg_min_null": "arg_max_null", "bool_or": "bool_and", "bool_and": "bool_or"}


def aggregate(node: exp.Expr) -> Made:
    """Take the least for the greatest, a maximum for a sum, all for any; drop ``distinct``, let nulls count."""
    other = _FUNCTIONS.get(type(node))
    if other:
        yield from _instead(node, _as(node, other))
    if isinstance(node, exp.Anonymous) and node.name.lower() in _BY_NAME:
        yield from _instead(
            node,
            exp.Anonymous(this=_BY_NAME[node.name.lower()], expressions=[e.copy() for e in node.expressions]),
        )
    if isinstance(node, exp.Count):
        if isinstance(node.this, exp.Distinct):
            yield from _instead(node, exp.Count(this=node.this.expressions[0].copy()))
        elif not isinstance(node.this, exp.Star):
            yield from _instead(node, exp.Count(this=exp.Star()))


def distinct(node: exp.Expr) -> Made:
    """``select distinct`` and ``union`` keep what is alike."""
    if isinstance(node, exp.Select) and node.args.get("distinct"):
        yield node, "distinct", None, "select distinct", "select"
    if isinstance(node, exp.Union) and node.args.get("distinct"):
        yield node, "distinct", False, "union", "union all"


def union_branch(node: exp.Expr) -> Made:
    """One branch of a union is gone."""
    if isinstance(node, exp.Union):
        for kept, lost in ((node.this, node.expression), (node.expression, node.this)):
            if not isinstance(lost, exp.Union):
                for parent, key, value, _, _ in _instead(node, kept.copy()):
                    yield parent, key, value, f"union of {lost.sql(DIALECT)}", ""


def coalesced(node: exp.Expr) -> Made:
    """One of several sources is gone, or the second comes first."""
    if isinstance(node, exp.Coalesce):
        parts = [node.this, *node.expressions]
        for place in range(len(parts)):
            rest = [part.copy() for number, part in enumerate(parts) if number != place]
            new = rest[0] if len(rest) == 1 else exp.Coalesce(this=rest[0], expressions=rest[1:])
            if not isinstance(new, exp.Literal | exp.Boolean):
                yield from _instead(node, new)
        if not isinstance(parts[1], exp.Literal | exp.Boolean | exp.Cast):
            swapped = [parts[1], parts[0], *parts[2:]]
            yield from _instead(
                node, exp.Coalesce(this=swapped[0].copy(), expressions=[p.copy() for p in swapped[1:]])
            )


_UNWRAPPED: Final = (
    exp.Abs,
    exp.Nullif,
    exp.Round,
    exp.Neg,
    exp.Upper,
    exp.Lower,
    exp.Trim,
    exp.RegexpReplace,
)


def unwrapped(node: exp.Expr) -> Made:
    """Leave out a function that changes its argument."""
    if isinstance(node, _UNWRAPPED):
        yield from _instead(node, node.this.copy())


def constant(node: exp.Expr) -> Made:
    """Make a number one more or less, a word another, a list shorter, a truth the other."""
    parent = node.parent
    if isinstance(node, exp.In) and len(node.expressions) > 1:
        for place, value in enumerate(node.expressions):
            rest = [each for number, each in enumerate(node.expressions) if number != place]
            yield node, "expressions", rest, f"in (… {value.sql(DIALECT)} …)", ""
    if isinstance(node, exp.Boolean) and isinstance(parent, exp.Alias | exp.Coalesce | exp.If | exp.Case):
        yield from _instead(node, exp.Boolean(this=not node.this))
    if not isinstance(node, exp.Literal) or isinstance(parent, exp.DataTypeParam | exp.In):
        return
    if node.is_string:
        if not node.this.isdigit() or isinstance(parent, exp.EQ | exp.LTE):
            yield from _instead(node, exp.Literal.string(f"{node.this}~"))
    elif node.this.isdigit():
        yield from _instead(node, exp.Literal.number(int(node.this) + 1))
        if int(node.this) > 0:
            yield from _instead(node, exp.Literal.number(int(node.this) - 1))


def case_branch(node: exp.Expr) -> Made:
    """Take a branch out of a case, let two neighbours give each other's result, or drop its ``else``."""
    if not isinstance(node, exp.Case):
        return
    branches = node.args["ifs"]
    for place, branch in enumerate(branches):
        rest = [each for number, each in enumerate(branches) if number != place]
        if rest:
            yield node, "ifs", rest, branch.sql(DIALECT), ""
    for first, second in pairwise(branches):
        one, other = first.copy(), second.copy()
        one.set("true", second.args["true"].copy())
        other.set("true", first.args["true"].copy())
        swapped = [one if each is first else other if each is second else each for each in branches]
        yield node, "ifs", swapped, first.sql(DIALECT), one.sql(DIALECT)
    if node.args.get("default") is not None and not isinstance(node.args["default"], exp.Null):
        yield node, "default", None, f"else {node.args['default'].sql(DIALECT)}", ""


_ARITHMETIC: Final[dict[type[exp.Expr], type[exp.Expr]]] = {
    exp.Add: exp.Sub,
    exp.Sub: exp.Add,
    exp.Mul: exp.Div,
    exp.Div: exp.Mul,
}


def arithmetic(node: exp.Expr) -> Made:
    """Minus for plus, divided for multiplied, and the reverse."""
    other = _ARITHMETIC.get(type(node))
    if other:
        yield from _instead(node, _as(node, other))


KINDS: Final[dict[str, Callable[[exp.Expr], Made]]] = {
    "comparison": comparison,
    "connective": connective,
    "dropped condition": dropped_condition,
    "negation": negation,
    "join": join_kind,
    "row choice": row_choice,
    "aggregate": aggregate,
    "distinct": distinct,
    "union branch": union_branch,
    "coalesce": coalesced,
    "unwrapped": unwrapped,
    "constant": constant,
    "case branch": case_branch,
    "arithmetic": arithmetic,
}
"""Every kind of change by name, in the order in which it is reported."""
