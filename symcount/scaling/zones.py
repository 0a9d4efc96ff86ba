"""Where a symbol stands only inside roundings: the intervals on which one closed form is the count.

The count is a staircase there. A difference of two things that grow, G − F, lies on [a, b] between G(a) − F(b) and
G(b) − F(a); so intervals are proved, the longer the better, until one as short as nothing is left: an end. Of
conditions that are not made so, nothing is known but the value at which they were asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from symcount.algebra import arithmetic
from symcount.algebra.expansion import Polynomial
from symcount.algebra.formula import Call, Formula, Symbol, tidy, value, walk
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.algebra.relations import Domain, follows_from_domain
from symcount.language.diagnostics import Diagnostic
from symcount.network.network import Condition
from symcount.record import record
from symcount.scaling.pieces import Piece, Pieces, holds
from symcount.scaling.runs import Bounds, along, between, bounds, expanded, grows

MOST = 10**12
"""No symbol is looked for beyond this."""

LEAST = Fraction(1, 10**6)
TINY = Fraction(1, 10**9)
MOST_ZONES = 64


@record
class End:
    """Where an interval ends, and whether the end belongs to it."""

    at: Exact
    included: bool


@record
class Zone:
    """An interval on which one closed form is the count."""

    piece: Piece
    low: End | None
    """None: from above zero on."""
    high: End | None

    @property
    def is_one_value(self) -> bool:
        return self.low is not None and self.high is not None and self.low.at == self.high.at

    def inside(self) -> tuple[Fraction, Fraction]:
        """Values at its ends, or near them where these do not belong to it."""
        low = LEAST if self.low is None else Fraction(self.low.at) + (0 if self.low.included else TINY)
        high = Fraction(MOST) if self.high is None else Fraction(self.high.at) - (0 if self.high.included else TINY)
        return low, high


def stands_in_roundings(piece: Piece, symbol: str) -> bool:
    """Whether the symbol stands nowhere but inside roundings, so that it may be any positive number."""
    open_ = (c.relation for c in piece.conditions if not _is_certain(c, symbol))
    sides = (side for relation in open_ for side in (relation.left, relation.right))
    return all(_is_rounded(side, symbol) for side in (piece.form, *sides))


def _is_rounded(node: Formula, symbol: str) -> bool:
    if node == Symbol(symbol):
        return False
    if isinstance(node, Call) and FUNCTIONS[node.function].rounds:
        return all(part == Symbol(symbol) or _no_choice(part) for part in node.arguments)
    return all(_is_rounded(part, symbol) for part in node.parts)


def _no_choice(node: Formula) -> bool:
    return not any(isinstance(part, Call) and part.function == "mod" for part in walk(node))


@dataclass
class Zones:
    """The intervals round a value at which a network can be built, found as they are asked for."""

    pieces: Pieces
    symbol: str
    start: Fraction
    unknown: list[str] = field(default_factory=list)
    """Where nothing is known, and why."""

    def downwards(self) -> Iterator[Zone]:
        """From the highest on."""
        upper = list(self._walk(self.start, True))
        yield from reversed(upper)
        if upper and upper[0].low is not None and not upper[0].is_one_value:
            end = upper[0].low
            yield from self._walk(Fraction(end.at) - TINY * end.included, False)

    def _walk(self, at: Fraction, up: bool) -> Iterator[Zone]:
        """One zone after another, as far as networks can be built."""
        where = "above" if up else "below"
        for _ in range(MOST_ZONES):
            piece = self.pieces.at({self.symbol: at})
            if isinstance(piece, Diagnostic):
                return
            steps = self._staircases(piece)
            if steps is None:
                self.unknown.append(f"{where} {at}, for which no form is known")
                if at == self.start:
                    yield Zone(piece, End(at, True), End(at, True))
                    self.unknown.append(f"below {at}, for which no form is known")
                return
            zone = Zone(piece, _nearest(steps, at, up=False), _nearest(steps, at, up=True))
            yield zone
            end = zone.high if up else zone.low
            if end is None:
                return
            at = Fraction(end.at) + (TINY if up else -TINY) * end.included
        self.unknown.append(f"{where} {at}, beyond {MOST_ZONES} choices")

    def _staircases(self, piece: Piece) -> list[Staircase] | None:
        """The conditions of a piece that are not certain; None where one is of another kind."""
        conditions = [Staircase.of(c, self.symbol) for c in piece.conditions if not _is_certain(c, self.symbol)]
        steps = [step for step in conditions if step is not None]
        return None if piece.pinned or len(steps) < len(conditions) else steps

    def proved(self, zone: Zone) -> Zone:
        """A zone without an end only where it is shown to hold down to zero, or however large the symbol is."""
        steps = self._staircases(zone.piece) or []
        low, high = zone.low, zone.high
        if low is None and not all(step.is_proved(Fraction(0), LEAST) for step in steps):
            low = End(tidy(LEAST), True)
        if high is None and not all(step.is_proved_from(Fraction(MOST)) for step in steps):
            high = End(MOST, True)
        return Zone(zone.piece, low, high)


def _is_certain(condition: Condition, symbol: str) -> bool:
    domain = Domain(frozenset({symbol}), frozenset())
    return not condition.over and follows_from_domain(condition.relation, domain)


@record
class Staircase:
    """A condition on G − F, two forms that grow with the symbol."""

    condition: Condition
    symbol: str
    rising: Formula
    falling: Formula
    around: Bounds | None

    @classmethod
    def of(cls, condition: Condition, symbol: str) -> Staircase | None:
        relation = condition.relation
        difference = expanded(arithmetic.subtract(relation.left, relation.right), {})
        if condition.over or condition.given or relation.is_divisibility or difference is None:
            return None
        parts = [Polynomial({m: c for m, c in difference.terms.items() if c > 0})]
        parts.append(Polynomial({m: -c for m, c in difference.terms.items() if c < 0}))
        if not all(grows(part, symbol) for part in parts):
            return None
        rising, falling = (part.as_formula() for part in parts)
        return cls(condition, symbol, rising, falling, bounds(difference, symbol))

    def is_proved(self, low: Fraction, high: Fraction) -> bool:
        """Whether it holds on an interval."""
        (g, f), (g_, f_) = (
            [value(part, {self.symbol: at}) for part in (self.rising, self.falling)] for at in (low, high)
        )
        return between(self.condition.relation.sign, _sign(g - f_), _sign(g_ - f)) is True

    def is_proved_from(self, low: Fraction) -> bool:
        """Whether it holds from a value on: no coefficient of its bounds there has another sign."""
        if self.around is None:
            return False
        below, above = (along(side, low, 1) for side in self.around)
        least = 1 if below and below[0] > 0 and min(below) >= 0 else 0 if min(below, default=0) >= 0 else -1
        most = -1 if above and above[0] < 0 and max(above) <= 0 else 0 if max(above, default=0) <= 0 else 1
        return between(self.condition.relation.sign, least, most) is True

    def end(self, at: Fraction, up: bool) -> End | None:
        """Where it ends to hold on the way up or down from a value."""
        step = at / 8
        limit = Fraction(MOST) if up else LEAST
        while at != limit:
            if up and self.is_proved_from(at):
                return None
            there = min(at + step, limit) if up else max(at - step, limit)
            if self.is_proved(min(at, there), max(at, there)):
                at, step = there, step * 2
            elif step > Fraction(1, 10**12):
                step /= 2
            else:
                end = simplest_within(min(at, there), max(at, there))
                return End(tidy(end), holds(self.condition, {self.symbol: end}))
        return None


def _sign(number: Exact) -> int:
    return (number > 0) - (number < 0)


def _nearest(conditions: list[Staircase], at: Fraction, up: bool) -> End | None:
    """The first end of any of the conditions."""
    ends = [end for condition in conditions if (end := condition.end(at, up)) is not None]
    if not ends:
        return None
    nearest = (min if up else max)(end.at for end in ends)
    return End(nearest, all(end.included for end in ends if end.at == nearest))


def edge(holds_at: Callable[[Fraction], bool], low: Fraction, high: Fraction) -> tuple[Fraction, bool]:
    """Where `holds_at` ends between two values: the simplest fraction within 10^-12, and whether it holds there."""
    while high - low > Fraction(1, 10**12):
        middle = (low + high) / 2
        low, high = (middle, high) if holds_at(middle) else (low, middle)
    end = simplest_within(low, high)
    return end, holds_at(end)


def simplest_within(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator in [low, high], both at least zero (Stern–Brocot)."""
    whole = -(-low.numerator // low.denominator)
    if whole <= high:
        return Fraction(whole)
    below = whole - 1
    return below + 1 / simplest_within(1 / (high - below), 1 / (low - below))
