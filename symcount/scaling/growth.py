"""How a count grows with a symbol: polynomial, degree, local exponent, doubling, shares, and a table of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from symcount.algebra import arithmetic, expansion, polynomial
from symcount.algebra.formula import Formula, NoValue, Number, Quotient, Symbol, symbols, tidy, value
from symcount.algebra.functions import Exact
from symcount.algebra.polynomial import Polynomial
from symcount.derivation.counting import Count, count
from symcount.language.diagnostics import Problem, nearest, problem
from symcount.network.catalogue import FileScope
from symcount.network.elaborate import elaborate
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.scaling.ideal import Ideal, ideal


@dataclass(frozen=True, slots=True)
class Part:
    """The whole (label None, title "total") or one stage: its exact count, its ideal polynomial and what that says."""

    title: str
    exact: Formula
    ideal: Ideal
    degree: int | None
    """The degree in the symbol, None where the ideal count is no polynomial in it."""
    leading: Formula
    """The coefficient of the highest power."""
    share: Fraction | None
    """Its share of the whole as the symbol grows without bound, None where symbols leave it open."""


@dataclass(frozen=True, slots=True)
class Point:
    """One row of the table: the symbol's value, the exact count there, and the ideal one."""

    at: Exact
    exact: int | None
    """None where the network cannot be built: `why` says so."""
    ideal: Exact | None
    exponent: Fraction | None
    """d log P / d log symbol of the ideal polynomial."""
    doubling: Fraction | None
    """What doubling the symbol multiplies the ideal count by."""
    shares: tuple[Fraction, ...] = ()
    why: str = ""

    @property
    def gap(self) -> Fraction | None:
        """(ideal − exact)/exact."""
        if self.exact is None or self.ideal is None or self.exact == 0:
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
    points: tuple[Point, ...]


def growth(scope: FileScope, request: Request, symbol: str, at: Sequence[Exact] | None = None) -> Growth:
    """How the count of a net grows with `symbol`, tabled at the values `at`. Raises Problem."""
    keep = frozenset({symbol}) if request.keep == frozenset() else request.keep
    kept = replace(request, keep=keep)
    network = elaborate(scope, kept)
    refuse_absent(network, symbol)
    counted = count(network)
    whole = _part("total", counted.parameters, network, symbol, None)
    stages = tuple(_part(g.label or network.name, tree, network, symbol, whole) for g, tree in counted.groups)
    points = at if at is not None else default_points(network, symbol)
    rows = tuple(_point(scope, kept, network, symbol, whole, stages, p) for p in points)
    return Growth(network, symbol, whole, stages, local_exponent(whole.ideal.tree, symbol), rows)


def refuse_absent(network: Network, symbol: str) -> None:
    """A symbol that the count does not contain cannot scale it."""
    counted: Count = count(network)
    if symbol not in symbols(counted.parameters):
        known = sorted({*symbols(counted.parameters), *network.values} - {symbol})
        listed = ", ".join(f"`{k}`" for k in known)
        help = nearest(symbol, known) or ([f"its parameters are {listed}"] if known else [])
        raise problem("E501", f"the count of `{network.name}` does not contain `{symbol}`", help=help)


def _part(title: str, tree: Formula, network: Network, symbol: str, whole: Part | None) -> Part:
    try:
        smooth = ideal(tree, network.values)
    except NoValue as missing:
        name = missing.args[0]
        raise problem(
            "E215", f"a maximum is decided by the value of `{name}`", help=f"give it one: --set {name}=…"
        ) from None
    expanded = expansion.expand(smooth.tree)
    degree, leading = degree_in(expanded, symbol)
    return Part(title, tree, smooth, degree, leading, _limit_share(degree, leading, whole))


def degree_in(p: Polynomial, symbol: str) -> tuple[int | None, Formula]:
    """The degree in a symbol and the leading coefficient; None where it stands in an exponent or a root."""
    here = Symbol(symbol)
    if any(symbol in symbols(atom) for atom in p.atoms() if atom != here):
        return None, Number(0)
    coefficients = p.coefficients(here)
    if not coefficients:
        return 0, Number(0)
    degree = max(coefficients)
    return degree, coefficients[degree].as_formula()


def _limit_share(degree: int | None, leading: Formula, whole: Part | None) -> Fraction | None:
    """The share of the leading terms: what counts as the symbol grows."""
    if whole is None or degree is None or whole.degree is None:
        return None
    if degree < whole.degree:
        return Fraction(0)
    if isinstance(leading, Number) and isinstance(whole.leading, Number) and whole.leading.value:
        return Fraction(leading.value) / whole.leading.value
    return None


def local_exponent(tree: Formula, symbol: str) -> Formula:
    """d log P / d log x = x P'(x) / P(x), as a quotient of polynomials."""
    expanded = expansion.expand(tree)
    here = Symbol(symbol)
    slope = polynomial.add(
        *(
            polynomial.multiply(polynomial.scale(e, c), expansion.expand(arithmetic.power(here, Number(e))))
            for e, c in expanded.coefficients(here).items()
            if e
        )
    )
    if expanded.is_zero:
        return Number(0)
    return Quotient(slope.as_formula(), expanded.as_formula())


# ---- the table ---------------------------------------------------------------------------


def default_points(network: Network, symbol: str, steps: int = 8) -> list[Exact]:
    """From a quarter of the symbol's value to twice of it; a multiplier from 1/4 to 2."""
    centre = Fraction(network.values.get(symbol, 1)) or Fraction(1)
    return spaced(centre / 4, centre * 2, steps)


def spaced(low: Exact, high: Exact, steps: int) -> list[Exact]:
    """`steps` exact values from `low` to `high`, both included. Raises Problem for a range backwards."""
    if high < low or steps < 1 or (steps == 1 and low != high):
        raise problem(
            "E502", f"a range from {low} to {high} in {steps} steps is empty", help="--from must be below --to"
        )
    if steps == 1:
        return [tidy(low)]
    return [tidy(low + Fraction(k, steps - 1) * (Fraction(high) - low)) for k in range(steps)]


def _point(
    scope: FileScope, request: Request, network: Network, symbol: str, whole: Part, parts: tuple[Part, ...], at: Exact
) -> Point:
    """The network built anew at this value, so that every choice is made for it."""
    values = {**network.values, symbol: at}
    smooth = _value(whole.ideal.tree, values)
    exponent = _value(local_exponent(whole.ideal.tree, symbol), values)
    twice = _value(whole.ideal.tree, {**values, symbol: 2 * at})
    doubling = None if not smooth or twice is None else Fraction(twice) / smooth
    try:
        built = count_at(scope, request, symbol, at)
    except Problem as trouble:
        return Point(at, None, smooth, _fraction(exponent), doubling, (), trouble.diagnostics[0].message)
    shares = [Fraction(_value(tree, values) or 0) for tree in (p.exact for p in parts)]
    total = sum(shares)
    return Point(at, built, smooth, _fraction(exponent), doubling, tuple(s / total for s in shares) if total else ())


def count_at(scope: FileScope, request: Request, symbol: str, at: Exact) -> int | None:
    """The exact count with `symbol` set to a number, None where other symbols have no value. Raises Problem."""
    settings = {**request.settings, symbol: at if isinstance(at, int) else Fraction(at)}
    network = elaborate(scope, replace(request, settings=settings, keep=frozenset()))
    found = count(network).parameters
    worth = _value(found, network.values)
    return None if worth is None else int(worth)


def _value(tree: Formula, values: dict[str, Exact]) -> Exact | None:
    try:
        return value(tree, values)
    except (NoValue, ZeroDivisionError):
        return None


def _fraction(x: Exact | None) -> Fraction | None:
    return None if x is None else Fraction(x)
