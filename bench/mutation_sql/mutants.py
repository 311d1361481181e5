"""The mutants: every small change of a model's compiled SQL that a slip of the hand or of the mind might make."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from typing import Any, Final

import sqlglot
from sqlglot import exp

from bench.mutation_sql.changes import DIALECT, KINDS

logging.getLogger("sqlglot").setLevel(logging.ERROR)
_WIDTH: Final = 110


@dataclass(frozen=True, slots=True)
class Mutant:
    """A model's SQL with one change; ``place`` names its common table expression and column."""

    model: str
    kind: str
    place: str
    before: str
    after: str
    sql: str

    @property
    def name(self) -> str:
        """Return words that tell it from the model's other mutants, but for repeated SQL."""
        return f"{self.place}: {self.kind}: {self.before} → {self.after}"

    @property
    def key(self) -> str:
        """Return what tells it from all other mutants: the model and a digest of the changed SQL."""
        return f"{self.model} {hashlib.sha256(self.sql.encode()).hexdigest()[:16]}"


def mutants(model: str, sql: str) -> list[Mutant]:
    """Return every mutant of a model whose SQL differs from the original's and from each other's."""
    printed = _Printed(sqlglot.parse_one(sql, read=DIALECT))
    seen = {printed.sql()}
    found: list[Mutant] = []
    for node in list(printed.tree.walk()):
        if node.find_ancestor(exp.ReadParquet):
            continue
        for kind, make in KINDS.items():
            for parent, key, value, before, after in make(node):
                changed = printed.changed(node, parent, key, value)
                if changed not in seen:
                    seen.add(changed)
                    found.append(Mutant(model, kind, _place(node), _short(before), _short(after), changed))
    return found


def reprinted(sql: str) -> str:
    """Return SQL as the mutants are printed, unchanged."""
    return _Printed(sqlglot.parse_one(sql, read=DIALECT)).sql()


class _Printed:
    """A parsed model, printed by its common table expressions, so that a change prints one of them anew."""

    def __init__(self, tree: exp.Expr) -> None:
        self.tree = tree
        self._ctes = list(tree.args["with_"].expressions) if tree.args.get("with_") else []
        self._lead = "WITH RECURSIVE" if self._ctes and tree.args["with_"].args.get("recursive") else "WITH"
        self._texts = [cte.sql(DIALECT) for cte in self._ctes]
        self._body = self._print_body()

    def sql(self) -> str:
        return self._join(self._texts, self._body)

    def changed(self, node: exp.Expr, parent: exp.Expr, key: str, value: Any) -> str:
        """Print the model with another value of an argument, which is put back."""
        cte = next((each for each in self._ctes if each is node or node.find_ancestor(exp.CTE) is each), None)
        old = parent.args.get(key)
        parent.set(key, value)
        try:
            if cte is None:
                return self._join(self._texts, self._print_body())
            texts = [
                cte.sql(DIALECT) if each is cte else text
                for each, text in zip(self._ctes, self._texts, strict=True)
            ]
            return self._join(texts, self._body)
        finally:
            parent.set(key, old)

    def _print_body(self) -> str:
        bare = self.tree.copy()
        bare.set("with_", None)
        return bare.sql(DIALECT)

    def _join(self, texts: list[str], body: str) -> str:
        return f"{self._lead} {', '.join(texts)} {body}" if texts else body


def _short(text: str) -> str:
    text = re.sub(r"\s+", " ", text.replace('"juesuan".', "").replace('"', ""))
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def _place(node: exp.Expr) -> str:
    cte = node.find_ancestor(exp.CTE)
    column = node if isinstance(node, exp.Alias) else node.find_ancestor(exp.Alias)
    names = [cte.alias if cte else "select"]
    if column is not None and (cte is None or column.find_ancestor(exp.CTE) is cte):
        names.append(column.alias)
    return ".".join(names)
