"""A count without its roundings: the polynomial that it follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symcount.algebra import arithmetic
from symcount.algebra.formula import Call, Formula, Summation, mapped, value
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.algebra.notations.unicode import plain
from symcount.algebra.relations import Relation

Choices = dict[Relation, None]
Roundings = dict[tuple[Formula, Formula], None]


@dataclass(frozen=True, slots=True)
class Ideal:
    """A tree without roundings, and what was left out or decided on the way."""

    tree: Formula
    roundings: tuple[tuple[Formula, Formula], ...]
    """Each, and what it was taken as."""
    choices: tuple[Relation, ...] = ()
    """Why this argument of a `max` or a `min` was taken, and no other."""

    @property
    def dropped(self) -> tuple[str, ...]:
        """The roundings in words."""
        return tuple(dict.fromkeys(f"{plain(node)} is taken as {plain(taken)}" for node, taken in self.roundings))


def ideal(form: Formula, values: Mapping[str, Exact]) -> Ideal:
    """`form` with each rounding replaced by what it rounds, `max` and `min` decided at `values`. Raises NoValue."""
    roundings: Roundings = {}
    choices: Choices = {}
    tree = _smooth(form, values, roundings, choices)
    return Ideal(arithmetic.computed(tree), tuple(roundings), tuple(choices))


def decided(form: Formula, values: Mapping[str, Exact], choices: Choices) -> Formula:
    """`form` with `max` and `min` decided at `values`, and roundings as they are. Raises NoValue."""
    return _smooth(form, values, None, choices)


def _smooth(node: Formula, values: Mapping[str, Exact], roundings: Roundings | None, choices: Choices) -> Formula:
    match node:
        case Call(function="max" | "min" as name, arguments=arguments):
            chosen = (max if name == "max" else min)(arguments, key=lambda a: value(a, values))
            sign = "≥" if name == "max" else "≤"
            choices.update((Relation(sign, chosen, other), None) for other in arguments if other != chosen)
        case Call(function=name, arguments=(chosen, *_)) if FUNCTIONS[name].rounds and roundings is not None:
            pass
        case Summation(index=index, count=count, body=body):
            first = {**values, index: 0}
            count, body = _smooth(count, values, roundings, choices), _smooth(body, first, roundings, choices)
            return Summation(index, count, body)
        case _:
            return mapped(node, lambda part: _smooth(part, values, roundings, choices))
    if roundings is not None:
        roundings[node, chosen] = None
    return _smooth(chosen, values, roundings, choices)
