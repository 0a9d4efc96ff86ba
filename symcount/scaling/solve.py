"""The value of a symbol for a budget: exact roots, and the largest network within it, proved by evaluation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from symcount.algebra.formula import Formula, symbols, tidy, value
from symcount.algebra.functions import Exact
from symcount.derivation.counting import count
from symcount.language.diagnostics import Problem, problem
from symcount.network.catalogue import FileScope
from symcount.network.divisibility import steps_of
from symcount.network.elaborate import elaborate
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.scaling.growth import count_at, refuse_absent
from symcount.scaling.ideal import ideal

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}
MOST = 10**12
"""No symbol is looked for beyond this."""


def budget_of(text: str) -> int:
    """`5e6`, `5M`, `5_000_000` as a whole number. Raises Problem."""
    match = re.fullmatch(r"([0-9][0-9_,]*)(?:\.([0-9]+))?(?:[eE]\+?([0-9]{1,3}))?([KMGBT]?)", text.strip())
    if match is None:
        raise problem("E503", f"`{text}` is no number of parameters", help="e.g. 5e6, 5M or 5_000_000")
    whole, part, exponent, unit = match.groups()
    digits = Fraction(f"{re.sub('[_,]', '', whole)}.{part or 0}")
    number: Fraction = digits * Fraction(10) ** int(exponent or 0) * _UNITS[unit]
    if number.denominator != 1:
        raise problem("E503", f"{text} parameters is no whole number")
    return number.numerator


@dataclass(frozen=True, slots=True)
class Root:
    """A positive solution of the ideal polynomial = budget: in radicals where there are some, and as a decimal."""

    latex: str | None
    text: str | None
    decimal: float


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
    note: str = ""


@dataclass(frozen=True, slots=True)
class Solved:
    """All budgets for one symbol."""

    network: Network
    symbol: str
    equation: Formula
    """The ideal polynomial that the roots solve."""
    dropped: tuple[str, ...]
    step: Fraction | None
    """The symbol is a multiple of this; None where the network rounds by itself."""
    solutions: tuple[Solution, ...]


def solve(scope: FileScope, request: Request, symbol: str, budgets: list[int]) -> Solved:
    """The largest `symbol` for each budget. Raises Problem."""
    kept = replace(request, keep=frozenset({symbol}))
    network = elaborate(scope, kept)
    refuse_absent(network, symbol)
    exact = count(network).parameters
    open_ = sorted(n for n in symbols(exact) if n != symbol and n not in network.values)
    if open_:
        raise problem("E215", f"this needs the value of `{open_[0]}`", help=f"give it one: --set {open_[0]}=…")
    smooth = ideal(exact, {**network.values, symbol: network.values.get(symbol, 1)})
    step = steps_of(network.layers, [symbol], {k: v for k, v in network.values.items() if k != symbol}).get(symbol)
    search = _Search(scope, kept, network, symbol, exact, step)
    return Solved(
        network, symbol, smooth.tree, smooth.dropped, step, tuple(_solution(search, smooth.tree, b) for b in budgets)
    )


def _solution(search: _Search, smooth: Formula, budget: int) -> Solution:
    from symcount.algebra import symbolic

    roots = tuple(Root(*r) for r in symbolic.positive_roots(smooth, search.symbol, budget))
    best, following = search.within(budget)
    note = ""
    if best is None:
        smallest = following.parameters if following is not None else None
        note = f"the smallest network has {smallest:,} parameters" if smallest is not None else "no network was found"
    return Solution(budget, roots, best, following, note)


@dataclass(slots=True)
class _Search:
    """Evaluations of one network for one symbol; the closed form guides, networks that are built decide."""

    scope: FileScope
    request: Request
    network: Network
    symbol: str
    exact: Formula
    step: Fraction | None

    def guess(self, at: Exact) -> Exact:
        """The closed form at a value."""
        return value(self.exact, {**self.network.values, self.symbol: at})

    def built(self, at: Exact) -> int:
        """The count of the network built with that value. Raises Problem."""
        found = count_at(self.scope, self.request, self.symbol, at)
        assert found is not None
        return found

    def within(self, budget: int) -> tuple[Plateau | None, Plateau | None]:
        """The largest network within the budget, and the next one."""
        return self._whole(budget) if self.step is not None else self._rounded(budget)

    # ---- multiples of a step -------------------------------------------------------------

    def _whole(self, budget: int) -> tuple[Plateau | None, Plateau | None]:
        assert self.step is not None
        step = self.step
        first = self._smallest()
        last = _largest(lambda k: self.guess(k * step) <= budget, first)
        if last is None:
            return None, self._at(first)
        best = self._at(last)
        while best.parameters > budget and last > first:  # a choice that the closed form does not know
            last -= 1
            best = self._at(last)
        return (best if best.parameters <= budget else None), self._at(last + 1)

    def _at(self, k: int) -> Plateau:
        assert self.step is not None
        at = tidy(k * self.step)
        return Plateau(at, None, self.built(at))

    def _smallest(self) -> int:
        """The least multiple at which the network can be built: 0 blocks, but 1 channel."""
        for k in range(64):
            try:
                self._at(k)
            except Problem:
                continue
            return k
        raise problem("E504", f"no network can be built with a small `{self.symbol}`")

    # ---- networks that round by themselves -----------------------------------------------

    def _rounded(self, budget: int) -> tuple[Plateau | None, Plateau | None]:
        low, high = Fraction(1, 1_000), Fraction(1)
        if self.guess(low) > budget:
            return None, self._plateau(low)
        while self.guess(high) <= budget:
            low, high = high, high * 2
            if high > MOST:
                return self._plateau(low), None
        edge = self._edge(lambda x: self.guess(x) <= budget, low, high)
        inside, beyond = (edge.at, edge.at + TINY) if edge.included else (edge.at - TINY, edge.at)
        return self._plateau(inside), self._plateau(beyond)

    def _plateau(self, at: Fraction) -> Plateau:
        """All the values round `at` that give the same count."""
        parameters = self.built(at)
        below, above = at, at
        while below > Fraction(1, 10**6) and self.guess(below) == parameters:
            below /= 2
        while above < MOST and self.guess(above) == parameters:
            above *= 2
        low = _Edge(Fraction(0), True)
        if self.guess(below) != parameters:
            low = self._edge(lambda x: self.guess(x) < parameters, below, at)
        high = self._edge(lambda x: self.guess(x) <= parameters, at, above) if above < MOST else _Edge(None, False)
        worth = None if high.at is None else tidy(high.at)
        return Plateau(tidy(low.at), worth, parameters, not low.included, high.included)

    def _edge(self, holds: Callable[[Fraction], bool], low: Fraction, high: Fraction) -> _Edge:
        """Where `holds` ends between two values: the simplest fraction within 10^-12, and whether it holds there."""
        while high - low > Fraction(1, 10**12):
            middle = (low + high) / 2
            low, high = (middle, high) if holds(middle) else (low, middle)
        at = simplest_within(low, high)
        return _Edge(at, holds(at))


TINY = Fraction(1, 10**9)


class _Edge(NamedTuple):
    """Where something ends, and whether it still is so there."""

    at: Any
    included: bool


def _largest(holds: Callable[[int], bool], first: int) -> int | None:
    """The largest k ≥ first for which `holds`, by doubling and halving; None where not even the first does."""
    if not holds(first):
        return None
    low, high = first, max(1, 2 * first)
    while holds(high):
        low, high = high, 2 * high
        if high > MOST:
            return low
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def simplest_within(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator in [low, high], both at least zero (Stern–Brocot)."""
    whole = -(-low.numerator // low.denominator)
    if whole <= high:
        return Fraction(whole)
    below = whole - 1
    return below + 1 / simplest_within(1 / (high - below), 1 / (low - below))
