"""The door to sympy: its rings, its solvers, its expressions. The only module that imports it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import mpmath
import sympy
from sympy import QQ, Rational
from sympy.polys.fields import FracField
from sympy.polys.matrices import DomainMatrix
from sympy.polys.orderings import grlex
from sympy.polys.rings import PolyRing

from symcount.algebra import formula as f
from symcount.algebra.formula import Formula
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.algebra.monomials import NoSum, Unproved

Expr = sympy.Expr


# ---- rings -------------------------------------------------------------------------------


@cache
def ring(size: int) -> Any:
    """Polynomials in `size` unnamed generators; sympy compiles code for each ring, so they are kept."""
    return PolyRing([f"x{i}" for i in range(max(size, 1))], QQ, grlex)


@cache
def field(size: int) -> Any:
    """Quotients of such polynomials."""
    return FracField([f"x{i}" for i in range(max(size, 1))], QQ, grlex)


def rational(number: Exact) -> Any:
    """A number as a coefficient of a ring."""
    return QQ(number.numerator, number.denominator)


def exact(coefficient: Any) -> Exact:
    """A coefficient of a ring as a number."""
    return f.tidy(Fraction(int(coefficient.numerator), int(coefficient.denominator)))


def root(base: Exact) -> tuple[Exact, int]:
    """4 is 2 twice: the least whole number of which `base` is a power, so that 4^i is (2^i)^2."""
    small = base.denominator == 1 and 1 < base < 1 << 50
    return (small and sympy.perfect_power(int(base))) or (base, 1)


# ---- sums of powers, by their first values and induction ---------------------------------


@cache
def power_sum(degree: int, r: Fraction) -> tuple[list[Exact], Exact]:
    """The a_k and b for which Σ i^degree r^i is r^n Σ a_k n^k + b: solved for the first n, then proved for all."""
    if r == 0 and degree:
        raise NoSum
    unknown = degree + 1 if r != 1 else degree + 2  # beside b, which is zero where r is one
    rows: list[list[Exact]] = [
        [r**n * n**k for k in range(unknown)] + [1] * (r != 1) for n in range(unknown + (r != 1))
    ]
    sums: list[Exact] = [sum((i**degree * r**i for i in range(n)), Fraction(0)) for n in range(len(rows))]
    *coefficients, rest = _solution(rows, sums) if r != 1 else [*_solution(rows, sums), 0]
    _prove_by_induction(degree, r, coefficients, rest)
    return coefficients, rest


def _prove_by_induction(degree: int, r: Fraction, coefficients: list[Exact], rest: Exact) -> None:
    """S(0) = 0, and S(n + 1) = S(n) + n^degree r^n, for all n and whatever r^n is."""
    pair = ring(2)
    n, raised = pair.gens if r != 1 else (pair.gens[0], pair.one)
    *factors, constant, ratio = map(rational, (*coefficients, rest, r))

    def closed(at: Any, power: Any) -> Any:
        total = pair.zero
        for c in reversed(factors):
            total = total * at + c
        return total * power + constant

    empty, step = closed(pair.zero, pair.one), closed(n + 1, ratio * raised) - closed(n, raised)
    if empty != 0 or step != n**degree * raised:
        raise Unproved(f"the sum of n^{degree} {r}^n has a false closed form")


def _solution(rows: list[list[Exact]], right: list[Exact]) -> list[Exact]:
    """The x for which `rows` x = `right`; the rows are independent."""
    size = len(rows)
    matrix = DomainMatrix([list(map(rational, row)) for row in rows], (size, size), QQ)
    column = DomainMatrix([[rational(number)] for number in right], (size, 1), QQ)
    return [exact(x) for (x,) in matrix.lu_solve(column).to_list()]


# ---- expressions -------------------------------------------------------------------------


def expression(node: Formula) -> sympy.Expr:
    """`node` as a sympy expression in plain symbols, with rounding written out."""
    parts = [expression(part) for part in node.parts]
    match node:
        case f.Number(value=v):
            return Rational(v.numerator, v.denominator)
        case f.Symbol(name=name):
            return sympy.Symbol(name)
        case f.Call(function=name):
            built = FUNCTIONS[name].sympy.build(sympy, *parts)
            return built if built.free_symbols else built.doit()
        case f.Summation(index=index):
            return sympy.Sum(parts[1], (sympy.Symbol(index), 0, parts[0] - 1))
        case _:
            return _BUILD[type(node)](*parts)


def decimal(number: float) -> sympy.Expr:
    """A number of which only a decimal is known."""
    return sympy.Float(number)


_BUILD: dict[type, Callable[..., sympy.Expr]] = {
    f.Sum: sympy.Add,
    f.Product: sympy.Mul,
    f.Quotient: lambda a, b: a / b,
    f.Power: sympy.Pow,
    f.Factor: lambda body: body,
    f.Times: lambda body: body,
    f.Bracket: lambda body: body,
}


class Root(NamedTuple):
    """A positive solution of an equation: in radicals where there are some, and as a decimal."""

    latex: str | None
    text: str | None
    decimal: float
    formula: Formula | None = None
    """In square roots of whole numbers, over one denominator, where it is so."""


MOST_DEGREE = 4
"""Of a polynomial whose roots are looked for in radicals."""


def positive_roots(node: Formula, symbol: str, right: int) -> tuple[Root, ...]:
    """The positive solutions of `node` = `right`, the least first where it is a polynomial."""
    x = sympy.Symbol(symbol, positive=True)
    left = expression(node).subs(sympy.Symbol(symbol), x) - right
    if not left.is_polynomial(x):
        in_square_root = left.subs(x, x**2)  # of √x
        if in_square_root.is_polynomial(x) and sympy.degree(in_square_root, x) > MOST_DEGREE:
            real = _real_and_positive(sympy.Poly(in_square_root, x))
            return tuple(Root(None, None, float(sympy.re(r) ** 2)) for r in real)
        return tuple(map(_root, _by_formula(left, x)))
    polynomial = sympy.Poly(left, x)
    if polynomial.degree() <= 0:
        return ()
    exact = sympy.roots(polynomial, multiple=True) if polynomial.degree() <= MOST_DEGREE else []
    closed = [r for r in exact if r.is_positive and r.is_real]
    real = _real_and_positive(polynomial)
    roots = map(_root, closed) if len(closed) == len(real) else (Root(None, None, float(sympy.re(r))) for r in real)
    return tuple(sorted(roots, key=lambda root: root.decimal))


def _real_and_positive(polynomial: sympy.Poly) -> list[sympy.Expr]:
    """Its positive roots: by iteration, or one by one in intervals where that does not converge."""
    try:
        roots = polynomial.nroots(n=30, maxsteps=200)
    except mpmath.libmp.NoConvergence:
        roots = [root.evalf(30) for root in polynomial.real_roots()]
    return [root for root in roots if abs(sympy.im(root)) < 1e-18 and sympy.re(root) > 0]


def _by_formula(left: sympy.Expr, x: sympy.Symbol) -> list[sympy.Expr]:
    """Roots of what is no polynomial, such as 2^n: between neighbours of a ladder of values with opposite signs.

    Whole ones are exact. Raises TooLarge where one is beyond 10^300.
    """
    found: list[sympy.Expr] = []
    low = _at(left, x, _LADDER[0])
    for here, there in pairwise(_LADDER):
        high = _at(left, x, there)
        if low * high <= 0 and high != low:
            exact = _between(left, x, here, there)
            is_root = abs(_at(left, x, exact)) <= max(1, abs(low), abs(high)) / 10**6  # a step is none
            found += [exact] if is_root and exact not in found else []
        if abs(high) > 10**310 and high * low > 0:  # it goes one way from here on
            break
        low = high
    else:
        if not found and left.has(sympy.log):
            raise f.TooLarge("a solution has more than 300 digits")
    return found


_LADDER = [Fraction(2) ** k for k in (*range(-10, 40), *range(40, 1_000, 40))]


def _at(left: sympy.Expr, x: sympy.Symbol, value: Fraction | sympy.Expr) -> sympy.Expr:
    exact = Rational(value.numerator, value.denominator) if isinstance(value, Fraction) else value
    return left.subs(x, exact).evalf(20)


def _between(left: sympy.Expr, x: sympy.Symbol, low: Fraction, high: Fraction) -> sympy.Expr:
    """The root between two values with opposite signs: a whole one exactly, else of fifteen digits."""
    first = _at(left, x, low)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at(left, x, middle) * first > 0 else (low, middle)
    whole = sympy.Integer(round(high))
    return whole if left.subs(x, whole).equals(0) else sympy.Float(sympy.Rational(high.numerator, high.denominator), 15)


def _root(root: sympy.Expr) -> Root:
    simple = sympy.nsimplify(root) if root.is_Rational else sympy.sqrtdenest(root)
    return Root(sympy.latex(simple), str(simple), float(root), _written(simple))


def _written(root: sympy.Expr) -> Formula | None:
    """(√115 − 3)/2: what is positive first."""
    above, below = sympy.fraction(sympy.together(root))
    terms = [_square_root(term) for term in sympy.Add.make_args(sympy.expand(above))]
    known = [term for term in terms if term is not None]
    if len(known) < len(terms) or not below.is_Integer:
        return None
    ordered = sorted(known, key=lambda term: (term[0] < 0, term[1] == 1))
    summands = [_times_root(*term) for term in ordered]
    return f.quotient_of(f.sum_of(summands), f.Number(int(below)))


def _square_root(term: sympy.Expr) -> tuple[int, int] | None:
    """c and n of a term c √n."""
    c, rest = term.as_coeff_Mul()
    square = rest**2
    return (int(c), int(square)) if c.is_Integer and square.is_Integer and square > 0 else None


def _times_root(c: int, n: int) -> Formula:
    return f.Number(c) if n == 1 else f.product_of(c, [f.Call("sqrt", (f.Number(n),))])
