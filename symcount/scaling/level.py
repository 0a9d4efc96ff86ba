"""The level curve of a count in two symbols: which depth gives the same count at another width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import Formula, Number, Symbol, tidy, value
from symcount.algebra.functions import Exact
from symcount.derivation.counting import count
from symcount.language.diagnostics import problem
from symcount.network.catalogue import FileScope
from symcount.network.elaborate import elaborate
from symcount.network.request import Request
from symcount.scaling.growth import refuse_absent
from symcount.scaling.ideal import ideal


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """One point of the curve: the exact other value, the largest whole one within the count, and its count."""

    at: Exact
    other: Fraction | None
    whole: int | None
    parameters: int | None


@dataclass(frozen=True, slots=True)
class Level:
    """`other` as a function of `symbol` at a fixed count."""

    symbol: str
    other: str
    parameters: int
    formula: Formula | None
    """other = formula, where the count is linear in it."""
    points: tuple[LevelPoint, ...]


def level(scope: FileScope, request: Request, symbol: str, other: str, at: Sequence[Exact]) -> Level:
    """The curve through the count at the parameters' values. Raises Problem."""
    keep = frozenset({symbol, other})
    network = elaborate(scope, replace(request, keep=keep))
    for name in (symbol, other):
        refuse_absent(network, name)
        if name not in network.values:
            raise problem(
                "E215", f"a curve of equal counts needs the value of `{name}`", help=f"give it one: --set {name}=…"
            )
    tree = ideal(count(network).parameters, network.values).tree
    target = value(tree, network.values)
    coefficients = expansion.expand(tree).coefficients(Symbol(other))
    if set(coefficients) - {0, 1} or 1 not in coefficients:
        raise problem("E509", f"the count is not linear in `{other}`", help=f"exchange the two: --by {other},{symbol}")
    slope, rest = coefficients[1].as_formula(), coefficients[0].as_formula() if 0 in coefficients else Number(0)
    rest = arithmetic.computed(rest, {n: Number(v) for n, v in network.values.items() if n not in keep})
    slope = arithmetic.computed(slope, {n: Number(v) for n, v in network.values.items() if n not in keep})
    formula = arithmetic.divide(arithmetic.subtract(Number(target), rest), slope)
    points = tuple(
        _point(tree, slope, rest, Fraction(target), symbol, other, {**network.values, symbol: x}) for x in at
    )
    return Level(symbol, other, int(target), formula, points)


def _point(
    tree: Formula, slope: Formula, rest: Formula, target: Fraction, symbol: str, other: str, values: dict[str, Exact]
) -> LevelPoint:
    by = value(slope, values)
    if by == 0:
        return LevelPoint(values[symbol], None, None, None)
    exact = (target - value(rest, values)) / by
    whole = exact.numerator // exact.denominator
    if whole < 0:
        return LevelPoint(values[symbol], exact, None, None)
    counted = tidy(value(tree, {**values, other: whole}))
    return LevelPoint(values[symbol], exact, whole, int(counted))
