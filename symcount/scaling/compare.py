"""Two networks, or two variants of one: difference and ratio in common symbols, where they cross, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from symcount.algebra import expansion
from symcount.algebra.formula import Formula, Number, Quotient, symbols, value
from symcount.algebra.functions import Exact
from symcount.derivation.tally import count
from symcount.network.network import Network
from symcount.scaling.feasible import value_or_none

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Root


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a comparison: both counts as closed forms, their difference and ratio in lowest terms."""

    title: str
    left: Formula
    right: Formula
    difference: Formula
    ratio: Formula | None
    """left/right, None where right is zero."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `symcount compare` reports."""

    left: Network
    right: Network
    whole: Pair
    stages: tuple[Pair, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]
    symbol: str | None
    """The symbol in which crossings were looked for: the only one, else None."""
    crossings: tuple[Root, ...]
    """The positive values of the symbol at which both counts are equal."""
    numbers: tuple[Exact, Exact] | None
    """Both counts at the values of their parameters, where all have one."""


def compare(left: Network, right: Network) -> Comparison:
    """Compare the counts of two networks; symbols of one name are the same symbol."""
    a, b = count(left), count(right)
    order = tuple(dict.fromkeys((*left.keep, *right.keep)))
    stages_a, stages_b = ({group.label or "unlabelled": stage for group, stage in form.groups} for form in (a, b))
    whole = _pair("total", a.parameters, b.parameters, order)
    common = [title for title in stages_a if title in stages_b] if len(stages_a) > 1 else []
    names = tuple(symbols(whole.difference))
    symbol = names[0] if len(names) == 1 else None
    crossings: tuple[Root, ...] = ()
    if symbol is not None:
        from symcount.algebra.symbolic import positive_roots  # it loads sympy

        crossings = positive_roots(whole.difference, symbol, 0)
    left_number, right_number = (value_or_none(form.parameters, form.network.values) for form in (a, b))
    return Comparison(
        left,
        right,
        whole,
        tuple(_pair(title, stages_a[title], stages_b[title], order) for title in common),
        tuple(title for title in stages_a if common and title not in stages_b),
        tuple(title for title in stages_b if common and title not in stages_a),
        symbol,
        crossings,
        None if left_number is None or right_number is None else (left_number, right_number),
    )


def _pair(title: str, a: Formula, b: Formula, order: tuple[str, ...]) -> Pair:
    difference = expansion.add(expansion.expand(a), expansion.scale(-1, expansion.expand(b)))
    return Pair(title, a, b, difference.as_formula(order), _ratio(a, b, order))


def _ratio(a: Formula, b: Formula, order: tuple[str, ...]) -> Formula | None:
    """a/b in lowest terms, as a sum of fractions where that is shorter (`1/C_o + 1/K^2`)."""
    if expansion.expand(b).is_zero:
        return None
    if not symbols(a) and not symbols(b):
        return Number(Fraction(value(a)) / value(b))
    from symcount.algebra import rings  # it loads sympy

    return rings.lowest_terms(Quotient(a, b), order)
