"""`--multiplier alpha` on a network that has no width: every hidden channel count is multiplied, once, at its source.

Which numbers are channels is inferred as units are: a first run tags every number of the file, and what the
tags of each layer's channels multiply to must be one channel unit. The input's channels and the output's
classes keep their size (the finite dimensions of muP, Yang et al. 2022); what comes from `C_i`, kernels,
groups and repeats is not a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import ONE, Call, Formula, Number, Product, Quotient, Sum, Symbol, mapped, value, walk
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import problem
from symcount.language.mistakes import KEYWORDS, RESERVED
from symcount.language.source import Span
from symcount.record import entity, record

Key = tuple[str, int]
"""A source of numbers: (file, offset) of a literal, or (name, -1) of a parameter."""


@record
class Multiplier:
    """The multiplier's name, and the rounding of what it multiplies (`divisible`, 8), if any."""

    name: str
    rounding: tuple[str, int] | None = None


ROUNDINGS = ("divisible", "floor", "ceil", "round")


def multiplier_of(name: str | None, rounding: str | None) -> Multiplier | None:
    """The `--multiplier NAME --round RULE` of a command line, e.g. `alpha` and `divisible:8`. Raises Problem."""
    if name is None:
        if rounding is not None:
            raise problem("E411", "`--round` needs `--multiplier`", help="e.g. --multiplier alpha --round divisible:8")
        return None
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) or name in RESERVED or name in KEYWORDS:
        raise problem("E411", f"`{name}` cannot be the name of a multiplier", help="e.g. --multiplier alpha")
    if rounding is None:
        return Multiplier(name)
    function, _, step = rounding.partition(":")
    if function not in ROUNDINGS or (step and not step.isdecimal()) or step == "0" or len(step) > 9:
        raise problem("E411", f"`{rounding}` is no rounding", help="divisible:8, floor, ceil or round")
    return Multiplier(name, (function, int(step or 8)))


class Inference:
    """The first run: tags on all numbers, and what the layers' channels are made of."""

    def __init__(self) -> None:
        self.tags: dict[str, Key] = {}
        self.worth: dict[Key, Formula] = {}
        self.spans: dict[Key, Span] = {}
        self.channels: list[Formula] = []
        self.inputs: list[Formula] = []
        self.outputs: list[Formula] = []

    def tagged(self, key: Key, number: Formula, span: Span, values: dict[str, Exact]) -> Formula:
        """`number` times the tag of its source, a symbol that is worth one."""
        tag = f"{key[0]}@{key[1]}"  # no name of the language
        self.tags[tag] = key
        values[tag] = 1
        self.worth.setdefault(key, number)
        self.spans.setdefault(key, span)
        return arithmetic.multiply(number, Symbol(tag))

    def scaled(self) -> frozenset[Key]:
        """The sources that carry the channel unit."""
        fixed = {key for channels in self.inputs for key in self.sources(channels)}
        ends = [g for channels in self.outputs for g in self._groups(channels, fixed)]
        hidden = [g for channels in self.channels for g in self._groups(channels, fixed) if g not in ends]
        inside = {key for group in hidden for key in group}
        last = {key for channels in self.outputs for key in self.sources(channels)}
        return frozenset(self._solution(hidden) - (last - inside))

    def sources(self, number: Formula) -> set[Key]:
        """The sources that a number is made of."""
        return {self.tags[n.name] for n in walk(number) if isinstance(n, Symbol) and n.name in self.tags}

    def _groups(self, channels: Formula, fixed: set[Key]) -> list[frozenset[Key]]:
        """For each term of a channel count the sources of which exactly one has the unit."""
        terms = expansion.expand(_open(channels)).terms
        names = ([atom.name for atom, _ in term if isinstance(atom, Symbol)] for term in terms)
        groups = (frozenset(self.tags[n] for n in factors if n in self.tags) - fixed for factors in names)
        return [group for group in groups if group]

    def _solution(self, groups: list[frozenset[Key]]) -> set[Key]:
        """One source of each group: forced ones first, then a parameter or the largest number."""
        chosen: set[Key] = set()
        for group in sorted(dict.fromkeys(groups), key=len):
            if not group & chosen:
                excluded = {key for g in groups if g & chosen for key in g - chosen}
                candidates = (group - excluded) or group
                chosen.add(max(candidates, key=lambda key: (key[1] == -1, value(self.worth[key]), key)))
        return chosen


def _open(channels: Formula) -> Formula:
    """A channel count without its roundings, which do not change the unit; of `max` and `min` both sides count."""
    match channels:
        case Call(function="max" | "min", arguments=arguments):
            return Sum(tuple(map(_open, arguments)))
        case Call(arguments=(a, *_)):
            return _open(a)
        case Sum() | Product() | Quotient():
            return mapped(channels, _open)
        case _:
            return channels


@entity
class Scaling:
    """The second run: the sources that are multiplied, by a symbol even where it has a value (see `fixed`)."""

    multiplier: Multiplier
    sources: frozenset[Key]

    def scale(self, key: Key, number: Formula) -> Formula:
        """`number` times the multiplier, rounded if that was asked for, where it is a source."""
        if key not in self.sources:
            return number
        wide = arithmetic.multiply(number, Symbol(self.multiplier.name))
        if self.multiplier.rounding is None:
            return wide
        function, step = self.multiplier.rounding
        return arithmetic.call(function, wide, *([Number(step)] if function == "divisible" else []))

    def unscaled(self, number: Formula) -> Formula:
        """`number` at a multiplier of one, as `fixed(…)` and a parameter's default mean it."""
        return arithmetic.computed(number, {self.multiplier.name: ONE})


def listed(keys: Iterable[Key], inference: Inference) -> str:
    """`w = 32, 64 (line 3)`: sources in words, the parameters first."""
    out, order = [], {key: place for place, key in enumerate(inference.worth)}
    for key in sorted(keys, key=lambda k: (k[1] >= 0, k[1], order[k])):
        number = plain(inference.worth[key])
        out.append(f"{key[0]} = {number}" if key[1] == -1 else f"{number} (line {inference.spans[key].line})")
    return ", ".join(dict.fromkeys(out)) or "nothing"
