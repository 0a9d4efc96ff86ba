"""A count without its roundings: the polynomial that it follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symcount.algebra import arithmetic
from symcount.algebra.formula import Call, Formula, Summation, mapped, value
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.algebra.notations.unicode import plain
from symcount.algebra.relations import Relation


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
    choices: dict[Relation, None] = {}

    def smooth(node: Formula, values: Mapping[str, Exact]) -> Formula:
        match node:
            case Call(function="max" | "min" as name, arguments=arguments):
                chosen = (max if name == "max" else min)(arguments, key=lambda a: value(a, values))
                sign = "≥" if name == "max" else "≤"
                choices.update((Relation(sign, chosen, other), None) for other in arguments if other != chosen)
            case Call(function=name, arguments=(chosen, *_)) if FUNCTIONS[name].rounds:
                pass
            case Summation(index=index, count=count, body=body):
                return Summation(index, smooth(count, values), smooth(body, {**values, index: 0}))
            case _:
                return mapped(node, lambda part: smooth(part, values))
        dropped[f"{plain(node)} is taken as {plain(chosen)}"] = None
        return smooth(chosen, values)

    return Ideal(arithmetic.computed(smooth(form, values)), tuple(dropped), tuple(choices))
