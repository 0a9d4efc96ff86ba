"""Layers applied to tensors: composition, joins, blocks, shared weights and labels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Formula
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import UNICODE
from symcount.language.diagnostics import Label, Problem, problem
from symcount.language.source import Span
from symcount.network import body, graph, joins, names, nets, values
from symcount.network.beside import branches
from symcount.network.conditions import repeat_count, same_count
from symcount.network.evaluator import Evaluator, outcome
from symcount.network.network import Repeat
from symcount.network.primitive import apply_primitive
from symcount.network.recursion import Worked
from symcount.network.repetition import loop_layer, repeat_layer
from symcount.network.state import Application, PendingNode, Use
from symcount.network.values import POISON, Flow, LayerValue, Poison, Scope, Value


def apply(e: Evaluator, layer: LayerValue, tensor: Flow, span: Span) -> Flow | Poison:
    """What `layer` makes of `tensor`. Raises Problem."""
    e.limits.step(span, e.graph)
    match layer:
        case values.Primitive():
            return apply_primitive(e, layer, tensor)
        case values.Composition(parts=parts):
            return _composition(e, parts, tensor)
        case values.Join():
            return _join(e, layer, tensor)
        case values.BlockValue():
            return _block(e, layer, tensor)
        case values.NetLayer():
            return _net(e, layer, tensor)
        case values.RepeatedLayer():
            return repeat_layer(e, layer, tensor, span)
        case values.ParallelLayer():
            return _parallel(e, layer, tensor)
        case values.LoopedLayer():
            return loop_layer(e, layer, tensor)
        case values.LabelledLayer(layer=inner, label=label):
            start = len(e.graph.nodes)
            result = apply(e, inner, tensor, span)
            graph.label(e.graph, label, layer.span, start, layer.part)
            return result
        case values.FrozenLayer(layer=inner):
            start = len(e.graph.nodes)
            result = apply(e, inner, tensor, span)
            for node in e.graph.nodes[start:]:
                node.tensors = tuple(replace(t, frozen=True) for t in node.tensors)
            return result
        case values.SharedLayer():
            return _shared(e, layer, tensor, span)


def _composition(e: Evaluator, parts: tuple[tuple[LayerValue, Span], ...], tensor: Flow) -> Flow | Poison:
    for part, span in parts:
        result = apply(e, part, tensor, span)
        if isinstance(result, Poison):
            return result
        tensor = result
    return tensor


def _join(e: Evaluator, layer: values.Join, tensor: Flow) -> Flow | Poison:
    ends: list[tuple[Flow | Poison, Span]] = []
    alone = all(isinstance(part, values.Beside) for part, _ in layer.parts)
    for part, span in layer.parts:
        if isinstance(part, values.Beside):
            several = branches(e, part, layer.kind, tensor, alone)
            ends += [(POISON, span)] if several is None else several
        else:
            ends.append((apply(e, part, tensor, span), span))
    return joins.joined_flows(e, layer.kind, ends, layer.span, layer.along)


# ---- blocks ------------------------------------------------------------------------------


def _block(e: Evaluator, block: values.BlockValue, tensor: Flow) -> Flow | Poison:
    """The body of a block, evaluated with `tensor` entering."""
    start = len(e.graph.nodes)
    with _inside(e, block, tensor):
        scope = Scope(parent=block.scope, entry=tensor, owner=block.name)
        names.complete(e, block.parameters, scope, block.scope)
        if isinstance(block.body, tuple):
            value: Value = body.run(e, block.body, scope, block.span)
            place = block.span
        else:
            value = e.evaluate(block.body, scope)
            place = block.body.span
        result = outcome(e, value, tensor, place)
    if block.binding is not None:  # for the warning about weights that were made twice
        use = e.graph.uses.setdefault(id(block.binding), Use(block.binding))
        use.shapes.setdefault(block.span, set()).add(tensor.shape)
        use.owns = use.owns or any(node.tensors for node in e.graph.nodes[start:])
    if isinstance(block.body, tuple) and not isinstance(result, Poison):
        return replace(result, points=scope)
    return result


def _net(e: Evaluator, layer: values.NetLayer, tensor: Flow) -> Flow | Poison:
    """A net with `tensor` in place of its input; its named tensors are points."""
    start, entrance = len(e.graph.nodes), nets.entrance(layer, tensor)
    with _inside(e, layer, tensor):
        application = e.graph.application
        application.own = application.parent is not None and application.parent.own
        if layer.headless:
            application.left_out = []
        value, scope = nets.run(e, layer, entrance)
        result = outcome(e, value, tensor, layer.span)
    for node in e.graph.nodes[start:]:
        node.net_label = node.label is not None
    return result if isinstance(result, Poison) else replace(result, points=scope)


@contextmanager
def _inside(e: Evaluator, block: values.BlockValue | values.NetLayer, tensor: Flow) -> Iterator[None]:
    """Inside the application of a block to `tensor`."""
    outer = e.graph.application
    e.graph.application = Application(block.name, outer, block.span)
    try:
        with e.limits.deeper(Worked(block.name, block.body, block.scope, tensor, block.span)):
            yield
    except Problem as trouble:
        e.report(trouble)  # while the application is known
        raise Problem() from None  # only the consequences are left
    finally:
        e.graph.application = outer


# ---- repetition --------------------------------------------------------------------------


def _parallel(e: Evaluator, copies: values.ParallelLayer, tensor: Flow) -> Flow | Poison:
    """`parallel(n, f)`: one copy is worked out and stands for all; what they share is made by the first."""
    count = repeat_count(e.assumptions, copies.copies, copies.span)
    if count == ZERO:
        raise problem("E230", "a layer cannot be applied in no copies", copies.span)
    e.graph.repetitions += 1
    repetition, first, active = e.graph.repetitions, 1, copies.active
    start, first_uses, shares = len(e.graph.nodes), len(e.shares.first_uses), e.shares.count
    result = apply(e, copies.layer, tensor, copies.span)
    if e.shares.older_first_used(first_uses, shares):
        _repeated(e.graph.nodes[start:], Repeat(repetition, 1, ONE))
        count, first, start = arithmetic.subtract(count, ONE), 2, len(e.graph.nodes)
        active = None if active is None else arithmetic.subtract(active, ONE)
        if count != ZERO:
            result = apply(e, copies.layer, tensor, copies.span)
    _repeated(e.graph.nodes[start:], Repeat(repetition, first, count, active=active))
    if isinstance(result, Poison) or result == tensor:
        return result
    return replace(result, points=None)


def _repeated(nodes: list[PendingNode], repeat: Repeat) -> None:
    for node in nodes:
        node.repeats = (repeat, *node.repeats)


# ---- shared weights ----------------------------------------------------------------------


def _shared(e: Evaluator, shared: values.SharedLayer, tensor: Flow, span: Span) -> Flow | Poison:
    """The first use makes the weights; the others must fit them, and own none."""
    if shared.owned is None:
        start = len(e.graph.nodes)
        result = apply(e, shared.layer, tensor, span)
        shared.owned = [t for node in e.graph.nodes[start:] for t in node.tensors]
        e.shares.first_uses.append(shared)
        return result
    shares, outer, outer_reuses = e.shares, e.shares.current, e.shares.reuses
    shares.current, shares.reuses = outer or shared, []
    try:
        result = apply(e, shared.layer, tensor, span)
        here = [t.count for tensors in shares.reuses for t in tensors]
    finally:
        shares.current, shares.reuses = outer, outer_reuses
    first = [t.count for t in shared.owned]
    if len(first) != len(here) or not all(same_count(e.assumptions, a, b) for a, b in zip(first, here, strict=True)):
        message = f"`{shared.name}` is used with two sizes, so its weights cannot be shared"
        note = f"first {_counts(first)} elements, here {_counts(here)}"
        raise problem("E228", message, span, also=[Label(shared.span, "shared here")], note=note)
    return result


def _counts(counts: list[Formula]) -> str:
    return " and ".join(write(c, UNICODE) for c in counts) or "no"
