"""How a count grows with a symbol, and the curve of equal counts, as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.api.numbers import number
from symcount.api.result import Result
from symcount.render.formats import Answer

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Expr
    from symcount.scaling.growth import Growth, Part
    from symcount.scaling.level import Level


class GrowthRow(NamedTuple):
    """A value of the symbol, the exact count there, and what its ideal polynomial says; None where there is none."""

    value: Exact
    parameters: int | None
    ideal: Exact | None
    gap: Fraction | None
    exponent: Exact | None
    doubling: Fraction | None
    shares: dict[str, Fraction]
    """Of each stage, from 0 to 1."""
    why: str
    """Why no network can be built."""


class Stage(NamedTuple):
    """A stage, or the whole: an int or an expression for its count, its ideal polynomial and leading coefficient."""

    label: str
    parameters: Any
    polynomial: Any
    degree: int | None
    leading: Any
    share: Fraction | None
    """Of the whole, as the symbol grows."""


class Curve(NamedTuple):
    """The curve of equal counts: `other` as an expression of the symbol, and (value, exact other, largest, count)."""

    other: str
    parameters: int
    formula: Any
    points: tuple[tuple[Exact, Fraction | None, Exact | None, int | None], ...]


@dataclass(frozen=True, repr=False)
class ScaleResult(Result[GrowthRow]):
    """How the count grows with a symbol; its rows are the table."""

    result: Growth
    level: Level | None = None

    @property
    def symbol(self) -> str:
        """The symbol that grows."""
        return self.result.symbol

    @property
    def parameters(self) -> int | Expr:
        """The count at the symbol's own value, as a form in the symbol."""
        return number(self.result.here.exact)

    @property
    def polynomial(self) -> int | Expr:
        """The same without its roundings."""
        return number(self.result.here.ideal.tree)

    @property
    def limit(self) -> int | Expr | None:
        """The count from `limit_from` on, wherever a network can be built; None where that is not known."""
        return None if self.result.limit is None else number(self.result.whole.exact)

    @property
    def limit_from(self) -> Exact | None:
        return self.result.limit

    @property
    def no_limit(self) -> str:
        """Why no limit is known."""
        return self.result.no_limit

    @property
    def degree(self) -> int | None:
        """Of the whole in the symbol, None where that is not known or no polynomial."""
        return self.result.whole.degree

    @property
    def leading(self) -> int | Expr:
        """The coefficient of the highest power."""
        return number(self.result.whole.leading)

    @property
    def exponent(self) -> int | Expr:
        """The local exponent d log P / d log symbol."""
        return number(self.result.exponent)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Each stage, as the symbol grows."""
        return tuple(map(_stage, self.result.parts))

    @cached_property
    def curve(self) -> Curve | None:
        """The curve of equal counts, where a second symbol was given."""
        level = self.level
        if level is None:
            return None
        points = tuple((p.at, p.other, p.whole, p.parameters) for p in level.points)
        return Curve(level.other, level.parameters, number(level.formula), points)

    @cached_property
    def rows(self) -> tuple[GrowthRow, ...]:
        titles = [part.title for part in self.result.parts]
        return tuple(
            GrowthRow(
                p.at,
                p.exact,
                p.ideal,
                p.gap,
                p.exponent,
                p.doubling,
                dict(zip(titles, p.shares, strict=False)),
                p.why,
            )
            for p in self.result.points
        )

    @property
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        from symcount.render.scaling import GROWTH

        return GROWTH, (self.result, self.level)

    def _summary(self) -> str:
        growth = self.result
        degree = "" if self.degree is None else f", degree {self.degree} in {growth.symbol}"
        return f"{growth.network.name} by {growth.symbol}: {plain(growth.here.exact)} parameters{degree}"


def _stage(part: Part) -> Stage:
    forms = (number(form) for form in (part.exact, part.ideal.tree, part.leading))
    exact, ideal, leading = forms
    return Stage(part.title, exact, ideal, part.degree, leading, part.share)
