"""Counts of tensors over the iterations of a repetition."""

from __future__ import annotations

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import ONE, Factor, Formula, Product, Summation
from symcount.network.values import Repeat


def total(count: Formula, repeats: tuple[Repeat, ...]) -> Formula:
    """`count` for all iterations, the innermost first: a product where they are equal, else a sum over the index."""
    tree = count
    for repeat in reversed(repeats):
        if repeat.index is not None:
            tree = Summation(repeat.index, repeat.count, tree)
        elif repeat.count != ONE:
            tree = Product((Factor(repeat.count), tree))
    return tree


def multiplicity(repeats: tuple[Repeat, ...]) -> Formula:
    """How many such layers there are."""
    if any(repeat.index is not None for repeat in repeats):
        return expansion.expand(total(ONE, repeats)).as_formula()
    return arithmetic.multiply(ONE, *(repeat.count for repeat in repeats))
