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
from symcount.network.request import own_or_item
from symcount.scaling.feasible import value_or_none
from symcount.scaling.pieces import holds

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Root


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a comparison: both counts as closed forms, their difference and ratio in lowest terms."""

    title: str
    left: Formula
    right: Formula
    difference: Formula | None
    """left − right, None where a symbol means one thing on the left and another on the right."""
    ratio: Formula | None
    """left/right, None there too and where right is zero."""
    numbers: tuple[Exact, Exact] | None
    """Both counts at the values of their parameters, where all have one."""

    @property
    def value_difference(self) -> Exact | None:
        """That of the numbers."""
        return None if self.numbers is None else self.numbers[0] - self.numbers[1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `symcount compare` reports."""

    left: Network
    right: Network
    whole: Pair
    stages: tuple[Pair, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]
    alone: dict[str, Formula]
    """The counts of these stages."""
    differing: dict[str, tuple[Exact | None, Exact | None]]
    """The symbols that are worth one thing on the left and another on the right."""
    symbol: str | None
    """The symbol in which crossings were looked for: the only one, else None."""
    crossings: tuple[Root, ...]
    """The positive values of the symbol at which both forms are equal, and the choices are those of the forms."""

    @property
    def numbers(self) -> tuple[Exact, Exact] | None:
        """Both counts at the values of their parameters, where all have one."""
        return self.whole.numbers


def compare(left: Network, right: Network, kept: frozenset[str] = frozenset()) -> Comparison:
    """Compare the counts of two networks.

    A symbol of both is the same symbol where it has the same value on both sides, or is among those that the user
    `kept`.
    """
    a, b = count(left), count(right)
    order = tuple(dict.fromkeys((*left.keep, *right.keep)))
    values = {name: (left.values.get(name), right.values.get(name)) for name in left.keep if name in right.keep}
    used = {**symbols(a.parameters), **symbols(b.parameters)}
    differing = {
        k: pair for k, pair in values.items() if k in used and own_or_item(k).isdisjoint(kept) and pair[0] != pair[1]
    }

    def pair(title: str, first: Formula, second: Formula) -> Pair:
        """With the factors of both sides in one order, whatever that of the parameters is."""
        first, second = (expansion.expand(side).as_formula(order) for side in (first, second))
        numbers = value_or_none(first, left.values), value_or_none(second, right.values)
        known = None if numbers[0] is None or numbers[1] is None else (numbers[0], numbers[1])
        if not differing.keys().isdisjoint({**symbols(first), **symbols(second)}):
            return Pair(title, first, second, None, None, known)
        return Pair(title, first, second, _difference(first, second, order), _ratio(first, second, order), known)

    stages_a, stages_b = ({group.label or "unlabelled": stage for group, stage in form.groups} for form in (a, b))
    whole = pair("total", a.parameters, b.parameters)
    common = [title for title in stages_a if title in stages_b] if len(stages_a) > 1 else []
    only_left, only_right = (
        tuple(title for title in stages if common and title not in others)
        for stages, others in ((stages_a, stages_b), (stages_b, stages_a))
    )
    names = () if whole.difference is None else tuple(symbols(whole.difference))
    symbol = names[0] if len(names) == 1 else None
    crossings: tuple[Root, ...] = ()
    if symbol is not None and whole.difference is not None:
        from symcount.algebra.symbolic import positive_roots  # it loads sympy

        roots = positive_roots(whole.difference, symbol, 0)
        crossings = tuple(r for r in roots if all(_chooses_there(side, symbol, r.decimal) for side in (left, right)))
    return Comparison(
        left,
        right,
        whole,
        tuple(pair(title, stages_a[title], stages_b[title]) for title in common),
        only_left,
        only_right,
        {**{title: stages_a[title] for title in only_left}, **{title: stages_b[title] for title in only_right}},
        differing,
        symbol,
        crossings,
    )


def _chooses_there(network: Network, symbol: str, at: float) -> bool:
    """Whether the choices that were decided at the values are the same at another value of a symbol."""
    values = {**network.values, symbol: Fraction(at)}
    decided = (c for c in network.conditions if c.decided and not c.relation.is_divisibility)
    return all(holds(condition, values) for condition in decided)


def _difference(a: Formula, b: Formula, order: tuple[str, ...]) -> Formula:
    return expansion.add(expansion.expand(a), expansion.scale(-1, expansion.expand(b))).as_formula(order)


def _ratio(a: Formula, b: Formula, order: tuple[str, ...]) -> Formula | None:
    """a/b in lowest terms, as a sum of fractions where that is shorter (`1/C_o + 1/K^2`)."""
    if expansion.expand(b).is_zero:
        return None
    if not symbols(a) and not symbols(b):
        return Number(Fraction(value(a)) / value(b))
    from symcount.algebra import rings  # it loads sympy

    return rings.lowest_terms(Quotient(a, b), order)
