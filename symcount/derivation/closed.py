"""Closed forms, as trees and as strings for sympy, which is not loaded for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from symcount.algebra import expansion, polynomial, reading
from symcount.algebra.written import Factor, Number, Written, symbols, value
from symcount.derivation.tally import Term
from symcount.network.values import Network


def closed_written(tree: Written, network: Network) -> Written:
    """The closed form of `tree` as a tree of one factor; a number where no symbol is kept."""
    if not symbols(tree):
        return Number(value(tree))
    return Factor(expansion.expand(tree).written(network.keep))


def closed_total(terms: Iterable[Term], network: Network) -> Written:
    """The closed form of the sum of all terms, added up one by one: there may be tens of thousands."""
    counts = Counter(term.total for term in terms)
    if not any(symbols(tree) for tree in counts):
        return Number(sum(times * value(tree) for tree, times in counts.items()))
    parts = (polynomial.scale(times, expansion.expand(tree)) for tree, times in counts.items())
    return Factor(polynomial.add(*parts).written(network.keep))


def sympy_text(tree: Written, network: Network) -> int | str:
    """A number as an integer, a closed form as a string that sympy reads."""
    return reading.text(tree, network.keep) if symbols(tree) else int(value(tree))


def sympy_names(network: Network) -> list[str]:
    """The kept symbols, as `sympy_text` writes them."""
    return list(reading.readable(network.keep).values())
