"""Grids of exact values: the ranges of `--over alpha=0.25:2:1000 --over L=1:100`, and their product in pieces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm, prod

import numpy as np

from symcount.algebra.formula import tidy
from symcount.algebra.functions import Exact
from symcount.language.diagnostics import Problem, problem
from symcount.scaling.arrays import MOST, Array, Ratio, Whole, constant

MOST_POINTS = 10**9
FORMS = "a range is FIRST:LAST:HOW_MANY or FIRST:LAST in steps of 1, a list is A,B,C; numbers as in 12, 0.25, 1/4, 1e3"
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?(/[0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of one symbol: `tops`/`bottom`, the bottom as small as it can be. A range is not written out."""

    name: str
    tops: Sequence[int]
    bottom: int

    def at(self, places: Array) -> Ratio:
        """The values at some places, whole numbers from 0 to len(tops) − 1."""
        if isinstance(self.tops, range):
            tops = self.tops.start + self.tops.step * places
        else:
            tops = np.asarray(self.tops, dtype=np.int64)[places]
        return Ratio(Whole(tops, max(map(abs, self.ends))), constant(self.bottom))

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest top."""
        if isinstance(self.tops, range):
            return self.tops[0], self.tops[-1]
        return min(self.tops), max(self.tops)

    def value(self, place: int) -> Exact:
        return tidy(Fraction(self.tops[place], self.bottom))


@dataclass(frozen=True, slots=True)
class Grid:
    """The product of axes; the last one runs fastest."""

    axes: tuple[Axis, ...]

    @property
    def size(self) -> int:
        return prod(len(axis.tops) for axis in self.axes)

    def part(self, start: int, stop: int) -> list[Ratio]:
        """The values of each symbol at the points from `start` up to `stop`: int64 over one bottom each."""
        places = np.arange(start, min(stop, self.size), dtype=np.int64)
        found = []
        for axis in reversed(self.axes):
            found.append(axis.at(places % len(axis.tops)))
            places = places // len(axis.tops)
        return found[::-1]


# ---- from a command line -----------------------------------------------------------------


def grid_of(texts: Iterable[str]) -> Grid:
    """`["alpha=0.25:2:1000", "L=1:100"]` as a grid. Raises Problem (E513)."""
    axes: dict[str, Axis] = {}
    for text in texts:
        axis = axis_of(text)
        if axis.name in axes:
            raise problem("E513", f"`{axis.name}` is swept twice", help=f"give one list: --over {axis.name}=A,B,C")
        axes[axis.name] = axis
    grid = Grid(tuple(axes.values()))
    if not axes:
        raise problem("E513", "a sweep needs a symbol to run over", help="e.g. --over alpha=0.25:2:1000")
    if grid.size > MOST_POINTS:
        raise _too_many(f"this grid has {grid.size:,} points")
    return grid


def axis_of(text: str) -> Axis:
    """`alpha=0.25:2:1000`, `L=1:100` or `k=12,24,32` as an axis. Raises Problem (E513)."""
    name, equals, values = (part.strip() for part in text.partition("="))
    if not equals or not name or not values:
        raise problem("E513", f"`{text}` is not NAME=RANGE", help=FORMS)
    if ":" not in values:
        return _listed(name, [_number(part, text) for part in values.split(",")])
    low, high, *many = (part.strip() for part in values.split(":"))
    if len(many) > 1:
        raise problem("E513", f"`{values}` is no range of `{name}`", help=FORMS)
    return _range(name, values, _number(low, text), _number(high, text), _how_many(many[0], text) if many else None)


def _range(name: str, text: str, low: Fraction, high: Fraction, many: int | None) -> Axis:
    if high < low:
        counted = "" if many is None else f":{many}"
        help = f"write {name}={tidy(high)}:{tidy(low)}{counted}"
        raise problem("E513", f"the range {text} of `{name}` runs backwards", help=help)
    if many is None:
        many, step = int(high - low) + 1, Fraction(1)
    elif many == 1 and low != high:
        raise problem(
            "E513", f"the range {text} of `{name}` has two ends, but one value", help="ask for 2 values or more"
        )
    else:
        step = (high - low) / max(1, many - 1)
    if many > 1 and step == 0:
        raise problem(
            "E513", f"the range {text} of `{name}` is one value {many:,} times", help=f"write {name}={tidy(low)}"
        )
    if many > MOST_POINTS:
        raise _too_many(f"the range {text} of `{name}` has {many:,} values")
    bottom = lcm(low.denominator, step.denominator)
    first, by = int(low * bottom), int(step * bottom) or 1
    return _fitting(Axis(name, range(first, first + many * by, by), bottom))


def _listed(name: str, values: list[Fraction]) -> Axis:
    twice = next((v for v, times in Counter(values).items() if times > 1), None)
    if twice is not None:
        raise problem("E513", f"`{name}` is {tidy(twice)} twice in its list", help="list each value once")
    bottom = lcm(*(v.denominator for v in values))
    return _fitting(Axis(name, tuple(int(v * bottom) for v in values), bottom))


def _fitting(axis: Axis) -> Axis:
    """In lowest terms, and within 64 bits."""
    common = gcd(axis.bottom, *(axis.tops if not isinstance(axis.tops, range) else (axis.tops.start, axis.tops.step)))
    if isinstance(axis.tops, range):
        tops: Sequence[int] = range(axis.tops.start // common, axis.tops.stop // common, axis.tops.step // common)
    else:
        tops = tuple(t // common for t in axis.tops)
    made = Axis(axis.name, tops, axis.bottom // common)
    if max(*map(abs, made.ends), made.bottom) > MOST:
        raise problem("E513", f"the values of `{axis.name}` have more than 18 digits", help="choose rounder ends")
    return made


def _number(text: str, whole: str) -> Fraction:
    match = _NUMBER.fullmatch(text.strip())
    if match is None or (text.count("/") and ("." in text or match[2] is not None)):
        raise problem("E513", f"`{text.strip()}` is no number, in `{whole}`", help=FORMS)
    try:
        return Fraction(text.strip())
    except ZeroDivisionError:
        raise problem("E513", f"`{text.strip()}` divides by zero, in `{whole}`") from None


def _how_many(text: str, whole: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", text) or int(text) < 1:
        raise problem("E513", f"`{text}` is no number of values, in `{whole}`", help=FORMS)
    return int(text)


def _too_many(what: str) -> Problem:
    return problem("E513", f"{what}; at most {MOST_POINTS:,} are written", help="take fewer values")
