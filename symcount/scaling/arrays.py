"""Exact numbers by the million: arrays of whole numbers that know their bound, and fractions made of two of them.

A `Whole` is int64 as long as the bound of the result, computed in Python integers before each operation, fits;
beyond it holds Python integers. Nothing here overflows, and nothing is rounded.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from symcount.algebra.formula import TooLarge
from symcount.algebra.functions import MAX_BITS

Array = npt.NDArray[Any]
Data = int | Array
"""One Python integer for all points, or an array: of int64, or of Python integers (dtype object)."""

MOST, BEYOND = 2**63 - 1, 2**64


class Undefined(ArithmeticError):
    """No value at some points: `code` and `text` say why, `mask` is where, in a shape that broadcasts."""

    def __init__(self, code: str, text: str, mask: Any) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.mask = mask


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """Whole numbers, none of them beyond ± `bound`."""

    data: Data
    bound: int

    def __add__(self, other: Whole) -> Whole:
        return _combined(operator.add, self, other, lambda a, b: a + b)

    def __sub__(self, other: Whole) -> Whole:
        return _combined(operator.sub, self, other, lambda a, b: a + b)

    def __mul__(self, other: Whole) -> Whole:
        if isinstance(other.data, int) and other.data == 1:
            return self
        if isinstance(self.data, int) and self.data == 1:
            return other
        return _combined(operator.mul, self, other, lambda a, b: a * b)

    def __floordiv__(self, other: Whole) -> Whole:
        """Rounded down; a divisor of zero is ruled out before."""
        if isinstance(other.data, int) and other.data == 1:
            return self
        return _combined(operator.floordiv, self, other, lambda a, b: a)

    def __mod__(self, other: Whole) -> Whole:
        return _combined(operator.mod, self, other, lambda a, b: b)

    def __pow__(self, n: int) -> Whole:
        """The n-th power for n ≥ 0. Raises TooLarge."""
        if n > 2 and self.bound <= 1:
            n = 2 - n % 2
        if n == 1:
            return self
        if _is_long(self.bound, n):
            raise TooLarge("a power has more than 1,000 digits")
        return _combined(lambda a, _: a**n, self, ONE, lambda a, _: a**n)

    def raised(self, exponent: Whole) -> Whole:
        """Each to the power of its exponent, none of which is negative. Raises TooLarge."""
        a, n = tight(self), tight(exponent)
        if _is_long(a.bound, n.bound) and np.any(np.frompyfunc(_is_long, 2, 1)(_wide(a).data, _wide(n).data)):
            raise TooLarge("a power has more than 1,000 digits")
        return _combined(operator.pow, a, n, lambda a, n: BEYOND if _is_long(a, n) else max(a, 1) ** n)

    def below(self, other: Whole) -> Any:
        """Where this is less than the other: a flag or an array of flags."""
        a, b = (self, other) if _narrow(self, other) else (_wide(self), _wide(other))
        return a.data < b.data


def constant(value: int) -> Whole:
    return Whole(int(value), abs(int(value)))


ONE = constant(1)


def tight(number: Whole) -> Whole:
    """The same numbers with their true bound, as int64 where they fit."""
    if isinstance(number.data, int):
        return constant(number.data)
    if number.data.size == 0:
        return Whole(number.data.astype(np.int64), 0)
    bound = max(int(number.data.max()), -int(number.data.min()))
    narrow = bound <= MOST and number.data.dtype == object
    return Whole(number.data.astype(np.int64) if narrow else number.data, bound)


def array(data: Array) -> Whole:
    """An array of any whole dtype, or of Python integers."""
    if data.dtype.kind == "u" and data.dtype.itemsize == 8:
        data = data.astype(object)
    return tight(Whole(data if data.dtype == object else data.astype(np.int64), 0))


def _combined(operation: Callable[[Any, Any], Any], a: Whole, b: Whole, bound: Callable[[int, int], int]) -> Whole:
    """The operation on int64 where its bound and its operands fit, else on Python integers."""
    most = bound(a.bound, b.bound)
    if most > MOST or not _narrow(a, b):
        a, b = tight(a), tight(b)
        most = bound(a.bound, b.bound)
    if most <= MOST and _narrow(a, b):
        return Whole(operation(a.data, b.data), most)
    return tight(Whole(operation(_wide(a).data, _wide(b).data), most))


def _narrow(a: Whole, b: Whole) -> bool:
    """Whether int64 holds both."""
    return a.bound <= MOST and b.bound <= MOST


def _wide(number: Whole) -> Whole:
    return number if isinstance(number.data, int) else Whole(number.data.astype(object), number.bound)


def _is_long(base: int, exponent: int) -> bool:
    """As functions.power sees it."""
    return abs(base) > 1 and (abs(base).bit_length() - 1) * exponent > MAX_BITS


def larger(a: Whole, b: Whole) -> Whole:
    return _combined(lambda x, y: max(x, y) if _plain(x, y) else np.maximum(x, y), a, b, max)


def smaller(a: Whole, b: Whole) -> Whole:
    return _combined(lambda x, y: min(x, y) if _plain(x, y) else np.minimum(x, y), a, b, max)


def gcd(a: Whole, b: Whole) -> Whole:
    return _combined(lambda x, y: math.gcd(x, y) if _plain(x, y) else np.gcd(x, y), a, b, max)


def lcm(a: Whole, b: Whole) -> Whole:
    return _combined(lambda x, y: math.lcm(x, y) if _plain(x, y) else np.lcm(x, y), a, b, lambda x, y: x * y)


def _plain(a: Data, b: Data) -> bool:
    return isinstance(a, int) and isinstance(b, int)


def chosen(flags: Any, a: Whole, b: Whole) -> Whole:
    """`a` where the flag is set, else `b`."""
    if isinstance(flags, bool):
        return a if flags else b
    kind = np.int64 if a.bound <= MOST and b.bound <= MOST else object
    return _combined(lambda x, y: np.where(flags, np.asarray(x, dtype=kind), np.asarray(y, dtype=kind)), a, b, max)


# ---- fractions ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Ratio:
    """`top`/`bottom`, the bottom positive: mostly one number for all points, seldom one for each."""

    top: Whole
    bottom: Whole = ONE

    def __add__(self, other: Ratio) -> Ratio:
        bottom = lcm(self.bottom, other.bottom)
        return Ratio(self.over(bottom) + other.over(bottom), bottom)

    def __sub__(self, other: Ratio) -> Ratio:
        bottom = lcm(self.bottom, other.bottom)
        return Ratio(self.over(bottom) - other.over(bottom), bottom)

    def __mul__(self, other: Ratio) -> Ratio:
        a, d = _cancelled(self.top, other.bottom)
        c, b = _cancelled(other.top, self.bottom)
        return Ratio(a * c, b * d)

    def __truediv__(self, other: Ratio) -> Ratio:
        """Raises Undefined where the divisor is zero."""
        zero = other.top.data == 0
        if np.any(zero):
            raise Undefined("E210", "division by zero", zero)
        sign = chosen(other.top.below(constant(0)), constant(-1), ONE)
        found = self * Ratio(other.bottom * sign, other.top * sign)
        return found if isinstance(found.bottom.data, int) else _reduced(found)

    def __pow__(self, n: int) -> Ratio:
        return Ratio(self.top**n, self.bottom**n)

    @property
    def shape(self) -> tuple[int, ...]:
        return np.broadcast_shapes(np.shape(self.top.data), np.shape(self.bottom.data))

    def over(self, bottom: Whole) -> Whole:
        """The tops over another bottom, a multiple of this one."""
        return self.top * (bottom // self.bottom)

    def is_whole(self) -> Any:
        """Where the numbers are whole: a flag or an array of flags."""
        if isinstance(self.bottom.data, int) and self.bottom.data == 1:
            return True
        return (self.top % self.bottom).data == 0


def ratio(value: int | Fraction) -> Ratio:
    return Ratio(constant(value.numerator), constant(value.denominator))


def _cancelled(top: Whole, bottom: Whole) -> tuple[Whole, Whole]:
    """Two single numbers without their common divisor; arrays as they are."""
    if not (isinstance(top.data, int) and isinstance(bottom.data, int)) or bottom.data == 1:
        return top, bottom
    common = math.gcd(top.data, bottom.data)
    return constant(top.data // common), constant(bottom.data // common)


def _reduced(number: Ratio) -> Ratio:
    """Each fraction in lowest terms; one bottom for all where they are whole."""
    common = gcd(number.top, number.bottom)
    bottom = tight(number.bottom // common)
    return Ratio(tight(number.top // common), ONE if bottom.bound == 1 else bottom)


def ratios(values: list[int | Fraction], shape: tuple[int, ...]) -> Ratio:
    """Exact numbers as an array of a shape: over one bottom where it is short, else each over its own."""
    bottom = 1
    for value in set(values):
        bottom = math.lcm(bottom, value.denominator)
        if bottom > 1 << 31:
            tops = np.array([v.numerator for v in values], dtype=object).reshape(shape)
            return Ratio(array(tops), array(np.array([v.denominator for v in values], dtype=object).reshape(shape)))
    scaled = [v.numerator * (bottom // v.denominator) for v in values]
    return Ratio(array(np.array(scaled, dtype=object).reshape(shape)), constant(bottom))
