"""Exact numbers by the million: arrays over one denominator that know their bound.

An array is int64 as long as the bound of a result, computed in Python integers before the operation, fits; beyond
it holds Python integers. Fractions that have no short common denominator are Python's. Nothing here overflows, and
nothing is rounded.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from symcount.algebra.formula import TooLarge, tidy
from symcount.algebra.functions import MAX_BITS, Exact

Array = npt.NDArray[Any]

INT64 = 2**63 - 1
BEYOND = INT64 + 1
"""A bound that int64 does not hold."""


class Undefined(ArithmeticError):
    """No value at the point `place`; `code` and the message say why."""

    def __init__(self, code: str, message: str, place: int) -> None:
        super().__init__(message)
        self.code = code
        self.place = place


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """`data`/`denominator` at each point, no datum beyond ± `bound`.

    `data` is one int for all points, an array of int64, or an array of Python integers and fractions.
    """

    data: int | Array
    bound: int
    denominator: int = 1
    has_fractions: bool = False
    """Whether some datum may be a fraction of Python's."""

    def __add__(self, other: Numbers) -> Numbers:
        return _over_one(operator.add, operator.add, self, other)

    def __neg__(self) -> Numbers:
        return replace(self, data=-self.data)

    def __mul__(self, other: Numbers) -> Numbers:
        return _apply(operator.mul, operator.mul, self, other, self.denominator * other.denominator)

    def __truediv__(self, other: Numbers) -> Numbers:
        """Raises Undefined where the divisor is zero."""
        a, b = _common_denominator(self, _divisor(other))
        if isinstance(other.data, int):
            sign = 1 if other.data > 0 else -1
            return self * Numbers(sign * other.denominator, other.denominator, other.bound)
        if np.all((a % b).data == 0):
            return a // b
        quotients = np.asarray(np.frompyfunc(Fraction, 2, 1)(*_same_dtype(a, b, BEYOND)))
        return exact_numbers(quotients.ravel().tolist(), quotients.shape)

    def __floordiv__(self, other: Numbers) -> Numbers:
        """The quotient, rounded down. Raises Undefined where the divisor is zero."""
        return replace(_over_one(operator.floordiv, lambda a, b: a, self, _divisor(other)), denominator=1)

    def __mod__(self, other: Numbers) -> Numbers:
        """The remainder, with the sign of the divisor. Raises Undefined where that is zero."""
        return _over_one(operator.mod, lambda a, b: b, self, _divisor(other))

    def __pow__(self, exponent: Numbers) -> Numbers:
        """Each to its exponent, which is whole and not negative. Raises TooLarge."""
        base, n = _tight(self), _tight(exponent)
        if _is_long(base.bound, n.bound) and np.any(np.frompyfunc(_is_long, 2, 1)(*_same_dtype(base, n, BEYOND))):
            raise TooLarge("a power has more than 1,000 digits")
        power = _apply(operator.pow, _bound_of_power, base, n, 1)
        return power if self.denominator == 1 else power / single(self.denominator) ** n

    def __lt__(self, other: Numbers) -> Any:
        """A flag for each point."""
        return operator.lt(*_same_dtype(*_common_denominator(self, other)))

    def is_whole(self) -> Any:
        """A flag for each point, or one for all."""
        return self._is_integral or (self % ONE).data == 0

    def floor(self) -> Numbers:
        return self if self._is_integral else self // ONE

    @property
    def _is_integral(self) -> bool:
        """Whether it is written without any fraction."""
        return self.denominator == 1 and not self.has_fractions

    def broadcast(self, shape: tuple[int, ...]) -> Numbers:
        """Broadcast to a shape and in one dimension; a single number stays so."""
        return self if isinstance(self.data, int) else replace(self, data=np.broadcast_to(self.data, shape).ravel())

    def part(self, start: int, stop: int) -> Numbers:
        """The points from `start` up to `stop` of one dimension."""
        return self if isinstance(self.data, int) else replace(self, data=self.data[start:stop])

    def take(self, places: Array) -> Numbers:
        """The points of one dimension in some places."""
        return self if isinstance(self.data, int) else replace(self, data=self.data[places])

    def least(self) -> Exact:
        """The least number, of one at least."""
        data = np.min(self.data) if not self.has_fractions else min(np.ravel(self.data).tolist())
        return tidy(Fraction(data if isinstance(data, Fraction) else int(data)) / self.denominator)

    def most(self) -> Exact:
        """The greatest number, of one at least."""
        return -replace(self, data=-self.data).least()

    def as_list(self, shape: tuple[int, ...]) -> list[Exact]:
        """The numbers at all points of a shape, one after another."""
        data = np.broadcast_to(np.asarray(self.data, dtype=object), shape).ravel().tolist()
        return data if self.denominator == 1 else [tidy(Fraction(datum, self.denominator)) for datum in data]

    def at(self, place: int) -> Exact:
        """The number at a point of one dimension."""
        return self.part(place, place + 1).as_list((1,))[0]

    def integers(self) -> Array:
        """Rounded down: int64, or Python integers where one is beyond it."""
        whole = self.floor()
        return np.asarray(whole.data, dtype=np.int64 if whole.bound <= INT64 else object)

    def floats(self) -> Array:
        """Each as the nearest float64: a quotient beyond 2^53 is one of Python integers, rounded once."""
        exact = max(self.bound, self.denominator) < 2**53
        return np.asarray(np.asarray(self.data, dtype=None if exact else object) / self.denominator, dtype=np.float64)


def single(number: Exact) -> Numbers:
    """One number for all points."""
    return Numbers(number.numerator, abs(number.numerator), number.denominator)


ZERO, ONE, HALF = single(0), single(1), single(Fraction(1, 2))


def exact_numbers(numbers: Sequence[Exact], shape: tuple[int, ...]) -> Numbers:
    """Numbers in a shape, over one denominator where that is short."""
    if not shape:
        return single(numbers[0])
    denominator = 1
    for each in {number.denominator for number in numbers}:
        denominator = math.lcm(denominator, each)
        if denominator > 1 << 31:
            denominator = 1
            break
    data = np.array([tidy(number * denominator) for number in numbers], dtype=object)
    return replace(tight(data.reshape(shape)), denominator=denominator)


def tight(data: int | Array, may_have_fractions: bool = True) -> Numbers:
    """Whole numbers of any dtype with their true bound, as int64 where they fit; fractions as they are."""
    if np.ndim(data) == 0:
        return single(int(data))
    array = np.asarray(data)
    bound = max(int(array.max(initial=0)), -int(array.min(initial=0)))
    if may_have_fractions and array.dtype == object and not {int}.issuperset(map(type, array.ravel().tolist())):
        return Numbers(array, max(bound + 1, BEYOND), has_fractions=True)
    return Numbers(np.asarray(array, dtype=np.int64 if bound <= INT64 else object), bound)


def maximum(a: Numbers, b: Numbers) -> Numbers:
    return _over_one(np.maximum, max, a, b)


def where(flags: Any, a: Numbers, b: Numbers) -> Numbers:
    """`a` where the flag is set, else `b`."""
    return _over_one(lambda x, y: np.where(flags, x, y), max, a, b)


# ---- one operation -----------------------------------------------------------------------


Operation = Callable[[Any, Any], Any]
BoundOf = Callable[[int, int], int]


def _apply(operation: Operation, bound_of: BoundOf, a: Numbers, b: Numbers, denominator: int) -> Numbers:
    """The operation on the data of each point, over a denominator: on int64 where all of it fits."""
    bound = bound_of(a.bound, b.bound)
    if max(a.bound, b.bound, bound) > INT64:
        a, b = _tight(a), _tight(b)
        bound = bound_of(a.bound, b.bound)
    data = operation(*_same_dtype(a, b, bound))
    if np.ndim(data) == 0 or data.dtype == object:
        return replace(tight(data, a.has_fractions or b.has_fractions), denominator=denominator)
    return Numbers(data, bound, denominator)


def _over_one(operation: Operation, bound_of: BoundOf, a: Numbers, b: Numbers) -> Numbers:
    """The operation on both over their common denominator, which the result keeps."""
    a, b = _common_denominator(a, b)
    return _apply(operation, bound_of, a, b, a.denominator)


def _tight(numbers: Numbers) -> Numbers:
    """With their true bound, which only arrays of int64 may lack."""
    return numbers if numbers.bound > INT64 else tight(numbers.data)


def _same_dtype(a: Numbers, b: Numbers, bound: int = 0) -> tuple[Array, Array]:
    """The data of both as int64 where it holds them and `bound`, else as Python's numbers."""
    dtype = np.int64 if max(a.bound, b.bound, bound) <= INT64 else object
    return np.asarray(a.data, dtype=dtype), np.asarray(b.data, dtype=dtype)


def _common_denominator(a: Numbers, b: Numbers) -> tuple[Numbers, Numbers]:
    """Both over one denominator."""
    if a.denominator == b.denominator:
        return a, b
    common = math.lcm(a.denominator, b.denominator)
    factors = (single(common // n.denominator) for n in (a, b))
    over = [_apply(operator.mul, operator.mul, n, factor, common) for n, factor in zip((a, b), factors, strict=True)]
    return over[0], over[1]


def _divisor(numbers: Numbers) -> Numbers:
    """As it is, where no point of it is zero."""
    zero = np.asarray(numbers.data == 0)
    if np.any(zero):
        raise Undefined("E210", "division by zero", int(np.argmax(zero)))
    return numbers


def _is_long(base: Exact, exponent: int) -> bool:
    """Whether a power is beyond the limits of algebra.functions.power."""
    bits = max(abs(base.numerator), base.denominator).bit_length() - 1
    return bits * exponent > MAX_BITS


def _bound_of_power(base: int, exponent: int) -> int:
    return BEYOND if _is_long(base, exponent) else max(base, 1) ** exponent
