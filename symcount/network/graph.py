"""Nodes without a declaration: inputs, joins of tensors, and the labels that are put on what was applied."""

from __future__ import annotations

from collections.abc import Sequence

from symcount.algebra.formula import ONE, Factor, Formula
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import ARCH, plain
from symcount.language.diagnostics import Label, Problem, problem
from symcount.language.source import Span
from symcount.network import conditions
from symcount.network.evaluator import Evaluator
from symcount.network.network import LayerKind
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
    return put(e, INPUT, (), (), (shape[0], *e.assumptions.plain_sizes(tuple(shape[1:]))), span)


def put(
    e: Evaluator,
    kind: LayerKind,
    inputs: tuple[int, ...],
    entering: tuple[Formula, ...],
    leaving: tuple[Formula, ...],
    span: Span,
) -> Tensor:
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
        stretch = kind == "multiply"
        if kind != "concat":
            channels = _agreed(e, channels, other.channels, stretch, pair, span, kind)
        sizes = tuple(_agreed_size(e, a, b, stretch, pair, span, kind) for a, b in zip(sizes, other.sizes, strict=True))
    if kind == "concat":
        channels = conditions.total([t.channels for t, _ in parts], span)
    inputs = tuple(t.node for t, _ in parts)
    return put(e, JOINS[kind], inputs, first.shape, (channels, *sizes), span)


def _agreed(
    e: Evaluator, a: Formula, b: Formula, stretch: bool, pair: tuple[Part, Part], span: Span, kind: str
) -> Formula:
    """The channel count of both. What cannot be proved equal is a mistake."""
    if stretch and ONE in (a, b):
        return b if a == ONE else a
    equal = conditions.same(e.assumptions, a, b)
    if equal or (equal is None and conditions.assumed_equal(e.assumptions, a, b)):
        return a
    (_, a_span), (_, b_span) = pair
    why = "has no positive solution" if equal is False else "does not hold for all values"
    shortcut = b_span.text == "id"
    verb = "keeps" if shortcut else "ends with"
    labels = [Label(a_span, f"ends with {plain(a)} channels"), Label(b_span, f"{verb} {plain(b)} channels")]
    help = f"widen the shortcut, e.g. `+ conv({_as_typed(a)}, 1)` in place of `+ id`" if shortcut else ()
    raise problem(
        "E204",
        f"the branches of {SIGNS[kind]} end with different channel counts",
        labels[0].span,
        labels[0].text,
        also=labels[1:],
        note=f"{plain(a)} = {plain(b)} {why}",
        help=help,
    )


def _as_typed(channels: Formula) -> str:
    return write(Factor(channels), ARCH)


def _agreed_size(
    e: Evaluator, a: Formula, b: Formula, stretch: bool, pair: tuple[Part, Part], span: Span, kind: str
) -> Formula:
    """The size of both. What is neither proved equal nor different becomes a side condition."""
    if stretch and ONE in (a, b):
        return b if a == ONE else a
    equal = conditions.same(e.assumptions, a, b)
    if equal is False or (equal is None and conditions.differ_at_values(e.assumptions, a, b)):
        raise _unlike(kind, pair, span, "sizes")
    if equal is None:
        text = f"{plain(a)} = {plain(b)}"
        e.assumptions.add(text, span)
    return a


def _unlike(kind: str, pair: tuple[Part, Part], span: Span, what: str) -> Problem:
    (a, a_span), (b, b_span) = pair
    message = f"the branches of {SIGNS[kind]} end with different {what}"
    first, second = f"ends with {shape_text(a.shape)}", f"ends with {shape_text(b.shape)}"
    if a_span == b_span:
        return problem("E205", message, span, f"{shape_text(a.shape)} and {shape_text(b.shape)}")
    return problem("E205", message, a_span, first, also=[Label(b_span, second)])
