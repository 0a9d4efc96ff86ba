"""The exact counts at many points, each from the piece that holds there; and why there is none where there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from symcount.algebra.formula import TooLarge, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.relations import DIVIDES, SIGNS, Domain, Relation, follows_from_domain
from symcount.language.diagnostics import Diagnostic, problem
from symcount.network.network import Condition
from symcount.scaling.arrays import Array, Numbers, Undefined, single
from symcount.scaling.evaluation import BLOCK, Evaluation, array_function
from symcount.scaling.pieces import Piece, Pieces, holds

NONE = -1
"""The count where nothing can be built."""

MOST_BUILT = 200
"""So many networks are built for their own point alone."""

MOST_ITERATIONS = 64
"""Of a repetition, to be asked with arrays."""


@dataclass(frozen=True)
class Refusal:
    """Points at which nothing can be built, for one reason."""

    name: str
    """The same for the same reason."""
    why: Diagnostic
    """What is said at the first of them."""
    places: Array
    """Their numbers, in order."""


@dataclass(frozen=True)
class Counting:
    """Counts by the pieces of a request, which are found as they are needed."""

    pieces: Pieces
    alone: list[Piece] = field(default_factory=list)
    """The networks that were built for their own point."""
    asked: dict[tuple[int, Domain], list[tuple[int, Condition]]] = field(default_factory=dict)
    """The conditions of a piece, by their numbers, that what all points have in common leaves open."""

    def at(self, columns: Sequence[Numbers], size: int) -> tuple[Array, list[Refusal]]:
        """The counts at `size` points in one dimension, int64 or Python integers, NONE where nothing can be built.

        Raises Problem: E517 where too many networks would have to be built one by one, E211 beyond 1,000 digits.
        """
        counts: list[Array] = []
        refusals: dict[str, list[Refusal]] = {}
        for start in range(0, size, BLOCK):
            block = [column.part(start, start + BLOCK) for column in columns]
            one = _Block(self, block, min(BLOCK, size - start))
            counts.append(one.counted())
            for name, why, places in one.refused:
                refusals.setdefault(name, []).append(Refusal(name, why, places + start))
        joined = (Refusal(n, same[0].why, np.concatenate([r.places for r in same])) for n, same in refusals.items())
        return np.concatenate(counts) if counts else np.zeros(0, np.int64), list(joined)


class _Block:
    """Points that are worked out together."""

    def __init__(self, counting: Counting, columns: Sequence[Numbers], size: int) -> None:
        self.counting = counting
        self.pieces = counting.pieces
        self.columns = [column.broadcast((size,)) for column in columns]
        self.size = size
        self.domain = _domain_of(self.pieces.names, self.columns)
        self.signs: Array = np.full(size, 1)
        """Of the least value at each point."""
        for column in self.columns:
            self.signs = np.minimum(self.signs, np.sign(column.data).astype(np.int64))
        self.refused: list[tuple[str, Diagnostic, Array]] = []

    def counted(self) -> Array:
        """The counts of all points, piece by piece."""
        counts: Array = np.full(self.size, NONE, dtype=np.int64)
        left, asked = np.arange(self.size), 0
        while left.size:
            if asked == len(self.pieces.found):
                here = self.pieces.built(self.point(int(left[0])))
                if asked == len(self.pieces.found):  # it stands for this point alone
                    counts = self._alone(here, int(left[0]), counts)
                    left = left[1:]
                    continue
            piece = self.pieces.found[asked]
            failing = self._first_failing(piece, left)
            held = failing == 0
            counts = _put(counts, left[held], self._values(piece, left[held]))
            left = left[self._open(asked, piece, left, failing)]
            asked += 1
        return counts

    def point(self, place: int) -> dict[str, Exact]:
        return {name: column.at(place) for name, column in zip(self.pieces.names, self.columns, strict=True)}

    def _alone(self, here: Piece | Diagnostic, place: int, counts: Array) -> Array:
        if isinstance(here, Diagnostic):
            self.refused.append((here.code + here.message, here, np.array([place])))
            return counts
        self.counting.alone.append(here)
        if len(self.counting.alone) > MOST_BUILT:
            help = "take fewer points, or a narrower range"
            raise problem("E517", f"more than {MOST_BUILT:,} points need a network of their own", help=help)
        return _put(counts, np.array([place]), self._values(here, np.array([place])))

    def _open(self, number: int, piece: Piece, left: Array, failing: Array) -> Array:
        """Which of the points that are left another piece has to answer; those that a layer refuses are done."""
        open_: Array = failing != 0
        for k in np.unique(failing[open_]) if open_.any() else ():  # it loads masked arrays
            condition = piece.conditions[k - 1] if k <= len(piece.conditions) else None
            if condition is None or condition.decided:
                continue
            for sign in np.unique(self.signs[left[failing == k]]):
                here = (failing == k) & (self.signs[left] == sign)
                places = left[here]
                why = self.pieces.why_refused(number, int(k), self.point(int(places[0])))
                if why is not None:
                    self.refused.append((condition.text + why.code, why, places))
                    open_ = open_ & ~here
        return open_

    def _first_failing(self, piece: Piece, places: Array) -> Array:
        """The number of the first condition that fails, from 1 on; 0 where all hold, beyond all where it is pinned."""
        evaluation = Evaluation(self._at(places))
        failing: Array = np.zeros(places.size, dtype=np.int64)
        for name, number in piece.pinned.items():  # its conditions are those of this value
            other = np.asarray((evaluation.values[name] + single(-number)).data != 0)
            failing[np.broadcast_to(other, places.shape)] = len(piece.conditions) + 1
        for k, condition in self._open_conditions(piece):
            flags = np.broadcast_to(self._holds(condition, evaluation, places), places.shape)
            failing[(failing == 0) & ~flags] = k
        return failing

    def _open_conditions(self, piece: Piece) -> list[tuple[int, Condition]]:
        """Without those that speak of a symbol that has no value."""
        key, asked = (id(piece), self.domain), self.counting.asked
        if key not in asked:
            asked[key] = [
                (k, condition)
                for k, condition in enumerate(piece.conditions, 1)
                if set(condition.open_names) <= set(self.pieces.names)
                and (condition.over or not follows_from_domain(condition.relation, self.domain))
            ]
        return asked[key]

    def _holds(self, condition: Condition, evaluation: Evaluation, places: Array) -> Any:
        """A flag for each point, or one for all."""
        try:
            return _condition_holds(condition, evaluation)
        except (Undefined, TooLarge, OverflowError):  # at some point: each by itself
            points = (self.point(int(place)) for place in places)
            return np.fromiter((holds(condition, point) for point in points), dtype=bool, count=places.size)

    def _values(self, piece: Piece, places: Array) -> Array:
        """The counts of points at which the piece holds. Raises Problem."""
        if not places.size:
            return np.zeros(0, dtype=np.int64)
        here = self._at(places)
        known = {name: single(v) for name, v in piece.network.values.items() if name not in here}
        names = tuple({**known, **here})
        for name in symbols(piece.form):
            if name not in names:
                help = f"give it one: --set {name}=…, or sweep it too: --over {name}=…"
                raise problem("E215", f"the count of `{piece.network.name}` needs the value of `{name}`", help=help)
        counts = array_function(piece.form, names)(*(known | here).values())
        spread: Array = np.broadcast_to(counts, places.shape)
        return spread

    def _at(self, places: Array) -> dict[str, Numbers]:
        return {n: c.take(places) for n, c in zip(self.pieces.names, self.columns, strict=True)}


def _put(counts: Array, places: Array, values: Array) -> Array:
    """With values in some places, as Python integers where one is beyond int64."""
    if values.dtype == object and counts.dtype != object:
        counts = counts.astype(object)
    counts[places] = values
    return counts


def _domain_of(names: Sequence[str], columns: Sequence[Numbers]) -> Domain:
    """What all points have in common."""
    least = {name: column.least() for name, column in zip(names, columns, strict=True)}
    whole = frozenset(n for n, column in zip(names, columns, strict=True) if np.all(column.is_whole()))
    positive = frozenset(name for name, number in least.items() if number > 0)
    natural = frozenset(name for name in whole if least[name] >= 0)
    return Domain(positive, whole, natural - positive)


def _condition_holds(condition: Condition, evaluation: Evaluation) -> Any:
    """A flag for each point, or one for all. Raises Undefined and TooLarge."""
    given = [_relation_holds(relation, evaluation) for relation in condition.given]
    open_ = np.logical_and.reduce(given) if given else np.True_
    if not condition.over:
        return np.logical_or(np.logical_not(open_), _relation_holds(condition.relation, evaluation))
    counts = [evaluation.of(count) for _, count in condition.over]
    longest = [int(count.floor().most()) for count in counts]
    if math.prod(longest) > MOST_ITERATIONS:
        raise TooLarge("many iterations")
    flags: Any = np.logical_not(open_)
    inside: Any = np.True_
    for iteration in product(*map(range, longest)):
        index = {name: single(i) for (name, _), i in zip(condition.over, iteration, strict=True)}
        is_one = np.logical_and.reduce([single(i) < count for i, count in zip(iteration, counts, strict=True)])
        here = _relation_holds(condition.relation, Evaluation({**evaluation.values, **index}))
        inside = np.logical_and(inside, np.logical_or(np.logical_not(is_one), here))
    return np.logical_or(flags, inside)


def _relation_holds(relation: Relation, evaluation: Evaluation) -> Any:
    left, right = evaluation.of(relation.left), evaluation.of(relation.right)
    if relation.sign == DIVIDES:
        return (right % left).data == 0
    difference: Any = (left + -right).data
    return SIGNS[relation.sign](difference, 0)
