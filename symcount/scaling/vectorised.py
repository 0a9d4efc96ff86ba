"""A closed form as a function of arrays: exact, as fast as numpy, and no slower for a deeper network.

`symcount.load("unet").count(keep="w").function("w")(range(1, 65))` are the counts of 64 networks. The form
holds where the choices that were made at the parameters' values are the same (the count's conditions).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symcount.algebra import expansion
from symcount.algebra.formula import Formula, Summation, TooLarge, symbols, walk
from symcount.language.diagnostics import nearest, problem
from symcount.scaling import points
from symcount.scaling.arrays import MOST, Ratio, Undefined, Whole, tight
from symcount.scaling.evaluation import Evaluation

BLOCK = 1 << 15
"""So many points are worked out together: their arrays stay in the processor's cache."""


@dataclass(frozen=True)
class Function:
    """The count at each point; `names` is the order of its arguments."""

    tree: Formula
    names: tuple[str, ...]
    what: str = "the count"
    """How errors name it."""

    def __call__(self, *values: object, exact: bool = True) -> Any:
        """The counts where `names` have these values: integers, fractions, floats, lists or arrays that broadcast.

        An array of int64, or of Python integers where one is beyond int64; an int where all values are single
        numbers. `exact=False` gives float64 (a float), also where a count is no whole number. Raises Problem:
        E511 where a count is not whole, E210 and the like where there is none.
        """
        if len(values) != len(self.names):
            raise TypeError(f"{len(self.names)} values are needed: {', '.join(self.names)}")
        made = [points.exact(name, v) for name, v in zip(self.names, values, strict=True)]
        shape = np.broadcast_shapes(*(v.shape for v in made))
        if any(v.shape not in ((), shape) for v in made) or np.prod(shape, dtype=object) <= BLOCK:
            return self._at(made, shape, exact)
        flat = [points.flat(v) for v in made]
        starts = range(0, int(np.prod(shape)), BLOCK)
        blocks = [[points.part(v, slice(start, start + BLOCK)) for v in flat] for start in starts]
        counts = [self._at(b, np.broadcast_shapes(*(v.shape for v in b)), exact) for b in blocks]
        return np.concatenate(counts).reshape(shape)

    def _at(self, made: list[Ratio], shape: tuple[int, ...], exact: bool) -> Any:
        """The counts at some points. Raises Problem."""
        found = self._evaluated(made, shape)
        if not exact:
            return _floats(found, shape)
        whole = found.is_whole()
        if not np.all(whole):
            place = _first(np.logical_not(whole), shape)
            at, worth = points.named(self.names, made, shape, place), points.item(found, shape, place)
            help = "choose values that keep every channel count whole; `exact=False` gives floats"
            raise problem("E511", f"at {at} {self.what} would be {worth}, which is not whole", help=help)
        return _plain(tight(found.top // found.bottom), shape)

    def refuse_below(self, least: int, found: Any, made: list[Ratio]) -> None:
        """Problem (E511) for the first point whose count is less than it can be."""
        shape = np.shape(found)
        if np.any(found < least):
            place = _first(found < least, shape)
            at, worth = points.named(self.names, made, shape, place), np.ravel(found)[place]
            raise problem("E511", f"at {at} {self.what} would be {worth}: no network can be built")

    def _evaluated(self, made: list[Ratio], shape: tuple[int, ...]) -> Ratio:
        try:
            return Evaluation(dict(zip(self.names, made, strict=True))).of(self.tree)
        except Undefined as wrong:
            at = points.named(self.names, made, shape, _first(wrong.mask, shape))
            raise problem(wrong.code, f"at {at} there is no value of {self.what}: {wrong.text}") from None
        except (TooLarge, OverflowError) as reason:
            raise problem("E211", str(reason) or "a number has more than 1,000 digits") from None


def function(tree: Formula, names: Sequence[str]) -> Function:
    """A closed form in the symbols `names` as a function of arrays. Raises Problem for a symbol without a place."""
    for name in symbols(tree):
        if name not in names:
            help = nearest(name, names)
            raise problem("E512", f"the count contains `{name}`, which is not among the names", help=help)
    return Function(_without_sums(tree), tuple(names))


def order(names: Sequence[str], kept: Sequence[str]) -> Sequence[str]:
    """`names` as they are, if they are the kept symbols, each once. Raises Problem (E512)."""
    listed = ", ".join(f"`{k}`" for k in kept) or "no symbol"
    for name in names:
        if name not in kept:
            raise problem("E512", f"the count keeps {listed}, not `{name}`", help=nearest(name, kept) or _keep(name))
    if sorted(names) != sorted(kept):
        call = ", ".join(f'"{k}"' for k in kept)
        raise problem("E512", f"the count keeps {listed}: each needs its place once", help=f"function({call})")
    return names


def _keep(name: str) -> str:
    return f'keep it: count(keep="{name}")'


def _without_sums(tree: Formula) -> Formula:
    """Sums over iterations in closed form where they have one."""
    try:
        summed = any(isinstance(node, Summation) for node in walk(tree))
        return expansion.expand(tree).as_formula() if summed else tree
    except (expansion.NoSum, ArithmeticError):
        return tree


def _first(mask: Any, shape: tuple[int, ...]) -> int:
    return int(np.argmax(np.broadcast_to(mask, shape)))


def _plain(found: Whole, shape: tuple[int, ...]) -> Any:
    if not shape:
        return int(found.data)
    data = np.asarray(found.data, dtype=np.int64 if found.bound <= MOST else object)
    return data if data.shape == shape else np.broadcast_to(data, shape).copy()


def _floats(found: Ratio, shape: tuple[int, ...]) -> Any:
    quotient = points.floats(found)
    return np.broadcast_to(quotient, shape).copy() if shape else float(quotient)
