"""Irrational constants, to so many digits that every rounding of them is settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from functools import reduce

from symcount.algebra import functions
from symcount.algebra.formula import (
    Bracket,
    Call,
    Factor,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    value,
)
from symcount.algebra.functions import Exact

_CONTEXT = Context(prec=90)


_MARGIN = Fraction(1, 10**40)


def decided(node: Formula, values: Mapping[str, Exact] = {}) -> Number:
    """An irrational constant to 90 digits, where that settles every rounding of it."""
    close = Fraction(_approximate(node, values))
    if abs(2 * close - round(2 * close)) < _MARGIN:
        raise functions.OutOfDomain("a rounding that 90 digits do not decide")
    return Number(close)


def _approximate(node: Formula, values: Mapping[str, Exact]) -> Decimal:
    inner = (_approximate(part, values) for part in node.parts)
    if isinstance(node, Call) and (approximate := functions.FUNCTIONS[node.function].approximate):
        return approximate(_CONTEXT, *inner)
    if operation := _OPERATIONS.get(type(node)):
        return operation(*inner)
    exact = value(node, values)
    return _CONTEXT.divide(Decimal(exact.numerator), Decimal(exact.denominator))


_OPERATIONS: dict[type, Callable[..., Decimal]] = {
    Sum: lambda *terms: reduce(_CONTEXT.add, terms, Decimal(0)),
    Product: lambda *factors: reduce(_CONTEXT.multiply, factors, Decimal(1)),
    Quotient: _CONTEXT.divide,
    Power: _CONTEXT.power,
    Factor: lambda body: body,
    Bracket: lambda body: body,
}
