"""The whole count as cases along one symbol: which form holds where, and what is not known or cannot be built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from symcount.algebra.formula import Formula, Number, Symbol, symbols, value
from symcount.algebra.monomials import Unproved
from symcount.algebra.relations import Relation
from symcount.derivation.cases import Case, Cases
from symcount.derivation.steps import Derivation
from symcount.language.diagnostics import Problem, listed, nearest, problem
from symcount.network.catalogue import FileScope
from symcount.network.request import Request
from symcount.scaling.case_parts import MOST_RANGES, Part, on_line, on_zones
from symcount.scaling.feasible import count_at
from symcount.scaling.line import Line
from symcount.scaling.pieces import Pieces
from symcount.scaling.solve import piece_in, step_of
from symcount.scaling.zones import Zones

MOST_CASES = 64
MOST_PARTS = 128
"""In all cases that are shown: each is proved by networks."""


def cases_along(scope: FileScope, request: Request, derivation: Derivation, collect: str | None) -> Cases:
    """The cases along the symbol `collect`, else along the only one.

    Raises Problem: E507 and E501 where it is not clear which, E215 where another one has no value. Raises Unproved.
    """
    symbol, others = _symbols_of(derivation, collect)
    pieces = Pieces(scope, request, (symbol,))
    first, start = piece_in(pieces, symbol)
    step = step_of(first, symbol)
    if step is None:
        parts, refused, unsearched = on_zones(Zones(pieces, symbol, Fraction(start)))
    else:
        line = Line(pieces, symbol, Fraction(1, step.denominator)).explored(start)
        parts, refused, unsearched = on_line(line, first.network)
    cases = list(_cases(parts))
    shown = _shown(cases)
    for case in shown:
        for part in case:
            _prove(scope, request, symbol, part)
    values = derivation.network.values
    return Cases(
        symbol,
        tuple(Case(case[0].form, tuple(part.where for part in case)) for case in shown),
        tuple(Relation("=", Symbol(name), Number(values[name])) for name in others),
        tuple(refused),
        tuple(unsearched),
        len(cases) - len(shown),
    )


def _symbols_of(derivation: Derivation, collect: str | None) -> tuple[str, list[str]]:
    """The symbol of the cases, and the others of which the count depends. Raises Problem."""
    network, closed = derivation.network, derivation.total.tree("closed form")
    met = {name for condition in network.conditions if condition.decided for name in condition.open_names}
    met |= symbols(closed).keys() if closed is not None else set()
    names = [name for name in network.keep if name in met]
    possible = names or network.keep
    if collect is None and len(possible) != 1:
        message = f"cases are along one of the symbols {listed(possible)}" if possible else "cases need a symbol"
        raise problem("E507", message, help="name it: --collect NAME" if possible else "keep one: --keep NAME")
    symbol = possible[0] if collect is None else collect
    if symbol not in names:
        raise problem("E501", f"the count does not contain `{symbol}`", help=nearest(symbol, names))
    return symbol, [name for name in names if name != symbol and name in network.values]


def _prove(scope: FileScope, request: Request, symbol: str, part: Part) -> None:
    """The networks are built at the part's points, and count what its form says. Raises Unproved."""
    for at in part.points:
        try:
            built = count_at(scope, request, {symbol: at})
        except Problem as trouble:
            raise Unproved(f"{symbol} = {at} cannot be built: {trouble.diagnostics[0].message}") from None
        if built != value(part.form, {symbol: at}):
            raise Unproved(f"{symbol} = {at} has {built} parameters, not {value(part.form, {symbol: at})}")


def _cases(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """The parts of one form together, in the order in which they begin."""
    by_form: dict[Formula, list[Part]] = {}
    for part in sorted(parts, key=lambda part: part.first):
        by_form.setdefault(part.form, []).append(part)
    for same in by_form.values():
        for i in range(0, len(same), MOST_RANGES):
            yield same[i : i + MOST_RANGES]


def _shown(cases: list[list[Part]]) -> list[list[Part]]:
    """As many as are shown at all."""
    parts = 0
    shown: list[list[Part]] = []
    for case in cases[:MOST_CASES]:
        parts += len(case)
        if parts > MOST_PARTS and shown:
            break
        shown.append(case)
    return shown
