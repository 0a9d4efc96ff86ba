"""Closed forms and equalities, proved: by two engines that share no arithmetic, and at three points.

`rings` (sympy) and `expansion` each multiply out the tree by an arithmetic of their own; `formula.value` computes
what a tree is at numbers. What they do not agree on is a defect of symcount, and is not printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count, islice

from symcount.algebra import expansion
from symcount.algebra.formula import Factor, Formula, Number, Sum, symbols, value
from symcount.algebra.functions import Exact
from symcount.algebra.monomials import Unproved as Unproved

POINTS = 3
TRIES = 100
"""So many points are drawn to find POINTS inside the domain."""
LARGEST = 30
"""Points are whole numbers from one to this."""
SHOWN = 20
"""So many formulas are named where their sum is not what was found."""


def closed_form(counts: Mapping[Formula, int], order: tuple[str, ...]) -> Formula:
    """The sum of the formulas, each so many times, in closed form without sympy; a number where there is no symbol.

    It is held against the formulas at three points. Raises Unproved, TooLarge, ZeroDivisionError, NoSum.
    """
    if not any(map(symbols, counts)):
        return Number(_total(counts, {}))
    closed = expansion.closed_form(counts, order)
    _prove_at_points(closed, counts)
    return Factor(closed)


def proved_closed_form(counts: Mapping[Formula, int], order: tuple[str, ...]) -> Formula:
    """The same by sympy, with our own expansion as its witness: it must arrive at the same form."""
    if not any(map(symbols, counts)):
        return Number(_total(counts, {}))
    from symcount.algebra import rings  # numbers need no sympy

    closed = rings.closed_form(counts, order)
    witness = expansion.closed_form(counts, order)
    if closed != witness:
        raise _unproved(closed, witness)
    _prove_at_points(closed, counts)
    return Factor(closed)


def prove_equal(left: Formula, right: Formula) -> None:
    """Prove left = right for all values of their symbols: by both engines and at points. Raises Unproved, TooLarge."""
    if left == right:
        return
    if not (symbols(left) or symbols(right)):
        if value(left) != value(right):
            raise _unproved(left, right)
        return
    from symcount.algebra import rings

    if not (rings.identical(left, right) and expansion.identical(left, right)):
        raise _unproved(left, right)
    _prove_at_points(left, {right: 1})


def prove_chain(sides: Sequence[Formula], values: Mapping[str, Exact]) -> None:
    """Prove a = b = c = …; a step from symbols to numbers is proved at `values`."""
    for left, right in zip(sides, sides[1:], strict=False):
        if symbols(left) and not symbols(right):
            if value(left, values) != value(right):
                raise _unproved(left, right)
        else:
            prove_equal(left, right)


def is_identity(left: Formula, right: Formula) -> bool:
    """Whether two formulas that nobody prints as equal are: by the first engine that says so, ours before sympy."""
    with suppress(ArithmeticError):
        if expansion.identical(left, right):
            return True
    from symcount.algebra import rings

    return rings.identical(left, right)


def _unproved(left: Formula, right: Formula) -> Unproved:
    from symcount.algebra.notation import write  # not needed where all is well
    from symcount.algebra.notations.unicode import UNICODE

    return Unproved(f"{write(left, UNICODE)} is not {write(right, UNICODE)}")


def _total(counts: Mapping[Formula, int], values: Mapping[str, Exact]) -> Exact:
    return sum(times * value(tree, values) for tree, times in counts.items())


def _prove_at_points(closed: Formula, counts: Mapping[Formula, int]) -> None:
    """A point at which a formula has no exact value, such as a division by zero, is replaced by the next."""
    names = sorted({name for tree in (closed, *counts) for name in symbols(tree)})
    inside = 0
    for point in islice(_points(closed, names), TRIES):
        try:
            equal = value(closed, point) == _total(counts, point)
        except ArithmeticError:
            continue
        if not equal:
            raise _unproved(closed, Sum(tuple(islice(counts, SHOWN))))
        inside += 1
        if inside == POINTS:
            return


def _points(formula: Formula, names: list[str]) -> Iterator[dict[str, Exact]]:
    """Whole numbers for the names, drawn from a digest of the formula: the same in every run."""
    from hashlib import shake_128  # numbers need none

    digest = shake_128(repr(formula).encode())
    for number in count():
        drawn = digest.copy()
        drawn.update(b"%d" % number)
        yield {name: 1 + byte % LARGEST for name, byte in zip(names, drawn.digest(len(names)), strict=True)}
