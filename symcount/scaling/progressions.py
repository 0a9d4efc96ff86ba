"""Whole numbers in even steps, and what is true along them: yes, no, or not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import TypeVar

from symcount.record import record

T = TypeVar("T")


@record
class Progression:
    """first, first + step, … up to last, or without end."""

    first: int
    last: int | None
    step: int = 1

    @property
    def length(self) -> int | None:
        return None if self.last is None else (self.last - self.first) // self.step + 1

    def at(self, t: int) -> int:
        return self.first + self.step * t

    def part(self, start: int, stop: int | None, step: int = 1) -> Progression:
        """Its values in the places start, start + step, … before `stop`."""
        last = self.last if stop is None else self.at(stop - 1)
        first = self.at(start)
        if last is not None:
            last -= (last - first) % (self.step * step)
        return Progression(first, last, self.step * step)

    @property
    def is_empty(self) -> bool:
        return self.last is not None and self.last < self.first

    def nearest(self, k: Fraction) -> int:
        """The member that is nearest to a number."""
        t = max(0, round((k - self.first) / self.step))
        return self.at(t if self.length is None else min(t, self.length - 1))

    def contains(self, k: int) -> bool:
        return k >= self.first and (self.last is None or k <= self.last) and (k - self.first) % self.step == 0


Truths = list[tuple[int, bool | None]]
"""(first place, whether it holds from there up to the next)."""

UNKNOWN: Truths = [(0, None)]


def parts_of(values: Progression, truths: Truths) -> Iterator[tuple[Progression, bool | None]]:
    """The runs of truths as progressions; neighbours that are alike are one."""
    joined = [run for k, run in enumerate(truths) if k == 0 or truths[k - 1][1] is not run[1]]
    stops = [start for start, _ in joined[1:]] + [values.length]
    for (start, truth), stop in zip(joined, stops, strict=True):
        yield values.part(start, stop), truth


def both(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


def either(a: bool | None, b: bool | None) -> bool | None:
    return True if a or b else None if a is None or b is None else False


def merged(operation: Callable[..., bool | None], a: list[tuple[int, T]], b: list[tuple[int, T]]) -> Truths:
    """Two lists of runs as one."""
    joined: Truths = []
    first, second = dict(a), dict(b)
    x, y = a[0][1], b[0][1]
    for start in sorted({*first, *second}):
        x, y = first.get(start, x), second.get(start, y)
        truth = operation(x, y)
        if not joined or joined[-1][1] is not truth:
            joined.append((start, truth))
    return joined


def together(parts: Iterable[Progression]) -> list[Progression]:
    """In order, neighbours as one."""
    joined: list[Progression] = []
    for part in sorted(parts, key=lambda part: part.first):
        before = joined[-1] if joined else None
        if before is not None and before.last is not None and part.first == before.last + part.step:
            joined[-1] = Progression(before.first, part.last, part.step)
        else:
            joined.append(part)
    return joined


# ---- several as one ----------------------------------------------------------------------


def joined(parts: Iterable[Progression]) -> list[Progression]:
    """As few progressions as are seen to have the same values."""
    out: list[Progression] = []
    for values in sorted(parts, key=lambda values: values.first):
        before = next((i for i, other in enumerate(out) if _in_a_row(other, values) is not None), None)
        if before is None:
            out.append(values)
        else:
            out[before] = _in_a_row(out[before], values) or values
    alone = [values.first for values in out if values.length == 1]
    several = [*(values for values in out if values.length != 1), *_evenly(alone)]
    return _without_classes(sorted(several, key=lambda values: values.first))


LEAST_IN_A_ROW = 4
"""So many single values at equal distances are one progression."""


def _evenly(values: list[int]) -> Iterator[Progression]:
    """Single values as progressions where they are at equal distances."""
    while values:
        step = values[1] - values[0] if len(values) > 1 else 1
        row = next((i for i in range(1, len(values)) if values[i] != values[0] + i * step), len(values))
        taken = row if row >= LEAST_IN_A_ROW else 1
        yield Progression(values[0], values[taken - 1], step if taken > 1 else 1)
        values = values[taken:]


def _in_a_row(a: Progression, b: Progression) -> Progression | None:
    """One that goes on as the other."""
    if a.last is None:
        return None
    step = a.step if a.length != 1 else b.step if b.length != 1 else 1
    if b.first != a.last + step or (b.length != 1 and b.step != step):
        return None
    return Progression(a.first, b.last, step)


def _without_classes(parts: list[Progression]) -> list[Progression]:
    """All classes of a step are all values, and those that are alike for a divisor are one class of that."""
    for values in parts:
        for step in (d for d in range(1, values.step) if values.step % d == 0 and values.length != 1):
            firsts = range(values.first, values.first + values.step, step)
            own = [other for other in parts if other.step == values.step and other.first in firsts]
            lasts = sorted(other.last for other in own if other.last is not None)
            is_even = not lasts or lasts == [*range(lasts[0], lasts[0] + values.step, step)]
            if len(own) == len(firsts) and is_even:
                one = Progression(values.first, lasts[-1] if lasts else None, step)
                return joined([one, *(other for other in parts if other not in own)])
    return parts
