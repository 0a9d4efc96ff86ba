"""What is claimed of a count: a number or formula, a tolerance, or a number as papers print it.

Such a number has so many digits and a unit, and stands for every count that rounds to it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from symcount.algebra.formula import Formula, Number
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem
from symcount.language.units import UNITS
from symcount.network.catalogue import FileScope
from symcount.network.elaborate import expected
from symcount.network.request import Request

BINARY = {"k": 2**10, "K": 2**10, "M": 2**20, "G": 2**30, "B": 2**30, "T": 2**40}
LEAST_DIGITS = 2
"""So many digits are significant, whatever zeros follow."""


class RoundedNumber(NamedTuple):
    """`7.8M`: so many steps, each a unit over a power of ten."""

    steps: int
    places: int
    """How many digits stand behind the point; below zero where zeros follow that say nothing, as in 2.5e7."""
    unit: str
    """A row of UNITS."""

    @property
    def step(self) -> Fraction:
        """What one more in the last digit would add."""
        return UNITS[self.unit] / ten(self.places)

    @property
    def value(self) -> Fraction:
        return self.steps * self.step

    @property
    def low(self) -> Fraction:
        """The smallest number that rounds to it."""
        return self.value - self.step / 2

    @property
    def high(self) -> Fraction:
        return self.value + self.step / 2

    def __str__(self) -> str:
        return decimal(self.steps, self.places) + self.unit

    def like(self, count: Exact) -> RoundedNumber:
        """`count` to the same digit; an exact half is rounded to an even one."""
        return RoundedNumber(round(Fraction(count) / self.step), self.places, self.unit)


def rounded_number(digits: str, unit: str) -> RoundedNumber:
    """`7.8` and `M`."""
    whole, _, part = digits.replace("_", "").partition(".")
    return RoundedNumber(int(whole + part), len(part), unit)


def ten(exponent: int) -> Fraction:
    return Fraction(10) ** exponent


def decimal(steps: int, places: int) -> str:
    """So many tenths, hundredths, …: `7.8`."""
    if places <= 0:
        return str(steps * int(ten(-places)))
    whole, part = divmod(steps, int(ten(places)))
    return f"{whole}.{part:0{places}}"


def percent(part: Exact, whole: Exact) -> str:
    """`3.7%` to two digits, or as many as stand before the point."""
    ratio = abs(100 * Fraction(part) / whole)
    places = 0
    while 0 < ratio * ten(places) < 10:
        places += 1
    return f"{decimal(round(ratio * ten(places)), places)}%"


# ---- how a count was rounded -------------------------------------------------------------

EXACT, NEAREST, DOWN, UP, DIGITS = "exact", "nearest", "down", "up", "digits"
IN_WORDS = {
    EXACT: "exactly",
    NEAREST: "rounded to {step}",
    DOWN: "cut off at {step}",
    UP: "rounded up to {step}",
    DIGITS: "rounded to {digits} digits",
}


def nearest(count: Exact, claim: RoundedNumber) -> bool:
    """Whether `count` rounds to it; an exact half may be rounded either way."""
    return claim.low <= count <= claim.high


def rounding(count: Exact, claim: RoundedNumber) -> str | None:
    """By which row of IN_WORDS the count gives what was printed, None where by none.

    All but the nearest need two digits: one that may be off by one says little.
    """
    if count == claim.value:
        return EXACT
    if nearest(count, claim):
        return NEAREST
    if significant(count, claim):
        return DIGITS
    if abs(count - claim.value) < claim.step and len(str(claim.steps)) >= LEAST_DIGITS:
        return DOWN if count > claim.value else UP
    return None


def significant(count: Exact, claim: RoundedNumber) -> int | None:
    """How many digits of `110M` are right, where the zeros at its end say nothing; at least two."""
    text = str(claim.steps)
    zeros = 0 if claim.places else len(text) - len(text.rstrip("0"))
    for dropped in range(1, zeros + 1):
        digits = len(text) - dropped
        if digits >= LEAST_DIGITS and abs(count - claim.value) <= claim.step * ten(dropped) / 2:
            return digits
    return None


def in_words(how: str, count: Exact, claim: RoundedNumber) -> str:
    """`rounded to 0.1M`."""
    step = RoundedNumber(1, claim.places, claim.unit)
    return IN_WORDS[how].format(step=step, digits=significant(count, claim))


def binary(count: Exact, claim: RoundedNumber) -> bool:
    """Whether the unit was 1024, or a power of it, as in GoogLeNet's table: rounded, or cut off."""
    if claim.unit not in BINARY:
        return False
    steps = Fraction(count) * ten(claim.places) / BINARY[claim.unit]
    return -1 < claim.steps - steps <= Fraction(1, 2)


# ---- what an `expect` line states ---------------------------------------------------------


def is_exact(node: syntax.Stated) -> bool:
    """Whether it states the count itself, so that it can be an identity."""
    return not isinstance(node, syntax.Printed | syntax.Within)


def wanted(scope: FileScope, request: Request, node: syntax.Stated) -> Formula:
    """The number or formula that is stated, without what may differ. Raises Problem."""
    match node:
        case syntax.Within(stated=stated):
            return wanted(scope, request, stated)
        case syntax.Printed():
            return Number(_rounded(node).value)
        case syntax.Number(value=number):
            return Number(number)
        case _:
            return expected(scope, request, node)


def refusal(subject: str, number: Exact, value: Exact, node: syntax.Stated) -> Problem | None:
    """The mistake, where `number` is not what `node` states, whose value is `value`."""
    count, right = Fraction(number), Fraction(value)
    match node:
        case syntax.Within():
            allowed = _allowed(node, right)
            return None if abs(count - right) <= allowed else _beyond(subject, count, right, allowed, node)
        case syntax.Printed():
            claim = _rounded(node)
            return None if nearest(count, claim) else _otherwise(subject, count, claim, node)
        case _:
            return None if count == right else _different(subject, count, right, node)


def _different(subject: str, count: Fraction, right: Fraction, node: syntax.Expression) -> Problem:
    shown = grouped(count)
    if isinstance(node, syntax.Number):
        what, help = "", [f"write `{shown}` if that is right"]
    else:
        what, help = f"is {plain(Number(right))}", []
    return problem("E307", f"{subject} are {shown}, not {grouped(right)}", node.span, what, help=help)


def _otherwise(subject: str, count: Fraction, claim: RoundedNumber, node: syntax.Printed) -> Problem:
    """The mistake in a number that was printed, with the rounding that would explain it."""
    like = claim.like(count)
    message = f"{subject} are {grouped(count)}, which is {like}, not {claim}"
    what = f"stands for {grouped(claim.low)} to {grouped(claim.high)}"
    how = rounding(count, claim)
    notes = [f"this is the count {in_words(how, count, claim)}"] if how else []
    if binary(count, claim):
        unit = claim.unit
        notes.append(f"in units of {BINARY[unit]:_} it is right; here {unit} is {UNITS[unit]:_}")
    help = f"write `{like}`, or `within` and a tolerance, if that is right"
    return problem("E311", message, node.span, what, note=notes, help=help)


def _beyond(subject: str, count: Fraction, right: Fraction, allowed: Fraction, node: syntax.Within) -> Problem:
    off = abs(count - right)
    relative = f", or {percent(off, right)}" if right else ""
    message = f"{subject} are {grouped(count)}, and differ from {grouped(right)} by {grouped(off)}{relative}"
    what = f"allows {grouped(right - allowed)} to {grouped(right + allowed)}"
    return problem("E312", message, node.span, what)


def _allowed(node: syntax.Within, right: Fraction) -> Fraction:
    given = node.tolerance
    tolerance = _rounded(given).value if isinstance(given, syntax.Printed) else Fraction(given.value)
    return abs(right) * tolerance / 100 if node.percent else tolerance


def _rounded(node: syntax.Printed) -> RoundedNumber:
    return rounded_number(node.digits, node.unit)


def grouped(number: Exact) -> str:
    """`7_765_442`, or a fraction as a decimal where it is one."""
    exact = Fraction(number)
    if exact.denominator == 1:
        return f"{exact.numerator:_}"
    places = next((n for n in range(1, 7) if ten(n) % exact.denominator == 0), None)
    if places is None:
        return str(exact)
    whole, _, part = decimal(abs(int(exact * ten(places))), places).partition(".")
    return f"{'-' if exact < 0 else ''}{int(whole):_}.{part}"
