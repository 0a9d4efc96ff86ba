"""What an `expect` line states of a count: a number or formula, as printed, or within a tolerance."""

from __future__ import annotations

from fractions import Fraction

from symcount.algebra.formula import Formula, Number
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.derivation import rounded_numbers as p
from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem
from symcount.network.catalogue import FileScope
from symcount.network.elaborate import expected
from symcount.network.request import Request


def is_exact(node: syntax.Stated) -> bool:
    """Whether it states the count itself, so that it can be an identity."""
    return not isinstance(node, syntax.Printed | syntax.Within)


def wanted(scope: FileScope, request: Request, node: syntax.Stated) -> Formula:
    """The number or formula that is stated, without what may differ. Raises Problem."""
    match node:
        case syntax.Within(stated=stated):
            return wanted(scope, request, stated)
        case syntax.Printed():
            return Number(_printed(node).value)
        case syntax.Number(value=number):
            return Number(number)
        case _:
            return expected(scope, request, node)


def refusal(subject: str, found: Exact, value: Exact, node: syntax.Stated) -> Problem | None:
    """The mistake, where `found` is not what `node` states, whose value is `value`."""
    count, right = Fraction(found), Fraction(value)
    match node:
        case syntax.Within():
            return None if abs(count - right) <= _allowed(node, right) else _beyond(subject, count, right, node)
        case syntax.Printed():
            stated = _printed(node)
            return None if p.nearest(count, stated) else _otherwise(subject, count, stated, node)
        case _:
            return None if count == right else _different(subject, count, right, node)


def _different(subject: str, count: Fraction, right: Fraction, node: syntax.Expression) -> Problem:
    shown = grouped(count)
    if isinstance(node, syntax.Number):
        what, help = "", [f"write `{shown}` if that is right"]
    else:
        what, help = f"is {plain(Number(right))}", []
    return problem("E307", f"{subject} are {shown}, not {grouped(right)}", node.span, what, help=help)


def _otherwise(subject: str, count: Fraction, stated: p.Printed, node: syntax.Printed) -> Problem:
    """The mistake in a number that was printed, with the rounding that would explain it."""
    like = stated.like(count)
    message = f"{subject} are {grouped(count)}, which is {like}, not {stated}"
    what = f"stands for {grouped(stated.low)} to {grouped(stated.high)}"
    how = p.rounding(count, stated)
    notes = [f"this is the count {p.in_words(how, count, stated)}"] if how else []
    if p.binary(count, stated):
        binary, unit = p.BINARY[stated.unit], p.UNITS[stated.unit]
        notes.append(f"in units of {binary:_} it is right; here {stated.unit} is {unit:_}")
    help = f"write `{like}`, or `within` and a tolerance, if that is right"
    return problem("E311", message, node.span, what, note=notes, help=help)


def _beyond(subject: str, count: Fraction, right: Fraction, node: syntax.Within) -> Problem:
    off = abs(count - right)
    relative = f", or {p.percent(off, right)}" if right else ""
    message = f"{subject} are {grouped(count)}, and differ from {grouped(right)} by {grouped(off)}{relative}"
    allowed = _allowed(node, right)
    what = f"allows {grouped(right - allowed)} to {grouped(right + allowed)}"
    return problem("E312", message, node.span, what)


def _allowed(node: syntax.Within, right: Fraction) -> Fraction:
    given = node.tolerance
    tolerance = _printed(given).value if isinstance(given, syntax.Printed) else Fraction(given.value)
    return abs(right) * tolerance / 100 if node.percent else tolerance


def _printed(node: syntax.Printed) -> p.Printed:
    return p.printed(node.digits, node.unit)


def grouped(number: Exact) -> str:
    """`7_765_442`, or a fraction as a decimal where it is one."""
    exact = Fraction(number)
    if exact.denominator == 1:
        return f"{exact.numerator:_}"
    places = next((n for n in range(1, 7) if p.ten(n) % exact.denominator == 0), None)
    if places is None:
        return str(exact)
    whole, _, part = p.decimal(abs(int(exact * p.ten(places))), places).partition(".")
    return f"{'-' if exact < 0 else ''}{int(whole):_}.{part}"
