"""The value of a symbol for a budget: exact roots, and the largest network within it, proved by evaluation.

Along whole values, or multiples of a step, the pieces of the count are known exactly (`line`), and so is the last
value within a budget where the count is a polynomial, or grows; where a network rounds by itself, a range of values
has the same count (`zones`). What was not searched is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from symcount.algebra import arithmetic
from symcount.algebra.formula import Formula, Number, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.monomials import Unproved
from symcount.derivation.claims import rounded_number, ten
from symcount.language.diagnostics import Problem, problem
from symcount.language.source import short
from symcount.network.catalogue import FileScope
from symcount.network.divisibility import steps_of
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.scaling.feasible import count_at, missing_value, not_in_count
from symcount.scaling.ideal import ideal
from symcount.scaling.largest import Found, Search, Stairs, Steps
from symcount.scaling.line import Line
from symcount.scaling.pieces import TOO_MUCH, Piece, Pieces
from symcount.scaling.zones import Zones, stands_in_roundings

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Root

MOST_DIGITS = 300
"""Of a budget, so that its solutions can be written as decimals."""


def budget_of(text: str) -> int:
    """`5e6`, `5M`, `5_000_000` as a whole number. Raises Problem (E503)."""
    match = re.fullmatch(r"([0-9][0-9_,]*(?:\.[0-9]+)?)(?:[eE]\+?([0-9]{1,3}))?([kKMGBT]?)", text.strip())
    if match is None or len(match[1]) > MOST_DIGITS:
        help = "e.g. 100k, 5M, 5e6 or 5_000_000; units are k, K, M, G, B and T"
        raise problem("E503", f"`{short(text)}` is no number of parameters", help=help)
    budget = rounded_number(match[1].replace(",", ""), match[3]).value * ten(int(match[2] or 0))
    if budget.denominator != 1:
        raise problem("E503", f"{text} parameters is no whole number")
    if budget >= ten(MOST_DIGITS):
        raise problem("E503", f"a budget has at most {MOST_DIGITS} digits")
    return budget.numerator


@dataclass(frozen=True, slots=True)
class Solution:
    """What `symcount solve` says of one budget."""

    budget: int
    equation: Formula
    """The ideal polynomial that the roots solve, with the choices that are made at the answer."""
    dropped: tuple[str, ...]
    roots: tuple[Root, ...]
    """At which the choices are those of the equation."""
    best: Found | None
    """The largest value within the budget, None where none is."""
    following: Found | None
    """The next larger value that can be built; the least one where none is within the budget."""
    unsearched: tuple[str, ...]
    """Where a larger value may be, in words."""
    like: str | None = None
    """The network that has the budget's number of parameters."""

    @property
    def note(self) -> str:
        """That there is no best one, and why."""
        if self.best is not None:
            return ""
        if self.following is None:
            return "None was found that fits."
        return f"None fits: the first network that can be built has {self.following.parameters:,} parameters."


@dataclass(frozen=True, slots=True)
class Solutions:
    """All budgets for one symbol."""

    network: Network
    symbol: str
    step: Fraction | None
    """The symbol is a multiple of this; None where the network rounds by itself."""
    solutions: tuple[Solution, ...]


Likes = Mapping[int, str]
"""The networks whose counts are budgets."""


def solve(
    scope: FileScope,
    request: Request,
    symbol: str,
    budgets: Sequence[int],
    multiple: Fraction | None = None,
    likes: Likes = {},
) -> Solutions:
    """The largest `symbol` for each budget, a `multiple` of a number where one is given.

    Raises Problem: E501 where the count does not depend on the symbol, E215 where another one needs a value, that of
    the first value where no network can be built at all, E222 where the count is irrational.
    """
    search, first, start, step = search_of(scope, request, symbol, multiple)
    solutions = (_solution(search, first, start, budget) for budget in budgets)
    named = tuple(replace(solution, like=likes.get(solution.budget)) for solution in solutions)
    return Solutions(first.network, symbol, step, named)


def search_of(
    scope: FileScope, request: Request, symbol: str, multiple: Fraction | None = None
) -> tuple[Search, Piece, Exact, Fraction | None]:
    """The search along a symbol, a piece, the value at which it was found, and the step. Raises Problem."""
    pieces = Pieces(scope, request, (symbol,))
    first, start = piece_in(pieces, symbol, multiple)
    step = step_of(first, symbol, multiple)
    if step is None:
        return Stairs(pieces, symbol, Zones(pieces, symbol, Fraction(start))), first, start, None
    if multiple is None:
        step = Fraction(1, step.denominator)  # another piece may need no multiple
    return Steps(Line(pieces, symbol, step).explored(start)), first, start, step


def piece_in(pieces: Pieces, symbol: str, multiple: Fraction | None = None) -> tuple[Piece, Exact]:
    """`first_piece`, with a form in which all other symbols are numbers. Raises Problem (E215)."""
    first, start = first_piece(pieces, symbol, multiple)
    for name in sorted(symbols(first.form)):
        if name != symbol:
            raise missing_value("this needs", name)
    return first, start


FEW = (*range(1, 65), *(2**n for n in range(7, 21)))
"""Values to try where that of the file does not do."""

MOST_ALIKE = 12
"""So many are tried where the same is said of all."""


def first_piece(pieces: Pieces, symbol: str, multiple: Fraction | None = None) -> tuple[Piece, Exact]:
    """A piece at the symbol's own value, or else at a small one; and that value. Raises Problem."""
    own: Exact | None = None
    trouble: Problem | None = None
    said: list[str] = []
    try:
        default = pieces.default()
        own = default.network.values.get(symbol)
    except Problem as mistake:
        trouble = mistake
    else:
        if not default.depends_on(symbol):
            raise not_in_count(default.counted, symbol)
    near = () if multiple is None else tuple(multiple * n for n in FEW)
    for value in (*(() if own is None else (own,)), *FEW, *near):
        here = pieces.at({symbol: value})
        if isinstance(here, Piece):
            return here, value
        said.append(here.message)
        if here.code in TOO_MUCH or (len(said) > MOST_ALIKE and len(set(said)) == 1):
            break  # the value is not what is wrong
        trouble = trouble or Problem(here)
    raise trouble or problem("E211", f"no network is small enough to be built for some `{symbol}`")


def step_of(piece: Piece, symbol: str, multiple: Fraction | None = None) -> Fraction | None:
    """Of which number the symbol is a multiple; None where it stands in roundings and can be any."""
    network = piece.network
    others = {name: v for name, v in network.values.items() if name != symbol}
    step = None if symbol in piece.pinned else steps_of(network.layers, [symbol], others).get(symbol)
    if step is None and (symbol in piece.pinned or not stands_in_roundings(piece, symbol)):
        step = Fraction(1)
    if multiple is None:
        return step
    step = step or multiple
    return Fraction(lcm(step.numerator * multiple.denominator, multiple.numerator * step.denominator)) / (
        step.denominator * multiple.denominator
    )


def _solution(search: Search, first: Piece, start: Exact, budget: int) -> Solution:
    from symcount.algebra.symbolic import positive_roots  # it loads sympy

    best = search.largest(budget)
    following = search.after(best)
    for found in (best, following):
        if found is not None:
            prove(search.pieces, search.symbol, found)
    here = best or following
    piece, at = (first, start) if here is None else (here.piece, here.inside)
    smooth = ideal(piece.form, {**piece.network.values, search.symbol: at})
    others = {name: Number(v) for name, v in piece.network.values.items() if name != search.symbol}
    equation = arithmetic.computed(smooth.tree, others)
    roots = tuple(
        root
        for root in positive_roots(equation, search.symbol, budget)
        if piece.chooses(smooth.choices, {search.symbol: Fraction(root.decimal)})
    )
    return Solution(budget, equation, smooth.dropped, roots, best, following, tuple(search.unsearched(best)))


def prove(pieces: Pieces, symbol: str, found: Found) -> None:
    """The network is built at the value, and counts what was found. Raises Unproved."""
    built = count_at(pieces.scope, pieces.request, {symbol: found.inside})
    if built != found.parameters:
        raise Unproved(f"{symbol} = {found.inside} has {built} parameters, not {found.parameters}")
