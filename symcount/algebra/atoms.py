"""What a polynomial ring can take apart, and what stays an atom."""

from __future__ import annotations

from math import comb

from symcount.algebra import expansion
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
    Symbol,
)
from symcount.algebra.functions import Exact
from symcount.algebra.polynomial import MAX_MONOMIALS


def integral(node: Quotient | Power) -> bool:
    """Whether a quotient or power stays among the polynomials."""
    if isinstance(node, Quotient):
        return known_number(node.denominator) is not None
    exponent = known_number(node.exponent)
    return exponent is None or exponent.denominator != 1 or exponent >= 0


def known_number(node: Formula) -> Exact | None:
    match node:
        case Number(value=v):
            return v
        case Factor(body=body) | Bracket(body=body):
            return known_number(body)
        case _:
            return None


def _is_atom(node: Formula) -> bool:
    """What the ring cannot take apart: symbols, functions, powers that are not whole."""
    match node:
        case Symbol() | Call():
            return True
        case Power(exponent=exponent):
            n = known_number(exponent)
            return n is None or n.denominator != 1
        case _:
            return False


def exponential(node: Formula) -> list[tuple[Formula, int]] | None:
    """4^(2i + j) as powers of 2^i and 2^j, so that exponentials of one base are not taken for independent."""
    if not isinstance(node, Power) or known_number(node.base) is None or known_number(node.exponent) is not None:
        return None
    found = expansion.expand(node)
    if len(found.terms) != 1:
        return None
    ((monomial, coefficient),) = found.terms.items()
    if monomial == ((node, 1),):
        return None
    return [(Number(coefficient), 1), *monomial]


def atoms_of(node: Formula, order: tuple[str, ...]) -> tuple[Formula, ...]:
    found: dict[Formula, None] = {}
    todo = [node]
    while todo:
        here = todo.pop()
        parts = exponential(here)
        if parts is not None:
            found |= {part: None for part, _ in parts if not isinstance(part, Number)}
        elif _is_atom(here):
            found[here] = None
        else:
            todo += _parts(here)
    first = [Symbol(name) for name in order if Symbol(name) in found]
    return (*first, *(a for a in found if a not in first))


def _parts(node: Formula) -> list[Formula]:
    match node:
        case Sum(terms=parts) | Product(factors=parts):
            return list(reversed(parts))
        case Quotient(numerator=a, denominator=b):
            return [b, a]
        case Power(base=a):
            return [a]
        case Factor(body=body) | Bracket(body=body):
            return [body]
        case _:
            return []


def monomials(node: Formula) -> int:
    """An upper bound of the number of terms after expansion."""
    if _is_atom(node):
        return 1
    match node:
        case Sum(terms=terms):
            return sum(map(monomials, terms))
        case Product(factors=factors):
            product = 1
            for factor in factors:
                product *= monomials(factor)
            return product
        case Quotient(numerator=a, denominator=b):
            return monomials(a) * monomials(b)
        case Power(base=a, exponent=b):
            n, m = abs(int(known_number(b) or 0)), monomials(a)
            return 1 if m == 1 else comb(m + n - 1, n) if n < 10_000 else MAX_MONOMIALS + 1
        case Factor(body=body) | Bracket(body=body):
            return monomials(body)
        case _:
            return 1
