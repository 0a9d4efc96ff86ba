"""What a parameter is declared to be: `G: whole`, `alpha: positive`, `d: multiple(h)`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Formula, NoValue, Number, Symbol, value
from symcount.algebra.functions import Exact, tidy
from symcount.algebra.notations.unicode import plain
from symcount.algebra.relations import DIVIDES, Relation
from symcount.language import syntax
from symcount.language.diagnostics import Label, Problem, problem
from symcount.language.source import Span
from symcount.network.conditions import at_its_value, guarded
from symcount.network.evaluator import Evaluator
from symcount.network.values import NUMBERS, ListValue, Poison, Scope, Value, kind_of


def check(e: Evaluator, parameter: syntax.Parameter, scope: Scope, place: Span) -> None:
    """Ask whether the value that a parameter has in `scope` is what it is declared to be. Raises Problem.

    The value stands at `place`. What symbols leave open becomes a condition.
    """
    for name, number in _numbers(parameter.name, scope.find_own(parameter.name)):
        for domain in parameter.domains:
            if number is None or isinstance(number, Poison):
                raise Problem()
            if not isinstance(number, NUMBERS):
                raise _outside(domain, name, "a number", kind_of(number), place)
            _require(e, domain, name, number, scope, place)


def _numbers(name: str, value: Value | None) -> Iterator[tuple[str, Value | None]]:
    """A number, or those of a list, each with its name."""
    if isinstance(value, ListValue):
        for place, item in enumerate(value.items, 1):
            yield from _numbers(f"{name}[{place}]", item)
    else:
        yield name, value


def _require(e: Evaluator, domain: syntax.Domain, name: str, number: Formula, scope: Scope, place: Span) -> None:
    unit = ONE if domain.of is None else e.number(domain.of, scope)
    positive, values = domain.word == "positive", e.assumptions.values
    relation = Relation(">", number, ZERO) if positive else Relation(DIVIDES, unit, number)
    try:
        holds = guarded(domain.span, relation.holds, values)
    except NoValue:
        holds = True
    if not holds:
        step = value(unit, values)
        what = domain.word if domain.of is None else f"a multiple of {_worth(domain.of.span.text, step)}"
        help = "write a number above 0" if positive else _nearest(value(number, values), step)
        raise _outside(domain, name, what, at_its_value(e.assumptions, number), place, help)
    if not positive and isinstance(number, Symbol) and arithmetic.whole_for_whole_symbols(unit, e.assumptions.whole):
        e.assumptions.whole |= {number.name}
    if relation.names:
        e.assumptions.add(relation, place if domain.span.source.library else domain.span)


def _worth(text: str, number: Exact) -> str:
    """`8`, or `h = 12`."""
    shown = plain(Number(number))
    return shown if text == shown else f"{text} = {shown}"


def _nearest(number: Exact, step: Exact) -> str:
    below = floor(Fraction(number) / step) * step
    return f"the nearest are {plain(Number(tidy(below)))} and {plain(Number(tidy(below + step)))}"


def _outside(domain: syntax.Domain, name: str, what: str, shown: str, place: Span, *help: str) -> Problem:
    also = [] if domain.span.source.library else [Label(domain.span, "declared here")]
    return problem("E233", f"`{name}` must be {what}, but {shown} is not", place, also=also, help=help)
