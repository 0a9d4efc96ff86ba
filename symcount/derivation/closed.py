"""Closed forms, as trees and as strings for sympy. Where no symbol is kept, sympy is not loaded."""

from __future__ import annotations

from symcount.algebra.written import Factor, Number, Written, symbols, value
from symcount.network.values import Network


def closed_written(tree: Written, network: Network) -> Written:
    """The closed form of `tree` as a tree of one factor; a number where no symbol is kept."""
    if not symbols(tree):
        return Number(value(tree))
    from symcount.algebra import symbolic

    return Factor(symbolic.closed_form(tree, network.keep).written)


def sympy_text(tree: Written, network: Network) -> int | str:
    """A number as an integer, a closed form as a string that sympy reads."""
    if not symbols(tree):
        return int(value(tree))
    from symcount.algebra import symbolic

    return symbolic.text(tree, network.keep)


def sympy_names(network: Network) -> list[str]:
    """The kept symbols, as `sympy_text` writes them."""
    if not network.keep:
        return []
    from symcount.algebra import symbolic

    return list(symbolic.readable(network.keep).values())
