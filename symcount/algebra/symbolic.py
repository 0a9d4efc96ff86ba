"""What a formula with symbols is equal to. The only module that imports sympy.

Counts are polynomials in the symbols and in what cannot be taken apart (`divisible(64α, 8)`, `2^i`), so
closed forms and proofs are computed in sympy's sparse polynomial rings and fields, where two formulas are
equal if and only if their normal forms are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import gcd, lcm
from typing import Any

import sympy
from sympy import QQ, Rational
from sympy.polys.fields import FracField
from sympy.polys.orderings import grlex
from sympy.polys.rings import PolyRing

from symcount.algebra import arithmetic, expansion
from symcount.algebra.atoms import atoms_of, exponential, integral, known_number, monomials
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
    TooLarge,
    tidy,
    walk,
)
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.algebra.polynomial import MAX_MONOMIALS, Polynomial

Expr = sympy.Expr


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed form: a quotient of polynomials in `atoms`, in normal form. The denominator is mostly 1."""

    atoms: tuple[Formula, ...]
    numerator: Any
    denominator: Any

    @property
    def expression(self) -> sympy.Expr:
        """As a sympy expression in plain symbols, so that `.subs("w", 3)` and `Symbol("w")` work on it."""
        atoms = [expression(atom) for atom in self.atoms]
        return _expression(self.numerator, atoms) / _expression(self.denominator, atoms)

    @property
    def as_formula(self) -> Formula:
        """As a tree, highest degree first, for printing."""
        top, bottom = _written(self.numerator, self.atoms), _written(self.denominator, self.atoms)
        return top if bottom == Number(1) else Quotient(top, bottom)


def closed_form(node: Formula, order: tuple[str, ...] = ()) -> Closed:
    """The normal form of `node`; symbols come in `order`, then as they appear. Raises TooLarge."""
    if monomials(node) > MAX_MONOMIALS:
        raise TooLarge(f"its expansion has more than {MAX_MONOMIALS:,} terms")
    atoms = atoms_of(node, order)
    ring = _ring(len(atoms))
    place = dict(zip(atoms, ring.gens, strict=False))
    if not any(isinstance(n, Quotient | Power) and not integral(n) for n in walk(node)):
        return Closed(atoms, _evaluated(node, place, ring.ground_new), ring.one)
    field = _field(len(atoms))
    inside = dict(zip(atoms, field.gens, strict=False))
    found = _evaluated(node, inside, field.ground_new)
    numerator, denominator = found.numer, found.denom
    lead = denominator.LC  # one sign and scale for all equal forms
    return Closed(atoms, numerator.quo_ground(lead), denominator.quo_ground(lead))


@cache
def _ring(size: int) -> Any:
    """Polynomials in `size` unnamed generators; sympy compiles code for each ring, so they are kept."""
    return PolyRing([f"x{i}" for i in range(max(size, 1))], QQ, grlex)


@cache
def _field(size: int) -> Any:
    """Quotients of such polynomials."""
    return FracField([f"x{i}" for i in range(max(size, 1))], QQ, grlex)


def identical(a: Formula, b: Formula) -> bool:
    """Whether two formulas are equal whatever the symbols are; sums over iterations are proved by induction."""
    a, b = (expansion.settled(n) if any(isinstance(x, Call) for x in walk(n)) else n for n in (a, b))
    has_sums = any(isinstance(n, Summation) for n in (*walk(a), *walk(b)))
    return _same_form(_without_sums(a), _without_sums(b)) if has_sums else _same_form(a, b)


def _same_form(a: Formula, b: Formula) -> bool:
    difference = Sum((a, Product((Number(-1), b))))
    if len(atoms_of(difference, ())) > MANY and monomials(difference) <= MAX_MONOMIALS:
        return bool(sympy.expand(expression(difference)) == 0)
    return not closed_form(difference).numerator


MANY = 200
"""A ring of more symbols than this costs more than it saves: its monomials are as long as the list of symbols."""


# ---- sums, by induction ------------------------------------------------------------------


def _without_sums(node: Formula) -> Formula:
    """`node` with each sum over iterations replaced by its closed form, once that is proved by induction."""
    match node:
        case Summation(index=index, count=count, body=body):
            n = Symbol(f"{index}#")  # no name of the language
            inside = _without_sums(body)
            closed = expansion.expand(Summation(index, n, inside)).as_formula()
            _prove_by_induction(closed, n, arithmetic.computed(inside, {index: n}))
            return arithmetic.computed(closed, {n.name: arithmetic.computed(_without_sums(count))})
        case Sum(terms=terms):
            return Sum(tuple(map(_without_sums, terms)))
        case Product(factors=factors):
            return Product(tuple(map(_without_sums, factors)))
        case Quotient(numerator=a, denominator=b):
            return Quotient(_without_sums(a), _without_sums(b))
        case Power(base=a, exponent=b):
            return Power(_without_sums(a), b)
        case Factor(body=body) | Bracket(body=body):
            return _without_sums(body)
        case _:
            return node


def _prove_by_induction(closed: Formula, n: Symbol, repeat: Formula) -> None:
    """closed(0) = 0 and closed(n + 1) = closed(n) + iteration(n)."""
    empty = arithmetic.computed(closed, {n.name: Number(0)})
    following = arithmetic.computed(closed, {n.name: arithmetic.add(n, Number(1))})
    if not (_same_form(empty, Number(0)) and _same_form(following, Sum((closed, repeat)))):
        raise AssertionError(f"the sum over {n.name} has a false closed form")


# ---- into the ring -----------------------------------------------------------------------


def _evaluated(node: Formula, place: dict[Formula, Any], constant: Callable[[Any], Any]) -> Any:
    """`node` computed with ring or field elements for its atoms."""
    if isinstance(node, Symbol | Call | Power) and node in place:  # the only kinds that are atoms
        return place[node]
    parts = exponential(node)
    if parts is not None:
        product = constant(QQ(1))
        for part, exponent in parts:
            product = product * (_evaluated(part, place, constant) ** exponent)
        return product
    match node:
        case Number(value=v):
            return constant(QQ(v.numerator, v.denominator))
        case Sum(terms=terms):
            total = constant(QQ(0))
            for term in terms:
                total = total + _evaluated(term, place, constant)
            return total
        case Product(factors=factors):
            number: Exact = 1
            product = None
            for factor in factors:
                known = known_number(factor)
                if known is not None:
                    number *= known
                else:
                    part = _evaluated(factor, place, constant)
                    product = part if product is None else product * part
            scale = constant(QQ(number.numerator, number.denominator))
            return scale if product is None else product if number == 1 else product * scale
        case Quotient(numerator=a, denominator=b):
            n = known_number(b)
            top = _evaluated(a, place, constant)
            if n is not None:
                return top * constant(QQ(n.denominator, n.numerator))
            return top / _evaluated(b, place, constant)
        case Power(base=a, exponent=b):
            raised = known_number(b)
            assert raised is not None
            if raised == 0:  # also of zero, as a sum that is empty would have it
                return constant(QQ(1))
            base = known_number(a)
            if base is not None:
                return constant(QQ(base.numerator, base.denominator) ** int(raised))
            return _evaluated(a, place, constant) ** int(raised)
        case Factor(body=body) | Bracket(body=body):
            return _evaluated(body, place, constant)
        case _:
            raise AssertionError(node)


# ---- out of the ring ---------------------------------------------------------------------


def _exact(coefficient: Any) -> Exact:
    return tidy(Fraction(int(coefficient.numerator), int(coefficient.denominator)))


def _expression(polynomial: Any, atoms: list[sympy.Expr]) -> sympy.Expr:
    terms = []
    for exponents, coefficient in polynomial.terms():
        number = _exact(coefficient)
        powers = [atom**e for atom, e in zip(atoms, exponents, strict=False) if e]
        terms.append(sympy.Mul(Rational(number.numerator, number.denominator), *powers))
    return sympy.Add(*terms)


def _written(polynomial: Any, atoms: tuple[Formula, ...]) -> Formula:
    """An element of a ring as a tree."""
    found = {
        tuple((atom, e) for atom, e in zip(atoms, exponents, strict=False) if e): _exact(c)
        for exponents, c in polynomial.terms()
    }
    return Polynomial(found).as_formula(tuple(a.name for a in atoms if isinstance(a, Symbol)))


def expression(node: Formula) -> sympy.Expr:
    """`node` as a sympy expression in plain symbols, with rounding written out."""
    match node:
        case Number(value=v):
            return Rational(v.numerator, v.denominator)
        case Symbol(name=name):
            return sympy.Symbol(name)
        case Sum(terms=terms):
            return sympy.Add(*map(expression, terms))
        case Product(factors=factors):
            return sympy.Mul(*map(expression, factors))
        case Quotient(numerator=a, denominator=b):
            return expression(a) / expression(b)
        case Power(base=a, exponent=b):
            return sympy.Pow(expression(a), expression(b))
        case Factor(body=body) | Bracket(body=body):
            return expression(body)
        case Call(function=name, arguments=arguments):
            return FUNCTIONS[name].sympy.build(sympy, *map(expression, arguments))
        case Summation(index=index, count=count, body=body):
            return sympy.Sum(expression(body), (sympy.Symbol(index), 0, expression(count) - 1))


# ---- other forms of the same thing -------------------------------------------------------


def lowest_terms(node: Quotient) -> Formula:
    """A quotient without common factors; divided term by term where the denominator is one term."""
    found = closed_form(node)
    top, bottom = found.numerator, found.denominator
    if len(bottom.terms()) == 1 and len(top.terms()) <= 8:
        parts = [_reduced(term, bottom, found.atoms) for term in _terms_of(top)]
        return parts[0] if len(parts) == 1 else Sum(tuple(parts))
    scale = _common_scale([*top.coeffs(), *bottom.coeffs()])
    return Quotient(_written(top.mul_ground(scale), found.atoms), _written(bottom.mul_ground(scale), found.atoms))


def _common_scale(coefficients: list[Any]) -> Any:
    """What makes all coefficients whole and without a common divisor."""
    denominator = lcm(*(int(c.denominator) for c in coefficients))
    divisor = gcd(*(int(c.numerator) * (denominator // int(c.denominator)) for c in coefficients))
    return QQ(denominator, divisor)


def _terms_of(top: Any) -> list[Any]:
    return [top.ring.from_dict({exponents: coefficient}) for exponents, coefficient in top.terms()]


def _reduced(term: Any, bottom: Any, atoms: tuple[Formula, ...]) -> Formula:
    common = term.gcd(bottom)
    above, below = term.quo(common), bottom.quo(common)
    lead = below.LC
    top, denominator = _written(above.quo_ground(lead), atoms), _written(below.quo_ground(lead), atoms)
    if denominator == Number(1):
        return top
    if isinstance(top, Quotient):
        return Quotient(top.numerator, Product((top.denominator, denominator)))
    return Quotient(top, denominator)


def factored(node: Formula) -> Formula:
    """`node` as a product of irreducible factors."""
    found = closed_form(node)
    content, factors = found.numerator.factor_list()
    number = _exact(content)
    powers: list[Formula] = []
    for factor, exponent in factors:
        base = _written(factor, found.atoms)
        powers.append(base if exponent == 1 else Power(base, Number(exponent)))
    top = [Number(number.numerator)] if number.numerator != 1 or not powers else []
    product = [*top, *powers]
    tree = product[0] if len(product) == 1 else Product(tuple(product))
    bottom = _written(found.denominator, found.atoms)
    if number.denominator != 1:
        bottom = Number(number.denominator) if bottom == Number(1) else Product((Number(number.denominator), bottom))
    return tree if bottom == Number(1) else Quotient(tree, bottom)


# ---- solving -----------------------------------------------------------------------------


def positive_roots(node: Formula, symbol: str, right: int) -> list[tuple[str | None, str | None, float]]:
    """The positive solutions of `node` = `right`: LaTeX and text of the radicals, if there are some, and a decimal."""
    x = sympy.Symbol(symbol, positive=True)
    left = expression(node).subs(sympy.Symbol(symbol), x) - right
    if not left.is_polynomial(x):
        return [_shown(root) for root in _by_formula(left, x)]
    polynomial_ = sympy.Poly(left, x)
    if polynomial_.degree() <= 0:
        return []
    exact = sympy.roots(polynomial_, multiple=True) if polynomial_.degree() <= 4 else []
    closed = [r for r in exact if r.is_positive and r.is_real]
    real = [r for r in sympy.Poly(left, x).nroots(n=30, maxsteps=200) if abs(sympy.im(r)) < 1e-18 and sympy.re(r) > 0]
    if len(closed) == len(real):
        return sorted((_shown(r) for r in closed), key=lambda root: root[2])
    return sorted((None, None, float(sympy.re(r))) for r in real)


def _by_formula(left: sympy.Expr, x: sympy.Symbol) -> list[sympy.Expr]:
    """Roots of what is no polynomial, such as 2^n: those that sympy finds."""
    try:
        found = sympy.solve(left, x)
    except NotImplementedError:
        return []
    return [r for r in found if r.is_real and r.is_positive]


def _shown(root: sympy.Expr) -> tuple[str, str, float]:
    simple = sympy.nsimplify(root) if root.is_Rational else sympy.sqrtdenest(root)
    return sympy.latex(simple), str(simple), float(root)
