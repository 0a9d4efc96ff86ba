"""The value of a symbol for a budget: exact roots, and the largest network within it, proved by evaluation."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from symcount.algebra import arithmetic
from symcount.algebra.formula import Formula, Number, symbols, tidy, value
from symcount.algebra.functions import Exact, Irrational, OutOfDomain
from symcount.derivation.claims import rounded_number, ten
from symcount.language.diagnostics import Problem, problem
from symcount.language.source import short
from symcount.network.catalogue import FileScope
from symcount.network.divisibility import steps_of
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.scaling.feasible import count_at, missing_value, symbolic_count
from symcount.scaling.growth import ideal

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Root

MOST = 10**12
"""No symbol is looked for beyond this."""

MOST_DIGITS = 300
"""Of a budget, so that its solutions can be written as decimals."""


def budget_of(text: str) -> int:
    """`5e6`, `5M`, `5_000_000` as a whole number. Raises Problem (E503)."""
    match = re.fullmatch(r"([0-9][0-9_,]*(?:\.[0-9]+)?)(?:[eE]\+?([0-9]{1,3}))?([KMGBT]?)", text.strip())
    if match is None or len(match[1]) > MOST_DIGITS:
        raise problem("E503", f"`{short(text)}` is no number of parameters", help="e.g. 5e6, 5M or 5_000_000")
    budget = rounded_number(match[1].replace(",", ""), match[3]).value * ten(int(match[2] or 0))
    if budget.denominator != 1:
        raise problem("E503", f"{text} parameters is no whole number")
    if budget >= ten(MOST_DIGITS):
        raise problem("E503", f"a budget has at most {MOST_DIGITS} digits")
    return budget.numerator


@dataclass(frozen=True, slots=True)
class Plateau:
    """The values at which the count is `parameters`: `low` alone, or from `low` to `high`.

    A network that rounds has a whole range of values; which of its ends belong to it depends on the rounding.
    """

    low: Exact
    high: Exact | None
    parameters: int
    low_included: bool = True
    high_included: bool = False


@dataclass(frozen=True, slots=True)
class Solution:
    """What `symcount solve` says of one budget."""

    budget: int
    roots: tuple[Root, ...]
    best: Plateau | None
    """The largest network within the budget, None where even the smallest is beyond it."""
    following: Plateau | None
    """The next larger one."""

    @property
    def note(self) -> str:
        """Why there is no best one."""
        if self.best is not None:
            return ""
        if self.following is None:
            return "no network was found"
        return f"the smallest network has {self.following.parameters:,} parameters"


@dataclass(frozen=True, slots=True)
class Solutions:
    """All budgets for one symbol."""

    network: Network
    symbol: str
    equation: Formula
    """The ideal polynomial that the roots solve."""
    dropped: tuple[str, ...]
    step: Fraction | None
    """The symbol is a multiple of this; None where the network rounds by itself."""
    solutions: tuple[Solution, ...]


def solve(scope: FileScope, request: Request, symbol: str, budgets: Sequence[int]) -> Solutions:
    """The largest `symbol` for each budget.

    Raises Problem: E501 where the count does not contain the symbol, E215 where another symbol needs a value, E504
    where no network can be built with a small one.
    """
    from symcount.algebra.symbolic import positive_roots  # it loads sympy

    request = replace(request, keep=frozenset({symbol}))
    form = symbolic_count(scope, request, [symbol])
    network, exact = form.network, form.parameters
    for name in sorted(symbols(exact)):
        if name != symbol and name not in network.values:
            raise missing_value("this needs", name)
    others = {name: v for name, v in network.values.items() if name != symbol}
    smooth = ideal(exact, {symbol: 1, **others})
    equation = arithmetic.computed(smooth.tree, {name: Number(v) for name, v in others.items()})
    step = steps_of(network.layers, [symbol], others).get(symbol)
    search = _Search(scope, request, exact, others, symbol)
    solutions = []
    for budget in budgets:
        best, following = search.multiples(budget, step) if step is not None else search.rounded(budget)
        solutions.append(Solution(budget, positive_roots(equation, symbol, budget), best, following))
    return Solutions(network, symbol, equation, smooth.dropped, step, tuple(solutions))


@dataclass(frozen=True, slots=True)
class _Search:
    """The count at a value of the symbol: the closed form guides, networks that are built decide."""

    scope: FileScope
    request: Request
    form: Formula
    others: dict[str, Exact]
    symbol: str

    def guess(self, at: Exact) -> Exact:
        try:
            return value(self.form, {**self.others, self.symbol: at})
        except Irrational:
            message = f"`{self.symbol}` cannot be solved for: the count is irrational at {at}"
            raise problem("E222", message) from None
        except OutOfDomain as reason:
            raise problem("E216", f"`{self.symbol}` cannot be solved for: {reason}, at {at}") from None

    def built(self, at: Exact) -> int:
        parameters = count_at(self.scope, self.request, {self.symbol: at})
        assert parameters is not None  # every other symbol has a value
        return parameters

    # ---- multiples of a step -------------------------------------------------------------

    def multiples(self, budget: Exact, step: Fraction) -> tuple[Plateau | None, Plateau | None]:
        """The largest network within the budget, and the next one."""

        def at(k: int) -> Plateau:
            return Plateau(tidy(k * step), None, self.built(tidy(k * step)))

        for first in range(64):  # the least that can be built: 0 blocks, but 1 channel
            with suppress(Problem):
                smallest = at(first)
                break
        else:
            raise problem("E504", f"no network can be built with a small `{self.symbol}`")
        if self.guess(first * step) > budget:
            return None, smallest
        high = max(1, 2 * first)
        while high <= MOST and self.guess(high * step) <= budget:
            high *= 2
        last = high // 2
        if high <= MOST:
            last = bisect_right(range(high), budget, last, key=lambda k: self.guess(k * step)) - 1
        best = at(last)
        while best.parameters > budget and last > first:  # a choice that the closed form does not know
            last -= 1
            best = at(last)
        return (best if best.parameters <= budget else None), at(last + 1)

    # ---- networks that round by themselves -----------------------------------------------

    def rounded(self, budget: int) -> tuple[Plateau | None, Plateau | None]:
        """The largest network within the budget, and the next one."""
        low, high = Fraction(1, 1_000), Fraction(1)
        if self.guess(low) > budget:
            return None, self._plateau(low)
        while self.guess(high) <= budget:
            low, high = high, high * 2
            if high > MOST:
                return self._plateau(low), None
        end, included = _edge(lambda x: self.guess(x) <= budget, low, high)
        inside, beyond = (end, end + TINY) if included else (end - TINY, end)
        return self._plateau(inside), self._plateau(beyond)

    def _plateau(self, at: Fraction) -> Plateau:
        """All the values round `at` that give the same count."""
        parameters = self.built(at)
        below, above = at, at
        while below > Fraction(1, 10**6) and self.guess(below) == parameters:
            below /= 2
        while above < MOST and self.guess(above) == parameters:
            above *= 2
        low, lower, high, included = Fraction(0), True, None, False
        if self.guess(below) != parameters:
            low, lower = _edge(lambda x: self.guess(x) < parameters, below, at)
        if above < MOST:
            high, included = _edge(lambda x: self.guess(x) <= parameters, at, above)
        return Plateau(tidy(low), None if high is None else tidy(high), parameters, not lower, included)


TINY = Fraction(1, 10**9)


def _edge(holds: Callable[[Fraction], bool], low: Fraction, high: Fraction) -> tuple[Fraction, bool]:
    """Where `holds` ends between two values: the simplest fraction within 10^-12, and whether it holds there."""
    while high - low > Fraction(1, 10**12):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    end = simplest_within(low, high)
    return end, holds(end)


def simplest_within(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator in [low, high], both at least zero (Stern–Brocot)."""
    whole = -(-low.numerator // low.denominator)
    if whole <= high:
        return Fraction(whole)
    below = whole - 1
    return below + 1 / simplest_within(1 / (high - below), 1 / (low - below))
