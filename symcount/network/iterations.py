"""The iterations of a repetition, in a row or side by side: how many, one that is tried, a general one in an index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import field

from symcount.algebra import arithmetic
from symcount.algebra.formula import (
    ONE,
    ZERO,
    Formula,
    NoValue,
    Number,
    Quotient,
    Symbol,
    TooLarge,
    symbols,
    value,
    walk,
)
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.algebra.relations import Relation, at_least
from symcount.language import syntax, trees
from symcount.language.diagnostics import Diagnostic, Label, Problem, problem
from symcount.language.source import Span
from symcount.network.conditions import CountKept, at_its_value, compare, range_length, repeat_count, whole_bound
from symcount.network.evaluator import Checkpoint, Evaluator, outcome
from symcount.network.network import Repeat
from symcount.network.recurrence import NoForm, ask_ratios, check_required, free_index
from symcount.network.state import PendingNode
from symcount.network.unresolved import LABEL_NAME
from symcount.network.values import LAYERS, Flow, ListValue, LoopedLayer, Poison, RepeatedLayer, Scope
from symcount.record import entity

UNROLLED = 64
"""A numeric repetition of iterations that grow is unrolled up to this count, and summed beyond it."""


@entity
class Repetition:
    """How often a layer is repeated, where, and what is known of its iterations."""

    layer: RepeatedLayer | LoopedLayer
    count: Formula
    span: Span
    place: Span
    """Where it is applied."""
    uniform: bool
    """Whether the iterations differ in nothing but the tensor that enters."""
    listed: bool = False
    """Whether they go through a list, whose items follow no rule."""
    tests_last: bool = False
    """Whether the body tests for the last iteration."""
    below: Formula | None = None
    """The number of the last iteration, where that one stands apart: these do not reach it."""
    makes_tensors: bool = False
    """Whether nothing enters: the body makes a tensor of those that it names."""
    kept: list[tuple[Flow, Repeat]] = field(default_factory=list)
    """What the iterations gave that are kept, and for which ones each stands."""


def repetition_of(e: Evaluator, layer: LoopedLayer) -> Repetition:
    """How often the body of a loop is evaluated."""
    loop = layer.loop
    lengths = [_length(e, source, node) for source, node in zip(layer.sources, loop.sources, strict=True)]
    for node, length in zip(loop.sources, lengths, strict=True):
        if not compare(e.assumptions, "==", lengths[0], length, node.span):
            there = [at_its_value(e.assumptions, count) for count in (length, lengths[0])]
            also = [Label(loop.sources[0].span, f"has {there[1]}")]
            raise problem("E235", "what goes in step must be of one length", node.span, f"has {there[0]}", also=also)
    listed = any(isinstance(source, ListValue) for source in layer.sources)
    times = next((length for length in lengths if isinstance(length, Number)), lengths[0])
    last = _tests_last(loop) and not isinstance(times, Number)
    return Repetition(layer, times, loop.span, loop.body.span, not _speaks(loop), listed, last)


def _length(
    e: Evaluator, source: tuple[Formula, Formula] | ListValue, node: syntax.Expression | syntax.Range
) -> Formula:
    """How many items a list has, or numbers a range."""
    if isinstance(source, ListValue):
        return Number(len(source.items))
    assert isinstance(node, syntax.Range)
    low = whole_bound(e.assumptions, source[0], node.low.span)
    high = whole_bound(e.assumptions, source[1], node.high.span)
    count = arithmetic.add(high, ONE, arithmetic.multiply(Number(-1), low))
    return repeat_count(e.assumptions, range_length(e.assumptions, count, node.high.span), node.high.span)


def _speaks(loop: syntax.Loop) -> bool:
    """Whether the body depends on a variable."""
    inside = list(trees.walk(loop.body))
    named = {n.id for n in inside if isinstance(n, syntax.Name)}
    named |= {name for n in inside if isinstance(n, syntax.LabelMark) for name in LABEL_NAME.findall(n.text)}
    return not named.isdisjoint(loop.variables)


def _tests_last(loop: syntax.Loop) -> bool:
    """Whether the body tests for the last iteration, `i == n`."""
    pairs = zip(loop.variables, loop.sources, strict=True)
    ends = [(syntax.Name(name), source.high) for name, source in pairs if isinstance(source, syntax.Range)]
    tests = [n for n in trees.walk(loop.body) if isinstance(n, syntax.Comparison)]
    return any((t.left, t.right) in (end, end[::-1]) for t in tests for end in ends)


@entity
class Trial:
    """One iteration that was worked out: what entered and left, its nodes, and whether it shared weights first."""

    number: Formula
    entering: Flow
    leaving: Flow
    before: Checkpoint
    nodes: list[PendingNode]
    shares: bool

    @property
    def steady(self) -> bool:
        return self.entering.shape == self.leaving.shape and not self.shares


class Wrong(Exception):
    """The iteration made no tensor: what is wrong has been reported."""


def tried(e: Evaluator, r: Repetition, number: Formula, entering: Flow) -> Trial:
    before, shares, given = Checkpoint(e), e.shares.count, e.assumptions.given
    later = isinstance(number, Number) and number != ONE and not isinstance(r.count, Number)
    if later:  # what it asks is asked where there is such an iteration
        given.append(at_least(arithmetic.subtract(r.count, number), 0))
    try:
        leaving = _iteration(e, r, number, entering)
        if isinstance(leaving, Poison):
            raise Wrong
    except (Problem, Wrong) as trouble:
        raised = trouble.diagnostics if isinstance(trouble, Problem) else ()
        raise unneeded(e, r, number, (*before.mistakes(e), *raised)) or trouble from None
    finally:
        if later:
            given.pop()
    first_use = e.shares.older_first_used(before.first_uses, shares)
    return Trial(number, entering, leaving, before, e.graph.nodes[before.nodes :], first_use)


def unneeded(e: Evaluator, r: Repetition, number: Formula, mistakes: Sequence[Diagnostic]) -> CountKept | None:
    """An iteration with mistakes is none of the network where the count, as a symbol, has a value below its number."""
    if isinstance(r.count, Number) or not isinstance(number, Number):
        return None
    try:
        needed = value(r.count, e.assumptions.values) >= number.value
    except NoValue:
        return None
    because = "".join(f": {d.message}" for d in mistakes[:1])
    why = f"iteration {plain(number)}, which its value does not reach, cannot be built{because}"
    return None if needed else CountKept(frozenset(symbols(r.count)), r.span, why)


def _iteration(e: Evaluator, r: Repetition, number: Formula, entering: Flow) -> Flow | Poison:
    """What the iteration of that number, from 1 on, makes of `entering`."""
    if isinstance(r.layer, RepeatedLayer):
        return e.apply(r.layer.layer, entering, r.place)
    loop, outer = r.layer.loop, r.layer.scope
    scope = Scope(parent=outer, limit=outer.clock)
    for name, source in zip(loop.variables, r.layer.sources, strict=True):
        if isinstance(source, ListValue):
            assert isinstance(number, Number)  # a list is gone through iteration by iteration
            scope.bind(name, source.items[int(number.value) - 1])
        else:
            scope.bind(name, arithmetic.add(source[0], number, Number(-1)))
    if r.makes_tensors:
        value = e.evaluate(loop.body, scope)
        if isinstance(value, LAYERS):
            help = "apply the layers to a tensor first: `x -> f`"
            raise problem("E203", "tensors and layers are mixed", loop.body.span, help=help)
        return outcome(e, value, entering, r.place)
    if r.below is None:
        return outcome(e, e.evaluate(loop.body, scope), entering, r.place)
    difference = arithmetic.subtract(number, r.below)
    e.assumptions.inequalities += [difference, arithmetic.multiply(Number(-1), difference)]
    try:
        return outcome(e, e.evaluate(loop.body, scope), entering, r.place)
    finally:
        del e.assumptions.inequalities[-2:]


def keep(r: Repetition, trial: Trial, iteration: Repeat) -> Flow:
    """Say of which iterations the nodes are."""
    for node in trial.nodes:
        node.repeats = (iteration, *node.repeats)
    r.kept.append((trial.leaving, iteration))
    return trial.leaving


def from_so_many(e: Evaluator, r: Repetition, least: int, form: str = "a form with its first iterations apart") -> None:
    """A `form` holds from so many iterations on."""
    if isinstance(r.count, Number) or least == 0:
        return
    try:
        number: Exact = value(r.count, e.assumptions.values)
    except NoValue:
        number = least
    if number < least:
        iterations = "iteration" if least == 1 else "iterations"
        why = f"{form} holds from {least} {iterations} on, not for {plain(Number(number))}"
        raise CountKept(frozenset(symbols(r.count)), r.span, why)
    e.assumptions.choose(at_least(r.count, least), r.span)


def ask_divisors(e: Evaluator, r: Repetition, start: int) -> None:
    """Ask that no divisor is zero in which a symbol of the count stands: no iterations of 4/g are none, g · (4/g) is 4.

    It is asked of the nodes from `start` on, and also where there is no iteration. Raises CountKept.
    """
    names = symbols(r.count)
    if not names:
        return
    parts = (part for node in e.graph.nodes[start:] for tensor in node.tensors for part in walk(tensor.count))
    for divisor in dict.fromkeys(part.denominator for part in parts if isinstance(part, Quotient)):
        if not names.keys().isdisjoint(symbols(divisor)):
            _not_zero(e, r, divisor)


def _not_zero(e: Evaluator, r: Repetition, divisor: Formula) -> None:
    with suppress(NoValue):
        if value(divisor, e.assumptions.values) == 0:
            raise CountKept(
                frozenset(symbols(r.count)), r.span, f"a form with the divisor {plain(divisor)} has no value"
            )
    e.assumptions.choose(Relation("≠", divisor, ZERO), r.span)


def generalised(
    e: Evaluator,
    r: Repetition,
    iteration: Repeat,
    first: Trial,
    entering: Callable[[Formula], Flow],
    agrees: Callable[[Trial, str], None],
) -> tuple[Trial, str]:
    """One iteration in an index, in place of all from the `first` on, and the index; what was tried if it fails.

    `agrees` raises NoForm where the general iteration is not like those that were tried.
    """
    put_back = first.before.restore(e)
    index = free_index(e.assumptions)
    e.assumptions.indices[index] = iteration.count
    try:
        number = arithmetic.add(Number(iteration.first), Symbol(index))
        general = tried(e, r, number, entering(Symbol(index)))
        if general.shares:
            raise NoForm("an iteration shares weights that the iterations before it made")
        agrees(general, index)
        check_required(e.assumptions, index)
        ask_ratios(e.assumptions, general.nodes, index, r.span)
    except (NoForm, Problem, Wrong, TooLarge, CountKept) as why:
        put_back()
        known = isinstance(why, NoForm)
        raise why if known else NoForm("a choice in the iteration depends on which iteration it is") from None
    finally:
        del e.assumptions.indices[index]
    return general, index
