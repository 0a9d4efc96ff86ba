"""Irrational constants, to so many digits that every rounding of them is settled."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction

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
    c = _CONTEXT
    match node:
        case Number(value=v):
            return c.divide(Decimal(v.numerator), Decimal(v.denominator))
        case Factor(body=body) | Bracket(body=body):
            return _approximate(body, values)
        case Sum(terms=terms):
            total = Decimal(0)
            for term in terms:
                total = c.add(total, _approximate(term, values))
            return total
        case Product(factors=factors):
            product = Decimal(1)
            for factor in factors:
                product = c.multiply(product, _approximate(factor, values))
            return product
        case Quotient(numerator=a, denominator=b):
            return c.divide(_approximate(a, values), _approximate(b, values))
        case Power(base=a, exponent=b):
            return c.power(_approximate(a, values), _approximate(b, values))
        case Call(function=name, arguments=arguments) if approximate := functions.FUNCTIONS[name].approximate:
            return approximate(c, *(_approximate(a, values) for a in arguments))
        case _:
            exact = value(node, values)
            return c.divide(Decimal(exact.numerator), Decimal(exact.denominator))
