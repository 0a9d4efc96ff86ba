"""Closed forms: sparse polynomials with exact coefficients, in symbols and in what cannot be taken apart.

Counts are polynomials in the parameters and in atoms such as `divisible(64α, 8)` or `2^i`; exponents may be
negative (`C_i/g`). Two polynomials in independent atoms are equal if and only if their terms are. No sympy is
needed to find a closed form; `symbolic` proves it independently before it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb, prod

from symcount.algebra import arithmetic
from symcount.algebra.functions import Exact
from symcount.algebra.written import (
    ONE,
    ZERO,
    Bracket,
    Call,
    Factor,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Summation,
    Symbol,
    TooLarge,
    Written,
    tidy,
    walk,
)

MAX_MONOMIALS = 100_000

Monomial = tuple[tuple[Written, int], ...]
"""(atom, exponent) pairs, in the order of `_place`; exponents are not zero."""

Terms = dict[Monomial, Exact]


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of coefficient × monomial; no coefficient is zero."""

    terms: Terms

    @property
    def is_zero(self) -> bool:
        return not self.terms

    def atoms(self) -> dict[Written, None]:
        """The atoms that occur, in order of appearance."""
        return {atom: None for monomial in self.terms for atom, _ in monomial}

    def coefficients(self, atom: Written) -> dict[int, Polynomial]:
        """By exponent of `atom`: what it is multiplied by. Highest exponent first."""
        found: dict[int, Terms] = {}
        for monomial, coefficient in self.terms.items():
            exponent = dict(monomial).get(atom, 0)
            rest = tuple(pair for pair in monomial if pair[0] != atom)
            found.setdefault(exponent, {})[rest] = coefficient
        return {e: Polynomial(found[e]) for e in sorted(found, reverse=True)}

    def written(self, order: tuple[str, ...] = ()) -> Written:
        """As a tree, highest degree first; symbols of one degree in `order`."""
        ranks: dict[Written, int] = {Symbol(name): i for i, name in enumerate(order)}
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


def _place(pair: tuple[Written, int]) -> tuple[bool, str]:
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
        return Polynomial({((p.written(), n),): 1}) if p.terms else _by_zero()
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


def atom(node: Written) -> Polynomial:
    return Polynomial({((node, 1),): 1})


# ---- from a tree -------------------------------------------------------------------------


def expand(node: Written, values: Mapping[str, Polynomial] | None = None) -> Polynomial:
    """`node` multiplied out, with `values` for some of its symbols. Raises TooLarge, ZeroDivisionError."""
    values = values or {}
    match node:
        case Number(value=v):
            return constant(v)
        case Symbol(name=name):
            return values[name] if name in values else atom(node)
        case Sum(terms=terms):
            return add(*(expand(t, values) for t in terms))
        case Product(factors=factors):
            return _product([expand(factor, values) for factor in factors])
        case Quotient(numerator=a, denominator=b):
            return multiply(expand(a, values), power(expand(b, values), -1))
        case Power(base=a, exponent=b):
            return _power(expand(a, values), expand(b, values))
        case Factor(body=body) | Bracket(body=body):
            return expand(body, values)
        case Call():
            return _call(node, values)
        case Summation(index=index, count=count, body=body):
            inside = {name: p for name, p in values.items() if name != index}
            return summed(index, expand(body, inside), expand(count, values))


def _product(factors: list[Polynomial]) -> Polynomial:
    """The product; where the factors have no atoms in common its size is known, and refused, beforehand."""
    size = prod(len(f.terms) for f in factors)
    if size > MAX_MONOMIALS:
        atoms = [a for f in factors for a in f.atoms()]
        if len(atoms) == len(set(atoms)):
            raise TooLarge(f"its expansion has more than {MAX_MONOMIALS:,} terms")
    product = constant(1)
    for factor in factors:
        product = multiply(product, factor)
    return product


def _power(base: Polynomial, exponent: Polynomial) -> Polynomial:
    number = as_number(exponent)
    if number is not None and number.denominator == 1:
        return power(base, number.numerator)
    written = base.written()
    if isinstance(written, Number) and number is None:
        return _exponential(written, exponent)
    return atom(Power(written, exponent.written()))


def _exponential(base: Number, exponent: Polynomial) -> Polynomial:
    """b^(c + Σ k m): the number b^c, and an atom b^m to the power k for each whole k."""
    root, depth = _root(base.value)
    product = constant(1)
    for monomial, k in exponent.terms.items():
        if not monomial and k.denominator == 1:
            product = scale(tidy(Fraction(base.value) ** k.numerator), product)
        elif k.denominator == 1:
            name = Power(Number(root), Polynomial({monomial: 1}).written())
            product = multiply(product, Polynomial({((name, depth * k.numerator),): 1}))
        else:
            product = multiply(product, atom(Power(base, Polynomial({monomial: k}).written())))
    return product


def _root(base: Exact) -> tuple[Exact, int]:
    """4 is 2 twice: the least whole number of which `base` is a power, so that 4^i is (2^i)^2."""
    if base.denominator == 1 and base > 1:
        for depth in range(base.numerator.bit_length(), 1, -1):
            root = round(base.numerator ** (1 / depth)) if base.numerator < 1 << 50 else 0
            if root > 1 and root**depth == base:
                return root, depth
    return base, 1


def _call(node: Call, values: Mapping[str, Polynomial]) -> Polynomial:
    found = arithmetic.call(node.function, *(expand(a, values).written() for a in node.arguments))
    return constant(found.value) if isinstance(found, Number) else atom(found)


def as_number(p: Polynomial) -> Exact | None:
    """The value of a constant polynomial, else None."""
    return 0 if not p.terms else p.terms[()] if len(p.terms) == 1 and () in p.terms else None


# ---- sums over the turns of a repetition -------------------------------------------------


class NoSum(ArithmeticError):
    """A sum without a closed form of these kinds."""


def summed(index: str, body: Polynomial, count: Polynomial) -> Polynomial:
    """Σ body for index = 0 … count − 1: powers of the index by Faulhaber, b^index as a geometric sum.

    Raises NoSum where the index stands elsewhere, such as in a rounding.
    """
    i = Symbol(index)
    out: list[Polynomial] = []
    for monomial, coefficient in body.terms.items():
        p, ratio, rest = 0, [], []
        for a, e in monomial:
            if a == i and e > 0:
                p = e
            elif isinstance(a, Power) and a.exponent == i and not _mentions(a.base, i):
                ratio.append((a.base, e))
            elif _mentions(a, i):
                raise NoSum
            else:
                rest.append((a, e))
        outside = Polynomial({tuple(rest): coefficient})
        inside = _faulhaber(p, count) if not ratio else _geometric(p, ratio, count)
        out.append(multiply(outside, inside))
    return add(*out)


def _mentions(node: Written, symbol: Symbol) -> bool:
    return any(n == symbol for n in walk(node))


def _faulhaber(p: int, count: Polynomial) -> Polynomial:
    """Σ i^p for i = 0 … n − 1 as a polynomial in n."""
    return _in_count(_power_sum(p), count)


@cache
def _power_sum(p: int) -> tuple[Fraction, ...]:
    """Coefficients of Σ i^p for i < n, from n^(p+1) = Σ over k of C(p+1, k) Σ i^k."""
    out = [Fraction(0)] * (p + 2)
    out[p + 1] = Fraction(1)
    for k in range(p):
        for j, c in enumerate(_power_sum(k)):
            out[j] -= comb(p + 1, k) * c
    return tuple(c / (p + 1) for c in out)


def _in_count(coefficients: tuple[Fraction, ...], count: Polynomial) -> Polynomial:
    powers, current = [], constant(1)
    for c in coefficients:
        powers.append(scale(tidy(c), current))
        current = multiply(current, count)
    return add(*powers)


def _geometric(p: int, ratio: list[tuple[Written, int]], count: Polynomial) -> Polynomial:
    """Σ i^p r^i for i = 0 … n − 1: r^n A(n) − A(0), where r A(n + 1) − A(n) = n^p."""
    exponential = constant(1)
    numeric = Fraction(1)
    for base, e in ratio:
        exponential = multiply(exponential, power(_power(expand(base), count), e))
        numeric = numeric * Fraction(base.value) ** e if isinstance(base, Number) else Fraction(0)
    if numeric == 1:
        return _faulhaber(p, count)
    if numeric != 0:
        a = _antidifference(p, numeric)
        return add(multiply(exponential, _in_count(a, count)), constant(tidy(-a[0])))
    if p > 0:
        raise NoSum
    r = constant(1)
    for base, e in ratio:
        r = multiply(r, power(expand(base), e))
    return multiply(add(exponential, constant(-1)), power(add(r, constant(-1)), -1))


def _antidifference(p: int, r: Fraction) -> tuple[Fraction, ...]:
    """The coefficients of A, from the highest down."""
    a = [Fraction(0)] * (p + 1)
    for k in range(p, -1, -1):
        known = sum((r * comb(j, k) * a[j] for j in range(k + 1, p + 1)), Fraction(0))
        a[k] = (Fraction(k == p) - known) / (r - 1)
    return tuple(a)


# ---- to a tree ---------------------------------------------------------------------------


def _rank(monomial: Monomial, place: Mapping[Written, int]) -> tuple[object, ...]:
    """Highest degree first, then the atoms in order."""
    exponents = [0] * len(place)
    for a, e in monomial:
        exponents[place[a]] = -e
    return (sum(exponents), exponents)


def _written(monomial: Monomial, coefficient: Exact, place: Mapping[Written, int]) -> Written:
    if not monomial:
        return Number(coefficient)
    pairs = sorted(monomial, key=lambda pair: place[pair[0]])
    above = [_raised(a, e) for a, e in pairs if e > 0]
    below = [_raised(a, -e) for a, e in pairs if e < 0]
    top = _flat(coefficient.numerator, above)
    bottom = _flat(coefficient.denominator, below)
    return top if bottom == ONE else Quotient(top, bottom)


def _raised(a: Written, exponent: int) -> Written:
    if exponent == 1:
        return a
    if isinstance(a, Power) and isinstance(a.base, Number):  # (2^i)^2 is 2^(2i)
        return Power(a.base, Product((Number(exponent), *_factors(a.exponent))))
    if isinstance(a, Power) and isinstance(a.exponent, Number):
        return Power(a.base, Number(a.exponent.value * exponent))
    return Power(a, Number(exponent))


def _factors(node: Written) -> tuple[Written, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def _flat(coefficient: int, factors: list[Written]) -> Written:
    if coefficient != 1 or not factors:
        factors = [Number(coefficient), *factors]
    return factors[0] if len(factors) == 1 else Product(tuple(factors))
