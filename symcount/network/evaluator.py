"""The evaluator as the recursion sees it from below: the parts of an elaboration, and the way back to its top.

Expressions hold layers, layers hold blocks, and blocks hold expressions. Whoever needs a step of that circle is given
an `Evaluator`; the one that there is stands in `evaluate`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from symcount.algebra.formula import Formula
from symcount.language import foreign, syntax
from symcount.language.diagnostics import Diagnostic, Label, Problem, first_errors, problem
from symcount.language.source import Span, short
from symcount.network.state import Assumptions, Caches, Graph, Limits, Shares
from symcount.network.values import (
    LAYERS,
    NUMBERS,
    POISON,
    Beside,
    Flow,
    LayerValue,
    ListValue,
    Poison,
    Scope,
    Tensor,
    Value,
    flows,
    kind_of,
)


class Evaluator(ABC):
    """An elaboration under way: its state in parts, and the top of the recursion."""

    def __init__(self, name: str, limits: Limits, caches: Caches) -> None:
        self.graph = Graph(name)
        self.assumptions = Assumptions(self.graph)
        self.shares = Shares()
        self.limits = limits
        self.caches = caches
        self.diagnostics: dict[tuple[object, ...], Diagnostic] = {}
        """The mistakes, warnings and notes so far, each once."""

    @abstractmethod
    def evaluate(self, node: syntax.Expression, scope: Scope) -> Value:
        """The value of `node` in `scope`. Raises Problem for the first mistake that leaves it without one."""

    @abstractmethod
    def apply(self, layer: LayerValue, tensor: Flow, span: Span) -> Flow | Poison:
        """What `layer` makes of `tensor`, or of a list of them. Raises Problem."""

    @abstractmethod
    def branches(self, beside: Beside, kind: str, tensor: Flow | None, alone: bool) -> list[tuple[Flow, Span]] | None:
        """What the iterations of a `for` give side by side; None after a mistake. Raises Problem."""

    def number(self, node: syntax.Expression, scope: Scope) -> Formula:
        """The number that `node` is; anything else is a mistake."""
        value = self.evaluate(node, scope)
        if isinstance(value, NUMBERS):
            return value
        raise wrong_kind(node, scope, value, "a number")

    def flag(self, node: syntax.Expression, scope: Scope) -> bool:
        """The flag that `node` is."""
        value = self.evaluate(node, scope)
        if isinstance(value, bool):
            return value
        raise wrong_kind(node, scope, value, "a flag (`on`, `off` or a comparison)")

    def report(self, trouble: Problem) -> None:
        """Keep what is wrong, with the block whose application it is in, and go on."""
        block = self.graph.application
        for d in trouble.diagnostics:
            d = _at_user(d, self.graph)
            where = d.labels[0].span if d.labels else None
            key = (d.code, where.start if where else d.message, where.source.name if where else "")
            if where and block.parent is not None and block.span is not None:
                d = replace(d, notes=(*d.notes, f"in `{block.name}`, applied at {block.span}"))
            self.diagnostics.setdefault(key, d)

    def refuse_errors(self) -> None:
        """Raise all errors that were reported, in the order of the text."""

        def place(d: Diagnostic) -> tuple[str, int]:
            return (d.labels[0].span.source.name, d.labels[0].span.start) if d.labels else ("", -1)

        if any(d.is_error for d in self.diagnostics.values()):
            raise first_errors(sorted(self.diagnostics.values(), key=place))


def _at_user(d: Diagnostic, graph: Graph) -> Diagnostic:
    """A mistake that shows in a block of the library is one of its application."""
    if not d.labels or not d.labels[0].span.source.library:
        return d
    place = graph.user_place(d.labels[0].span)
    if place.source.library:
        return d
    label = Label(place, d.labels[0].text if d.labels[0].span == place else "")
    labels = (label, *(x for x in d.labels[1:] if not x.span.source.library))
    return replace(d, labels=labels, notes=(*d.notes, f"at `{short(d.labels[0].span.text)}` in it"))


def wrong_kind(
    node: syntax.Expression, scope: Scope, value: Value, wanted: str, at: tuple[str, Span] | None = None
) -> Problem:
    """`wanted` was needed; where the value came in as an argument, the argument is marked, else `at`, or the node."""
    if isinstance(value, Poison):
        return Problem()
    given = scope.find_span(node.id) if isinstance(node, syntax.Name) else None
    if given is not None:
        span, owner = given
        message = f"`{node.id}` of `{owner}` takes {wanted}, not {kind_of(value)}"  # type: ignore[union-attr]
        return problem("E203", message, span, f"is {kind_of(value)}", help=_habit(span, str(owner), wanted, value))
    if at is not None:
        return problem("E203", f"{at[0]}, not {kind_of(value)}", at[1])
    return problem("E203", f"{wanted} is needed here, not {kind_of(value)}", node.span, f"is {kind_of(value)}")


def _habit(span: Span, owner: str, wanted: str, value: Value) -> list[str]:
    """Help for who writes `conv(x, 64, 3)`, `conv(64, (3, 3))` or `bn(64)`."""
    if isinstance(value, Tensor):
        return [f"an arrow applies it: `{short(span.text)} -> {owner}(…)`"]
    if isinstance(value, ListValue):
        return foreign.window_help(span.text)
    return foreign.habit_help(owner) if isinstance(value, NUMBERS) and wanted[:6] in ("a flag", "`on` o") else []


def attempt(e: Evaluator, node: syntax.Expression, scope: Scope) -> Value:
    """The value of `node`, or POISON after reporting what is wrong with it."""
    try:
        return e.evaluate(node, scope)
    except Problem as trouble:
        e.report(trouble)
        return POISON


def outcome(e: Evaluator, value: Value, tensor: Flow, span: Span) -> Flow | Poison:
    """What a body gives: the tensors that it made, or its layer applied to what entered. Raises Problem."""
    if isinstance(value, Poison) or flows(value):
        return value
    if isinstance(value, LAYERS):
        return e.apply(value, tensor, span)
    help = "a list of tensors is one: `(input -> f, input -> g)`" if isinstance(value, ListValue) else ()
    raise problem("E203", f"a block gives a layer or a tensor, not {kind_of(value)}", span, help=help)


class Checkpoint:
    """How far an elaboration was, to come back to: graph, assumptions, shares and reports only grow."""

    def __init__(self, e: Evaluator) -> None:
        self.nodes = len(e.graph.nodes)
        self.first_uses = len(e.shares.first_uses)
        self._lengths = tuple(map(len, _growing(e)))
        self._counts = dict(e.graph.application.counts)

    def mistakes(self, e: Evaluator) -> list[Diagnostic]:
        """What was found to be wrong since."""
        return [d for d in list(e.diagnostics.values())[self._lengths[-1] :] if d.is_error]

    def restore(self, e: Evaluator) -> Callable[[], None]:
        """Forget what was added since, an iteration that was only tried; what it gives puts it back."""
        forgotten = e.graph.nodes[self.nodes :]
        if forgotten and e.assumptions.indices:
            depth = len(e.assumptions.indices)
            e.limits.forget(len(forgotten) * depth**2, forgotten[-1].span, e.graph)
        owned = [(shared, shared.owned) for shared in e.shares.first_uses[self.first_uses :]]
        for shared, _ in owned:
            shared.owned = None
        ends: list[Any] = [_cut(items, length) for items, length in zip(_growing(e), self._lengths, strict=True)]
        counts, e.graph.application.counts = e.graph.application.counts, dict(self._counts)

        def put_back() -> None:
            self.restore(e)
            for items, end in zip(_growing(e), ends, strict=True):
                items.extend(end) if isinstance(items, list) else items.update(end)
            for shared, tensors in owned:
                shared.owned = tensors
            e.graph.application.counts = counts

        return put_back


def _cut(items: list[Any] | dict[Any, Any], length: int) -> list[Any] | dict[Any, Any]:
    """Take away all but the first ones; gives these."""
    if isinstance(items, list):
        end = items[length:]
        del items[length:]
        return end
    return {key: items.pop(key) for key in list(items)[length:]}


def _growing(e: Evaluator) -> tuple[list[Any] | dict[Any, Any], ...]:
    """What is only added to. A dictionary keeps the order in which it was filled."""
    graph, shares = e.graph, e.shares
    logs = (e.assumptions.conditions, e.assumptions.equalities, e.diagnostics)
    return graph.nodes, graph.bindings, graph.carried, shares.first_uses, shares.reuses, shares.ties, *logs
