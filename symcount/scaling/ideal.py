"""The ideal polynomial: a count without its roundings, for analyses that need one; and how far off it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symcount.algebra.arithmetic import computed
from symcount.algebra.formula import Call, Formula, Summation, mapped, value
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.algebra.notations.unicode import plain


@dataclass(frozen=True, slots=True)
class Ideal:
    """A tree without roundings, and what was left out or decided on the way, in words."""

    tree: Formula
    dropped: tuple[str, ...]


def ideal(form: Formula, values: Mapping[str, Exact]) -> Ideal:
    """`form` with each rounding replaced by what it rounds, `max` and `min` decided at `values`. Raises NoValue."""
    dropped: dict[str, None] = {}

    def smooth(node: Formula, values: Mapping[str, Exact]) -> Formula:
        match node:
            case Call(function="max" | "min" as name, arguments=arguments):
                chosen = (max if name == "max" else min)(arguments, key=lambda a: value(a, values))
            case Call(function=name, arguments=(chosen, *_)) if FUNCTIONS[name].rounds:
                pass
            case Summation(index=index, count=count, body=body):
                return Summation(index, smooth(count, values), smooth(body, {**values, index: 0}))
            case _:
                return mapped(node, lambda part: smooth(part, values))
        dropped[f"{plain(node)} is taken as {plain(chosen)}"] = None
        return smooth(chosen, values)

    return Ideal(computed(smooth(form, values)), tuple(dropped))
