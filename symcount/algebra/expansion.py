"""Closed forms without sympy: a formula multiplied out, sums over the iterations of a repetition by Faulhaber.

What `count` prints, and in a derivation the witness of what `rings` found. The two share no arithmetic. Counts are
polynomials in the parameters and in atoms such as `divisible(64α, 8)` or `2^i`; two of them in independent atoms are
equal if and only if their terms are.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache, reduce
from itertools import accumulate, repeat
from math import comb, prod
from typing import NamedTuple

from symcount.algebra import arithmetic
from symcount.algebra import formula as f
from symcount.algebra.formula import Formula
from symcount.algebra.functions import Exact
from symcount.algebra.monomials import MAX_MONOMIALS, Monomial, NoSum, Terms, check_size, sum_of_monomials


class Polynomial(NamedTuple):
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


def closed_form(counts: Mapping[Formula, int], order: tuple[str, ...] = ()) -> Formula:
    """The sum of the formulas, each so many times, multiplied out. Raises TooLarge, ZeroDivisionError, NoSum.

    They are added up one by one, for there may be tens of thousands.
    """
    return add(*(scale(times, expand(tree)) for tree, times in counts.items())).as_formula(order)


def identical(a: Formula, b: Formula) -> bool:
    """Whether two formulas are equal whatever the symbols are. Raises TooLarge, ZeroDivisionError, NoSum."""
    difference = expand(f.Sum((a, f.Product((f.Number(-1), b)))))
    while divisor := next((atom for atom in difference.atoms() if isinstance(atom, f.Sum)), None):
        coefficients, whole = difference.coefficients(divisor), expand(divisor)  # × divisor^k, so that none divides
        least = min(coefficients)
        difference = add(*(multiply(c, power(whole, e - least)) for e, c in coefficients.items()))
    return difference.is_zero


def expand(node: Formula, values: Mapping[str, Polynomial] = {}) -> Polynomial:
    """`node` multiplied out, with `values` for some of its symbols. Raises TooLarge, ZeroDivisionError, NoSum."""
    match node:
        case f.Number(value=v):
            return constant(v)
        case f.Symbol(name=name):
            return values[name] if name in values else atom(node)
        case f.Sum(terms=terms):
            return add(*(expand(t, values) for t in terms))
        case f.Product(factors=factors):
            return _product([expand(factor, values) for factor in factors])
        case f.Quotient(numerator=a, denominator=b):
            return multiply(expand(a, values), _whole_power(expand(b, values), -1))
        case f.Power(base=a, exponent=b):
            return _power(expand(a, values), expand(b, values))
        case f.Factor(body=body) | f.Bracket(body=body):
            return expand(body, values)
        case f.Call(function=name, arguments=arguments):
            inner = (expand(a, values).as_formula() for a in arguments)
            return _call(f.Call(name, tuple(inner)) if values else node)
        case f.Summation(index=index, count=count, body=body):
            inside = {name: p for name, p in values.items() if name != index}
            return summed(index, expand(body, inside), expand(count, values))


def _product(factors: list[Polynomial]) -> Polynomial:
    """The product; where the factors have no atoms in common its size is known, and refused, beforehand."""
    size = prod(len(factor.terms) for factor in factors)
    if size > MAX_MONOMIALS:
        atoms = [a for factor in factors for a in factor.atoms()]
        check_size(size if len(atoms) == len(set(atoms)) else 0)
    return reduce(multiply, factors, constant(1))


def _whole_power(base: Polynomial, n: int) -> Polynomial:
    """base^n; a sum by which the base was divided is multiplied out where n turns it round."""
    raised = power(base, n)
    if n >= 0 or len(raised.terms) > 1:
        return raised
    ((monomial, coefficient),) = raised.terms.items()
    sums = {a: e for a, e in monomial if isinstance(a, f.Sum) and e > 0}
    rest = Polynomial({tuple(pair for pair in monomial if pair[0] not in sums): coefficient})
    return _product([rest, *(power(expand(a), e) for a, e in sums.items())])


def _power(base: Polynomial, exponent: Polynomial) -> Polynomial:
    number = exponent.terms.get((), 0) if exponent.terms.keys() <= {()} else None
    if number is not None and number.denominator == 1:
        return _whole_power(base, number.numerator)
    written = base.as_formula()
    if isinstance(written, f.Number) and number is None:
        return _exponential(written, exponent)
    return atom(f.Power(written, exponent.as_formula()))


def _exponential(base: f.Number, exponent: Polynomial) -> Polynomial:
    """b^(c + Σ k m): the number b^c, and an atom b^m to the power k for each whole k."""
    root, depth = _root(base.value)
    product = constant(1)
    for monomial, k in exponent.terms.items():
        if not monomial and k.denominator == 1:
            product = scale(f.tidy(Fraction(base.value) ** k.numerator), product)
        elif k.denominator == 1:
            name = f.Power(f.Number(root), Polynomial({monomial: 1}).as_formula())
            product = multiply(product, Polynomial({((name, depth * k.numerator),): 1}))
        else:
            product = multiply(product, atom(f.Power(base, Polynomial({monomial: k}).as_formula())))
    return product


def _root(base: Exact) -> tuple[Exact, int]:
    """4 is 2 twice: the least whole number of which `base` is a power, so that 4^i is (2^i)^2."""
    if base.denominator == 1 and base > 1:
        for depth in range(base.numerator.bit_length(), 1, -1):
            root = round(base.numerator ** (1 / depth)) if base.numerator < 1 << 50 else 0
            if root > 1 and root**depth == base:
                return root, depth
    return base, 1


@lru_cache(maxsize=4096)  # one rounding stands in many terms
def _call(node: f.Call) -> Polynomial:
    call = arithmetic.call(node.function, *(expand(a).as_formula() for a in node.arguments))
    return constant(call.value) if isinstance(call, f.Number) else atom(call)


def summed(index: str, body: Polynomial, count: Polynomial) -> Polynomial:
    """Σ body for index = 0 … count − 1: powers of the index by Faulhaber, b^index as a geometric sum.

    Raises NoSum where the index stands elsewhere, such as in a rounding.
    """
    i = f.Symbol(index)
    out: list[Polynomial] = []
    for monomial, coefficient in body.terms.items():
        p, ratio, rest = 0, [], []
        for a, e in monomial:
            if a == i and e > 0:
                p = e
            elif isinstance(a, f.Power) and a.exponent == i and index not in f.symbols(a.base):
                ratio.append((a.base, e))
            elif index in f.symbols(a):
                raise NoSum
            else:
                rest.append((a, e))
        outside = Polynomial({tuple(rest): coefficient})
        inside = _faulhaber(p, count) if not ratio else _geometric(p, ratio, count)
        out.append(multiply(outside, inside))
    return add(*out)


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
    powers = accumulate(repeat(count, len(coefficients) - 1), multiply, initial=constant(1))
    return add(*(scale(f.tidy(c), p) for c, p in zip(coefficients, powers, strict=True)))


def _geometric(p: int, ratio: list[tuple[Formula, int]], count: Polynomial) -> Polynomial:
    """Σ i^p r^i for i = 0 … n − 1: r^n A(n) − A(0), where r A(n + 1) − A(n) = n^p."""
    exponential = constant(1)
    numeric = Fraction(1)
    for base, e in ratio:
        exponential = multiply(exponential, _power(expand(base), scale(e, count)))
        numeric = numeric * Fraction(base.value) ** e if isinstance(base, f.Number) else Fraction(0)
    if numeric == 1:
        return _faulhaber(p, count)
    if numeric != 0:
        a = _antidifference(p, numeric)
        return add(multiply(exponential, _in_count(a, count)), constant(f.tidy(-a[0])))
    if p > 0:
        raise NoSum
    r = constant(1)
    for base, e in ratio:
        r = multiply(r, _whole_power(expand(base), e))
    return multiply(add(exponential, constant(-1)), _whole_power(add(r, constant(-1)), -1))


def ratios(index: str, body: Polynomial) -> tuple[Formula, ...]:
    """What stands to the power of the index, where it has symbols: the form of a sum has no value where it is 1."""
    found: dict[Formula, None] = {}
    for monomial in body.terms:
        powers = [(a.base, e) for a, e in monomial if isinstance(a, f.Power) and a.exponent == f.Symbol(index)]
        if any(f.symbols(base) for base, _ in powers):
            r = constant(1)
            for base, e in powers:
                r = multiply(r, _whole_power(expand(base), e))
            found[r.as_formula()] = None
    return tuple(found)


def _antidifference(p: int, r: Fraction) -> tuple[Fraction, ...]:
    """The coefficients of A, from the highest down."""
    a = [Fraction(0)] * (p + 1)
    for k in range(p, -1, -1):
        higher = sum((r * comb(j, k) * a[j] for j in range(k + 1, p + 1)), Fraction(0))
        a[k] = (Fraction(k == p) - higher) / (r - 1)
    return tuple(a)


# ---- arithmetic of polynomials --------------------------------------------------------------------------


def add(*summands: Polynomial) -> Polynomial:
    out: Terms = {}
    for summand in summands:
        for monomial, coefficient in summand.terms.items():
            out[monomial] = out.get(monomial, 0) + coefficient
    return Polynomial({m: f.tidy(c) for m, c in out.items() if c != 0})


def scale(factor: Exact, p: Polynomial) -> Polynomial:
    return Polynomial({m: f.tidy(factor * c) for m, c in p.terms.items()} if factor else {})


def multiply(a: Polynomial, b: Polynomial) -> Polynomial:
    """The product. Raises TooLarge beyond 100,000 terms."""
    check_size(len(a.terms) * len(b.terms) // 20)
    out: Terms = {}
    for m, c in a.terms.items():
        for n, d in b.terms.items():
            both = _times(m, n)
            out[both] = out.get(both, 0) + c * d
    check_size(len(out))
    return Polynomial({m: f.tidy(c) for m, c in out.items() if c != 0})


def _times(m: Monomial, n: Monomial) -> Monomial:
    if not m or not n:
        return m or n
    exponents = dict(m)
    for atom, e in n:
        exponents[atom] = exponents.get(atom, 0) + e
    return tuple(sorted(((a, e) for a, e in exponents.items() if e), key=lambda pair: _key(pair[0])))


@cache
def _key(atom: Formula) -> tuple[bool, str]:
    """In a monomial symbols stand by name, then all else: equal monomials are equal tuples."""
    return (False, atom.name) if isinstance(atom, f.Symbol) else (True, repr(atom))


def power(p: Polynomial, n: int) -> Polynomial:
    """p^n for n ≥ 0; a single term may have any n, and a sum with n < 0 becomes an atom. Raises TooLarge."""
    if len(p.terms) == 1:
        ((m, c),) = p.terms.items()
        if n < 0 and c == 0:
            raise ZeroDivisionError
        return Polynomial({_raised(m, n): f.tidy(Fraction(c) ** n)})
    if not p.terms:
        if n < 0:
            raise ZeroDivisionError
        return constant(int(n == 0))
    if n < 0:
        return Polynomial({((p.as_formula(), n),): 1})
    check_size(comb(len(p.terms) + n - 1, n) if n < 10_000 else MAX_MONOMIALS + 1)
    return _binomial(p, n) if len(p.terms) == 2 else reduce(multiply, repeat(p, n), constant(1))


def _binomial(p: Polynomial, n: int) -> Polynomial:
    """p^n of a sum of two terms, by the binomial theorem."""
    (a, c), (b, d) = p.terms.items()
    counts = ((_raised(a, k), _raised(b, n - k), comb(n, k) * c**k * d ** (n - k)) for k in range(n + 1))
    return Polynomial({_times(left, right): f.tidy(count) for left, right, count in counts})


def _raised(m: Monomial, n: int) -> Monomial:
    return tuple((atom, e * n) for atom, e in m if e * n)


def constant(value: Exact) -> Polynomial:
    return Polynomial({(): value} if value else {})


def atom(node: Formula) -> Polynomial:
    return Polynomial({((node, 1),): 1})
