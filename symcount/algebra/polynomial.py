"""Closed forms: sparse polynomials with exact coefficients, in symbols and in what cannot be taken apart.

Counts are polynomials in the parameters and in atoms such as `divisible(64α, 8)` or `2^i`; exponents may be
negative (`C_i/g`). Two polynomials in independent atoms are equal if and only if their terms are. No sympy is
needed to find a closed form; `symbolic` proves it independently before it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from symcount.algebra.formula import (
    ONE,
    ZERO,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    TooLarge,
    tidy,
)
from symcount.algebra.functions import Exact

MAX_MONOMIALS = 100_000

Monomial = tuple[tuple[Formula, int], ...]
"""(atom, exponent) pairs, in the order of `_place`; exponents are not zero."""

Terms = dict[Monomial, Exact]


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
        found: dict[int, Terms] = {}
        for monomial, coefficient in self.terms.items():
            exponent = dict(monomial).get(atom, 0)
            rest = tuple(pair for pair in monomial if pair[0] != atom)
            found.setdefault(exponent, {})[rest] = coefficient
        return {e: Polynomial(found[e]) for e in sorted(found, reverse=True)}

    def as_formula(self, order: tuple[str, ...] = ()) -> Formula:
        """As a tree, highest degree first; symbols of one degree in `order`."""
        ranks: dict[Formula, int] = {Symbol(name): i for i, name in enumerate(order)}
        atoms = sorted(self.atoms(), key=lambda a: ranks.get(a, len(ranks)))
        place = {atom: i for i, atom in enumerate(atoms)}
        terms = [_written(m, self.terms[m], place) for m in sorted(self.terms, key=lambda m: _rank(m, place))]
        return ZERO if not terms else terms[0] if len(terms) == 1 else Sum(tuple(terms))


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
    atom = pair[0]
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


# ---- sums over the iterations of a repetition -------------------------------------------------


# ---- to a tree ---------------------------------------------------------------------------


def _rank(monomial: Monomial, place: Mapping[Formula, int]) -> tuple[object, ...]:
    """Highest degree first, then the atoms in order."""
    exponents = [0] * len(place)
    for a, e in monomial:
        exponents[place[a]] = -e
    return (sum(exponents), exponents)


def _written(monomial: Monomial, coefficient: Exact, place: Mapping[Formula, int]) -> Formula:
    if not monomial:
        return Number(coefficient)
    pairs = sorted(monomial, key=lambda pair: place[pair[0]])
    above = [_raised(a, e) for a, e in pairs if e > 0]
    below = [_raised(a, -e) for a, e in pairs if e < 0]
    top = _flat(coefficient.numerator, above)
    bottom = _flat(coefficient.denominator, below)
    return top if bottom == ONE else Quotient(top, bottom)


def _raised(a: Formula, exponent: int) -> Formula:
    if exponent == 1:
        return a
    if isinstance(a, Power) and isinstance(a.base, Number):  # (2^i)^2 is 2^(2i)
        return Power(a.base, Product((Number(exponent), *_factors(a.exponent))))
    if isinstance(a, Power) and isinstance(a.exponent, Number):
        return Power(a.base, Number(a.exponent.value * exponent))
    return Power(a, Number(exponent))


def _factors(node: Formula) -> tuple[Formula, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def _flat(coefficient: int, factors: list[Formula]) -> Formula:
    if coefficient != 1 or not factors:
        factors = [Number(coefficient), *factors]
    return factors[0] if len(factors) == 1 else Product(tuple(factors))
