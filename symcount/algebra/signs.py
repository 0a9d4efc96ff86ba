"""What can be said of a number's sign, whatever the symbols in it are."""

from __future__ import annotations

from collections.abc import Iterable

from symcount.algebra import formula as f
from symcount.algebra.formula import Formula
from symcount.algebra.functions import FUNCTIONS

Signs = frozenset[int]


_ANY, _POSITIVE, _NOT_NEGATIVE = frozenset({-1, 0, 1}), frozenset({1}), frozenset({0, 1})


def sign(node: Formula, positive: frozenset[str] | None = None, natural: frozenset[str] = frozenset()) -> int | None:
    """+1, 0 or -1 where the sign is the same for all values of the symbols, else None.

    `positive` names the symbols that are known to be positive (None means all), `natural` those that are
    at least zero, such as the index of a repetition.
    """
    signs = _signs(node, positive, natural)
    return next(iter(signs)) if len(signs) == 1 else None


def _signs(node: Formula, positive: frozenset[str] | None, natural: frozenset[str]) -> Signs:
    """The signs that a number can have."""

    def of(part: Formula) -> Signs:
        return _signs(part, positive, natural)

    match node:
        case f.Number(value=v):
            return frozenset({(v > 0) - (v < 0)})
        case f.Symbol(name=name) if name in natural:
            return _NOT_NEGATIVE
        case f.Symbol(name=name):
            return _POSITIVE if positive is None or name in positive else _ANY
        case f.Sum(terms=terms):
            return _sign_of_sum([of(t) for t in terms])
        case f.Product(factors=factors):
            return _sign_of_product(map(of, factors))
        case f.Quotient(numerator=a, denominator=b):
            return _sign_of_product([of(a), of(b)])
        case f.Power(base=base):
            return _POSITIVE if of(base) == _POSITIVE else _ANY
        case f.Call(function=name, arguments=arguments):
            return _POSITIVE if FUNCTIONS[name].positive(of(a) == _POSITIVE for a in arguments) else _ANY
        case f.Factor(body=body) | f.Bracket(body=body):
            return of(body)
        case _:
            return _ANY


def _sign_of_sum(signs: list[Signs]) -> Signs:
    together = frozenset().union(*signs)
    if {-1, 1} <= together:
        return _ANY
    strict = any(0 not in s for s in signs)
    return together - {0} if strict else together


def _sign_of_product(signs: Iterable[Signs]) -> Signs:
    product = frozenset({1})
    for s in signs:
        product = frozenset(a * b for a in product for b in s)
    return product
