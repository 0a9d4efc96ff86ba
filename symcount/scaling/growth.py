"""How a count grows with a symbol: polynomial, degree, local exponent, doubling, shares, and a table of values.

Its ideal polynomial is the count without its roundings; the table says how far off that is. For two symbols, the curve
of equal counts: which depth gives the same count at another width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import Formula, NoValue, Number, Quotient, Symbol, symbols, value
from symcount.algebra.functions import Exact
from symcount.language.diagnostics import Problem, problem
from symcount.network.catalogue import FileScope
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.scaling.feasible import count_at, default_points, missing_value, symbolic_count, value_or_none
from symcount.scaling.ideal import Ideal, ideal

# ---- growth ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """The whole (titled "total") or one stage: its exact count, its ideal polynomial and what that says."""

    title: str
    exact: Formula
    ideal: Ideal
    degree: int | None
    """The degree in the symbol, None where the ideal count is no polynomial in it."""
    leading: Formula
    """The coefficient of the highest power."""
    share: Fraction | None = None
    """Its share of the whole as the symbol grows without bound, None where symbols leave it open."""


@dataclass(frozen=True, slots=True)
class Point:
    """One row of the table: the symbol's value, the exact count there, and the ideal one."""

    at: Exact
    exact: int | None
    """None where the network cannot be built: `why` says so."""
    ideal: Exact | None
    exponent: Exact | None
    """d log P / d log symbol of the ideal polynomial."""
    doubling: Fraction | None
    """What doubling the symbol multiplies the ideal count by."""
    shares: tuple[Fraction, ...] = ()
    why: str = ""

    @property
    def gap(self) -> Fraction | None:
        """(ideal − exact)/exact."""
        if not self.exact or self.ideal is None:
            return None
        return (Fraction(self.ideal) - self.exact) / self.exact


@dataclass(frozen=True, slots=True)
class Growth:
    """What `symcount scale` reports."""

    network: Network
    symbol: str
    whole: Part
    parts: tuple[Part, ...]
    exponent: Formula
    """d log P / d log symbol as a formula of the symbol."""
    points: tuple[Point, ...] = ()


def growth(
    scope: FileScope, request: Request, symbol: str, at: Sequence[Exact] | None = None, steps: int = 8
) -> Growth:
    """How the count of a net grows with `symbol`, tabled at the values `at`, else at `steps` round its own value.

    Raises Problem: E501 where the count does not contain the symbol, E215 where another symbol needs a value.
    """
    request = replace(request, keep=frozenset({symbol}) if request.keep == frozenset() else request.keep)
    form = symbolic_count(scope, request, [symbol])
    network = form.network
    whole = _part("total", form.parameters, network, symbol)
    stages = (_part(group.label or network.name, stage, network, symbol) for group, stage in form.groups)
    parts = tuple(replace(part, share=_limit_share(part, whole)) for part in stages)
    table = Growth(network, symbol, whole, parts, _local_exponent(whole.ideal.tree, symbol, network.keep))
    values = default_points(network, symbol, steps) if at is None else at
    return replace(table, points=tuple(_point(scope, request, table, value) for value in values))


def _part(title: str, form: Formula, network: Network, symbol: str) -> Part:
    try:
        smooth = ideal(form, network.values)
    except NoValue as missing:
        raise missing_value("a maximum is decided by", missing.args[0]) from None
    polynomial, here = expansion.expand(smooth.tree), Symbol(symbol)
    if any(symbol in symbols(atom) for atom in polynomial.atoms() if atom != here):
        return Part(title, form, smooth, None, Number(0))
    degree, leading = next(iter(polynomial.coefficients(here).items()), (0, polynomial))  # the highest first
    return Part(title, form, smooth, degree, leading.as_formula(network.keep))


def _limit_share(part: Part, whole: Part) -> Fraction | None:
    """The share of the leading terms: what counts as the symbol grows."""
    if part.degree is None or whole.degree is None:
        return None
    if part.degree < whole.degree:
        return Fraction(0)
    if isinstance(part.leading, Number) and isinstance(whole.leading, Number) and whole.leading.value:
        return Fraction(part.leading.value) / whole.leading.value
    return None


def _local_exponent(form: Formula, symbol: str, order: tuple[str, ...]) -> Formula:
    """d log P / d log x = x P'(x) / P(x), as a quotient of polynomials."""
    p, here = expansion.expand(form), Symbol(symbol)
    if p.is_zero:
        return Number(0)
    x = expansion.atom(here)
    terms = (expansion.multiply(expansion.scale(n, c), expansion.power(x, n)) for n, c in p.coefficients(here).items())
    return Quotient(expansion.add(*terms).as_formula(order), p.as_formula(order))


def _point(scope: FileScope, request: Request, growth: Growth, at: Exact) -> Point:
    """The network built anew at this value, so that every choice is made for it."""
    values = {**growth.network.values, growth.symbol: at}
    polynomial = growth.whole.ideal.tree
    smooth, exponent = value_or_none(polynomial, values), value_or_none(growth.exponent, values)
    twice = value_or_none(polynomial, {**values, growth.symbol: 2 * at})
    doubling = None if not smooth or twice is None else Fraction(twice) / smooth
    try:
        exact = count_at(scope, request, {growth.symbol: at})
    except Problem as trouble:
        return Point(at, None, smooth, exponent, doubling, why=trouble.diagnostics[0].message)
    stages = [Fraction(value_or_none(part.exact, values) or 0) for part in growth.parts]
    shares = tuple(stage / sum(stages) for stage in stages) if any(stages) else ()
    return Point(at, exact, smooth, exponent, doubling, shares)


# ---- two symbols -------------------------------------------------------------------------


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
    points = (_level_point(smooth, formula, other, {**values, symbol: x}, x) for x in at)
    return Level(symbol, other, int(total), formula, tuple(points))


def _level_point(smooth: Formula, formula: Formula, other: str, values: dict[str, Exact], at: Exact) -> LevelPoint:
    exact = value_or_none(formula, values)
    if exact is None:  # the count does not depend on `other` here
        return LevelPoint(at)
    whole = floor(exact)
    if whole < 0:
        return LevelPoint(at, Fraction(exact))
    return LevelPoint(at, Fraction(exact), whole, int(value(smooth, {**values, other: whole})))
