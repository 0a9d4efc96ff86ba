"""How a count grows with a symbol: polynomial, degree, local exponent, doubling, shares, and a table of values.

Its ideal polynomial is the count without its roundings; the table says how far off that is. Degrees and shares in the
limit are of the piece that is proved to hold without end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from symcount.algebra import expansion
from symcount.algebra.formula import Formula, NoValue, Number, Quotient, Symbol, symbols, tidy
from symcount.algebra.functions import Exact
from symcount.language.diagnostics import Diagnostic
from symcount.network.catalogue import FileScope
from symcount.network.elaborate import elaborate
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.scaling.feasible import missing_value, spaced, value_or_none
from symcount.scaling.ideal import Ideal, ideal
from symcount.scaling.limit import limit_of
from symcount.scaling.line import Line
from symcount.scaling.pieces import Piece, Pieces
from symcount.scaling.solve import first_piece, step_of

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
    """At the symbol's own value."""
    symbol: str
    here: Part
    """The whole at that value."""
    whole: Part
    """The whole as the symbol grows, where a limit is known; else as `here`."""
    parts: tuple[Part, ...]
    """The stages of that."""
    exponent: Formula
    """d log P / d log symbol of the whole, as a formula of the symbol."""
    pieces: Pieces = field(repr=False, compare=False)
    limit: Exact | None = None
    """From this value on the whole is the count, wherever a network can be built."""
    no_limit: str = ""
    """Why no limit is known."""
    points: tuple[Point, ...] = ()


def growth(
    scope: FileScope,
    request: Request,
    symbol: str,
    at: Sequence[Exact] | None = None,
    steps: int = 8,
    ends: tuple[Exact, Exact] | None = None,
) -> Growth:
    """How the count of a net grows with `symbol`, tabled at the values `at`.

    Else at `steps` values between two `ends` at which a network can be built, or round the symbol's own value. Problem:
    E501 where the count does not depend on the symbol, E215 where another symbol needs a value, E502 for a range
    backwards.
    """
    kept = request.keep if request.keep is not None else elaborate(scope, replace(request, insist=False)).keep
    also = frozenset(kept) - {symbol}
    pieces = Pieces(scope, request, (symbol,), also=also)
    first, start = first_piece(pieces, symbol)
    found = limit_of(pieces, symbol, start)
    here = _whole(first, symbol, start)
    piece, where = (first, start) if isinstance(found, str) else (found.piece, found.at)
    whole = here if isinstance(found, str) else _whole(piece, symbol, where)
    groups = piece.counted.groups
    stages = (_part(g.label or piece.network.name, stage, piece, symbol, where) for g, stage in groups)
    if isinstance(found, str):
        parts, limit, why = tuple(replace(part, degree=None) for part in stages), None, found
        whole = replace(whole, degree=None)
    else:
        parts, limit, why = tuple(replace(p, share=_limit_share(p, whole)) for p in stages), found.since, ""
    exponent = _local_exponent(whole.ideal.tree, symbol, piece.network.keep)
    table = Growth(first.network, symbol, here, whole, parts, exponent, pieces, limit, why)
    centre = Fraction(start) or Fraction(1)
    values = _chosen(pieces, symbol, first, start, ends or (centre / 4, centre * 2), steps) if at is None else at
    titles = tuple(part.title for part in parts)
    return replace(table, points=tuple(_point(pieces, symbol, value, titles) for value in values))


def _chosen(
    pieces: Pieces, symbol: str, piece: Piece, start: Exact, ends: tuple[Exact, Exact], steps: int
) -> list[Exact]:
    """Even values between two ends, each moved to the nearest at which a network can be built.

    One of a symbol that need not be whole is moved towards `start`, at which one can be.
    """
    even = spaced(ends[0], ends[1], steps)
    step = step_of(piece, symbol)
    if step is not None:
        return Line(pieces, symbol, step).explored(start).nearest(even)
    nearer = ([tidy(at + (Fraction(start) - at) * k / 4) for k in range(5)] for at in even)
    return sorted({next(x for x in tried if isinstance(pieces.at({symbol: x}), Piece)) for tried in nearer})


def _whole(piece: Piece, symbol: str, at: Exact) -> Part:
    return _part("total", piece.counted.parameters, piece, symbol, at)


def _part(title: str, form: Formula, piece: Piece, symbol: str, at: Exact) -> Part:
    network = piece.network
    try:
        smooth = ideal(form, {**network.values, symbol: at})
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


def _point(pieces: Pieces, symbol: str, at: Exact, titles: Sequence[str]) -> Point:
    """The piece of the value, and what its ideal polynomial says there."""
    piece = pieces.at({symbol: at})
    if isinstance(piece, Diagnostic):
        return Point(at, None, None, None, None, why=piece.message)
    values = {**piece.network.values, symbol: at}
    smooth = _ideal_at(piece, symbol, at)
    number = value_or_none(smooth, values)
    twice = pieces.at({symbol: 2 * at})
    double = {**values, symbol: 2 * at}
    more = None if isinstance(twice, Diagnostic) else value_or_none(_ideal_at(twice, symbol, 2 * at), double)
    doubling = None if not number or more is None else Fraction(more) / number
    exact = value_or_none(piece.form, values)
    stages = {group.label or piece.network.name: form for group, form in piece.counted.groups}
    counts = [
        Fraction(value_or_none(stages[title], values) or 0) if title in stages else Fraction(0) for title in titles
    ]
    shares = tuple(count / exact for count in counts) if exact else ()
    slope = None if symbol in piece.pinned else value_or_none(_local_exponent(smooth, symbol, ()), values)
    return Point(at, None if exact is None else int(exact), number, slope, doubling, shares)


def _ideal_at(piece: Piece, symbol: str, at: Exact) -> Formula:
    return ideal(piece.form, {**piece.network.values, symbol: at}).tree
