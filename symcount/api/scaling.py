"""Growth, solutions, pairs, comparisons and grids, as answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.api.asking import asked
from symcount.api.numbers import expression, number, number_or_none, plain_cell, root
from symcount.api.result import Result
from symcount.language.diagnostics import Diagnostic, problem
from symcount.render.formats import Answer

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Expr
    from symcount.scaling.compare import Comparison, Pair
    from symcount.scaling.frontier import Frontier
    from symcount.scaling.growth import Growth, Part
    from symcount.scaling.largest import Found
    from symcount.scaling.level import Level
    from symcount.scaling.points import Axis, WordAxis
    from symcount.scaling.solve import Solutions
    from symcount.scaling.sweep import Sweep

# ---- growth ------------------------------------------------------------------------------


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


# ---- solving -----------------------------------------------------------------------------


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


# ---- comparing ---------------------------------------------------------------------------


class ComparedRow(NamedTuple):
    """A stage of both sides: ints or expressions, None where a symbol means two things; and numbers at the values."""

    label: str
    left: Any
    right: Any
    difference: Any
    ratio: Any
    left_value: Exact | None
    right_value: Exact | None


@dataclass(frozen=True, repr=False)
class CompareResult(Result[ComparedRow]):
    """Two networks; its rows are the stages of both, and the total."""

    result: Comparison
    names: tuple[str, str]

    @property
    def left(self) -> int | Expr:
        """The count of the first network."""
        return number(self.result.whole.left)

    @property
    def right(self) -> int | Expr:
        """The count of the second."""
        return number(self.result.whole.right)

    @property
    def difference(self) -> int | Expr | None:
        """left − right; None where a symbol means one thing on the left and another on the right."""
        return number_or_none(self.result.whole.difference)

    @property
    def ratio(self) -> int | Expr | None:
        """left/right in lowest terms; None there too."""
        return number_or_none(self.result.whole.ratio)

    @property
    def numbers(self) -> tuple[Exact, Exact] | None:
        """Both counts at the values of their parameters, where all have one."""
        return self.result.numbers

    @property
    def symbol(self) -> str | None:
        """The symbol in which crossings were looked for."""
        return self.result.symbol

    @property
    def crossings(self) -> tuple[Expr, ...]:
        """The positive values of the symbol at which both are equal."""
        return tuple(map(root, self.result.crossings))

    @property
    def only_left(self) -> dict[str, int | Expr]:
        """The stages that the second network lacks."""
        return {title: number(self.result.alone[title]) for title in self.result.only_left}

    @property
    def only_right(self) -> dict[str, int | Expr]:
        """The stages that the first network lacks."""
        return {title: number(self.result.alone[title]) for title in self.result.only_right}

    @cached_property
    def rows(self) -> tuple[ComparedRow, ...]:
        return tuple(map(_compared, (*self.result.stages, self.result.whole)))

    @property
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        from symcount.render.scaling import COMPARISON

        return COMPARISON, (self.result, *self.names)

    def _summary(self) -> str:
        left, right = self.names
        if self.numbers is not None:
            a, b = self.numbers
            return f"{left} against {right}: {a:,} against {b:,} parameters"
        return f"{left} against {right}: {plain(self.result.whole.left)} against {plain(self.result.whole.right)}"


def _compared(pair: Pair) -> ComparedRow:
    forms = (pair.left, pair.right, pair.difference, pair.ratio)
    return ComparedRow(pair.title, *map(number_or_none, forms), *(pair.numbers or (None, None)))


# ---- grids -------------------------------------------------------------------------------

MOST_IN_MEMORY = 2_000_000
"""So many points has a grid of which rows are made; a larger one is written."""


@dataclass(frozen=True, repr=False)
class SweepResult(Result[tuple[Any, ...]]):
    """The exact count at every point of a grid; a row a point: the values by name, and `parameters` or None."""

    result: Sweep

    @property
    def size(self) -> int:
        """How many points there are."""
        return self.result.grid.size

    @cached_property
    def parameters(self) -> Any:
        """The counts as an array of numpy, masked where no network can be built. Raises Problem for too many points."""
        import numpy as np

        from symcount.scaling.counting import NONE

        with asked():
            if self.size > MOST_IN_MEMORY:
                help = 'write them to a file: .write("grid.parquet")'
                raise problem("E513", f"{self.size:,} points are too many to be held in memory", help=help)
            counts = [self.result.counts(chunk)[0] for chunk in range(self.result.chunks)]
        return np.ma.masked_equal(np.concatenate(counts), NONE, copy=False)

    @cached_property
    def rows(self) -> tuple[tuple[Any, ...], ...]:
        grid, counts = self.result.grid, self.parameters.tolist()  # masked ones are None
        columns = [
            [values[place] for place in places]
            for values, places in zip(map(_values, grid.axes), grid.places(0, grid.size), strict=True)
        ]
        return tuple(zip(*columns, counts, strict=True))

    def table(self) -> list[dict[str, Any]]:
        """A dictionary a point."""
        return [dict(zip(self._names, map(plain_cell, row), strict=True)) for row in self.rows]

    @property
    def _names(self) -> list[str]:
        return [*(axis.name for axis in self.result.grid.axes), "parameters"]

    @property
    def why(self) -> tuple[Diagnostic, ...]:
        """Why no network can be built at some points: a warning a reason."""
        sweep = self.result
        reasons = [reason for chunk in range(sweep.chunks) for reason in sweep.counts(chunk)[1]]
        return tuple(sweep.warnings(reasons))

    @asked()
    def write(self, path: str | Path) -> None:
        """To a .csv or .parquet file, whole or not at all, whatever its size. Raises Problem."""
        from contextlib import nullcontext

        from symcount.scaling.files import open_chunks, write_sweep

        chunks = open_chunks(self.result, Path(path), restart=False)
        write_sweep(self.result, chunks, Path(path), lambda steps, label: nullcontext(steps))

    @property
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        from symcount.render.answers import GRID

        return GRID, (self.result.network.name, self._names, self.rows)

    def _summary(self) -> str:
        return f"{self.result.network.name} at {self.size:,} points of {', '.join(self._names[:-1])}"


def _values(axis: Axis | WordAxis) -> tuple[Any, ...]:
    """All values of an axis."""
    texts = getattr(axis, "words", None)
    return texts if texts is not None else tuple(map(axis.exact, range(len(axis.numerators))))  # type: ignore[union-attr]
