"""Two symbols within a budget: the pairs of which neither can be larger without the other's being smaller."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symcount.algebra.formula import tidy
from symcount.algebra.functions import Exact
from symcount.language.diagnostics import Problem
from symcount.network.catalogue import FileScope
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.record import record
from symcount.scaling.largest import Found
from symcount.scaling.solve import prove, search_of

MOST_VALUES = 64
"""So many values of the second symbol are tried at most."""

MOST_PIECES = 96
"""Of the first symbol, at all these values: a network that rounds has many."""

MOST_LAYERS = 6_000
"""In the networks of these values and pieces, where a multiplier is found twice: seconds."""


@record
class LargestPair:
    """The second symbol's value, and the largest values of the first one with it."""

    other: Exact
    found: Found


@record
class Frontier:
    """All pairs for one budget, the second symbol rising."""

    network: Network
    symbols: tuple[str, str]
    budget: int
    pairs: tuple[LargestPair, ...]
    step: Exact
    """The second symbol's values are multiples of it."""
    last: Exact
    """The greatest of them that was tried."""
    unsearched: tuple[str, ...]


def frontier(
    scope: FileScope, request: Request, symbols: tuple[str, str], budget: int, multiple: Fraction | None = None
) -> Frontier:
    """The largest `symbols[0]` for each value of `symbols[1]`; a `multiple` is one of the first.

    A pair is left out where another one is as large in both. Raises Problem as `solve` does for each symbol.
    """
    name, other = symbols
    _, piece, _, step = search_of(scope, request, other)
    search_of(scope, request, name, multiple)
    unit = Fraction(1) if step is None else step
    pairs: list[LargestPair] = []
    unsearched: dict[str, None] = {}
    built, last = 0, tidy(unit)
    layers, worked_out = len(piece.network.layers) * (1 if request.multiplier is None else 2), 0
    for k in range(1, MOST_VALUES + 1):
        if built >= MOST_PIECES or worked_out >= MOST_LAYERS:
            break
        at = last = tidy(k * unit)
        there = replace(request, settings={**request.settings, other: at})
        try:
            search = search_of(scope, there, name, multiple)[0]
        except Problem:  # nothing can be built with this value
            continue
        found = search.largest(budget)
        built, worked_out = built + search.cost, worked_out + layers * (1 + search.cost)
        unsearched |= dict.fromkeys(f"{where}, at {other} = {at}" for where in search.unsearched(found))
        if found is not None:
            prove(search.pieces, name, found)
            pairs.append(LargestPair(at, found))
    return Frontier(piece.network, symbols, budget, _undominated(pairs), tidy(unit), last, tuple(unsearched))


def _undominated(pairs: list[LargestPair]) -> tuple[LargestPair, ...]:
    """Those that no pair with a greater second value equals or surpasses in the first."""
    kept: list[LargestPair] = []
    for pair in reversed(pairs):
        if not kept or _size(pair.found) > _size(kept[-1].found):
            kept.append(pair)
    return tuple(reversed(kept))


def _size(found: Found) -> tuple[bool, Exact]:
    return found.unbounded, found.low
