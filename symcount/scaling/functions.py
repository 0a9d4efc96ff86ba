"""The count as a function of arrays.

`symcount.load("unet").count(keep="w").function("w")(range(1, 65))` are the counts of 64 networks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symcount.language.diagnostics import Problem, problem
from symcount.scaling.arrays import Numbers
from symcount.scaling.counting import NONE, Counting, Refusal
from symcount.scaling.evaluation import array_function
from symcount.scaling.pieces import Pieces
from symcount.scaling.points import exact_values


@dataclass(frozen=True, slots=True)
class CountFunction:
    """The count as a function of arrays; `names` is the order of its arguments."""

    pieces: Pieces
    names: tuple[str, ...]

    def __repr__(self) -> str:
        return f"count of {self.pieces.found[0].network.name} as a function of {', '.join(self.names)}"

    def __call__(self, *values: object, exact: bool = True, masked: bool = False) -> Any:
        """The counts where `names` have these values: integers, fractions, floats, lists or arrays that broadcast.

        An array of int64, or of Python integers where one is beyond int64, in the shape to which the values
        broadcast; an int where all are single numbers. Where nothing can be built, Problem is raised (E511), or,
        with `masked`, the array is masked there. `exact=False` gives float64 (a float): the closed form as it is at
        the parameters' values, also where its conditions do not hold or it is not whole. Raises Problem: E511, E517,
        E211 beyond 1,000 digits, E516 for what is no number, E512 for more
        or fewer values than names.
        """
        if len(values) != len(self.names):
            needed = "1 value is" if len(self.names) == 1 else f"{len(self.names)} values are"
            raise problem("E512", f"{needed} needed, not {len(values)}: {', '.join(self.names)}")
        if not exact:
            return array_function(self.pieces.found[0].form, self.names)(*values, exact=False)
        columns = [exact_values(name, v) for name, v in zip(self.names, values, strict=True)]
        shape = _common_shape([np.shape(column.data) for column in columns])
        by_name = dict(zip(self.names, (column.broadcast(shape) for column in columns), strict=True))
        ordered = [by_name[name] for name in self.pieces.names]
        flat, refusals = Counting(self.pieces).at(ordered, math.prod(shape))
        if refusals and not masked:
            raise _refused(refusals, dict(zip(self.pieces.names, ordered, strict=True)))
        counts = np.ma.masked_equal(flat, NONE, copy=False) if masked else flat
        return counts.reshape(shape) if shape else counts[0] if masked else counts.item()


def _common_shape(shapes: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """To which all broadcast. Raises Problem (E516)."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        listed = ", ".join(map(str, shapes))
        raise problem("E516", f"the values do not broadcast: their shapes are {listed}") from None


def _refused(refusals: Sequence[Refusal], columns: dict[str, Numbers]) -> Problem:
    """The first point at which nothing can be built."""
    first = min(refusals, key=lambda refusal: int(refusal.places[0]))
    where = at_point(columns, int(first.places[0]))
    help = "choose other values, or mask such points: `masked=True`"
    return problem("E511", f"at {where} no network can be built: {first.why.message}", help=help)


def at_point(columns: dict[str, Numbers], place: int) -> str:
    """`alpha = 1/3, L = 2`."""
    return ", ".join(f"{name} = {column.at(place)}" for name, column in columns.items())
