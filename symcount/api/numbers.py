"""Formulas and exact numbers as Python has them: integers, fractions, and expressions of sympy."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symcount.algebra.formula import Formula, NoValue, symbols, tidy, value

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Expr, Root


def number(form: Formula) -> int | Expr:
    """A whole number as an int, another formula as an expression."""
    if not symbols(form):
        try:
            known = tidy(value(form))
        except (NoValue, ArithmeticError):
            return expression(form)
        if isinstance(known, int):
            return known
    return expression(form)


def number_or_none(form: Formula | None) -> int | Expr | None:
    return None if form is None else number(form)


def expression(form: Formula) -> Expr:
    """An expression in plain symbols."""
    from symcount.algebra import symbolic  # it loads sympy

    return symbolic.expression(form)


def root(found: Root) -> Expr:
    """A solution: exact where it is in square roots, else a decimal."""
    from symcount.algebra import symbolic

    return symbolic.decimal(found.decimal) if found.formula is None else symbolic.expression(found.formula)


def plain_cell(cell: Any) -> Any:
    """What a table of pandas holds: numbers, texts, flags; an expression as a text that sympy reads."""
    match cell:
        case None | bool() | int() | float() | str():
            return cell
        case Fraction():
            return int(cell) if cell.denominator == 1 else float(cell)
        case tuple() | list():
            return "; ".join(str(plain_cell(item)) for item in cell)
        case _:
            return str(cell)
