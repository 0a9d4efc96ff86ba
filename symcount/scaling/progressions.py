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
