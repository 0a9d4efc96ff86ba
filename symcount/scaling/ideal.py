"""The ideal polynomial: a count without its roundings, for analyses that need one; and how far off it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symcount.algebra import arithmetic
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
    Summation,
    Symbol,
    value,
)
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.algebra.notations.unicode import plain


@dataclass(frozen=True, slots=True)
class Ideal:
    """A tree without roundings, and what was left out or decided on the way, in words."""

    tree: Formula
    dropped: tuple[str, ...]


def ideal(node: Formula, values: Mapping[str, Exact]) -> Ideal:
    """`node` with each rounding replaced by what it rounds, `max` and `min` decided at `values`. Raises NoValue."""
    dropped: dict[str, None] = {}
    return Ideal(_ideal(node, values, dropped), tuple(dropped))


def _ideal(node: Formula, values: Mapping[str, Exact], dropped: dict[str, None]) -> Formula:
    def inner(part: Formula) -> Formula:
        return _ideal(part, values, dropped)

    match node:
        case Number() | Symbol():
            return node
        case Sum(terms=terms):
            return arithmetic.add(*map(inner, terms))
        case Product(factors=factors):
            return arithmetic.multiply(*map(inner, factors))
        case Quotient(numerator=a, denominator=b):
            return arithmetic.divide(inner(a), inner(b))
        case Power(base=a, exponent=b):
            return arithmetic.power(inner(a), inner(b))
        case Factor(body=body) | Bracket(body=body):
            return inner(body)
        case Summation(index=index, count=count, body=body):
            return Summation(index, inner(count), _ideal(body, {**values, index: 0}, dropped))
        case Call(function="max" | "min" as name, arguments=arguments):
            chosen = (max if name == "max" else min)(arguments, key=lambda a: value(a, values))
            dropped[f"{plain(node)} is taken as {plain(chosen)}"] = None
            return inner(chosen)
        case Call(function=name, arguments=(a, *_)) if FUNCTIONS[name].rounds:
            dropped[f"{plain(node)} is taken as {plain(a)}"] = None
            return inner(a)
        case Call():
            return node
