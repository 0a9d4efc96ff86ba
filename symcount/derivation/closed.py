"""Closed forms, as trees and as strings for sympy, which is not loaded for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from symcount.algebra import expansion, polynomial
from symcount.algebra import sympy_text as sympy_strings
from symcount.algebra.formula import Factor, Formula, Number, symbols, value
from symcount.derivation.tally import Term
from symcount.network.network import Network


def closed_formula(tree: Formula, network: Network) -> Formula:
    """The closed form of `tree` as a tree of one factor; a number where no symbol is kept."""
    if not symbols(tree):
        return Number(value(tree))
    return Factor(expansion.expand(tree).as_formula(network.keep))


def closed_total(terms: Iterable[Term], network: Network) -> Formula:
    """The closed form of the sum of all terms, added up one by one: there may be tens of thousands."""
    counts = Counter(term.total for term in terms)
    if not any(symbols(tree) for tree in counts):
        return Number(sum(times * value(tree) for tree, times in counts.items()))
    parts = (polynomial.scale(times, expansion.expand(tree)) for tree, times in counts.items())
    return Factor(polynomial.add(*parts).as_formula(network.keep))


def sympy_text(tree: Formula, network: Network) -> int | str:
    """A number as an integer, a closed form as a string that sympy reads."""
    return sympy_strings.text(tree, network.keep) if symbols(tree) else int(value(tree))


def sympy_names(network: Network) -> list[str]:
    """The kept symbols, as `sympy_text` writes them."""
    return list(sympy_strings.readable(network.keep).values())
