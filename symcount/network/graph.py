"""Nodes without a declaration: inputs, joins of tensors, and the labels that are put on what was applied."""

from __future__ import annotations

from collections.abc import Sequence

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, Factor, Formula
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import ARCH, plain
from symcount.algebra.relations import Relation
from symcount.language.diagnostics import Label, Problem, problem
from symcount.language.source import Span
from symcount.network import conditions
from symcount.network.evaluator import Evaluator
from symcount.network.network import LayerKind, Shape
from symcount.network.sizes import shape_text
from symcount.network.state import Graph, PendingNode
from symcount.network.values import Tensor

INPUT = LayerKind("input", "input", "inputs")
JOINS = {
    "add": LayerKind("add", "sum", "sums"),
    "multiply": LayerKind("multiply", "product", "products"),
    "concat": LayerKind("concat", "concatenation", "concatenations"),
}
SIGNS = {"add": "`+`", "multiply": "`*`", "concat": "`[…]`"}

Part = tuple[Tensor, Span]


def enter(e: Evaluator, shape: Sequence[Formula], spans: Sequence[Span], span: Span) -> Tensor:
    """`input(3, 224, 224)`: a tensor from outside."""
    if len(shape) > 4:
        raise problem("E217", "a tensor has channels and at most three sizes", spans[4])
    for side, place in zip(shape, spans, strict=True):
        conditions.positive_whole(e.assumptions, side, "a size of the input", place)
    if e.assumptions.inference is not None:
        e.assumptions.inference.inputs.append(shape[0])
    return put(e, INPUT, (), (), (shape[0], *e.assumptions.untagged(*shape[1:])), span)


def put(e: Evaluator, kind: LayerKind, inputs: tuple[int, ...], entering: Shape, leaving: Shape, span: Span) -> Tensor:
    """A node that owns nothing."""
    ordinal = e.graph.application.next(kind.name)
    node = PendingNode(kind, e.graph.application, ordinal, None, (), inputs, entering, leaving, span)
    return Tensor(leaving[0], leaving[1:], e.graph.add(node, e.limits))


def label(graph: Graph, text: str, span: Span, start: int, part: str | None = None) -> None:
    """Label the nodes from `start` on that have no label: the innermost wins. `part` is `head` or `auxiliary`."""
    reached = graph.labels.get(span, (text, False))[1]
    own = graph.application.parent is None
    for node in graph.nodes[start:]:
        if node.label is None:
            node.label, node.own_label, node.part = text, own, part
            reached = reached or bool(node.tensors)
    graph.labels[span] = (text, reached)


def join(e: Evaluator, kind: str, parts: Sequence[Part], span: Span) -> Tensor:
    """Tensors added, multiplied or concatenated. Raises Problem where their shapes do not allow it."""
    (first, first_span), *others = parts
    channels, sizes = first.channels, first.sizes
    for other, other_span in others:
        pair = ((first, first_span), (other, other_span))
        if len(other.sizes) != len(sizes):
            raise _unlike(kind, pair, span, "dimensions")
        if kind != "concat":
            channels = _stretched(kind, channels, other.channels) or _agreed(e, kind, pair, channels)
        both = zip(sizes, other.sizes, strict=True)
        sizes = tuple(_stretched(kind, a, b) or _agreed_size(e, a, b, kind, pair, span) for a, b in both)
    if kind == "concat":
        channels = conditions.guarded(span, arithmetic.add, *(t.channels for t, _ in parts))
    return put(e, JOINS[kind], tuple(t.node for t, _ in parts), first.shape, (channels, *sizes), span)


def _stretched(kind: str, a: Formula, b: Formula) -> Formula | None:
    """In a product a side of one fits every other."""
    return None if kind != "multiply" or ONE not in (a, b) else b if a == ONE else a


def _agreed(e: Evaluator, kind: str, pair: tuple[Part, Part], a: Formula) -> Formula:
    """The channel count `a` of both. What cannot be proved equal is a mistake."""
    (_, a_span), (other, b_span) = pair
    b = other.channels
    equal = conditions.same(e.assumptions, a, b)
    if equal or (equal is None and conditions.assumed_equal(e.assumptions, a, b)):
        return a
    why = "has no positive solution" if equal is False else "does not hold for all values"
    shortcut = b_span.text == "id"
    also = [Label(b_span, f"{'keeps' if shortcut else 'ends with'} {plain(b)} channels")]
    help = f"widen the shortcut, e.g. `+ conv({write(Factor(a), ARCH)}, 1)` in place of `+ id`" if shortcut else ()
    message = f"the branches of {SIGNS[kind]} end with different channel counts"
    note = f"{plain(a)} = {plain(b)} {why}"
    raise problem("E204", message, a_span, f"ends with {plain(a)} channels", also=also, note=note, help=help)


def _agreed_size(e: Evaluator, a: Formula, b: Formula, kind: str, pair: tuple[Part, Part], span: Span) -> Formula:
    """The size of both. What is neither proved equal nor different becomes a side condition."""
    if a != b:
        conditions.refuse_unknown(e.assumptions, span, a, b)
    equal = conditions.same(e.assumptions, a, b)
    if equal is False or (equal is None and conditions.differ_at_values(e.assumptions, a, b)):
        raise _unlike(kind, pair, span, "sizes")
    if equal is None:
        e.assumptions.add(Relation("=", a, b), span)
    return a


def _unlike(kind: str, pair: tuple[Part, Part], span: Span, what: str) -> Problem:
    (a, a_span), (b, b_span) = pair
    message = f"the branches of {SIGNS[kind]} end with different {what}"
    first, second = shape_text(a.shape), shape_text(b.shape)
    if a_span == b_span:
        return problem("E205", message, span, f"{first} and {second}")
    return problem("E205", message, a_span, f"ends with {first}", also=[Label(b_span, f"ends with {second}")])
