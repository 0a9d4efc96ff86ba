"""Layers applied to tensors: composition, joins, blocks, shared weights and labels."""

from __future__ import annotations

from dataclasses import replace

from symcount.algebra import arithmetic
from symcount.algebra.formula import Formula, Number
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import UNICODE
from symcount.language import syntax, trees
from symcount.language.diagnostics import Label, problem
from symcount.language.source import Span
from symcount.network import body, graph, names
from symcount.network.conditions import repeat_count, same, whole_bound
from symcount.network.network import Repeat
from symcount.network.primitive import apply_primitive
from symcount.network.repetition import Repetition, repeat
from symcount.network.state import Elaboration, PendingNode, Use
from symcount.network.values import (
    LAYERS,
    POISON,
    BlockValue,
    Composition,
    FrozenLayer,
    Identity,
    Join,
    LabelledLayer,
    LayerValue,
    LoopedLayer,
    ParallelLayer,
    Poison,
    Primitive,
    RepeatedLayer,
    Scope,
    SharedLayer,
    Tensor,
    Value,
    kind_of,
)


def apply(e: Elaboration, layer: LayerValue, tensor: Tensor, span: Span) -> Tensor | Poison:
    """What `layer` makes of `tensor`. Raises Problem."""
    e.step(span)
    match layer:
        case Identity():
            return tensor
        case Primitive():
            return apply_primitive(e, layer, tensor)
        case Composition(parts=parts):
            return _composition(e, parts, tensor)
        case Join(kind=kind, parts=parts):
            ends = [(apply(e, part, tensor, part_span), part_span) for part, part_span in parts]
            if any(isinstance(end, Poison) for end, _ in ends):
                return POISON
            return graph.join(e, kind, ends, layer.span)  # type: ignore[arg-type]
        case BlockValue():
            return _block(e, layer, tensor)
        case RepeatedLayer(count=count, layer=inner):
            times = repeat_count(e, count, layer.span)
            return repeat(e, Repetition(times, lambda _, t: apply(e, inner, t, span), True, layer.span), tensor)
        case ParallelLayer():
            return _parallel(e, layer, tensor)
        case LoopedLayer():
            return _iteration(e, layer, tensor)
        case LabelledLayer(layer=inner, label=label):
            start = len(e.nodes)
            result = apply(e, inner, tensor, span)
            graph.label(e, label, layer.span, start, layer.part)
            return result
        case FrozenLayer(layer=inner):
            start = len(e.nodes)
            result = apply(e, inner, tensor, span)
            _freeze(e.nodes[start:])
            return result
        case SharedLayer():
            return _shared(e, layer, tensor, span)


def _composition(e: Elaboration, parts: tuple[tuple[LayerValue, Span], ...], tensor: Tensor) -> Tensor | Poison:
    for part, span in parts:
        result = apply(e, part, tensor, span)
        if isinstance(result, Poison):
            return result
        tensor = result
    return tensor


# ---- blocks ------------------------------------------------------------------------------


def _block(e: Elaboration, block: BlockValue, tensor: Tensor) -> Tensor | Poison:
    """The body of a block, evaluated with `tensor` entering."""
    start = len(e.nodes)
    with e.inside(block.name, block.span):
        scope = Scope(parent=block.scope, entry=tensor, owner=block.name)
        names.complete(e, block.parameters, scope)
        if isinstance(block.body, tuple):
            value: Value = body.run(e, block.body, scope, block.span)
            place = block.span
        else:
            value = e.evaluate(e, block.body, scope)
            place = block.body.span
        result = _result(e, value, tensor, place)
    if block.binding is not None:
        _used(e, block, tensor, start)
    if isinstance(block.body, tuple) and isinstance(result, Tensor):
        return replace(result, points=scope)
    return result


def _result(e: Elaboration, value: Value, tensor: Tensor, span: Span) -> Tensor | Poison:
    """What a block gives: the tensor that its body made, or its layer applied to what entered."""
    if isinstance(value, Tensor | Poison):
        return value
    if isinstance(value, LAYERS):
        return apply(e, value, tensor, span)
    raise problem("E203", f"a block gives a layer or a tensor, not {kind_of(value)}", span)


def _used(e: Elaboration, block: BlockValue, tensor: Tensor, start: int) -> None:
    """Remember where a binding was applied, to what, and whether it made weights."""
    assert block.binding is not None
    item = block.binding.declaration
    assert isinstance(item, syntax.Definition)
    single = isinstance(item.body, syntax.Name | syntax.Call)
    use = e.uses.setdefault(id(block.binding), Use(item.name, item.name_span, single, block.binding))
    use.places.setdefault((block.span.start, block.span.end), set()).add(tensor.shape)
    use.spans.setdefault((block.span.start, block.span.end), block.span)
    use.owns = use.owns or any(node.tensors for node in e.nodes[start:])


def _freeze(nodes: list[PendingNode]) -> None:
    """What the layers own is not trained."""
    for node in nodes:
        node.tensors = tuple(replace(t, frozen=True) for t in node.tensors)


# ---- repetition --------------------------------------------------------------------------


def _parallel(e: Elaboration, copies: ParallelLayer, tensor: Tensor) -> Tensor | Poison:
    """`parallel(n, f)`: one copy is worked out and stands for all; what they share is made by the first."""
    count = repeat_count(e, copies.count, copies.span)
    if count == Number(0):
        raise problem("E230", "a layer cannot be applied in no copies", copies.span)
    e.repetitions += 1
    repetition, first, made, active = e.repetitions, 1, len(e.made), copies.active
    start, shares = len(e.nodes), e.shares
    result = apply(e, copies.layer, tensor, copies.span)
    if e.shares_from_before(made, shares):
        _repeated(e.nodes[start:], Repeat(repetition, 1, Number(1)))
        count, first, start = arithmetic.subtract(count, Number(1)), 2, len(e.nodes)
        active = None if active is None else arithmetic.subtract(active, Number(1))
        if count != Number(0):
            result = apply(e, copies.layer, tensor, copies.span)
    _repeated(e.nodes[start:], Repeat(repetition, first, count, active=active))
    if isinstance(result, Tensor) and result.shape == tensor.shape and result.node == tensor.node:
        return result
    return replace(result, points=None) if isinstance(result, Tensor) else result


def _repeated(nodes: list[PendingNode], repeat: Repeat) -> None:
    for node in nodes:
        node.repeats = (repeat, *node.repeats)


def _iteration(e: Elaboration, iteration: LoopedLayer, tensor: Tensor) -> Tensor | Poison:
    """`for i in low..high: f`: the body is evaluated for each iteration if it speaks of the variable."""
    loop = iteration.loop
    low = whole_bound(e, iteration.low, loop.low.span)
    high = whole_bound(e, iteration.high, loop.high.span)
    count = arithmetic.add(high, Number(1), arithmetic.multiply(Number(-1), low))
    if isinstance(count, Number) and count.value < 0:
        count = Number(0)

    def iterated(number: Formula, entering: Tensor) -> Tensor | Poison:
        scope = Scope(parent=iteration.scope, limit=iteration.scope.clock)
        scope.bind(loop.variable, arithmetic.add(low, number, Number(-1)))
        value = e.evaluate(e, loop.body, scope)
        return _result(e, value, entering, loop.body.span)

    last = _tests_last(loop) and not isinstance(count, Number)
    times = repeat_count(e, count, loop.high.span)
    return repeat(e, Repetition(times, iterated, not _speaks(loop), loop.span, last), tensor)


def _speaks(loop: syntax.Loop) -> bool:
    """Whether the body depends on the variable."""
    inside = list(trees.walk(loop.body))
    named = any(isinstance(n, syntax.Name) and n.id == loop.variable for n in inside)
    return named or any(isinstance(n, syntax.LabelMark) and f"{{{loop.variable}}}" in n.text for n in inside)


def _tests_last(loop: syntax.Loop) -> bool:
    """Whether the body tests for the last iteration, `i == n`."""
    ends = (syntax.Name(loop.variable), loop.high)
    tests = [n for n in trees.walk(loop.body) if isinstance(n, syntax.Comparison)]
    return any((t.left, t.right) in (ends, ends[::-1]) for t in tests)


# ---- shared weights ----------------------------------------------------------------------


def _shared(e: Elaboration, shared: SharedLayer, tensor: Tensor, span: Span) -> Tensor | Poison:
    """The first use makes the weights; the others must fit them, and own none."""
    if shared.owned is None:
        start = len(e.nodes)
        result = apply(e, shared.layer, tensor, span)
        shared.owned = [t for node in e.nodes[start:] for t in node.tensors]
        e.made.append(shared)
        return result
    outer, outer_reused = e.shared, e.reused
    e.shared, e.reused = outer or shared, []
    try:
        result = apply(e, shared.layer, tensor, span)
        again = [t.count for _, tensors in e.reused for t in tensors]
    finally:
        e.shared, e.reused = outer, outer_reused
    first = [t.count for t in shared.owned]
    if len(first) != len(again) or not all(same_count(e, a, b) for a, b in zip(first, again, strict=True)):
        raise problem(
            "E228",
            f"`{shared.name}` is used with two sizes, so its weights cannot be shared",
            span,
            also=[Label(shared.span, "shared here")],
            note=f"first {_counts(first)} elements, here {_counts(again)}",
        )
    return result


def same_count(e: Elaboration, a: Formula, b: Formula) -> bool:
    """Whether two counts, as rules write them, are the same number."""
    return same(e, arithmetic.computed(a), arithmetic.computed(b)) is True


def _counts(counts: list[Formula]) -> str:
    return " and ".join(write(c, UNICODE) for c in counts) or "no"
