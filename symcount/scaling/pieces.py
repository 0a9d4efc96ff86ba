"""What can be built, and what it counts: closed forms, each with the conditions under which it is the count.

A point that no known piece answers is built; its piece then answers all points at which its conditions hold. Where
the first condition that fails is one that a layer requires, nothing can be built; where it was decided, there is
another network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from symcount.algebra import arithmetic
from symcount.algebra.formula import Formula, NoValue, Number, TooLarge, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.relations import Relation
from symcount.derivation.tally import Count, count
from symcount.language.diagnostics import Diagnostic, Problem
from symcount.network.catalogue import FileScope
from symcount.network.elaborate import elaborate
from symcount.network.network import Condition, Network
from symcount.network.request import Request

MOST = 64
"""So many pieces are kept; what lies in further ones is built point by point."""

TOO_MUCH = frozenset({"E209", "E211", "E212", "E220", "E231"})
"""Codes of networks that are too large to be built: larger values will not do either."""

Values = Mapping[str, Exact]


@dataclass(frozen=True)
class Piece:
    """A closed form, and where it is the count."""

    counted: Count
    pinned: Values
    """The symbols that were numbers while it was worked out: it is the count at these values alone."""
    settled: Mapping[str, Formula] = field(default_factory=dict)
    """Symbols that are not asked about, such as a multiplier, as numbers."""

    @property
    def network(self) -> Network:
        return self.counted.network

    @cached_property
    def form(self) -> Formula:
        """The parameters."""
        return arithmetic.computed(self.counted.parameters, self.settled) if self.settled else self.counted.parameters

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """In the order in which they were met."""
        if not self.settled:
            return self.network.conditions
        return tuple(replace(c, relation=self._put(c.relation)) for c in self.network.conditions)

    def _put(self, relation: Relation) -> Relation:
        left, right = (arithmetic.computed(side, self.settled) for side in relation[1:])
        return Relation(relation.sign, left, right)

    def is_at(self, values: Values) -> bool:
        """Whether it is the piece of a point."""
        if any(values[name] != number for name, number in self.pinned.items()):
            return False
        return all(holds(condition, values) for condition in self.conditions)

    def depends_on(self, symbol: str) -> bool:
        """Whether the form or a choice depends on a symbol."""
        if symbol in self.pinned or symbol in symbols(self.form):
            return True
        return any(symbol in condition.relation.names for condition in self.conditions if condition.decided)

    def chooses(self, choices: Iterable[Relation], values: Values) -> bool:
        """Whether the choices are those at numbers, which need not be ones at which a network can be built."""
        decided = [condition for condition in self.conditions if condition.decided]
        own = (condition for condition in decided if not condition.relation.is_divisibility)
        return all(holds(c, values) for c in own) and all(holds(c, values) for c in choices)


def first_error(trouble: Problem) -> Diagnostic:
    """What is wrong first."""
    return next((d for d in trouble.diagnostics if d.is_error), trouble.diagnostics[0])


def holds(condition: Condition | Relation, values: Values) -> bool:
    """Whether it holds at numbers; not where it has no value, but where it speaks of a symbol that has none."""
    try:
        return condition.holds(values)
    except NoValue:
        return True
    except (ArithmeticError, TooLarge):
        return False


@dataclass(frozen=True)
class Pieces:
    """The pieces of a request in some symbols, as far as they have been asked for."""

    scope: FileScope
    request: Request
    names: tuple[str, ...]
    found: list[Piece] = field(default_factory=list)
    also: frozenset[str] = frozenset()
    """Symbols that are kept in what is shown, and have their values where it is asked what holds."""
    verified: dict[tuple[int, int, int], Diagnostic | None] = field(default_factory=dict)
    """What is said where a required condition of a piece fails; None where a network can be built all the same."""

    def at(self, point: Values) -> Piece | Diagnostic:
        """The piece of a point, or why nothing can be built there."""
        values = {name: point[name] for name in self.names}
        return next((piece for piece in self.found if piece.is_at(values)), None) or self.built(values)

    def default(self) -> Piece:
        """The piece at the parameters' own values. Raises Problem."""
        return self._elaborated({}, self.names)

    def built(self, values: Values) -> Piece | Diagnostic:
        """The piece of the network that is built with these values: in symbols, or in numbers where that fails."""
        if len(self.found) < MOST:
            try:
                piece = self._elaborated(values, self.names)
            except Problem:
                piece = None
            if piece is not None and piece.is_at(values):
                self.found.append(piece)
                return piece
        try:
            return self._elaborated(values, ())
        except Problem as trouble:
            return first_error(trouble)

    def why_refused(self, number: int, k: int, point: Values) -> Diagnostic | None:
        """Why nothing can be built where the k-th condition of a piece, a required one, is the first that fails.

        The network is built at the first such point of each sign, as zeros and negative numbers are refused for
        other reasons; None where that is possible.
        """
        least = min(point.values(), default=1)
        key = number, k, (least > 0) - (least < 0)
        if key not in self.verified:
            here = self.built(point)
            self.verified[key] = here if isinstance(here, Diagnostic) else None
        return self.verified[key]

    def _elaborated(self, values: Values, names: Iterable[str]) -> Piece:
        """Raises Problem."""
        settings = {**self.request.settings, **values}
        keep = frozenset(names) | self.also
        request = replace(self.request, settings=settings, keep=keep, insist=False)
        counted = count(elaborate(self.scope, request))
        kept, numbers = counted.network.keep, counted.network.values
        settled = {name: Number(numbers[name]) for name in kept if name not in self.names and name in numbers}
        return Piece(counted, {n: numbers[n] for n in self.names if n not in kept and n in numbers}, settled)
