"""A sweep: the exact count at every point of a grid, and the reason where nothing can be built."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import numpy as np

from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import Diagnostic, Problem, problem
from symcount.network.catalogue import FileScope
from symcount.network.divisibility import steps_of
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.record import record
from symcount.scaling.arrays import Array
from symcount.scaling.counting import NONE, Counting
from symcount.scaling.feasible import not_in_count
from symcount.scaling.pieces import Piece, Pieces
from symcount.scaling.points import Grid

ROWS = 1 << 18
"""Points that are worked out and written together."""


@record
class Reason:
    """Why nothing can be built at some points of a grid."""

    name: str
    """The same for the same reason."""
    why: Diagnostic
    """What is said at the first of them."""
    first: int
    """The number of that point."""
    points: int
    """How many there are."""


@dataclass(frozen=True)
class Sweep:
    """What is written: the count at the points of a grid, in the order of its axes."""

    network: Network
    """At some point of the grid at which one can be built."""
    countings: dict[tuple[str, ...], Counting]
    """By the words of the axes that hold words."""
    grid: Grid
    rows: int
    """How many points make a chunk."""

    @property
    def chunks(self) -> int:
        return -(-self.grid.size // self.rows)

    def counts(self, chunk: int) -> tuple[Array, list[Reason]]:
        """The counts at the points of a chunk, NONE where nothing can be built; and why. Raises Problem."""
        start = chunk * self.rows
        columns = self.grid.part(start, start + self.rows)
        size = min(self.rows, self.grid.size - start)
        parts = self.grid.words(start, size)
        counts: Array = np.full(size, NONE, dtype=np.int64)
        reasons: list[Reason] = []
        for words, places in parts:
            numbers = [column.take(places) for column in columns]
            found, refusals = self.countings[words].at(numbers, places.size)
            counts = counts.astype(object) if found.dtype == object else counts
            counts[places] = found
            reasons += (Reason(r.name, r.why, start + int(places[r.places[0]]), r.places.size) for r in refusals)
        return counts, sorted(reasons, key=lambda reason: reason.first)

    @cached_property
    def digest(self) -> str:
        """The same for the same networks in the same chunks."""
        axes = [repr(axis) for axis in self.grid.axes]
        found = [piece for counting in self.countings.values() for piece in counting.pieces.found]
        forms = [[self.network.name, plain(piece.form), *(c.text for c in piece.conditions)] for piece in found]
        return hashlib.sha256(json.dumps([forms, axes, self.rows]).encode()).hexdigest()

    def warnings(self, reasons: Iterable[Reason]) -> Iterator[Diagnostic]:
        """One a reason: how many points, what is said at the first, and values that keep every channel whole."""
        same: dict[str, list[Reason]] = {}
        for reason in reasons:
            same.setdefault(reason.name, []).append(reason)
        for listed in list(same.values())[:MOST_REASONS]:
            first = min(listed, key=lambda reason: reason.first)
            number = sum(reason.points for reason in listed)
            why = f"first at {self.grid.point(first.first)}: {first.why.message} ({first.why.code})"
            help = _whole_ranges(self.network, self.grid) if first.why.code in ("E206", "E230") else ()
            message = f"no network can be built at {number:,} of {self.grid.size:,} points, where the count is empty"
            yield from problem("W504", message, note=why, help=help).diagnostics
        if len(same) > MOST_REASONS:
            yield Diagnostic("W504", f"and for {len(same) - MOST_REASONS:,} more reasons")


MOST_REASONS = 10
"""So many are said."""


def sweep(scope: FileScope, request: Request, grid: Grid) -> Sweep:
    """The net with the grid's symbols kept.

    Raises Problem: E501 where the count does not depend on one of them, that of the first point where nothing can
    be built at any.
    """
    countings = {
        words: Counting(Pieces(scope, replace(request, settings={**request.settings, **settings}), grid.names))
        for words, settings in grid.settings()
    }
    pieces = _some_pieces(countings, grid)
    for name in grid.names:
        if not any(piece.depends_on(name) for piece in pieces):
            raise not_in_count(pieces[0].counted, name)
    return Sweep(pieces[0].network, countings, grid, ROWS)


TRIED = 64
"""So many points are tried for one at which a network can be built."""


def _some_pieces(countings: dict[tuple[str, ...], Counting], grid: Grid) -> list[Piece]:
    """A piece for each choice of words where one is found soon. Raises Problem where there is none at all."""
    found: list[Piece] = []
    refused: list[Diagnostic] = []
    numbers = Grid(grid.numbers)
    for counting in countings.values():
        for place in _spread(numbers.size):
            columns = numbers.part(place, place + 1)
            here = counting.pieces.at({name: c.at(0) for name, c in zip(numbers.names, columns, strict=True)})
            if isinstance(here, Piece):
                found.append(here)
                break
            refused.append(here)
    if not found:
        raise Problem(refused[0])
    return found


def _spread(size: int) -> list[int]:
    """Places from first to last."""
    return sorted({place * (size - 1) // (TRIED - 1) for place in range(TRIED)}) if size > TRIED else list(range(size))


def _whole_ranges(network: Network, grid: Grid) -> list[str]:
    """Help: the multiples of the step that keeps every channel count whole."""
    ranges = []
    for axis in grid.numbers:
        others = {name: v for name, v in network.values.items() if name != axis.name}
        step = steps_of(network.layers, [axis.name], others).get(axis.name)
        if step is None or (axis.denominator == 1 and step == 1):
            continue
        low, high = (Fraction(end, axis.denominator) / step for end in axis.ends)
        first, last = max(1, ceil(low)), floor(high)
        if first < last:
            range_ = f"{first * step}:{last * step}:{last - first + 1}"
            ranges.append(f"multiples of {step} are whole: --over {axis.name}={range_}")
    return ranges
