"""Two networks side by side, as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.api.numbers import number, number_or_none, root
from symcount.api.result import Result
from symcount.render.formats import Answer

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Expr
    from symcount.scaling.compare import Comparison, Pair


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
