"""Iterations side by side, `[for i in 1..n: f(i)]` and `sum(for i in 1..n: f(i))`: branches of what is joined.

Iterations that are alike are one branch that stands for all; a few that differ are branches as if each were written;
many, or a symbolic number, are one general branch in an index, accepted where the first ones agree with it.
"""

from __future__ import annotations

from dataclasses import replace

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import ONE, ZERO, Formula, Number, Summation, TooLarge, symbols
from symcount.algebra.notations.unicode import plain
from symcount.algebra.relations import at_least
from symcount.language.source import Span
from symcount.network.conditions import CountKept, same
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
)
from symcount.network.network import Repeat
from symcount.network.recurrence import NoForm, check_counts, totals
from symcount.network.state import MAX_LAYERS, Exhausted, too_much
from symcount.network.values import Beside, Flow, Tensor, tensors

_NOTHING = Tensor(ONE, (), -1)
"""What enters where the body makes tensors itself."""


def branches(
    e: Evaluator, beside: Beside, kind: str, tensor: Flow | None, alone: bool
) -> list[tuple[Flow, Span]] | None:
    """What each iteration gives, all on the same `tensor`, or what all give together; None after a mistake.

    Without a tensor the body makes one of those that it names. `alone`, it needs an iteration. Raises Problem.
    """
    r = replace(repetition_of(e, beside.layer), makes_tensors=tensor is None, tests_last=False)
    if r.count == ZERO:
        return []
    given, depth, start = e.assumptions.given, len(e.assumptions.given), len(e.graph.nodes)
    if not isinstance(r.count, Number):
        given.append(at_least(r.count, 1))
    try:
        if alone:
            from_so_many(e, r, 1, "what is joined of iterations alone")
        ends = _branches(e, r, kind, tensor or _NOTHING)
        ask_divisors(e, r, start)
        return [(end, r.place) for end in ends]
    except Wrong:
        return None
    finally:
        del given[depth:]


def _branches(e: Evaluator, r: Repetition, kind: str, tensor: Flow) -> list[Flow]:
    e.graph.repetitions += 1
    repetition, trials = e.graph.repetitions, [tried(e, r, ONE, tensor)]
    uniform = r.uniform and isinstance(trials[0].leaving, Tensor)
    if uniform and not trials[0].shares:
        return [_together(r, kind, trials[0], Repeat(repetition, 1, r.count))]
    if r.count == ONE:
        return [trials[0].leaving]
    trials.append(tried(e, r, Number(2), tensor))
    if uniform:
        rest = Repeat(repetition, 2, arithmetic.subtract(r.count, ONE))
        return [keep(r, trials[0], Repeat(repetition, 1, ONE)), _together(r, kind, trials[1], rest)]
    known = int(r.count.value) if isinstance(r.count, Number) else None
    if known is None or (known > UNROLLED and not r.listed):
        try:
            trials.append(tried(e, r, Number(3), tensor))
            return [_general(e, r, kind, Repeat(repetition, 1, r.count), trials)]
        except NoForm as reason:
            if known is None:
                raise CountKept(frozenset(symbols(r.count)), r.span, str(reason)) from None
    assert known is not None
    if known * len(trials[0].nodes) > MAX_LAYERS:
        raise Exhausted(too_much(r.span))
    trials += (tried(e, r, Number(number), tensor) for number in range(len(trials) + 1, known + 1))
    return [trial.leaving for trial in trials]


def _together(r: Repetition, kind: str, trial: Trial, iteration: Repeat) -> Tensor:
    """Iterations that are alike: their channels behind each other, or the sum of them."""
    one = keep(r, trial, iteration)
    assert isinstance(one, Tensor)
    channels = arithmetic.multiply(iteration.count, one.channels) if kind == "concat" else one.channels
    return Tensor(channels, one.sizes, one.node)


def _general(e: Evaluator, r: Repetition, kind: str, iteration: Repeat, trials: list[Trial]) -> Tensor:
    if any(trial.shares for trial in trials):
        raise NoForm("its first iterations share weights with those after them")
    given = [trial.leaving for trial in trials if isinstance(trial.leaving, Tensor)]
    if len(given) < len(trials):
        raise NoForm("an iteration gives a list of tensors")
    counted = [[totals(d) for d in trial.nodes] for trial in trials]
    if kind != "concat" and not same(e.assumptions, given[0].channels, given[2].channels):
        raise NoForm("the iterations end with different channel counts, which cannot be added")

    total: list[Formula] = []

    def agrees(general: Trial, index: str) -> None:
        if not isinstance(general.leaving, Tensor):
            raise NoForm("an iteration gives a list of tensors")
        _check_shapes(e, general.leaving, given, index)
        check_counts(e.assumptions, general.nodes, counted, index)
        channels = general.leaving.channels
        total[:] = [channels if kind != "concat" else _summed(channels, index, iteration.count)]

    general, index = generalised(e, r, iteration, trials[0], lambda i: trials[0].entering, agrees)
    keep(r, general, replace(iteration, index=index))
    return Tensor(total[0], given[0].sizes, tensors(general.leaving)[0].node)


def _check_shapes(e: Evaluator, general: Tensor, given: list[Tensor], index: str) -> None:
    """The general iteration leaves the channels of each that was tried, and the sizes of all."""
    for number, one in enumerate(given):
        channels = arithmetic.computed(general.channels, {index: Number(number)})
        if not same(e.assumptions, channels, one.channels):
            shown = f"{plain(channels)} channels, not {plain(one.channels)}"
            raise NoForm(f"the general iteration would leave {shown} in iteration {number + 1}")
        both = (general.sizes, one.sizes)
        if len(general.sizes) != len(one.sizes) or not all(
            same(e.assumptions, a, b) for a, b in zip(*both, strict=True)
        ):
            raise NoForm("the iterations end with different sizes")


def _summed(channels: Formula, index: str, count: Formula) -> Formula:
    try:
        return expansion.expand(Summation(index, count, channels)).as_formula()
    except TooLarge as why:
        raise NoForm(f"the channels together: {why}") from None
