"""Recurrences: how the tensor changes from one iteration to the next, and whether a general iteration agrees."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import chain, count

from symcount.algebra import arithmetic
from symcount.algebra.formula import Formula, NoValue, Number, Symbol, walk
from symcount.algebra.notations.unicode import plain
from symcount.network.conditions import same
from symcount.network.network import total
from symcount.network.state import UNKNOWN, Assumptions, PendingNode, is_unknown
from symcount.network.values import Flow, ListValue, Tensor, tensors


class NoForm(Exception):
    """There is no closed form; the message says why."""


def free_index(assumptions: Assumptions) -> str:
    """A name for the index that is no parameter's and no outer sum's."""
    others = {*assumptions.values, *assumptions.keep, *assumptions.indices}
    return next(name for name in chain("ijlmnpq", map("i_{}".format, count(1))) if name not in others)


Rule = Callable[[Formula, Flow], Flow]
"""(index, what comes of the nodes before) -> what enters the iteration."""


def rule_of(assumptions: Assumptions, flows: list[Flow]) -> Rule:
    """How what enters changes from iteration to iteration, read off three of them: each tensor by itself."""
    three = [flow for flow in flows if isinstance(flow, Tensor)]
    if len(three) == len(flows):
        alone = _rule_of_tensor(assumptions, three)
        return lambda i, before: alone(i, before.node if isinstance(before, Tensor) else 0)
    if len({len(tensors(flow)) for flow in flows}) > 1 or three:
        raise NoForm("the number of tensors changes")
    rules = [_rule_of_tensor(assumptions, list(column)) for column in zip(*map(tensors, flows), strict=True)]
    return lambda i, before: ListValue(tuple(rule(i, t.node) for rule, t in zip(rules, tensors(before), strict=True)))


def _rule_of_tensor(assumptions: Assumptions, tensors: list[Tensor]) -> Callable[[Formula, int], Tensor]:
    """(index, node) -> the tensor that enters the iteration."""
    channels = _change(assumptions, [t.channels for t in tensors])
    if channels is None:
        shown = ", ".join(plain(t.channels) for t in tensors)
        raise NoForm(f"the channels change by no constant step or factor: {shown}")
    if len({len(t.sizes) for t in tensors}) > 1:
        raise NoForm("the dimensions of the tensor change")
    sizes = [list(column) for column in zip(*(t.sizes for t in tensors), strict=True)]
    assumptions.unknown += 1  # sizes that two repetitions change are no equals
    unknown = [Symbol(f"{UNKNOWN}{assumptions.unknown}.{side}") for side in range(len(sizes))]

    def tensor(i: Formula, node: int) -> Tensor:
        left = tuple(s[0] if s[0] == s[1] == s[2] else none for s, none in zip(sizes, unknown, strict=True))
        return Tensor(channels(i), left, node)

    return tensor


def _change(assumptions: Assumptions, three: list[Formula]) -> Callable[[Formula], Formula] | None:
    """c, c + i d or c r^i."""
    a, b, c = three
    if same(assumptions, a, b) and same(assumptions, b, c):
        return lambda i: a
    step = arithmetic.subtract(b, a)
    if same(assumptions, arithmetic.subtract(c, b), step):
        return lambda i: arithmetic.add(a, arithmetic.multiply(i, step))
    ratio = arithmetic.divide(b, a)
    if same(assumptions, arithmetic.divide(c, b), ratio):
        return lambda i: arithmetic.multiply(a, arithmetic.power(ratio, i))
    return None


def check_leaving(assumptions: Assumptions, leaving: Flow, rule: Flow) -> None:
    if type(leaving) is not type(rule) or len(tensors(leaving)) != len(tensors(rule)):
        raise NoForm("the number of tensors changes")
    for left, wanted in zip(tensors(leaving), tensors(rule), strict=True):
        if not same(assumptions, left.channels, wanted.channels) or len(left.sizes) != len(wanted.sizes):
            raise NoForm(f"the general iteration leaves {plain(left.channels)} channels, not {plain(wanted.channels)}")


def totals(node: PendingNode) -> list[Formula]:
    return [total(t.count, node.repeats) for t in node.tensors]


def check_counts(
    assumptions: Assumptions, nodes: list[PendingNode], trials: list[list[list[Formula]]], index: str
) -> None:
    """The general iteration counts what each tried iteration counted, and nothing that changes out of sight."""
    general = [totals(d) for d in nodes]
    if any(is_unknown(n) for layer in general for t in layer for n in walk(t)):
        raise NoForm("the count reads sizes that change from iteration to iteration")
    for iteration, counted in enumerate(trials):
        at = {index: Number(iteration)}
        if [len(layer) for layer in general] != [len(layer) for layer in counted]:
            raise NoForm("the iterations are not made of the same layers")
        for layer, tried in zip(general, counted, strict=True):
            for g, t in zip(layer, tried, strict=True):
                if not same(assumptions, arithmetic.computed(g, at), arithmetic.computed(t)):
                    shown = plain(arithmetic.computed(t))
                    raise NoForm(f"iteration {iteration + 1} counts {shown}, the general one something else")


LOOKED_AT = 200
"""So many first iterations, and the last, are asked whether they have what they require; beyond, it is a condition."""


def check_required(assumptions: Assumptions, index: str) -> None:
    """What the general iteration requires is there in the iterations that there are at the values."""
    for condition in assumptions.conditions.values():
        if not condition.decided and index in dict(condition.over):
            with suppress(NoValue, ArithmeticError):
                if not condition.holds(assumptions.values, LOOKED_AT):
                    raise NoForm(f"an iteration has not what it requires: {condition.text}")
