"""Nodes without a declaration: inputs, and what owns nothing; and the labels that are put on what was applied."""

from __future__ import annotations

from collections.abc import Sequence

from symcount.algebra.formula import Formula
from symcount.language.diagnostics import problem
from symcount.language.source import Span
from symcount.network import conditions
from symcount.network.evaluator import Evaluator
from symcount.network.network import LayerKind, Shape
from symcount.network.state import Graph, PendingNode
from symcount.network.values import Tensor

INPUT = LayerKind("input", "input", "inputs")


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
    own = graph.application.own
    for node in graph.nodes[start:]:
        if node.label is None or node.net_label:
            node.label, node.own_label, node.part, node.net_label = text, own, part or node.part, False
            reached = reached or bool(node.tensors)
    graph.labels[span] = (text, reached)
