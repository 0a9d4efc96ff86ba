"""Every `=` of a derivation is proved before it is printed; what does not hold is a defect and raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symcount.algebra.formula import Formula, symbols, value
from symcount.algebra.functions import Exact
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import UNICODE


class Unproved(AssertionError):
    """Two sides of an `=` that are not equal: a defect of symcount, never a mistake of its user."""

    def __init__(self, left: Formula, right: Formula) -> None:
        super().__init__(f"{write(left, UNICODE)} is not {write(right, UNICODE)}")


def prove_equal(left: Formula, right: Formula) -> None:
    """Prove left = right for all values of their symbols: integers exactly, symbols in a polynomial ring."""
    if symbols(left) or symbols(right):
        from symcount.algebra import symbolic  # numbers need no sympy

        holds = symbolic.identical(left, right)
    else:
        holds = value(left) == value(right)
    if not holds:
        raise Unproved(left, right)


def prove_chain(sides: Sequence[Formula], values: Mapping[str, Exact]) -> None:
    """Prove a = b = c = …; a step from symbols to numbers is proved at `values`."""
    for left, right in zip(sides, sides[1:], strict=False):
        if symbols(left) and not symbols(right):
            if value(left, values) != value(right):
                raise Unproved(left, right)
        else:
            prove_equal(left, right)
