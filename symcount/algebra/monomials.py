"""A closed form as a tree: the sum of its monomials, written in one order whichever engine found them.

Nothing is computed here. The highest total degree stands first, of one degree the highest power; ties follow the
order of the parameters. A rounding or a power such as `2^i` has degree one and stands behind the symbols, by the
first symbol in it and then by the numbers in it: `⌊16w⌉_8` before `⌊24w⌉_8`.
"""

from __future__ import annotations

from collections.abc import Mapping

from symcount.algebra import formula as f
from symcount.algebra.formula import Formula
from symcount.algebra.functions import Exact

MAX_MONOMIALS = 100_000

Monomial = tuple[tuple[Formula, int], ...]
"""(atom, exponent) pairs; an exponent may be negative (`C_i/g`) and is not zero."""

Terms = dict[Monomial, Exact]
"""Coefficients, none of them zero."""


def check_size(terms: int) -> None:
    """Raises TooLarge where an expansion would have more than MAX_MONOMIALS terms."""
    if terms > MAX_MONOMIALS:
        raise f.TooLarge(f"its expansion has more than {MAX_MONOMIALS:,} terms")


class NoSum(f.TooLarge):
    """A sum over iterations for which symcount knows no closed form."""

    def __init__(self) -> None:
        super().__init__("a sum over iterations has no closed form that symcount knows")


class Unproved(AssertionError):
    """What does not come out equal on two ways: a defect of symcount, never a mistake of its user."""


def sum_of_monomials(terms: Mapping[Monomial, Exact], order: tuple[str, ...] = ()) -> Formula:
    """The tree of Σ coefficient × monomial; symbols that are not in `order` follow by name."""
    ranks = {name: i for i, name in enumerate(order)}
    atoms = {atom: None for monomial in terms for atom, _ in monomial}
    places = {atom: i for i, atom in enumerate(sorted(atoms, key=lambda a: _place(a, ranks)))}
    pairs = [(tuple(sorted(m, key=lambda pair: places[pair[0]])), c) for m, c in terms.items()]
    inner = [_written(m, c) for m, c in sorted(pairs, key=lambda pair: _rank(pair[0], places))]
    return f.sum_of(inner)


def _rank(monomial: Monomial, places: Mapping[Formula, int]) -> tuple[object, ...]:
    powers = [*sorted(-e for _, e in monomial if e > 0), 0]
    return -sum(e for _, e in monomial), powers, [(places[atom], -e) for atom, e in monomial]


def _place(atom: Formula, ranks: Mapping[str, int]) -> tuple[object, ...]:
    first = min((ranks.get(name, len(ranks)) for name in f.symbols(atom)), default=len(ranks))
    return not isinstance(atom, f.Symbol), first, _tokens(atom, ranks)


def _tokens(node: Formula, ranks: Mapping[str, int]) -> list[tuple[int, Exact, str]]:
    """The tree in writing order, so that numbers in it are compared as numbers."""
    match node:
        case f.Number(value=v):
            return [(0, v, "")]
        case f.Symbol(name=name):
            return [(1, ranks.get(name, len(ranks)), name)]
        case _:
            kind = node.function if isinstance(node, f.Call) else type(node).__name__
            return [(2, 0, kind), *(token for part in node.parts for token in _tokens(part, ranks))]


def _written(monomial: Monomial, coefficient: Exact) -> Formula:
    if not monomial:
        return f.Number(coefficient)
    above = [_raised(a, e) for a, e in monomial if e > 0]
    below = [_raised(a, -e) for a, e in monomial if e < 0]
    return f.quotient_of(f.product_of(coefficient.numerator, above), f.product_of(coefficient.denominator, below))


def _raised(atom: Formula, exponent: int) -> Formula:
    match atom:
        case _ if exponent == 1:
            return atom
        case f.Power(base=f.Number(), exponent=inner) if not isinstance(inner, f.Number | f.Quotient):
            factors = inner.factors if isinstance(inner, f.Product) else (inner,)
            return f.Power(atom.base, f.Product((f.Number(exponent), *factors)))  # (2^i)^2 is 2^(2i)
        case _:
            return f.Power(atom, f.Number(exponent))
