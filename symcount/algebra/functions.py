"""The functions of numbers that the language knows, exact on integers and fractions.

`divisible` is the rounding of the MobileNet code (`_make_divisible` in torchvision and TensorFlow models).
Square roots and logarithms are exact where the result is rational; elsewhere they stand only inside a
rounding, where enough digits are computed to decide it. A new function is a row of FUNCTIONS here and one in each
notation; `tests/algebra/test_functions.py` names what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, isqrt
from typing import Any, NamedTuple

Exact = int | Fraction

MAX_BITS = 3_322  # 1,000 decimal digits


def tidy(number: Exact) -> Exact:
    """An int where the number is whole."""
    return number.numerator if number.denominator == 1 else number


class Irrational(ArithmeticError):
    """The exact value is no fraction."""


class OutOfDomain(ArithmeticError):
    """The function has no value there; the message says why."""


def power(base: Exact, exponent: Exact) -> Exact:
    """base ^ exponent. Raises Irrational, ZeroDivisionError, or OverflowError beyond 1,000 digits."""
    if exponent.denominator != 1:
        if exponent.denominator != 2:
            raise Irrational
        base = sqrt(base)
    n = exponent.numerator
    if base == 0 and n < 0:
        raise ZeroDivisionError
    bits = max(abs(base.numerator).bit_length(), base.denominator.bit_length()) - 1
    if bits * abs(n) > MAX_BITS or (abs(n) > MAX_BITS and base not in (-1, 0, 1)):
        raise OverflowError
    return tidy(Fraction(base) ** n)


def sqrt(x: Exact) -> Exact:
    """The square root where it is rational."""
    if x < 0:
        raise OutOfDomain("the square root of a negative number")
    top, bottom = isqrt(x.numerator), isqrt(x.denominator)
    if (top * top, bottom * bottom) != (x.numerator, x.denominator):
        raise Irrational
    return tidy(Fraction(top, bottom))


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
    return tidy(a % b)


# ---- the table ---------------------------------------------------------------------------

Rule = Callable[[Iterable[bool]], bool]
"""What holds of a function's value, by what holds of its arguments: `all`, `any`, `always` or `never`."""


def always(arguments: Iterable[bool]) -> bool:
    return True


def never(arguments: Iterable[bool]) -> bool:
    return False


class Spelling(NamedTuple):
    """How sympy writes a function: as text that it reads, and as what the sympy module makes of expressions."""

    text: Callable[..., str]
    build: Callable[..., Any]
    """(the module, *arguments): left as it is, for sympy takes seconds to look whether it is simpler."""


def _named(name: str) -> Spelling:
    return Spelling(
        lambda *arguments: f"{name}({', '.join(arguments)})",
        lambda sympy, *arguments: getattr(sympy, name)(*arguments, evaluate=False),
    )


def _round_text(x: str) -> str:
    return f"(floor({x} + 1/2) + ceiling((2*({x}) - 1)/4) - floor((2*({x}) - 1)/4) - 1)"


def _round_expression(sympy: Any, x: Any) -> Any:
    """Half to even, as Python rounds: (2x − 1)/4 is whole only where x + 1/2 is odd."""
    quarter = (2 * x - 1) / 4
    return sympy.floor(x + sympy.Rational(1, 2)) + sympy.ceiling(quarter) - sympy.floor(quarter) - 1


def _divisible_text(v: str, d: str) -> str:
    d = d if d.isalnum() else f"({d})"
    return f"Max({d}, {d}*floor(({v})/{d} + 1/2), {d}*ceiling(9*({v})/(10*{d})))"


def _divisible_expression(sympy: Any, v: Any, d: Any) -> Any:
    """The nearest multiple, or the least that is nine tenths: a Piecewise, in another's condition, takes seconds."""
    nearest = sympy.floor(v / d + sympy.Rational(1, 2), evaluate=False)
    least = sympy.ceiling(sympy.Rational(9, 10) * v / d, evaluate=False)
    return sympy.Max(d, d * nearest, d * least, evaluate=False)


class Function(NamedTuple):
    """A row of the table: all that is known of a function but how a notation writes it (`notations/`)."""

    least: int
    most: int
    """How many arguments it takes."""
    evaluate: Callable[..., Exact]
    """The exact value. Raises Irrational, OutOfDomain, ZeroDivisionError."""
    sympy: Spelling
    positive: Rule = never
    """Whether its value is sure to be positive, by which arguments are."""
    whole: Rule = never
    """Whether its value is sure to be whole, by which arguments are."""
    approximate: Callable[..., Decimal] | None = None
    """(context, *arguments): many digits of what has no exact value."""
    defaults: tuple[int, ...] = ()
    """The last arguments, where they are left out."""

    @property
    def rounds(self) -> bool:
        """Whether its value is whole whatever it is given, so that it is exact also of what is irrational."""
        return self.whole is always


FUNCTIONS = {
    "ceil": Function(1, 1, ceil, _named("ceiling"), positive=all, whole=always),
    "floor": Function(1, 1, floor, _named("floor"), whole=always),
    "round": Function(1, 1, round, Spelling(_round_text, _round_expression), whole=always),
    "divisible": Function(
        1, 2, divisible, Spelling(_divisible_text, _divisible_expression), positive=always, whole=always, defaults=(8,)
    ),
    "max": Function(1, 99, lambda *x: max(x), _named("Max"), positive=any, whole=all, approximate=lambda c, *x: max(x)),
    "min": Function(1, 99, lambda *x: min(x), _named("Min"), positive=all, whole=all, approximate=lambda c, *x: min(x)),
    "sqrt": Function(1, 1, sqrt, _named("sqrt"), positive=all, approximate=lambda c, x: c.sqrt(x)),
    "log2": Function(
        1,
        1,
        log2,
        Spelling(lambda x: f"log({x}, 2)", lambda sympy, x: sympy.log(x, 2)),
        approximate=lambda c, x: c.divide(c.ln(x), c.ln(Decimal(2))),
    ),
    "mod": Function(2, 2, modulo, _named("Mod")),
}
