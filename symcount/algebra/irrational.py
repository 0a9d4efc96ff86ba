"""Irrational constants, to so many digits that every rounding of them is settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from functools import reduce

from symcount.algebra import formula as f
from symcount.algebra import functions
from symcount.algebra.formula import Formula
from symcount.algebra.functions import Exact

_CONTEXT = Context(prec=90)


_MARGIN = Fraction(1, 10**40)


def decided(node: Formula, values: Mapping[str, Exact] = {}) -> f.Number:
    """An irrational constant to 90 digits, where that settles every rounding of it."""
    close = Fraction(_approximate(node, values))
    if abs(2 * close - round(2 * close)) < _MARGIN:
        raise functions.OutOfDomain("a rounding that 90 digits do not decide")
    return f.Number(close)


def _approximate(node: Formula, values: Mapping[str, Exact]) -> Decimal:
    inner = (_approximate(part, values) for part in node.parts)
    if isinstance(node, f.Call) and (approximate := functions.FUNCTIONS[node.function].approximate):
        return approximate(_CONTEXT, *inner)
    if operation := _OPERATIONS.get(type(node)):
        return operation(*inner)
    exact = f.value(node, values)
    return _CONTEXT.divide(Decimal(exact.numerator), Decimal(exact.denominator))


_OPERATIONS: dict[type, Callable[..., Decimal]] = {
    f.Sum: lambda *terms: reduce(_CONTEXT.add, terms, Decimal(0)),
    f.Product: lambda *factors: reduce(_CONTEXT.multiply, factors, Decimal(1)),
    f.Quotient: _CONTEXT.divide,
    f.Power: _CONTEXT.power,
    f.Factor: lambda body: body,
    f.Bracket: lambda body: body,
}
