"""The functions of numbers that the language knows, exact on integers and fractions.

`divisible` is the rounding of the MobileNet code (`_make_divisible` in torchvision and TensorFlow models).
Square roots and logarithms are exact where the result is rational; elsewhere they stand only inside a
rounding, where enough digits are computed to decide it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, isqrt

Exact = int | Fraction

MAX_BITS = 3_322  # 1,000 decimal digits


class Irrational(ArithmeticError):
    """The exact value is no fraction."""


class OutOfDomain(ArithmeticError):
    """The function has no value there; the message says why."""


def power(base: Exact, exponent: Exact) -> Exact:
    """base ^ exponent. Raises Irrational, ZeroDivisionError, or OverflowError beyond 1,000 digits."""
    if exponent.denominator != 1:
        return _root(base, exponent)
    n = exponent.numerator
    if base == 0 and n < 0:
        raise ZeroDivisionError
    bits = max(abs(base.numerator).bit_length(), base.denominator.bit_length()) - 1
    if bits * abs(n) > MAX_BITS or (abs(n) > MAX_BITS and base not in (-1, 0, 1)):
        raise OverflowError
    result = Fraction(base) ** n
    return result.numerator if result.denominator == 1 else result


def _root(base: Exact, exponent: Exact) -> Exact:
    if exponent.denominator != 2:
        raise Irrational
    return power(sqrt(base), exponent.numerator)


def sqrt(x: Exact) -> Exact:
    """The square root where it is rational."""
    if x < 0:
        raise OutOfDomain("the square root of a negative number")
    top, bottom = isqrt(x.numerator), isqrt(x.denominator)
    if (top * top, bottom * bottom) != (x.numerator, x.denominator):
        raise Irrational
    root = Fraction(top, bottom)
    return root.numerator if root.denominator == 1 else root


def log2(x: Exact) -> Exact:
    """The logarithm to base two where it is whole."""
    if x <= 0:
        raise OutOfDomain("the logarithm of a number that is not positive")
    n = x.numerator.bit_length() - x.denominator.bit_length()
    if Fraction(2) ** n != x:
        raise Irrational
    return n


def divisible(v: Exact, d: Exact = 8) -> int:
    """`v` rounded to a multiple of `d`, at least `d` and never more than a tenth below `v`."""
    if d.denominator != 1 or d <= 0:
        raise OutOfDomain("rounding to a multiple needs a whole, positive step")
    n = max(int(d), floor((Fraction(v) + Fraction(d, 2)) / d) * int(d))
    return n + int(d) if n < Fraction(9, 10) * v else n


def modulo(a: Exact, b: Exact) -> Exact:
    """The remainder of `a` divided by `b`, with the sign of `b`."""
    r = Fraction(a) - Fraction(b) * floor(Fraction(a) / b)
    return r.numerator if r.denominator == 1 else r


@dataclass(frozen=True, slots=True)
class Function:
    """A row of the table: how many arguments, the exact value, and whether it rounds to a whole number."""

    least: int
    most: int
    evaluate: Callable[..., Exact]
    rounds: bool = False


FUNCTIONS = {
    "ceil": Function(1, 1, ceil, rounds=True),
    "floor": Function(1, 1, floor, rounds=True),
    "round": Function(1, 1, round, rounds=True),
    "divisible": Function(1, 2, divisible, rounds=True),
    "max": Function(1, 99, lambda *x: max(x)),
    "min": Function(1, 99, lambda *x: min(x)),
    "sqrt": Function(1, 1, sqrt),
    "log2": Function(1, 1, log2),
    "mod": Function(2, 2, modulo),
}
