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


@dataclass(frozen=True, slots=True)
class Ideal:
    """A tree without roundings, and what was left out or decided on the way, in words."""

    tree: Formula
    dropped: tuple[str, ...]
    choices: tuple[Relation, ...] = ()
    """Why this argument of a `max` or a `min` was taken, and no other."""


def ideal(form: Formula, values: Mapping[str, Exact]) -> Ideal:
    """`form` with each rounding replaced by what it rounds, `max` and `min` decided at `values`. Raises NoValue."""
    dropped: dict[str, None] = {}
    choices: Choices = {}
    tree = _smooth(form, values, dropped, choices)
    return Ideal(arithmetic.computed(tree), tuple(dropped), tuple(choices))


def decided(form: Formula, values: Mapping[str, Exact], choices: Choices) -> Formula:
    """`form` with `max` and `min` decided at `values`, and roundings as they are. Raises NoValue."""
    return _smooth(form, values, None, choices)


def _smooth(node: Formula, values: Mapping[str, Exact], dropped: dict[str, None] | None, choices: Choices) -> Formula:
    match node:
        case Call(function="max" | "min" as name, arguments=arguments):
            chosen = (max if name == "max" else min)(arguments, key=lambda a: value(a, values))
            sign = "≥" if name == "max" else "≤"
            choices.update((Relation(sign, chosen, other), None) for other in arguments if other != chosen)
        case Call(function=name, arguments=(chosen, *_)) if FUNCTIONS[name].rounds and dropped is not None:
            pass
        case Summation(index=index, count=count, body=body):
            first = {**values, index: 0}
            return Summation(index, _smooth(count, values, dropped, choices), _smooth(body, first, dropped, choices))
        case _:
            return mapped(node, lambda part: _smooth(part, values, dropped, choices))
    if dropped is not None:
        dropped[f"{plain(node)} is taken as {plain(chosen)}"] = None
    return _smooth(chosen, values, dropped, choices)
