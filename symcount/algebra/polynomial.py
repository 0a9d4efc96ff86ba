"""Closed forms: sparse polynomials with exact coefficients, in symbols and in what cannot be taken apart.

Counts are polynomials in the parameters and in atoms such as `divisible(64α, 8)` or `2^i`; exponents may be
negative (`C_i/g`). Two polynomials in independent atoms are equal if and only if their terms are.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb

from symcount.algebra.formula import Formula, Symbol, TooLarge, tidy
from symcount.algebra.functions import Exact
from symcount.algebra.monomials import MAX_MONOMIALS, Monomial, Terms, sum_of_monomials


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of coefficient × monomial; no coefficient is zero."""

    terms: Terms

    @property
    def is_zero(self) -> bool:
        return not self.terms

    def atoms(self) -> dict[Formula, None]:
        """The atoms that occur, in order of appearance."""
        return {atom: None for monomial in self.terms for atom, _ in monomial}

    def coefficients(self, atom: Formula) -> dict[int, Polynomial]:
        """By exponent of `atom`: what it is multiplied by. Highest exponent first."""
        by_exponent: dict[int, Terms] = {}
        for monomial, coefficient in self.terms.items():
            exponent = dict(monomial).get(atom, 0)
            rest = tuple(pair for pair in monomial if pair[0] != atom)
            by_exponent.setdefault(exponent, {})[rest] = coefficient
        return {e: Polynomial(by_exponent[e]) for e in sorted(by_exponent, reverse=True)}

    def as_formula(self, order: tuple[str, ...] = ()) -> Formula:
        """As a tree, highest degree first, ties in `order`."""
        return sum_of_monomials(self.terms, order)


# ---- arithmetic --------------------------------------------------------------------------


def add(*summands: Polynomial) -> Polynomial:
    out: Terms = {}
    for summand in summands:
        for monomial, coefficient in summand.terms.items():
            out[monomial] = out.get(monomial, 0) + coefficient
    return Polynomial({m: tidy(c) for m, c in out.items() if c != 0})


def scale(factor: Exact, p: Polynomial) -> Polynomial:
    return Polynomial({m: tidy(factor * c) for m, c in p.terms.items()} if factor else {})


def multiply(a: Polynomial, b: Polynomial) -> Polynomial:
    """The product. Raises TooLarge beyond 100,000 terms."""
    if len(a.terms) * len(b.terms) > 20 * MAX_MONOMIALS:
        raise TooLarge(f"its expansion has more than {MAX_MONOMIALS:,} terms")
    out: Terms = {}
    for m, c in a.terms.items():
        for n, d in b.terms.items():
            both = _times(m, n)
            out[both] = out.get(both, 0) + c * d
    if len(out) > MAX_MONOMIALS:
        raise TooLarge(f"its expansion has more than {MAX_MONOMIALS:,} terms")
    return Polynomial({m: tidy(c) for m, c in out.items() if c != 0})


def _times(m: Monomial, n: Monomial) -> Monomial:
    if not m or not n:
        return m or n
    exponents = dict(m)
    for atom, e in n:
        exponents[atom] = exponents.get(atom, 0) + e
    return tuple(sorted(((a, e) for a, e in exponents.items() if e), key=_place))


def _place(pair: tuple[Formula, int]) -> tuple[bool, str]:
    """In a monomial symbols stand by name, then all else: equal monomials are equal tuples."""
    return _key(pair[0])


@cache
def _key(atom: Formula) -> tuple[bool, str]:
    return (False, atom.name) if isinstance(atom, Symbol) else (True, repr(atom))


def power(p: Polynomial, n: int) -> Polynomial:
    """p^n for n ≥ 0 by squaring; a single term may have any n."""
    if len(p.terms) == 1:
        ((m, c),) = p.terms.items()
        if n < 0 and c == 0:
            raise ZeroDivisionError
        return Polynomial({tuple((a, e * n) for a, e in m if e * n): tidy(Fraction(c) ** n)})
    if n < 0:
        return Polynomial({((p.as_formula(), n),): 1}) if p.terms else _by_zero()
    if comb(len(p.terms) + n - 1, n) > MAX_MONOMIALS if p.terms and n < 10_000 else n >= 10_000:
        raise TooLarge(f"its expansion has more than {MAX_MONOMIALS:,} terms")
    result = constant(1)
    for _ in range(n):
        result = multiply(result, p)
    return result


def _by_zero() -> Polynomial:
    raise ZeroDivisionError


def constant(value: Exact) -> Polynomial:
    return Polynomial({(): value} if value else {})


def atom(node: Formula) -> Polynomial:
    return Polynomial({((node, 1),): 1})
