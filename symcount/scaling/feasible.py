"""What can be built: a count in symbols that it contains, the count of a network at a value, values to try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from symcount.algebra.formula import Formula, NoValue, symbols, tidy, value
from symcount.algebra.functions import Exact, Irrational
from symcount.derivation.tally import Count, count
from symcount.language.diagnostics import Problem, nearest, problem
from symcount.network.catalogue import FileScope
from symcount.network.elaborate import elaborate
from symcount.network.request import Request


def symbolic_count(scope: FileScope, request: Request, names: Iterable[str]) -> Count:
    """The count of a request in closed form. Raises Problem (E501) where it does not contain each of `names`."""
    form = count(elaborate(scope, request))
    for name in names:
        if name not in symbols(form.parameters):
            raise not_in_count(form, name)
    return form


def not_in_count(form: Count, name: str) -> Problem:
    """The Problem (E501) of a question about a symbol that the count does not contain."""
    others = sorted({*symbols(form.parameters), *form.network.values} - {name})
    listed = ", ".join(f"`{other}`" for other in others)
    help = nearest(name, others) or ([f"its parameters are {listed}"] if others else [])
    return problem("E501", f"the count of `{form.network.name}` does not contain `{name}`", help=help)


def count_at(scope: FileScope, request: Request, values: dict[str, Exact]) -> int | None:
    """The count of the network built with these values, None where another symbol has none.

    Every choice is made for them. Raises Problem where no network can be built.
    """
    built = elaborate(scope, replace(request, settings={**request.settings, **values}, keep=frozenset()))
    parameters = value_or_none(count(built).parameters, built.values)
    return None if parameters is None else int(parameters)


def value_or_none(formula: Formula, values: dict[str, Exact]) -> Exact | None:
    """The exact value, None where a symbol has none, a divisor is zero, or it is irrational."""
    try:
        return value(formula, values)
    except (NoValue, ZeroDivisionError, Irrational):
        return None


def missing_value(what: str, name: str) -> Problem:
    """The Problem (E215) of a question that needs the value of a symbol."""
    return problem("E215", f"{what} the value of `{name}`", help=f"give it one: --set {name}=…")


def spaced(low: Exact, high: Exact, steps: int) -> list[Exact]:
    """`steps` exact values from `low` to `high`, both included. Raises Problem (E502) for a range backwards."""
    if high < low or steps < 1 or (steps == 1 and low != high):
        message = f"a range from {low} to {high} in {steps} steps is empty"
        raise problem("E502", message, help="--from must be below --to")
    return [tidy(low + Fraction(k, max(1, steps - 1)) * (Fraction(high) - low)) for k in range(steps)]
