"""Two symbols: the curve of equal counts, such as which depth gives the same count at another width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import Formula, Number, Symbol, value
from symcount.algebra.functions import Exact
from symcount.language.diagnostics import Problem, problem
from symcount.network.catalogue import FileScope
from symcount.network.request import Request
from symcount.scaling.feasible import missing_value, symbolic_count, value_or_none
from symcount.scaling.ideal import ideal
from symcount.scaling.solve import search_of


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """One point of the curve: the exact other value, the largest one within the count that can be built, its count."""

    at: Exact
    other: Fraction | None = None
    whole: Exact | None = None
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
    total = int(value(form.parameters, values))
    coefficients = expansion.expand(ideal(form.parameters, values).tree).coefficients(Symbol(other))
    if not coefficients.keys() <= {0, 1} or 1 not in coefficients:
        raise problem("E509", f"the count is not linear in `{other}`", help=f"exchange the two: --by {other},{symbol}")
    others = {name: Number(v) for name, v in values.items() if name not in (symbol, other)}
    fixed, slope = (
        arithmetic.computed(coefficients[degree].as_formula(), others) if degree in coefficients else Number(0)
        for degree in (0, 1)
    )
    formula = arithmetic.divide(arithmetic.subtract(Number(total), fixed), slope)
    points = (_level_point(scope, request, formula, (symbol, other), total, x) for x in at)
    return Level(symbol, other, total, formula, tuple(points))


def _level_point(
    scope: FileScope, request: Request, formula: Formula, names: tuple[str, str], total: int, at: Exact
) -> LevelPoint:
    """What the formula says at a value, and the largest network that is built with it."""
    symbol, other = names
    exact = value_or_none(formula, {symbol: at})
    curve = None if exact is None or exact < 0 else Fraction(exact)  # the count does not depend on `other` here
    try:
        found = search_of(scope, replace(request, settings={**request.settings, symbol: at}), other)[0].largest(total)
    except Problem:
        found = None
    if found is None or found.unbounded:
        return LevelPoint(at, curve)
    return LevelPoint(at, curve, found.low if found.high is None else found.inside, found.parameters)
