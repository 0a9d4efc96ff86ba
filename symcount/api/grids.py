"""The exact counts at the points of a grid, as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symcount.api.asking import asked
from symcount.api.numbers import plain_cell
from symcount.api.result import Result
from symcount.language.diagnostics import Diagnostic, problem
from symcount.render.formats import Answer

if TYPE_CHECKING:
    from symcount.scaling.points import Axis, WordAxis
    from symcount.scaling.sweep import Sweep


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
