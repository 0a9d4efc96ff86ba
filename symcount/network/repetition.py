"""`n * f` and `for`: iterations that are alike are multiplied, iterations that grow by a rule are summed.

What an iteration does to the whole tensor, and what it counts, decides. A form is accepted only where the first
iterations and the general iteration agree with it; what has none is unrolled, or an error where the count is a symbol.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, Formula, NoValue, Number, Sum, Symbol, TooLarge, symbols, value
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import Problem
from symcount.language.source import Span
from symcount.network.conditions import CountKept
from symcount.network.network import Condition, Repeat
from symcount.network.recurrence import NoForm, check_counts, check_leaving, free_index, rule_of, totals
from symcount.network.state import MAX_LAYERS, Checkpoint, Elaboration, Exhausted, PendingNode, too_much
from symcount.network.values import POISON, Poison, Tensor

UNROLLED = 64
"""A numeric repetition of iterations that grow is unrolled up to this count, and summed beyond it."""


IterationOf = Callable[[Formula, Tensor], Tensor | Poison]


@dataclass(frozen=True, slots=True, eq=False)
class Repetition:
    """How often, and what an iteration does: `iteration(number from 1, entering tensor)`."""

    count: Formula
    iteration: IterationOf
    uniform: bool
    """Whether the iterations differ in nothing but the tensor that enters."""
    span: Span
    last: bool = False
    """Whether the body tests for the last iteration."""


@dataclass(frozen=True, slots=True, eq=False)
class _Tried:
    """One iteration that was worked out: what entered and left, its nodes, and whether it shared weights first."""

    entering: Tensor
    leaving: Tensor
    before: Checkpoint
    nodes: list[PendingNode]
    shares: bool

    @property
    def steady(self) -> bool:
        return self.entering.shape == self.leaving.shape and not self.shares


class _Wrong(Exception):
    """The iteration made no tensor: what is wrong has been reported."""


def repeat(e: Elaboration, r: Repetition, tensor: Tensor) -> Tensor | Poison:
    """All iterations in a row."""
    if r.count == Number(0):
        return tensor
    e.repetitions += 1
    try:
        if r.last:
            result = _with_last(e, r, tensor)
        else:
            result = _repeats(e, r, tensor, e.repetitions)
    except _Wrong:
        return POISON
    return replace(result, points=None) if isinstance(result, Tensor) else result


def _repeats(e: Elaboration, r: Repetition, tensor: Tensor, repetition: int) -> Tensor:
    first = _try(e, r, ONE, tensor)
    if r.uniform and first.steady:
        return _keep(first, Repeat(repetition, 1, r.count))
    if r.count == ONE:
        return _keep(first, Repeat(repetition, 1, ONE))
    second = _try(e, r, Number(2), first.leaving)
    if r.uniform and second.steady:
        _at_least(e, r, 1)
        _keep(first, Repeat(repetition, 1, ONE))
        return _keep(second, Repeat(repetition, 2, arithmetic.subtract(r.count, ONE)))
    if isinstance(r.count, Number) and r.count.value <= UNROLLED:
        return _unrolled(e, r, repetition, [first, second])
    try:
        return _general(e, r, repetition, first)
    except NoForm as reason:
        if not isinstance(r.count, Number):
            raise CountKept(frozenset(symbols(r.count)), r.span, str(reason)) from None
        e.undo(first.before)
        return _unrolled(e, r, repetition, [_try(e, r, ONE, tensor)])


def _try(e: Elaboration, r: Repetition, number: Formula, entering: Tensor) -> _Tried:
    before, shares = e.checkpoint(), e.shares
    leaving = r.iteration(number, entering)
    if isinstance(leaving, Poison):
        raise _Wrong
    shared = e.shares_from_before(before.lengths[-1], shares)
    return _Tried(entering, leaving, before, e.nodes[before.lengths[0] :], shared)


def _keep(tried: _Tried, iteration: Repeat) -> Tensor:
    """Say of which iterations the nodes are."""
    for node in tried.nodes:
        node.repeats = (iteration, *node.repeats)
    return tried.leaving


def _unrolled(e: Elaboration, r: Repetition, repetition: int, done: list[_Tried]) -> Tensor:
    """Iteration by iteration, until one leaves the tensor as it was."""
    for number, tried in enumerate(done, 1):
        _keep(tried, Repeat(repetition, number, ONE))
    assert isinstance(r.count, Number)
    number, count, tensor = len(done), int(r.count.value), done[-1].leaving
    while number < count:
        tried = _try(e, r, Number(number + 1), tensor)
        alike = count - number if r.uniform and tried.steady else 1
        tensor = _keep(tried, Repeat(repetition, number + 1, Number(alike)))
        number += alike
        if tried.nodes and (count - number) * len(tried.nodes) > MAX_LAYERS:
            raise Exhausted(too_much(r.span))
    return tensor


# ---- the last iteration -----------------------------------------------------------------------


def _with_last(e: Elaboration, r: Repetition, tensor: Tensor) -> Tensor | Poison:
    """`i == n` is tested: all iterations but the last, in which it is false, and then the last."""
    _at_least(e, r, 1)
    before = arithmetic.subtract(r.count, ONE)
    with_unlike = replace(r, count=before, iteration=_not_last(e, r), last=False)
    inner = repeat(e, with_unlike, tensor)
    if isinstance(inner, Poison):
        return inner
    last = _try(e, r, r.count, inner)
    return _keep(last, Repeat(e.repetitions, 0, ONE))


def _not_last(e: Elaboration, r: Repetition) -> IterationOf:
    def iteration(number: Formula, entering: Tensor) -> Tensor | Poison:
        difference = arithmetic.subtract(number, r.count)
        e.unlike += [difference, arithmetic.multiply(Number(-1), difference)]
        try:
            return r.iteration(number, entering)
        finally:
            del e.unlike[-2:]

    return iteration


def _at_least(e: Elaboration, r: Repetition, least: int) -> None:
    """A form with iterations apart holds from so many iterations on."""
    if isinstance(r.count, Number) or least == 0:
        return
    try:
        known: Exact = value(r.count, e.values)
    except NoValue:
        known = least
    if known < least:
        iterations = "iteration" if least == 1 else "iterations"
        why = (
            f"a form with its first iterations apart holds from {least} {iterations} on, not for {plain(Number(known))}"
        )
        raise CountKept(frozenset(symbols(r.count)), r.span, why)
    terms = r.count.terms if isinstance(r.count, Sum) else (r.count,)
    fixed = sum(t.value for t in terms if isinstance(t, Number))
    rest = arithmetic.subtract(r.count, Number(fixed))
    text = f"{plain(rest)} ≥ {plain(Number(least - fixed))}"
    e.conditions.setdefault(text, Condition(text, r.span))


# ---- iterations that grow ---------------------------------------------------------------------


APART = 2
"""How many first iterations may be unlike the others."""


def _general(e: Elaboration, r: Repetition, repetition: int, first: _Tried) -> Tensor:
    """One general iteration in an index for all iterations, or for all but the first ones."""
    reasons: list[str] = []
    for apart in range(APART + 1):
        e.undo(first.before)
        kept: list[_Tried] = []
        tensor = first.entering
        for number in range(1, apart + 1):
            kept.append(_try(e, r, Number(number), tensor))
            tensor = kept[-1].leaving
        a = _try(e, r, Number(apart + 1), tensor)
        b = _try(e, r, Number(apart + 2), a.leaving)
        try:
            leaving = _summed(e, r, Repeat(repetition, apart + 1, _less(r.count, apart)), [a, b])
        except NoForm as why:
            reasons.append(str(why))
            continue
        for number, tried in enumerate(kept, 1):
            _keep(tried, Repeat(repetition, number, ONE))
        _at_least(e, r, apart)
        return leaving
    raise NoForm(reasons[0])


def _less(count: Formula, by: int) -> Formula:
    return arithmetic.subtract(count, Number(by)) if by else count


def _summed(e: Elaboration, r: Repetition, iteration: Repeat, trials: list[_Tried]) -> Tensor:
    """The general iteration in place of the two that were tried, if they agree with it."""
    a, b = trials
    if a.shares or b.shares:
        raise NoForm("its first iterations share weights with those after them")
    index = free_index(e)
    i = Symbol(index)
    rule = rule_of(e, [a.entering, b.entering, b.leaving])
    counted = [[totals(d) for d in tried.nodes] for tried in trials]
    e.undo(a.before)
    e.indices.append(index)
    try:
        number = arithmetic.add(Number(iteration.first), i)
        general = _attempt(e, r, number, rule(i, a.entering.node))
        check_leaving(e, general.leaving, rule(arithmetic.add(i, ONE), 0))
        check_counts(e, general.nodes, counted, index)
    finally:
        e.indices.pop()
    _keep(general, replace(iteration, index=index))
    return rule(iteration.count, general.leaving.node)


def _attempt(e: Elaboration, r: Repetition, number: Formula, entering: Tensor) -> _Tried:
    try:
        tried = _try(e, r, number, entering)
    except (Problem, _Wrong, TooLarge, CountKept):
        raise NoForm("a choice in the iteration depends on which iteration it is") from None
    if tried.shares:
        raise NoForm("an iteration shares weights that the iterations before it made")
    return tried
