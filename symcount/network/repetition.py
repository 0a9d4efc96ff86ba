"""`n * f` and `for`: iterations that are alike are multiplied, iterations that grow by a rule are summed.

What an iteration does to the whole tensor, and what it counts, decides. A form is accepted only where the first
iterations and the general iteration agree with it; what has none is unrolled, or an error where the count is a symbol.
"""

from __future__ import annotations

from dataclasses import replace

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Number, Symbol, symbols
from symcount.algebra.relations import at_least
from symcount.language.source import Span
from symcount.network.conditions import CountKept, repeat_count
from symcount.network.evaluator import Evaluator
from symcount.network.iterations import (
    UNROLLED,
    Repetition,
    Trial,
    Wrong,
    ask_divisors,
    from_so_many,
    generalised,
    keep,
    repetition_of,
    tried,
    unneeded,
)
from symcount.network.network import Repeat
from symcount.network.recurrence import NoForm, check_counts, check_leaving, rule_of, totals
from symcount.network.state import MAX_LAYERS, Exhausted, is_unknown, too_much
from symcount.network.values import POISON, Flow, Iterations, LoopedLayer, Poison, RepeatedLayer, tensors


def repeat_layer(e: Evaluator, layer: RepeatedLayer, tensor: Flow, place: Span) -> Flow | Poison:
    """`n * f`: iterations that differ in nothing but the tensor that enters."""
    count = repeat_count(e.assumptions, layer.times, layer.span)
    return _repeat(e, Repetition(layer, count, layer.span, place, True), tensor)


def loop_layer(e: Evaluator, layer: LoopedLayer, tensor: Flow) -> Flow | Poison:
    """`for i in low..high: f`: the body is evaluated for each iteration if it speaks of the variable."""
    return _repeat(e, repetition_of(e, layer), tensor)


def _repeat(e: Evaluator, r: Repetition, tensor: Flow) -> Flow | Poison:
    """All iterations in a row."""
    if r.count == ZERO:
        return tensor
    e.graph.repetitions += 1
    given, depth, start = e.assumptions.given, len(e.assumptions.given), len(e.graph.nodes)
    if not isinstance(r.count, Number):
        given.append(at_least(r.count, 1))
    try:
        result = _with_last(e, r, tensor) if r.tests_last else _repeats(e, r, tensor, e.graph.repetitions)
        ask_divisors(e, r, start)
    except Wrong:
        return POISON
    finally:
        del given[depth:]
    if isinstance(result, Poison):
        return result
    leaving = [tensor.node for flow, _ in r.kept for tensor in tensors(flow)]
    e.graph.carried.append((start, len(e.graph.nodes), leaving))
    return replace(result, points=Iterations(tuple(r.kept)))


def _repeats(e: Evaluator, r: Repetition, tensor: Flow, repetition: int) -> Flow:
    first = tried(e, r, ONE, tensor)
    if r.uniform and first.steady:
        _refuse_symbol(e, r, first)
        return keep(r, first, Repeat(repetition, 1, r.count))
    if r.count == ONE:
        return keep(r, first, Repeat(repetition, 1, ONE))
    trials = [first, second := tried(e, r, Number(2), first.leaving)]
    if r.uniform and second.steady:
        _refuse_symbol(e, r, second)
        from_so_many(e, r, 1)
        keep(r, first, Repeat(repetition, 1, ONE))
        return keep(r, second, Repeat(repetition, 2, arithmetic.subtract(r.count, ONE)))
    if isinstance(r.count, Number) and (r.listed or r.count.value <= UNROLLED):
        return _unrolled(e, r, repetition, trials)
    try:
        return _general(e, r, repetition, trials)
    except NoForm as reason:
        if not isinstance(r.count, Number):
            raise CountKept(frozenset(symbols(r.count)), r.span, str(reason)) from None
        return _unrolled(e, r, repetition, trials)


def _refuse_symbol(e: Evaluator, r: Repetition, trial: Trial) -> None:
    """Raise CountKept where an iteration that will be kept has a mistake, and the value of the count is below it."""
    mistakes = trial.before.mistakes(e)
    kept = unneeded(e, r, trial.number, mistakes) if mistakes else None
    if kept is not None:
        raise kept


def _unrolled(e: Evaluator, r: Repetition, repetition: int, trials: list[Trial]) -> Flow:
    """Iteration by iteration, until one leaves the tensor as it was."""
    for number, trial in enumerate(trials, 1):
        keep(r, trial, Repeat(repetition, number, ONE))
    assert isinstance(r.count, Number)
    number, count, tensor = len(trials), int(r.count.value), trials[-1].leaving
    while number < count:
        trial = tried(e, r, Number(number + 1), tensor)
        alike = count - number if r.uniform and trial.steady else 1
        tensor = keep(r, trial, Repeat(repetition, number + 1, Number(alike)))
        number += alike
        if trial.nodes and (count - number) * len(trial.nodes) > MAX_LAYERS:
            raise Exhausted(too_much(r.span))
    return tensor


def _with_last(e: Evaluator, r: Repetition, tensor: Flow) -> Flow | Poison:
    """`i == n` is tested: all iterations but the last, in which it is false, and then the last."""
    from_so_many(e, r, 1)
    before = arithmetic.subtract(r.count, ONE)
    inner = _repeat(e, replace(r, count=before, tests_last=False, below=r.count), tensor)
    if isinstance(inner, Poison):
        return inner
    last = tried(e, r, r.count, inner)
    return keep(r, last, Repeat(e.graph.repetitions, 0, ONE))


APART = 2
"""How many first iterations may be unlike the others."""


def _general(e: Evaluator, r: Repetition, repetition: int, trials: list[Trial]) -> Flow:
    """One general iteration in an index for all iterations, or for all but the first ones.

    `trials` are the first two; where there is no form, they are all that were needed to find that.
    """
    reasons: list[str] = []
    for apart in range(APART + 1):
        if apart:
            trials.append(tried(e, r, Number(apart + 2), trials[-1].leaving))
        rest = Repeat(repetition, apart + 1, arithmetic.subtract(r.count, Number(apart)))
        try:
            leaving = _summed(e, r, rest, trials[-2:])
        except NoForm as why:
            reasons.append(str(why))
            continue
        for number, trial in enumerate(trials[:-2], 1):
            keep(r, trial, Repeat(repetition, number, ONE))
        from_so_many(e, r, apart)
        return leaving
    raise NoForm(reasons[0])


def _summed(e: Evaluator, r: Repetition, iteration: Repeat, trials: list[Trial]) -> Flow:
    """The general iteration in place of the two that were tried, if they agree with it; else they are left there."""
    a, b = trials
    if a.shares or b.shares:
        raise NoForm("its first iterations share weights with those after them")
    rule = rule_of(e.assumptions, [a.entering, b.entering, b.leaving])
    counted = [[totals(d) for d in trial.nodes] for trial in trials]

    def agrees(general: Trial, index: str) -> None:
        check_leaving(e.assumptions, general.leaving, rule(arithmetic.add(Symbol(index), ONE), a.entering))
        check_counts(e.assumptions, general.nodes, counted, index)

    general, index = generalised(e, r, iteration, a, lambda i: rule(i, a.entering), agrees)
    keep(r, general, replace(iteration, index=index))
    leaving = rule(iteration.count, general.leaving)
    if any(is_unknown(size) for tensor in tensors(leaving) for size in tensor.sizes):
        e.assumptions.changing |= symbols(r.count)
    return leaving
