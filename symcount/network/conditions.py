"""Questions about numbers that decide structure: equal or not, which branch, whole or not; and what is required."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from symcount.algebra import arithmetic, expansion, signs
from symcount.algebra.formula import ZERO, Call, Formula, NoValue, Number, Sum, TooLarge, symbols, value, walk
from symcount.algebra.functions import Exact, Irrational, OutOfDomain
from symcount.algebra.notations.unicode import plain
from symcount.algebra.relations import DIVIDES, SIGNS, Relation, at_least, whole
from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem, too_large
from symcount.language.source import Span
from symcount.network.evaluator import Evaluator
from symcount.network.state import Assumptions, is_unknown
from symcount.network.values import NUMBERS, Poison, Scope, kind_of

T = TypeVar("T")


def same(assumptions: Assumptions, a: Formula, b: Formula) -> bool | None:
    """Whether two numbers are identical (True), can never be equal (False), or it depends (None)."""
    a, b = assumptions.untagged(a, b)
    if a == b:
        return True
    if isinstance(a, Number) and isinstance(b, Number):
        return False
    difference = expansion.expand(arithmetic.subtract(a, b))
    if difference.is_zero:
        return True
    tree = difference.as_formula()
    unlike = _sign(assumptions, tree) in (1, -1) or any(
        expansion.expand(arithmetic.subtract(d, tree)).is_zero for d in assumptions.inequalities
    )
    return False if unlike else None


def same_count(assumptions: Assumptions, a: Formula, b: Formula) -> bool:
    """Whether two counts, as rules write them, are the same number."""
    return same(assumptions, arithmetic.computed(a), arithmetic.computed(b)) is True


def _sign(assumptions: Assumptions, node: Formula) -> int | None:
    return signs.sign(node, assumptions.positive, frozenset(assumptions.indices))


def at_values(assumptions: Assumptions, node: Formula, span: Span) -> Exact:
    """The number that `node` has at the parameters' values. Raises Problem where one has no value."""
    try:
        return guarded(span, value, node, assumptions.values)
    except NoValue as missing:
        name = missing.args[0]
        help = f"give it one: --set {name}=…"
        raise problem("E215", f"this needs the value of `{name}`", span, f"is {plain(node)}", help=help) from None


def guarded(span: Span, operation: Callable[..., T], *operands: object) -> T:
    """An operation on numbers, with its failures as problems at `span`."""
    try:
        return operation(*operands)
    except ZeroDivisionError:
        raise problem("E210", "division by zero", span) from None
    except TooLarge as reason:
        raise too_large(reason, span) from None
    except OutOfDomain as reason:
        raise problem("E216", str(reason), span) from None
    except Irrational:
        help = "round it, e.g. `floor(…)` or `divisible(…, 8)`"
        raise problem("E222", "an irrational number outside a rounding", span, help=help) from None


def compare(assumptions: Assumptions, operator: str, a: Formula, b: Formula, span: Span) -> bool:
    """A comparison; where symbols leave it open it is decided at their values, and that is recorded."""
    refuse_unknown(assumptions, span, a, b)
    settled = _settled(assumptions, operator, a, b)
    if settled is not None:
        if _by_signs(assumptions, a, b):
            assumptions.add(_relation(operator, a, b, settled), span, decided=True)
        return settled
    holds = _sign_holds(operator, at_values(assumptions, a, span), at_values(assumptions, b, span))
    if symbols(a) or symbols(b):
        assumptions.add(_relation(operator, a, b, holds), span, decided=True)
    return holds


def required(assumptions: Assumptions, operator: str, a: Formula, b: Formula, span: Span) -> bool:
    """A comparison that a layer requires; where symbols leave it open it is a side condition."""
    refuse_unknown(assumptions, span, a, b)
    settled = _settled(assumptions, operator, a, b)
    if settled is not None:
        if settled and _by_signs(assumptions, a, b):
            assumptions.add(_relation(operator, a, b), span)
        return settled
    try:
        holds = _sign_holds(operator, *(guarded(span, value, side, assumptions.values) for side in (a, b)))
    except NoValue:
        holds = True
    if holds:
        assumptions.add(_relation(operator, a, b), span)
    return holds


_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}
"""Operators that the language writes with two characters."""


def _relation(operator: str, a: Formula, b: Formula, holds: bool = True) -> Relation:
    """`C_i = 4c`, `n > 1` for n − 1 > 0 and 1 < n, `g divides C_i`; where it does not hold, its opposite."""
    if isinstance(a, Number):
        operator, a, b = _TURNED.get(operator, operator), b, a
    if isinstance(a, Sum) and isinstance(b, Number):
        fixed = Number(sum(term.value for term in a.terms if isinstance(term, Number)))
        a, b = arithmetic.subtract(a, fixed), arithmetic.subtract(b, fixed)
    relation = Relation(_SIGNS.get(operator, operator), a, b)
    relation = relation if holds else relation.negated()
    if relation.sign == "=" and b == ZERO and isinstance(a, Call) and a.function == "mod":
        number, divisor = a.arguments
        return Relation(DIVIDES, divisor, number)
    return relation


def _sign_holds(operator: str, a: Exact, b: Exact) -> bool:
    return SIGNS[_SIGNS.get(operator, operator)](a, b)


def assumed_equal(assumptions: Assumptions, a: Formula, b: Formula) -> bool:
    """Whether a condition that was decided says that two numbers are equal."""
    difference = arithmetic.subtract(a, b)
    zeros = assumptions.equalities
    return any(ZERO in (arithmetic.subtract(difference, z), arithmetic.add(difference, z)) for z in zeros)


def _settled(assumptions: Assumptions, operator: str, a: Formula, b: Formula) -> bool | None:
    if isinstance(a, Number) and isinstance(b, Number):
        return _sign_holds(operator, a.value, b.value)
    if operator in ("==", "!="):
        equal = same(assumptions, a, b)
        return None if equal is None else equal == (operator == "==")
    direction = _sign(assumptions, arithmetic.subtract(a, b))
    return None if direction is None else _sign_holds(operator, direction, 0)


def _by_signs(assumptions: Assumptions, a: Formula, b: Formula) -> bool:
    """Whether two numbers are told apart only as long as the symbols are positive."""
    difference = arithmetic.subtract(a, b)
    natural = frozenset(assumptions.indices)
    return _sign(assumptions, difference) in (1, -1) and signs.sign(difference, frozenset(), natural) is None


def is_positive_whole(node: Formula) -> bool:
    """Whether `node` is plainly a positive whole number."""
    return isinstance(node, Number) and node.value > 0 and node.value.denominator == 1


def positive_whole(
    assumptions: Assumptions, node: Formula, what: str | Callable[[], str], span: Span, code: str = "E207"
) -> None:
    """`node` must be a positive whole number: checked where its value is known, else a side condition.

    `what` it is may be a function, where it takes time to say.
    """
    if is_positive_whole(node):
        return
    if not _is_open(assumptions, node):
        number = at_values(assumptions, node, span)
        if number <= 0 or number.denominator != 1:
            must, code = ("positive", code) if number <= 0 else ("whole", "E206")
            said = what if isinstance(what, str) else what()
            raise problem(code, f"{said} must be {must}, but {at_its_value(assumptions, node)} is not", span)
    assumptions.add(whole(node), span)
    as_large_as_needed = code == "E217" and _is_open(assumptions, node)  # the image that enters a block
    if not as_large_as_needed:
        assumptions.add(at_least(node, 1), span)


def whole_from(assumptions: Assumptions, least: int, node: Formula, what: str, span: Span) -> None:
    """`node` must be whole and at least so much: checked where its value is known, else a side condition."""
    if not _is_open(assumptions, node):
        number = at_values(assumptions, node, span)
        if number < least or number.denominator != 1:
            raise problem("E217", f"{what} of {plain(Number(number))} has no meaning", span)
    if symbols(node):
        assumptions.add(whole(node), span)
        assumptions.add(at_least(node, least), span)


def at_its_value(assumptions: Assumptions, node: Formula) -> str:
    """`2w = 64`, for a message; a number as it is."""
    known = not isinstance(node, Number) and not _is_open(assumptions, node)
    return plain(node) + (f" = {plain(Number(value(node, assumptions.values)))}" if known else "")


def _is_open(assumptions: Assumptions, node: Formula) -> bool:
    """Whether it speaks of a symbol without a value."""
    return any(name not in assumptions.values for name in symbols(node))


def differ_at_values(assumptions: Assumptions, a: Formula, b: Formula) -> bool:
    """Whether two numbers have values, and different ones."""
    try:
        return value(a, assumptions.values) != value(b, assumptions.values)
    except (NoValue, ArithmeticError):
        return False


class CountKept(Exception):
    """A repetition without a closed form in the count's symbols: the parameters `names` must be numbers."""

    def __init__(self, names: frozenset[str], span: Span, why: str) -> None:
        super().__init__(sorted(names), why)
        self.names = names
        self.span = span
        self.why = why


def refuse_unknown(assumptions: Assumptions, span: Span, *sides: Formula) -> None:
    """What is decided or required cannot speak of a size that is not known behind a repetition."""
    if any(is_unknown(part) for side in sides for part in walk(side)):
        why = "what stands behind it reads a size that changes from iteration to iteration"
        raise CountKept(frozenset(assumptions.changing), span, why)


def repeat_count(assumptions: Assumptions, count: Formula, span: Span) -> Formula:
    """A repeat count: whole and not negative, at the parameters' values where it has symbols."""
    if _is_open(assumptions, count):
        return count
    number = at_values(assumptions, count, span)
    if number.denominator != 1 or number < 0:
        raise problem("E230", f"a layer cannot be repeated {plain(Number(number))} times", span, f"is {plain(count)}")
    if symbols(count):
        assumptions.add(whole(count), span)
        assumptions.add(at_least(count, 0), span)
    return count if assumptions.inference is None else Number(min(number, 3))  # more iterations have no more sources


def range_length(assumptions: Assumptions, length: Formula, span: Span) -> Formula:
    """How many numbers are in a range, none where its end is below its beginning: that is decided at the values."""
    if isinstance(length, Number):
        return length if length.value > 0 else ZERO
    if _is_open(assumptions, length):
        return length
    long, empty = at_least(length, 0), at_values(assumptions, length, span) < 0
    assumptions.add(long.negated() if empty else long, span, decided=True)
    return ZERO if empty else length


def whole_bound(assumptions: Assumptions, bound: Formula, span: Span) -> Formula:
    """An end of a range: whole where its value is known."""
    if not _is_open(assumptions, bound):
        number = at_values(assumptions, bound, span)
        if number.denominator != 1:
            raise problem("E230", f"a range cannot end at {plain(Number(number))}", span)
        if symbols(bound):
            assumptions.add(whole(bound), span)
    return bound


# ---- what layers and blocks require -------------------------------------------------------


def holds(e: Evaluator, condition: syntax.Expression, scope: Scope, span: Span) -> bool:
    """Whether it holds; a comparison of numbers that symbols leave open becomes a side condition. Raises Problem."""
    if isinstance(condition, syntax.Logic) and condition.operator == "and":
        return all(holds(e, operand, scope, span) for operand in condition.operands)
    if isinstance(condition, syntax.Comparison):
        left, right = (e.evaluate(side, scope) for side in (condition.left, condition.right))
        if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
            return required(e.assumptions, condition.operator, left, right, span)
    flag = e.evaluate(condition, scope)
    if isinstance(flag, Poison):
        raise Problem()
    if not isinstance(flag, bool):
        raise problem("E203", f"`{condition.span.text}` must be `on` or `off`, not {kind_of(flag)}", span)
    return flag
