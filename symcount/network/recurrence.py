"""Recurrences: how the tensor changes from one iteration to the next, and whether a general iteration agrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain, count

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import ONE, ZERO, Formula, NoValue, Number, Power, Symbol, value, walk
from symcount.algebra.monomials import NoSum
from symcount.algebra.notations.unicode import plain
from symcount.algebra.relations import Relation
from symcount.language.source import Span
from symcount.network.conditions import same
from symcount.network.network import total
from symcount.network.state import UNKNOWN, Assumptions, PendingNode, is_unknown
from symcount.network.values import Flow, ListValue, Tensor


class NoForm(Exception):
    """There is no closed form; the message says why."""


def free_index(assumptions: Assumptions) -> str:
    """A name for the index that is no parameter's and no outer sum's."""
    others = {*assumptions.values, *assumptions.keep, *assumptions.indices}
    return next(name for name in chain("ijlmnpq", map("i_{}".format, count(1))) if name not in others)


Rule = Callable[[Formula, Flow], Flow]
"""(index, what comes of the nodes before) -> what enters the iteration."""


def rule_of(assumptions: Assumptions, three: Sequence[Flow]) -> Rule:
    """How what enters changes from iteration to iteration, read off three of them: in a list each item by itself."""
    if all(isinstance(flow, Tensor) for flow in three):
        alone = _rule_of_tensor(assumptions, three)  # type: ignore[arg-type]
        return lambda i, before: alone(i, before.node)  # type: ignore[union-attr]
    lists = [flow.items for flow in three if isinstance(flow, ListValue)]
    if len(lists) < len(three) or len({len(items) for items in lists}) > 1:
        raise NoForm(CHANGING)
    rules = [rule_of(assumptions, column) for column in zip(*lists, strict=True)]

    def items(i: Formula, before: Flow) -> Flow:
        assert isinstance(before, ListValue)
        pairs = zip(rules, before.items, strict=True)
        return ListValue(tuple(rule(i, item) for rule, item in pairs))  # type: ignore[arg-type]

    return items


CHANGING = "the number of tensors changes"


def _rule_of_tensor(assumptions: Assumptions, tensors: Sequence[Tensor]) -> Callable[[Formula, int], Tensor]:
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
    if isinstance(leaving, ListValue) and isinstance(rule, ListValue) and len(leaving.items) == len(rule.items):
        for pair in zip(leaving.items, rule.items, strict=True):
            check_leaving(assumptions, *pair)  # type: ignore[arg-type]
    elif isinstance(leaving, ListValue) or isinstance(rule, ListValue):
        raise NoForm(CHANGING)
    elif not same(assumptions, leaving.channels, rule.channels) or len(leaving.sizes) != len(rule.sizes):
        raise NoForm(f"the general iteration leaves {plain(leaving.channels)} channels, not {plain(rule.channels)}")


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


def ask_ratios(assumptions: Assumptions, nodes: list[PendingNode], index: str, span: Span) -> None:
    """Ask that no r is 1 of which a geometric sum is formed: (r^n − 1)/(r − 1) has no value there."""
    for counted in dict.fromkeys(t for node in nodes for t in totals(node)):
        with suppress(NoSum):
            for r in expansion.ratios(index, expansion.expand(counted)):
                _not_one(assumptions, r, span)


def _not_one(assumptions: Assumptions, r: Formula, span: Span) -> None:
    with suppress(NoValue):
        if value(r, assumptions.values) == 1:
            raise NoForm(f"a geometric sum has no form where {plain(r)} is 1")
    match r:
        case Power(base=Number(value=base), exponent=exponent) if base > 1:
            assumptions.choose(Relation("≠", arithmetic.split(exponent)[1], ZERO), span)
        case _:
            assumptions.choose(Relation("≠", r, ONE), span)


LOOKED_AT = 200
"""So many first iterations, and the last, are asked whether they have what they require; beyond, it is a condition."""


def check_required(assumptions: Assumptions, index: str) -> None:
    """What the general iteration requires is there in the iterations that there are at the values."""
    for condition in assumptions.conditions.values():
        if not condition.decided and index in dict(condition.over):
            with suppress(NoValue, ArithmeticError):
                if not condition.holds(assumptions.values, LOOKED_AT):
                    raise NoForm(f"an iteration has not what it requires: {condition.text}")
