"""The largest values within a budget, and the largest pairs of two symbols, as answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from symcount.algebra.functions import Exact
from symcount.api.numbers import expression, root
from symcount.api.result import Result
from symcount.render.formats import Answer

if TYPE_CHECKING:
    from symcount.scaling.frontier import Frontier
    from symcount.scaling.largest import Found
    from symcount.scaling.solve import Solutions


class SolutionRow(NamedTuple):
    """The largest value within a budget, and its count; the next value, and its. None where there is none.

    A network that rounds has a range of values, from `value` to `to`; with `unbounded` all larger ones fit.
    """

    budget: int
    value: Exact | None
    to: Exact | None
    parameters: int | None
    next: Exact | None
    next_parameters: int | None
    unbounded: bool
    equation: Any
    """The ideal polynomial: an expression, which the budget is equal to at the roots."""
    roots: tuple[Any, ...]
    """Positive: exact expressions where they are in square roots, else decimals."""
    unsearched: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class SolveResult(Result[SolutionRow]):
    """The largest value of a symbol within each budget; a row a budget."""

    result: Solutions

    @property
    def symbol(self) -> str:
        """What was solved for."""
        return self.result.symbol

    @property
    def step(self) -> Fraction | None:
        """Values are multiples of it; None where the network rounds by itself."""
        return self.result.step

    @property
    def value(self) -> Exact | None:
        """The largest value within the first budget, None where none fits."""
        return self.rows[0].value

    @property
    def parameters(self) -> int | None:
        """The count at that value."""
        return self.rows[0].parameters

    @cached_property
    def rows(self) -> tuple[SolutionRow, ...]:
        return tuple(
            SolutionRow(
                s.budget,
                *_found(s.best),
                None if s.following is None else s.following.low,
                None if s.following is None else s.following.parameters,
                s.best is not None and s.best.unbounded,
                expression(s.equation),
                tuple(map(root, s.roots)),
                s.unsearched,
            )
            for s in self.result.solutions
        )

    @property
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        from symcount.render.scaling import SOLUTIONS

        return SOLUTIONS, (self.result,)

    def _summary(self) -> str:
        name = self.result.network.name
        return "\n".join(f"{name} within {s.budget:,}: {_said(self.symbol, s.best)}" for s in self.result.solutions)


def _found(found: Found | None) -> tuple[Exact | None, Exact | None, int | None]:
    return (None, None, None) if found is None else (found.low, found.high, found.parameters)


def _said(symbol: str, found: Found | None) -> str:
    if found is None:
        return "none fits"
    to = "" if found.high is None else f" to {found.high}"
    return f"{symbol} = {found.low}{to}, {found.parameters:,} parameters"


class PairRow(NamedTuple):
    """A value of the second symbol, the largest one of the first with it, to where it goes, and the count."""

    other: Exact
    value: Exact
    to: Exact | None
    parameters: int


@dataclass(frozen=True, repr=False)
class FrontierResult(Result[PairRow]):
    """The largest pairs of two symbols within a budget."""

    result: Frontier

    @property
    def symbols(self) -> tuple[str, str]:
        """The symbol of `value`, and that of `other`."""
        return self.result.symbols

    @cached_property
    def rows(self) -> tuple[PairRow, ...]:
        return tuple(PairRow(p.other, p.found.low, p.found.high, p.found.parameters) for p in self.result.pairs)

    @property
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        from symcount.render.scaling import FRONTIER

        return FRONTIER, (self.result,)

    def _summary(self) -> str:
        both = " and ".join(self.symbols)
        return f"{self.result.network.name} within {self.result.budget:,}: {len(self)} largest pairs of {both}"
