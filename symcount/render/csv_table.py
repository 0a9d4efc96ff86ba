"""A derivation as a table for spreadsheets: one row a group, and the total."""

from __future__ import annotations

import csv as writer
import io

from symcount.algebra.formula import Formula
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import ARCH
from symcount.derivation.steps import Derivation, Row
from symcount.language.source import printable

COLUMNS = ("label", "caption", "symbolic", "closed form", "substituted", "value")


def csv(derivation: Derivation) -> str:
    """Formulas as the language writes them; what has no value is empty."""
    name = derivation.network.name
    rows = [*(_row(row, row.label or name) for row in derivation.rows), _row(derivation.total, "Total")]
    out = io.StringIO()
    writer.writer(out, lineterminator="\n").writerows([COLUMNS, *(map(defused, row) for row in rows)])
    return out.getvalue()


def _row(row: Row, label: str) -> tuple[str, ...]:
    return label, row.caption, *(_formula(row.tree(name)) for name in COLUMNS[2:])


def _formula(tree: Formula | None) -> str:
    return "" if tree is None else write(tree, ARCH)


def defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    plain = printable(text)
    return f"'{plain}" if plain.lstrip()[:1] in tuple("=+-@＝＋－＠") else plain
