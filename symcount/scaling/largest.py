"""The largest value of a symbol within a budget, on a line of steps or on the staircase of a network that rounds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from symcount.algebra.formula import Formula, Symbol, TooLarge, tidy, value
from symcount.algebra.functions import Exact, Irrational, OutOfDomain
from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import problem
from symcount.record import record
from symcount.scaling.line import MOST_ENUMERATED, Line
from symcount.scaling.pieces import Piece, Pieces
from symcount.scaling.progressions import Progression, together
from symcount.scaling.runs import along, coefficients, expanded, grows, sign_runs
from symcount.scaling.zones import LEAST, MOST, TINY, Zone, Zones, edge


@record
class Found:
    """The values at which the count is `parameters`: `low` alone, or from `low` to `high`.

    A network that rounds has a whole range of values; which of its ends belong to it depends on the rounding.
    """

    low: Exact
    high: Exact | None
    parameters: int
    piece: Piece = field(compare=False, repr=False)
    low_included: bool = True
    high_included: bool = False
    unbounded: bool = False
    """Whether all larger values, too, are within the budget."""

    @property
    def inside(self) -> Exact:
        """A value that belongs to it."""
        if self.low_included or self.high is None:
            return self.low if self.low_included else tidy(Fraction(self.low) + TINY)
        return self.high if self.high_included else tidy((Fraction(self.low) + self.high) / 2)


class Search(ABC):
    """The pieces of a count along a symbol."""

    pieces: Pieces
    symbol: str
    cost = 1
    """How dear one is; a step of a line is the measure."""

    @abstractmethod
    def largest(self, budget: int) -> Found | None:
        """The largest value within a budget."""

    @abstractmethod
    def after(self, found: Found | None) -> Found | None:
        """The next larger value at which a network can be built; the least one after None."""

    @abstractmethod
    def unsearched(self, best: Found | None) -> Iterator[str]:
        """Where a larger value may be, in words."""


def worth(form: Formula, symbol: str, at: Exact) -> Exact:
    """The count at a value. Raises Problem: E222 and E216 where it has none, E211 beyond 1,000 digits."""
    try:
        return value(form, {symbol: at})
    except Irrational:
        raise problem("E222", f"`{symbol}` cannot be solved for: the count is irrational at {at}") from None
    except OutOfDomain as reason:
        raise problem("E216", f"`{symbol}` cannot be solved for: {reason}, at {at}") from None


def _is_within(form: Formula, symbol: str, at: Exact, budget: int) -> bool:
    """Whether the count is; one beyond 1,000 digits is not."""
    try:
        return worth(form, symbol, at) <= budget
    except (TooLarge, OverflowError):
        return False


# ---- on a line of steps ------------------------------------------------------------------


@dataclass
class Steps(Search):
    """Stretch by stretch, from the greatest values on."""

    line: Line

    def __post_init__(self) -> None:
        self.pieces, self.symbol = self.line.pieces, self.line.symbol
        self.not_asked: list[Progression] = []

    def largest(self, budget: int) -> Found | None:
        self.not_asked = []
        best: tuple[bool, int, Piece] | None = None
        for stretch in self.line.stretches:
            for values, form in self.line.without_choices(stretch.piece.form, stretch.values):
                last = self._last_within(form, values, budget)
                if last is not None and (best is None or (last[1], values.at(last[0])) > best[:2]):
                    best = last[1], values.at(last[0]), stretch.piece
        return None if best is None else self._found(best[1], best[2], best[0])

    def after(self, found: Found | None) -> Found | None:
        if found is not None and found.unbounded:
            return None
        beyond = -1 if found is None else int(Fraction(found.low) / self.line.unit)
        candidates = []
        for stretch in self.line.stretches:
            values = stretch.values
            t = max(0, (beyond - values.first) // values.step + 1)
            if values.length is None or t < values.length:
                candidates.append((values.at(t), stretch.piece))
        return self._found(*min(candidates, key=lambda c: c[0])) if candidates else None

    def unsearched(self, best: Found | None) -> Iterator[str]:
        name, least = plain(Symbol(self.symbol)), -1 if best is None else Fraction(best.low) / self.line.unit
        for part in together((*self.line.unknown, *self.not_asked)):
            if part.last is None or part.last > least:
                end = "on" if part.last is None else f"to {self.line.value(part.last)}"
                yield f"{name} from {self.line.value(part.first)} {end}"

    def _found(self, k: int, piece: Piece, unbounded: bool = False) -> Found:
        at = self.line.value(k)
        return Found(at, None, int(worth(piece.form, self.symbol, at)), piece, unbounded=unbounded)

    def _last_within(self, form: Formula, values: Progression, budget: int) -> tuple[int, bool] | None:
        """The last place within the budget; of places without end, the first, and True."""
        length, polynomial = values.length, expanded(form, {})
        found = coefficients(polynomial, self.symbol)
        if found is not None and found[1] >= 0:
            p = along(found[0], self.line.value(values.first), self.line.unit * values.step) or (Fraction(0),)
            runs = sign_runs((p[0] - budget, *p[1:]), None if length is None else length - 1)
            stops = [start for start, _ in runs[1:]] + [length]
            within = [(start, stop) for (start, sign), stop in zip(runs, stops, strict=True) if sign <= 0]
            if not within:
                return None
            start, stop = within[-1]
            return (start, True) if stop is None else (stop - 1, False)

        def inside(t: int) -> bool:
            return _is_within(form, self.symbol, self.line.value(values.at(t)), budget)

        if grows(polynomial, self.symbol):
            last = min(length or MOST, MOST)
            t = bisect_right(range(last), False, key=lambda t: not inside(t)) - 1
            return None if t < 0 else (t, length is None and t == last - 1)
        asked = min(length or MOST_ENUMERATED, MOST_ENUMERATED)
        if length != asked:
            self.not_asked.append(values.part(asked, None))
        return next(((t, False) for t in reversed(range(asked)) if inside(t)), None)


# ---- on the staircase of a network that rounds -------------------------------------------


@dataclass
class Stairs(Search):
    """Zone by zone, from the greatest values on; only where the count is shown to grow."""

    cost = 16

    pieces: Pieces
    symbol: str
    zones: Zones
    not_growing: list[Zone] = field(default_factory=list)

    def largest(self, budget: int) -> Found | None:
        for zone in self._growing():
            low, high = zone.inside()
            if not self._within(zone, low, budget):
                continue
            if self._within(zone, high, budget):
                return self._plateau(zone, high, unbounded=zone.high is None)
            end, included = edge(lambda x, zone=zone: self._within(zone, x, budget), low, high)  # type: ignore[misc]
            return self._plateau(zone, end if included else end - TINY)
        return None

    def after(self, found: Found | None) -> Found | None:
        if found is not None and (found.high is None or found.unbounded):
            return None
        at = LEAST if found is None or found.high is None else Fraction(found.high) + TINY * found.high_included
        above: Zone | None = None
        for zone in self._growing():
            if at > zone.inside()[1]:
                break
            above = zone
        if above is None or (found is None and above.is_one_value):  # what is below it is not known
            return None
        return self._plateau(above, max(at, above.inside()[0]))

    def unsearched(self, best: Found | None) -> Iterator[str]:
        yield from dict.fromkeys(self.zones.unknown)
        for zone in self.not_growing:
            low, high = zone.inside()
            yield f"{plain(Symbol(self.symbol))} from {low} to {high}, where the count is not shown to grow"

    def _growing(self) -> Iterator[Zone]:
        """The zones in which the count is shown to grow, from the highest on."""
        self.zones.unknown.clear()
        self.not_growing.clear()
        for zone in self.zones.downwards():
            if self._grows(zone):
                yield zone
            else:
                self.not_growing.append(zone)

    def _grows(self, zone: Zone) -> bool:
        return zone.is_one_value or grows(expanded(zone.piece.form, {}), self.symbol)

    def _within(self, zone: Zone, at: Exact, budget: int) -> bool:
        return _is_within(zone.piece.form, self.symbol, at, budget)

    def _plateau(self, zone: Zone, at: Fraction, unbounded: bool = False) -> Found:
        """All the values round `at` that give the same count."""
        form, symbol = zone.piece.form, self.symbol
        parameters = int(worth(form, symbol, at))
        if zone.is_one_value:
            return Found(tidy(at), None, parameters, zone.piece)
        low, high = zone.inside()
        start, start_included = (Fraction(0), False) if zone.low is None else (zone.low.at, zone.low.included)
        if worth(form, symbol, low) != parameters:
            start, outside = edge(lambda x: worth(form, symbol, x) < parameters, low, at)
            start_included = not outside
        if self._within(zone, high, parameters):
            end, included = (None, False) if zone.high is None else (zone.high.at, zone.high.included)
        else:
            end, included = edge(lambda x: self._within(zone, x, parameters), at, high)
        return Found(
            tidy(start), None if end is None else tidy(end), parameters, zone.piece, start_included, included, unbounded
        )
