"""The level curve of a count in two symbols: which depth gives the same count at another width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import Formula, Number, Symbol, value
from symcount.algebra.functions import Exact
from symcount.language.diagnostics import problem
from symcount.network.catalogue import FileScope
from symcount.network.request import Request
from symcount.scaling.feasible import missing_value, symbolic_count
from symcount.scaling.growth import ideal


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """One point of the curve: the exact other value, the largest whole one within the count, and its count."""

    at: Exact
    other: Fraction | None = None
    whole: int | None = None
    parameters: int | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """`other` as a function of `symbol` at a fixed count."""

    symbol: str
    other: str
    parameters: int
    formula: Formula
    """other = formula, in the symbol alone."""
    points: tuple[LevelPoint, ...]


def level(scope: FileScope, request: Request, symbol: str, other: str, at: Sequence[Exact]) -> Level:
    """The curve through the count at the parameters' values.

    Raises Problem: E501 where the count does not contain a symbol, E215 where one has no value, E509 where the
    count is not linear in `other`.
    """
    form = symbolic_count(scope, replace(request, keep=frozenset({symbol, other})), [symbol, other])
    values = form.network.values
    for name in (symbol, other):
        if name not in values:
            raise missing_value("a curve of equal counts needs", name)
    smooth = ideal(form.parameters, values).tree
    total = value(smooth, values)
    coefficients = expansion.expand(smooth).coefficients(Symbol(other))
    if not coefficients.keys() <= {0, 1} or 1 not in coefficients:
        raise problem("E509", f"the count is not linear in `{other}`", help=f"exchange the two: --by {other},{symbol}")
    others = {name: Number(v) for name, v in values.items() if name not in (symbol, other)}
    fixed, slope = (
        arithmetic.computed(coefficients[degree].as_formula(), others) if degree in coefficients else Number(0)
        for degree in (0, 1)
    )
    formula = arithmetic.divide(arithmetic.subtract(Number(total), fixed), slope)
    points = (_point(smooth, formula, other, {**values, symbol: x}, x) for x in at)
    return Level(symbol, other, int(total), formula, tuple(points))


def _point(smooth: Formula, formula: Formula, other: str, values: dict[str, Exact], at: Exact) -> LevelPoint:
    try:
        exact = Fraction(value(formula, values))
    except ZeroDivisionError:  # the count does not depend on `other` here
        return LevelPoint(at)
    whole = exact.numerator // exact.denominator
    if whole < 0:
        return LevelPoint(at, exact)
    return LevelPoint(at, exact, whole, int(value(smooth, {**values, other: whole})))
