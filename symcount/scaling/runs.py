"""Polynomials of one symbol with exact coefficients: where on the whole numbers they are negative, zero or positive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from math import ceil, comb, lcm

from symcount.algebra import arithmetic, expansion
from symcount.algebra.expansion import Polynomial
from symcount.algebra.formula import Call, Formula, Number, Power, Symbol, TooLarge, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.relations import SIGNS

Coefficients = tuple[Fraction, ...]
"""Of 1, t, t², …"""

Runs = list[tuple[int, int]]
"""(first, sign): the sign from there up to before the next one; the first begins at 0."""

Bounds = tuple[Coefficients, Coefficients]
"""A polynomial that is never above, and one that is never below."""


def expanded(node: Formula, values: Mapping[str, Exact]) -> Polynomial | None:
    """Multiplied out with numbers for symbols; None where that is too large, or divides by zero."""
    try:
        return expansion.expand(arithmetic.computed(node, {name: Number(v) for name, v in values.items()}))
    except (TooLarge, ArithmeticError):
        return None


def coefficients(polynomial: Polynomial | None, symbol: str) -> tuple[Coefficients, int] | None:
    """A polynomial in the symbol times a power of it, which is the second; None where it is none."""
    if polynomial is None or any(atom != Symbol(symbol) for atom in polynomial.atoms()):
        return None
    by_degree = {n: c.as_formula() for n, c in polynomial.coefficients(Symbol(symbol)).items()} or {0: Number(0)}
    least = min(0, *by_degree)
    listed = (by_degree.get(n, Number(0)) for n in range(least, max(by_degree) + 1))
    return tuple(Fraction(c.value) if isinstance(c, Number) else Fraction(0) for c in listed), least


def bounds(polynomial: Polynomial | None, symbol: str) -> Bounds | None:
    """Below and above, where roundings stand in it by themselves, times a number; None elsewhere."""
    if polynomial is None:
        return None
    low: Coefficients = ()
    high: Coefficients = ()
    for monomial, number in polynomial.terms.items():
        factor = Fraction(number)
        atoms = [(atom, exponent) for atom, exponent in monomial if atom != Symbol(symbol)]
        if not atoms:
            degree = sum(exponent for _, exponent in monomial)
            if degree < 0:
                return None
            term = (*[Fraction(0)] * degree, factor)
            low, high = _plus(low, term), _plus(high, term)
            continue
        if len(monomial) > 1 or atoms[0][1] != 1 or not isinstance(atoms[0][0], Call):
            return None
        inner = _call_bounds(atoms[0][0], symbol)
        if inner is None:
            return None
        below, above = (tuple(factor * c for c in side) for side in (inner if factor > 0 else inner[::-1]))
        low, high = _plus(low, below), _plus(high, above)
    return low, high


def _call_bounds(node: Call, symbol: str) -> Bounds | None:
    """Of a rounding, by how far it can move its argument, which is not negative."""
    argument, *rest = node.arguments
    step = rest[0].value if rest and isinstance(rest[0], Number) else Fraction(8)
    moved = _MOVED.get(node.function)
    inner = bounds(expanded(argument, {}), symbol)
    if moved is None or inner is None or any(symbols(r) for r in rest):
        return None
    down, up = moved(Fraction(step))
    return _plus(inner[0], (down,)), _plus(inner[1], (up,))


_MOVED: dict[str, Callable[[Fraction], tuple[Fraction, Fraction]]] = {
    "floor": lambda step: (Fraction(-1), Fraction(0)),
    "ceil": lambda step: (Fraction(0), Fraction(1)),
    "round": lambda step: (Fraction(-1, 2), Fraction(1, 2)),
    "divisible": lambda step: (-step / 2, step),
}
"""How far a rounding moves a number down and up."""


def _plus(a: Coefficients, b: Coefficients) -> Coefficients:
    size = max(len(a), len(b))
    padded = ([*side, *[Fraction(0)] * (size - len(side))] for side in (a, b))
    return tuple(x + y for x, y in zip(*padded, strict=True))


def along(p: Coefficients, first: Exact, step: Exact) -> Coefficients:
    """p(first + step·t) as a polynomial in t."""
    total: Coefficients = ()
    for coefficient in reversed(p):
        shifted = _plus(tuple(first * c for c in total), (Fraction(0), *(step * c for c in total)))
        total = _plus(shifted, (Fraction(coefficient),))
    return total


def value_at(p: Coefficients, t: Exact) -> Fraction:
    total = Fraction(0)
    for coefficient in reversed(p):
        total = total * t + coefficient
    return total


def sign_runs(p: Coefficients, last: int | None) -> Runs:
    """The signs of p(t) for t = 0, 1, … up to `last`, or for all.

    Between neighbours p moves by its difference p(t + 1) − p(t), of lower degree: where that has one sign, p goes one
    way, so that bisection finds where its own sign changes. Beyond the bound of Cauchy no sign changes.
    """
    while p and p[-1] == 0:
        p = p[:-1]
    if len(p) <= 1:
        return [(0, _sign(p[0]) if p else 0)]
    end = 1 + ceil(max(map(abs, p[:-1])) / abs(p[-1])) if last is None else last
    starts = [start for start, _ in sign_runs(_difference(p), end)]
    found: list[int] = [0]
    for low, high in pairwise([*starts, end] if starts[-1] < end else starts):
        found += _changes(p, low, high)
    runs: Runs = []
    for start in found:
        sign = _sign(value_at(p, start))
        if not runs or runs[-1][1] != sign:
            runs.append((start, sign))
    return runs


def _difference(p: Coefficients) -> Coefficients:
    """p(t + 1) − p(t)."""
    return tuple(sum((p[n] * comb(n, k) for n in range(k + 1, len(p))), Fraction(0)) for k in range(len(p) - 1))


def _changes(p: Coefficients, low: int, high: int) -> list[int]:
    """The numbers in (low, high] at which the sign is another than before, where p goes one way."""
    changes = []
    while low < high and _sign(value_at(p, low)) != _sign(value_at(p, high)):
        sign, same, other = _sign(value_at(p, low)), low, high
        while other - same > 1:
            middle = (same + other) // 2
            same, other = (middle, other) if _sign(value_at(p, middle)) == sign else (same, middle)
        changes.append(other)
        low = other
    return changes


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def between(sign: str, low: int, high: int) -> bool | None:
    """Whether a comparison with zero holds of a number, by the signs of its bounds."""
    possible = {SIGNS[sign](s, 0) for s in (-1, 0, 1) if low <= s <= high}
    return possible.pop() if len(possible) == 1 else None


def residues(p: Coefficients) -> tuple[int, list[int]] | None:
    """(m, those r from 0 to m − 1 at which p is whole): it is whole at t just where it is at t mod m."""
    denominator = lcm(*(c.denominator for c in p)) if p else 1
    if denominator > MOST_RESIDUES:
        return None
    numerators = [int(c * denominator) for c in p]
    whole = [sum(c * r**n for n, c in enumerate(numerators)) % denominator == 0 for r in range(denominator)]
    divisors = (m for m in range(1, denominator + 1) if denominator % m == 0)
    period = next(m for m in divisors if all(whole[r] == whole[r % m] for r in range(denominator)))
    return period, [r for r in range(period) if whole[r]]


MOST_RESIDUES = 4_096


def grows(polynomial: Polynomial | None, symbol: str) -> bool:
    """Whether it never falls as the symbol grows from zero on, as its terms show: none is subtracted but numbers."""
    if polynomial is None:
        return False
    return all(
        not monomial or (number > 0 and all(exponent > 0 and _atom_grows(atom, symbol) for atom, exponent in monomial))
        for monomial, number in polynomial.terms.items()
    )


def _atom_grows(node: Formula, symbol: str) -> bool:
    """Whether it grows with the symbol, and is never negative."""
    match node:
        case Symbol(name=name):
            return name == symbol
        case Power(base=Number(value=base), exponent=exponent):
            return base >= 1 and grows(expanded(exponent, {}), symbol)
        case Call(function="log2", arguments=(argument,)):
            inner = expanded(argument, {})
            return grows(inner, symbol) and _not_negative(inner) and inner is not None and inner.terms.get((), 0) >= 1
        case Call(function="divisible", arguments=(argument, *steps)):
            return not any(map(symbols, steps)) and _grows_from_zero(argument, symbol)
        case Call(function=name, arguments=arguments):
            return name in _GROWING and all(_grows_from_zero(argument, symbol) for argument in arguments)
        case _:
            return False


_GROWING = frozenset({"floor", "ceil", "round", "max", "min", "sqrt"})


def _grows_from_zero(node: Formula, symbol: str) -> bool:
    inner = expanded(node, {})
    return grows(inner, symbol) and _not_negative(inner)


def _not_negative(polynomial: Polynomial | None) -> bool:
    return polynomial is not None and all(number > 0 for number in polynomial.terms.values())
