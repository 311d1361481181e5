"""Operators: the ways in which one node of the syntax tree is broken."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar, cast

_T = TypeVar("_T")
Way = tuple[str, ast.AST]

_COMPARED: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_PAIRS: Final = (
    ("min", "max"),
    ("any", "all"),
    ("removeprefix", "removesuffix"),
    ("startswith", "endswith"),
    ("lstrip", "rstrip"),
    ("partition", "rpartition"),
    ("search", "match"),
)
_OTHER: Final = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])} | {"fullmatch": "match"}
_EITHER_WAY: Final = frozenset({"isinstance", "min", "max"})
"""Calls that mean the same with their arguments swapped, or nothing at all."""
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_MOST_WORDS: Final = 4
"""The most elements that one list, or words that one pattern, loses in turn: long ones would be all there is."""


def replacements(node: ast.AST, *, is_top: bool, is_flag: bool) -> Iterator[Way]:
    """Yield what a node is replaced by, each with the operator's name.

    ``is_top``: it stands outside all functions; ``is_flag``: it is the value of a keyword ``is_…`` or ``has_…``.
    """
    if is_flag and not isinstance(node, ast.Constant):
        yield "flag lost", ast.Constant(False)
        yield "flag lost", ast.Constant(True)
    made = _OF.get(type(node))
    if made is not None:
        yield from made(node)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
        yield from _elements(node, is_top=is_top)


def alternatives(pattern: str) -> list[str]:
    """Return a pattern without one of its alternatives, at whatever depth: ``a|(?:b|c)`` → ``(?:b|c)``, ``a|(?:c)`` ….

    Of many, some evenly spread ones are left out in turn.
    """
    spans: list[tuple[int, int]] = []
    groups: list[list[int]] = [[0]]  # per open group: where each alternative begins
    at = 0
    is_class = False
    while at <= len(pattern):
        mark = pattern[at] if at < len(pattern) else ")"
        if mark == "\\":
            at += 1
        elif is_class:
            is_class = mark != "]"
        elif mark == "[":
            is_class = True
            at += 2 if pattern[at + 1 : at + 2] == "^" else 1  # a first ] is a character
        elif mark == "(":
            lead = re.match(r"\((?:\?(?:[:=!]|<[=!]|P?<\w+>))?", pattern[at:])
            groups.append([at + len(lead.group()) if lead else at + 1])
        elif mark == "|":
            groups[-1].append(at + 1)
        elif mark == ")" and groups:
            begins = groups.pop()
            if len(begins) > 1:
                ends = [*(begin - 1 for begin in begins[1:]), at]
                spans += zip(begins, ends, strict=True)
        at += 1
    return [_without(pattern, *span) for span in _spread(spans)]


def _without(pattern: str, begin: int, end: int) -> str:
    if pattern[end : end + 1] == "|":
        return pattern[:begin] + pattern[end + 1 :]
    return pattern[: begin - 1] + pattern[end:]


def _spread(found: Sequence[_T]) -> list[_T]:
    if len(found) <= _MOST_WORDS:
        return list(found)
    return [found[(2 * n + 1) * len(found) // (2 * _MOST_WORDS)] for n in range(_MOST_WORDS)]


def _compare(node: ast.Compare) -> Iterator[Way]:
    for at, operator in enumerate(node.ops):
        for other in _COMPARED[type(operator)]:
            ops = [*node.ops[:at], other(), *node.ops[at + 1 :]]
            yield "comparison", ast.Compare(node.left, ops, node.comparators)


def _bool_op(node: ast.BoolOp) -> Iterator[Way]:
    yield "and/or", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for at in range(len(node.values)):
        rest = [*node.values[:at], *node.values[at + 1 :]]
        yield "condition lost", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _unary(node: ast.UnaryOp) -> Iterator[Way]:
    if isinstance(node.op, (ast.Not, ast.USub)):
        yield "not or minus lost", node.operand


def _constant(node: ast.Constant) -> Iterator[Way]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, (int, float)):
        yield "constant", ast.Constant(value + 1)
    elif isinstance(value, str) and _NUMBER.fullmatch(value):
        whole, dot, part = value.partition(".")
        yield "constant", ast.Constant(f"{int(whole) + 1}{dot}{part}")
    elif isinstance(value, str) and value:
        yield "text lost", ast.Constant("")


def _return(node: ast.Return) -> Iterator[Way]:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield "returns None", ast.Return(ast.Constant(None))


def _statement(node: ast.Expr | ast.AugAssign | ast.Raise | ast.Continue | ast.Break) -> Iterator[Way]:
    yield "statement lost", ast.Pass()


def _if(node: ast.If | ast.IfExp) -> Iterator[Way]:
    for value in (True, False):
        test = ast.Constant(value)
        if isinstance(node, ast.If):
            yield "condition forced", ast.If(test, node.body, node.orelse)
        else:
            yield "condition forced", ast.IfExp(test, node.body, node.orelse)


def _call(node: ast.Call) -> Iterator[Way]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if (
        name not in _EITHER_WAY
        and len(node.args) >= 2
        and not any(isinstance(arg, ast.Starred) for arg in node.args[:2])
    ):
        args = [node.args[1], node.args[0], *node.args[2:]]
        yield "arguments swapped", ast.Call(node.func, args, node.keywords)


def _name(node: ast.Name) -> Iterator[Way]:
    if isinstance(node.ctx, ast.Load) and node.id in ("min", "max", "any", "all"):
        yield "opposite", ast.Name(_OTHER[node.id], node.ctx)


def _attribute(node: ast.Attribute) -> Iterator[Way]:
    if node.attr in _OTHER and node.attr not in ("min", "max", "any", "all"):
        yield "opposite", ast.Attribute(node.value, _OTHER[node.attr], node.ctx)


def _bin_op(node: ast.BinOp) -> Iterator[Way]:
    other = _COUNTED.get(type(node.op))
    if other is not None:
        yield "arithmetic", ast.BinOp(node.left, other(), node.right)


def _aug_assign(node: ast.AugAssign) -> Iterator[Way]:
    other = _COUNTED.get(type(node.op))
    if other is not None:
        yield "arithmetic", ast.AugAssign(node.target, other(), node.value)
    yield from _statement(node)


def _comprehension(node: ast.comprehension) -> Iterator[Way]:
    for at in range(len(node.ifs)):
        ifs = [*node.ifs[:at], *node.ifs[at + 1 :]]
        yield "filter lost", ast.comprehension(node.target, node.iter, ifs, node.is_async)


def _elements(node: ast.List | ast.Tuple | ast.Set | ast.Dict, *, is_top: bool) -> Iterator[Way]:
    """Leave out one element of a list of constants, or of any list outside functions."""
    if isinstance(node, ast.Dict):
        if is_top and len(node.keys) > 1:
            for at in _spread(range(len(node.keys))):
                keys, values = list(node.keys), list(node.values)
                del keys[at], values[at]
                yield "element lost", ast.Dict(keys, values)
        return
    constant = all(isinstance(element, ast.Constant) for element in node.elts)
    if len(node.elts) < 2 or not (is_top or constant) or isinstance(getattr(node, "ctx", None), ast.Store):
        return
    for at in _spread(range(len(node.elts))):
        rest = [*node.elts[:at], *node.elts[at + 1 :]]
        if isinstance(node, ast.Set):
            yield "element lost", ast.Set(rest)
        else:
            yield "element lost", type(node)(rest, ast.Load())


_OF: Final = cast(
    "dict[type[ast.AST], Callable[[ast.AST], Iterator[Way]]]",
    {
        ast.Compare: _compare,
        ast.BoolOp: _bool_op,
        ast.UnaryOp: _unary,
        ast.Constant: _constant,
        ast.Return: _return,
        ast.Expr: _statement,
        ast.Raise: _statement,
        ast.Continue: _statement,
        ast.Break: _statement,
        ast.If: _if,
        ast.IfExp: _if,
        ast.Call: _call,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.BinOp: _bin_op,
        ast.AugAssign: _aug_assign,
        ast.comprehension: _comprehension,
    },
)
