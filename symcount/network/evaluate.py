"""Expressions to values. Numbers, flags and windows are computed; layers are put together; tensors flow."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from symcount.algebra import arithmetic
from symcount.algebra.formula import Formula, Number
from symcount.language import foreign, syntax
from symcount.language.diagnostics import Problem, listed, nearest, problem
from symcount.language.source import Span
from symcount.network import apply, conditions, graph, joins, lists, names, nets, taps, values
from symcount.network.beside import branches
from symcount.network.definitions import SHAPE
from symcount.network.evaluator import Evaluator, attempt, wrong_kind
from symcount.network.joins import Operand
from symcount.network.network import Window
from symcount.network.values import (
    LAYERS,
    NUMBERS,
    POISON,
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


class Elaboration(Evaluator):
    """The evaluator that there is: through expressions, layers and blocks."""

    def apply(self, layer: LayerValue, tensor: Flow, span: Span) -> Flow | Poison:
        """What `layer` makes of `tensor`, or of a list of them. Raises Problem."""
        return apply.apply(self, layer, tensor, span)

    def branches(
        self, beside: values.Beside, kind: str, tensor: Flow | None, alone: bool
    ) -> list[tuple[Flow, Span]] | None:
        """What the iterations of a `for` give side by side; None after a mistake. Raises Problem."""
        return branches(self, beside, kind, tensor, alone)

    def evaluate(self, node: syntax.Expression, scope: Scope) -> Value:
        """The value of `node` in `scope`. Raises Problem for the first mistake that leaves it without one."""
        self.limits.step(node.span, self.graph)
        match node:
            case syntax.Name(id=name):
                return names.refer(self, name, None, scope, node.span, node.span)
            case syntax.Call(name=name, arguments=arguments):
                return names.refer(self, name, arguments, scope, node.span, node.name_span)
            case syntax.Number():
                if node.span.source.library:
                    return Number(node.value)
                key = (node.span.source.name, node.span.start)
                return self.assumptions.source(key, Number(node.value), node.span)
            case syntax.Arithmetic():
                return _arithmetic(self, node, scope)
            case syntax.Window(sides=sides):
                return Window(tuple(Number(side) for side in sides))
            case syntax.Flag(value=flag_):
                return flag_
            case syntax.Point(tensor=tensor, point=point):
                return _point(self, self.evaluate(tensor, scope), tensor, point, scope, node.span)
            case syntax.Chain():
                return _chain(self, node, scope)
            case syntax.Concat(items=items):
                return joins.joined(self, "concat", joins.operands(self, "concat", items, scope), node.span)
            case syntax.Choice(condition=condition, then=then, otherwise=otherwise):
                if self.flag(condition, scope):
                    return self.evaluate(then, scope)
                return values.IDENTITY if otherwise is None else self.evaluate(otherwise, scope)
            case syntax.List():
                return lists.list_of(self, node, scope)
            case syntax.Index():
                return lists.item_of(self, node, scope)
            case syntax.Loop():
                return lists.looped(self, node, scope)
            case syntax.Logic(operator=operator, operands=operands):
                stop = operator == "or"
                return stop if any(self.flag(o, scope) == stop for o in operands) else not stop
            case syntax.Not(operand=operand):
                return not self.flag(operand, scope)
            case syntax.Comparison():
                return _comparison(self, node, scope)
            case syntax.Negative(operand=operand):
                return conditions.guarded(node.span, arithmetic.multiply, Number(-1), self.number(operand, scope))
            case syntax.Frozen(layer=layer):
                return _frozen(self.evaluate(layer, scope), layer.span)
            case syntax.Power(base=base, exponent=exponent):
                return conditions.guarded(
                    node.span, arithmetic.power, self.number(base, scope), self.number(exponent, scope)
                )


# ---- operators ---------------------------------------------------------------------------


def _comparison(e: Evaluator, node: syntax.Comparison, scope: Scope) -> bool:
    left, right = e.evaluate(node.left, scope), e.evaluate(node.right, scope)
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return conditions.compare(e.assumptions, node.operator, left, right, node.span)
    if isinstance(left, Poison) or isinstance(right, Poison):
        raise Problem()
    if isinstance(left, Window) and isinstance(right, Window) and node.operator in ("==", "!="):
        pairs = zip(left.sides, right.sides, strict=False)
        equal = all(conditions.compare(e.assumptions, "==", a, b, node.span) for a, b in pairs)
        return (equal and len(left.sides) == len(right.sides)) == (node.operator == "==")
    if (
        type(left) is type(right)
        and node.operator in ("==", "!=")
        and not isinstance(left, (*LAYERS, Tensor, ListValue))
    ):
        return (left == right) == (node.operator == "==")
    message = f"`{node.operator}` cannot compare {kind_of(left)} with {kind_of(right)}"
    raise problem("E203", message, node.span)


def _arithmetic(e: Evaluator, node: syntax.Arithmetic, scope: Scope) -> Value:
    nodes = [node.first, *(operand for _, operand in node.rest)]
    operands = [(attempt(e, operand, scope), operand.span) for operand in nodes]
    if any(isinstance(value, Poison) for value, _ in operands):
        return POISON
    for (value, _), operand in zip(operands, nodes, strict=True):
        if isinstance(value, bool | values.Word):
            raise wrong_kind(operand, scope, value, "a number")
    first, *others = operators = [operator for operator, _ in node.rest]
    if all(isinstance(value, NUMBERS) for value, _ in operands):
        return _numbers(operators, [value for value, _ in operands], node.span)  # type: ignore[misc]
    if first in _JOINS and set(others) <= {first} and _joinable(operands):
        return joins.joined(e, _JOINS[first], operands, node.span)
    result = operands[0]
    for operator, right in zip(operators, operands[1:], strict=True):
        result = (_binary(e, operator, result, right), node.first.span.to(right[1]))
    return result[0]


_JOINS = {"+": "add", "-": "subtract", "*": "multiply"}


def _joinable(operands: list[Operand]) -> bool:
    """Whether all are layers, or all are tensors."""
    return any(all(isinstance(value, kind) for value, _ in operands) for kind in (LAYERS, Tensor))


def _numbers(operators: list[str], operands: list[Formula], span: Span) -> Formula:
    """A flat sum or product of numbers; a sum of thousands of terms is collected once."""
    result, *others = operands
    if operators[0] in "+-":
        signs = [Number(1 if operator == "+" else -1) for operator in operators]
        return conditions.guarded(span, arithmetic.add, result, *map(arithmetic.multiply, signs, others))
    for operator, operand in zip(operators, others, strict=True):
        result = conditions.guarded(span, _OPERATIONS[operator], result, operand)
    return result


_OPERATIONS: dict[str, Callable[..., Formula]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "%": partial(arithmetic.call, "mod"),
}


def _binary(e: Evaluator, operator: str, left: Operand, right: Operand) -> Value:
    """An operator between values of any kinds."""
    (a, a_span), (b, b_span) = left, right
    span = a_span.to(b_span)
    if isinstance(a, NUMBERS) and isinstance(b, NUMBERS):
        return conditions.guarded(span, _OPERATIONS[operator], a, b)
    if isinstance(a, (*NUMBERS, Window)) and isinstance(b, (*NUMBERS, Window)):
        return _boxes(operator, a, b, span)
    if operator == "*" and isinstance(a, NUMBERS) and isinstance(b, LAYERS):
        return values.RepeatedLayer(a, b, span)
    if operator in _JOINS and _joinable([left, right]):
        return joins.joined(e, _JOINS[operator], [left, right], span)
    if isinstance(a, Poison) or isinstance(b, Poison):
        return POISON
    help = _unjoined(operator, a, b)
    raise problem("E203", f"`{operator}` cannot join {kind_of(a)} and {kind_of(b)}", span, help=help)


def _unjoined(operator: str, a: Value, b: Value) -> str | tuple[()]:
    """What was meant where values of two kinds cannot be joined."""
    if operator == "*" and isinstance(a, LAYERS) and isinstance(b, NUMBERS):
        return "to repeat a layer, write the count first: `3 * f`"
    numbers = sum(isinstance(value, NUMBERS) for value in (a, b))
    flowing = sum(isinstance(value, (*LAYERS, Tensor)) for value in (a, b))
    if operator in _JOINS and numbers == flowing == 1:
        return "leave the number out: it makes no parameters and no shape"
    return "apply the layer to a tensor first: `x -> f`" if operator in _JOINS and flowing == 2 else ()


def _boxes(operator: str, a: Formula | Window, b: Formula | Window, span: Span) -> Window:
    """Arithmetic on sizes, direction by direction; a number means the same in each."""
    n = len(a.sides) if isinstance(a, Window) else len(b.sides)  # type: ignore[union-attr]
    left = a.sides if isinstance(a, Window) else (a,) * n
    right = b.sides if isinstance(b, Window) else (b,) * n
    if len(left) != len(right):
        raise problem("E217", f"{len(left)} directions do not fit {len(right)}", span)
    return Window(
        tuple(conditions.guarded(span, _OPERATIONS[operator], *pair) for pair in zip(left, right, strict=True))
    )


# ---- layers and tensors ------------------------------------------------------------------


def _chain(e: Evaluator, node: syntax.Chain, scope: Scope) -> Value:
    """`a -> f @ "L" -> g`: from a tensor on the links are applied one by one, else they are composed."""
    if e.graph.application.left_out is not None:
        node = nets.without_heads(e, node, scope)
    start = len(e.graph.nodes)
    value, span = attempt(e, node.first, scope), node.first.span
    for link in node.links:
        if isinstance(link, syntax.LabelMark):
            label = names.interpolated(e, link, scope)
            value = _labelled(e, value, label, link, start)
            start = len(e.graph.nodes) if flows(value) else start
        else:
            try:
                value = _linked(e, value, span, link, scope)
            except Problem as trouble:
                e.report(trouble)
                value = POISON
        span = span.to(link.span)
    return value


PARTS = ("head", "auxiliary")
"""What a label can say of its layers; views leave them out."""


def _labelled(e: Evaluator, value: Value, label: str, link: syntax.LabelMark, start: int) -> Value:
    if link.part is not None and link.part not in PARTS:
        help = nearest(link.part, PARTS) or "it can be `head` or `auxiliary`"
        raise problem("E201", f"`{link.part}` is no part of a net", link.span, help=help)
    if isinstance(value, LAYERS):
        return values.LabelledLayer(value, label, link.span, link.part)
    if flows(value):
        graph.label(e.graph, label, link.span, start, link.part)
    elif not isinstance(value, Poison):
        raise problem("E203", f"a label on {kind_of(value)}", link.span, help="labels are for layers and tensors")
    return value


def _linked(e: Evaluator, value: Value, span: Span, link: syntax.Arrow, scope: Scope) -> Value:
    """What stands before an arrow with the layer after it: applied to a tensor, composed with a layer."""
    following = attempt(e, link.layer, scope)
    if isinstance(following, Poison):
        return POISON
    if not isinstance(following, LAYERS):
        help = "write it before the arrow" if flows(following) else ()
        if isinstance(following, ListValue) and not help:
            help = "apply each: `(x -> f, x -> g)`"
        raise problem("E203", f"`->` needs a layer after it, not {kind_of(following)}", link.layer.span, help=help)
    if isinstance(value, Poison):
        return POISON
    if flows(value):
        return apply.apply(e, following, value, link.layer.span)
    if not isinstance(value, LAYERS):
        help = values.TAPS_HELP if isinstance(value, values.Taps) else ()
        raise problem("E203", f"`->` needs a tensor or a layer before it, not {kind_of(value)}", span, help=help)
    before = value.parts if isinstance(value, values.Composition) else ((value, span),)
    return values.Composition((*before, (following, link.layer.span)))


def _frozen(layer: Value, span: Span) -> Value:
    if isinstance(layer, Poison):
        return layer
    if isinstance(layer, LAYERS):
        return values.FrozenLayer(layer)
    help = "freeze the layers: `x -> frozen f`" if flows(layer) else ()
    raise problem("E203", f"`frozen` needs a layer, not {kind_of(layer)}", span, help=help)


def _point(e: Evaluator, value: Value, node: syntax.Expression, name: str, scope: Scope, span: Span) -> Value:
    """`b.c3`, `b.C` or `b.S`."""
    if isinstance(value, Poison):
        return value
    if not flows(value) or (isinstance(value, ListValue) and name in SHAPE):
        if isinstance(node, syntax.Name) and scope.find_span(node.id) is not None:
            raise wrong_kind(node, scope, value, "a tensor")
        several = flows(value) or isinstance(value, values.Taps)
        help = f"take one of them: `{node.span.text}[1].{name}`" if several else ()
        raise problem("E203", f"`.{name}` needs a tensor before it, not {kind_of(value)}", node.span, help=help)
    if isinstance(value, Tensor) and name in SHAPE:
        return value.channels if name == "C" else Window(value.sizes)
    point = taps.found(value.points, name)
    if point is not None:
        return point
    points = taps.names(value.points)
    what = f"`{node.span.text}` has no point `{name}`"
    none = "no block with named tensors gave it"
    there = f"its block binds {listed(points)}" if points else none
    raise problem("E232", what, span, help=nearest(name, points) or foreign.name_help(name) or there)
