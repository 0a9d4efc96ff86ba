"""Counts of tensors over the turns of a repetition."""

from __future__ import annotations

from symcount.algebra import arithmetic, expansion
from symcount.algebra.written import ONE, Factor, Product, Summation, Written
from symcount.network.values import Turn


def total(count: Written, turns: tuple[Turn, ...]) -> Written:
    """`count` for all turns, the innermost first: a product where they are equal, else a sum over the index."""
    tree = count
    for turn in reversed(turns):
        if turn.index is not None:
            tree = Summation(turn.index, turn.count, tree)
        elif turn.count != ONE:
            tree = Product((Factor(turn.count), tree))
    return tree


def multiplicity(turns: tuple[Turn, ...]) -> Written:
    """How many such layers there are."""
    if any(turn.index is not None for turn in turns):
        return expansion.expand(total(ONE, turns)).written()
    return arithmetic.multiply(ONE, *(turn.count for turn in turns))
