"""Which points: the ranges of a command line, their grid, and the numbers, lists and arrays of Python, all exact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import lcm, prod
from typing import Any, TypeVar

import numpy as np

from symcount.algebra.formula import tidy
from symcount.algebra.functions import Exact
from symcount.language.diagnostics import Problem, problem
from symcount.language.units import without_units
from symcount.scaling.arrays import INT64, Array, Numbers, exact_numbers, tight

T = TypeVar("T")

MOST_POINTS = 10**9
FORMS = (
    "a range is FIRST:LAST:HOW_MANY, FIRST:LAST:+STEP, or FIRST:LAST in steps of 1, a list is A,B,C; "
    "numbers as in 12, 0.25, 1/4, 1e3"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*|[0-9]+(x[0-9]+)+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?|[+-]?[0-9]{1,15}/[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of one symbol, `numerators`/`denominator` in lowest terms. A range is not written out."""

    name: str
    numerators: Sequence[int]
    denominator: int

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest numerator."""
        listed = self.numerators
        return (listed[0], listed[-1]) if isinstance(listed, range) else (min(listed), max(listed))

    def exact(self, place: int) -> Exact:
        """The value in a place."""
        return tidy(Fraction(self.numerators[place], self.denominator))

    def at(self, places: Array) -> Numbers:
        """The values in some places, whole numbers from 0 to len(numerators) − 1."""
        if isinstance(self.numerators, range):
            data = self.numerators.start + self.numerators.step * places
        else:
            data = np.asarray(self.numerators, dtype=np.int64)[places]
        return Numbers(data, max(map(abs, self.ends)), self.denominator)


@dataclass(frozen=True, slots=True)
class WordAxis:
    """Flags, words and windows that a parameter is set to."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The product of axes; the last one runs fastest."""

    axes: tuple[Axis | WordAxis, ...]

    @property
    def size(self) -> int:
        return prod(map(_length, self.axes))

    @property
    def numbers(self) -> tuple[Axis, ...]:
        return tuple(axis for axis in self.axes if isinstance(axis, Axis))

    @property
    def names(self) -> tuple[str, ...]:
        """Of the symbols."""
        return tuple(axis.name for axis in self.numbers)

    def settings(self) -> list[tuple[tuple[str, ...], dict[str, str]]]:
        """Each choice of words, and what it sets."""
        axes = [axis for axis in self.axes if isinstance(axis, WordAxis)]
        choices = product(*(axis.words for axis in axes))
        return [(words, {a.name: word for a, word in zip(axes, words, strict=True)}) for words in choices]

    def places(self, start: int, stop: int) -> list[Array]:
        """For each axis, which of its values stand at the points from `start` up to `stop`."""
        places = np.arange(start, min(stop, self.size), dtype=np.int64)
        columns = []
        for axis in reversed(self.axes):
            places, inner = np.divmod(places, _length(axis))
            columns.append(inner)
        return columns[::-1]

    def part(self, start: int, stop: int) -> list[Numbers]:
        """The values of each symbol at the points from `start` up to `stop`, in one dimension."""
        columns = zip(self.axes, self.places(start, stop), strict=True)
        return [axis.at(places) for axis, places in columns if isinstance(axis, Axis)]

    def words(self, start: int, size: int) -> Iterator[tuple[tuple[str, ...], Array]]:
        """The points in a part that have the same words, by their numbers in it."""
        columns = list(zip(self.axes, self.places(start, start + size), strict=True))
        listed = [(axis.words, places) for axis, places in columns if isinstance(axis, WordAxis)]
        for words, _ in self.settings():
            same = [places == texts.index(word) for (texts, places), word in zip(listed, words, strict=True)]
            inside = np.flatnonzero(np.logical_and.reduce(same)) if same else np.arange(size)
            if inside.size:
                yield words, inside

    def point(self, number: int) -> str:
        """`alpha = 1/3, norm = off`."""
        at = zip(self.axes, self.places(number, number + 1), strict=True)
        return ", ".join(f"{a.name} = {a.words[p[0]] if isinstance(a, WordAxis) else a.exact(p[0])}" for a, p in at)


def _length(axis: Axis | WordAxis) -> int:
    return len(axis.words if isinstance(axis, WordAxis) else axis.numerators)


# ---- from a command line -----------------------------------------------------------------


def grid_of(texts: Iterable[str]) -> Grid:
    """`["alpha=0.25:2:1000", "L=1:100"]` as a grid. Raises Problem (E513)."""
    axes: dict[str, Axis | WordAxis] = {}
    for text in texts:
        axis = axis_of(text)
        if axis.name in axes:
            raise _no_range(f"`{axis.name}` is swept twice", f"give one list: --over {axis.name}=A,B,C")
        axes[axis.name] = axis
    grid = Grid(tuple(axes.values()))
    if not axes:
        raise _no_range("a sweep needs a symbol to run over", "e.g. --over alpha=0.25:2:1000")
    if grid.size > MOST_POINTS:
        raise _too_many(f"this grid has {grid.size:,} points")
    return grid


def axis_of(text: str) -> Axis | WordAxis:
    """`alpha=0.25:2:1000`, `w=16:128:+16`, `L=1:100`, `k=12,24` or `norm=on,off`. Raises Problem (E513)."""
    name, _, values = (part.strip() for part in text.partition("="))
    if not name or not values:
        raise _no_range(f"`{text}` is not NAME=RANGE")
    low, *rest = (part.strip() for part in values.split(":"))
    listed = [part.strip() for part in values.split(",")]
    if not rest and all(map(_WORD.fullmatch, listed)):
        return WordAxis(name, tuple(_once(name, listed)))
    if not rest:
        axis = _listed(name, [_number(part, text) for part in listed])
    elif len(rest) == 2 and rest[1].startswith("+"):
        axis = _stepped(name, values, *(_number(part, text) for part in (low, rest[0], rest[1][1:])))
    elif len(rest) <= 2:
        ends = (_number(low, text), _number(rest[0], text))
        axis = _ranged(name, values, *ends, *(_how_many(part, text) for part in rest[1:]))
    else:
        raise _no_range(f"`{values}` is no range of `{name}`")
    if max(*map(abs, axis.ends), axis.denominator) > INT64:
        raise _no_range(f"the values of `{name}` have more than 18 digits", "choose rounder ends")
    return axis


def _ranged(name: str, text: str, low: Fraction, high: Fraction, how_many: int | None = None) -> Axis:
    what = f"the range {text} of `{name}`"
    if high < low:
        counted = "" if how_many is None else f":{how_many}"
        raise _no_range(f"{what} runs backwards", f"write {name}={tidy(high)}:{tidy(low)}{counted}")
    if how_many == 1 and low != high:
        raise _no_range(f"{what} has two ends, but one value", "ask for 2 values or more")
    count = int(high - low) + 1 if how_many is None else how_many
    step = Fraction(1) if how_many is None or low == high else (high - low) / (count - 1)
    if low == high and count > 1:
        raise _no_range(f"{what} is one value {count:,} times", f"write {name}={tidy(low)}")
    if count > MOST_POINTS:
        raise _too_many(f"{what} has {count:,} values")
    denominator = lcm(low.denominator, step.denominator)
    first, by = int(low * denominator), int(step * denominator)
    return Axis(name, range(first, first + count * by, by), denominator)


def _stepped(name: str, text: str, low: Fraction, high: Fraction, step: Fraction) -> Axis:
    """FIRST, FIRST + STEP, … as far as LAST."""
    if step <= 0:
        raise _no_range(f"the step of the range {text} of `{name}` must be positive")
    if high < low:
        raise _no_range(f"the range {text} of `{name}` runs backwards")
    steps = (high - low) // step
    return _ranged(name, text, low, low + steps * step, steps + 1)


def _once(name: str, values: list[T]) -> list[T]:
    """As they are. Raises Problem where one is listed twice."""
    twice = next((v for v, times in Counter(values).items() if times > 1), None)
    if twice is not None:
        raise _no_range(f"`{name}` is {twice} twice in its list", "list each value once")
    return values


def _listed(name: str, values: list[Fraction]) -> Axis:
    _once(name, values)
    denominator = lcm(*(v.denominator for v in values))
    return Axis(name, tuple(int(v * denominator) for v in values), denominator)


def _number(text: str, whole: str) -> Fraction:
    text = without_units(text)
    if not _NUMBER.fullmatch(text.strip()):
        raise _no_range(f"`{text.strip()}` is no number, in `{whole}`")
    try:
        return Fraction(text.strip())
    except ZeroDivisionError:
        raise problem("E513", f"`{text.strip()}` divides by zero, in `{whole}`") from None


def _how_many(text: str, whole: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", text) or int(text) < 1:
        raise _no_range(f"`{text}` is no number of values, in `{whole}`")
    return int(text)


def _no_range(message: str, help: str = FORMS) -> Problem:
    return problem("E513", message, help=help)


def _too_many(what: str) -> Problem:
    return _no_range(f"{what}; at most {MOST_POINTS:,} are written", "take fewer values")


# ---- from Python -------------------------------------------------------------------------

DYADIC = 1 << 20
DENOMINATORS = {1: 2**62, DYADIC: 2**62, **{10**k: 10**15 for k in range(1, 16)}}
"""Of floats, with the bound of their numerators: no two decimals of at most 15 digits are one float, so that short
ones are what Python prints."""


def exact_values(name: str, values: object) -> Numbers:
    """The values of a symbol: an int, Fraction, float, list or array of such, of any shape. Raises Problem (E516).

    A float is the decimal that Python prints, so that 0.1 is 1/10; but itself where it is a multiple of 1/2^20, in
    an array of floats where all are.
    """
    if isinstance(values, Numbers):
        return values
    array = np.asarray(values, dtype=None if isinstance(values, np.ndarray | np.generic) else object)
    match array.dtype.kind:
        case "i" | "u":
            return tight(array)
        case "f" if (numbers := _common_floats(array)) is not None:
            return numbers
        case "f":
            return exact_numbers([_exact(name, item, dyadic=0) for item in array.ravel()], array.shape)
        case "O":
            return exact_numbers([_exact(name, item, DYADIC) for item in array.ravel()], array.shape)
        case _:
            raise _refused(name, array.dtype)


def _common_floats(floats: Array) -> Numbers | None:
    """Over the first denominator that fits all of them."""
    doubles = floats.astype(np.float64)
    largest = float(np.abs(doubles).max(initial=0.0))
    for denominator, bound in DENOMINATORS.items():
        if largest * denominator < bound and (bound > 2**53 or floats.dtype == np.float64):
            numerators = np.rint(doubles * denominator)
            if (numerators / denominator == floats).all():
                common = int(np.gcd.reduce(numerators.astype(np.int64), axis=None, initial=denominator))
                return replace(tight(numerators.astype(np.int64) // common), denominator=denominator // common)
    return None


def _exact(name: str, item: Any, dyadic: int) -> Exact:
    match item:
        case bool() | np.bool_():
            raise _refused(name, type(item).__name__)
        case int() | Fraction():
            return item
        case np.integer():
            return int(item)
        case float() | np.floating() if np.isfinite(item):
            exact = Fraction(*item.as_integer_ratio())
            return exact if exact.denominator <= dyadic else Fraction(str(item))
        case float() | np.floating():
            raise _refused(name, item)
        case _:
            raise _refused(name, type(item).__name__)


def _refused(name: str, what: object) -> Problem:
    help = "integers, fractions and finite floats are, also in lists and arrays"
    return problem("E516", f"`{what}` is no exact value for `{name}`", help=help)
