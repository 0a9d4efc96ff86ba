"""A layer applied to a tensor: what it owns, as its rules write it, and the shape it gives."""

from __future__ import annotations

from symcount.algebra.formula import Formula, NoValue, Number, TooLarge, value
from symcount.algebra.notations.unicode import plain
from symcount.language import syntax, trees
from symcount.language.diagnostics import Diagnostic, Label, Problem, problem
from symcount.network import conditions, names, sizes
from symcount.network.evaluator import Evaluator
from symcount.network.network import LayerKind, OwnedTensor, Shape, Window
from symcount.network.rules import Site, blame, flag, kernel, number, rule_formula
from symcount.network.state import PendingNode
from symcount.network.values import Primitive, Scope, SharedLayer, Tensor, Value, Word
from symcount.record import entity


@entity
class Outcome:
    """What a layer with its arguments makes of one shape."""

    tensors: tuple[OwnedTensor, ...]
    tied: tuple[OwnedTensor, ...]
    """Those of a `share`: `linear(V, weight = tokens)`."""
    leaving: Shape
    window: Window | None
    notes: tuple[str, ...]
    """What is worth a thought where it was outcome."""


def apply_primitive(e: Evaluator, primitive: Primitive, tensor: Tensor) -> Tensor:
    """Put the layer into the graph behind `tensor`."""
    key = _key(e, primitive, tensor)
    if key is None:
        return _placed(e, primitive, tensor, _worked_out(e, primitive, tensor))
    outcome = e.caches.outcomes.get(key)
    if not isinstance(outcome, Outcome):
        outcome = _worked_out(e, primitive, tensor)
        if primitive.declaration.name not in e.assumptions.convention_layers:  # by another convention it is another
            e.caches.outcomes[key] = outcome
    return _placed(e, primitive, tensor, outcome)


def _key(e: Evaluator, primitive: Primitive, tensor: Tensor) -> tuple[object, ...] | None:
    """What decides the outcome for a layer of the library where all is known: it is worked out once."""
    layer = primitive.declaration
    if not layer.span.source.library or e.assumptions.inference is not None or e.assumptions.scaling is not None:
        return None
    arguments = [(name, bound[-1][1]) for name, bound in primitive.scope.names.items()]
    if not all(isinstance(v, (Number, bool, Word)) or _is_known_box(v) for _, v in arguments):
        return None
    if not all(isinstance(side, Number) for side in tensor.shape):
        return None
    return (layer.name, *arguments, *tensor.shape)


def _is_known_box(value: Value) -> bool:
    return isinstance(value, Window) and all(isinstance(side, Number) for side in value.sides)


def _worked_out(e: Evaluator, primitive: Primitive, tensor: Tensor) -> Outcome:
    layer = primitive.declaration
    scope = Scope(parent=primitive.scope, entry=tensor, owner=layer.name)
    if layer.entering:
        scope.bind(layer.entering, tensor.channels)
    site = Site(e, layer, scope, primitive.span)
    try:
        names.complete(e, layer.parameters, scope)
        return _ruled(site, tensor)
    except Problem as trouble:
        raise Problem(*(_at_call(d, site) for d in trouble.diagnostics)) from None
    except sizes.NoFit as reason:
        raise problem("E217", f"`{layer.name}`: {reason}", site.span, _receives(tensor)) from None
    except TooLarge as reason:
        raise problem("E211", f"`{layer.name}`: {reason}", site.span) from None


def _at_call(d: Diagnostic, site: Site) -> Diagnostic:
    """A mistake that shows in the library's text is one of the call."""
    if not d.labels or not d.labels[0].span.source.library or site.span.source.library:
        return d
    rule = d.labels[0].span
    labels = (Label(site.span, d.labels[0].text), *d.labels[1:])
    return Diagnostic(d.code, d.message, labels, (*d.notes, f"in the layer's rule `{rule.text}`"), d.help)


def _receives(tensor: Tensor) -> str:
    return f"receives {sizes.shape_text(tensor.shape)}"


def _ruled(site: Site, tensor: Tensor) -> Outcome:
    """The rules, in an order in which the first mistake is what a user wants to hear."""
    tensors: list[OwnedTensor] = []
    tied: list[OwnedTensor] = []
    notes: list[str] = []
    channels: Formula = tensor.channels
    left = tensor.sizes
    assumptions = site.e.assumptions
    for rule in sorted(site.layer.rules, key=_order):
        match rule:
            case syntax.Require(note=True):
                notes += _noted(site, rule)
            case syntax.Require():
                _require(site, rule, tensor)
            case syntax.Tensor() if assumptions.inference is not None or not _owns(site, rule):
                pass
            case syntax.Tensor():
                (tied if _is_tied(site, rule.role) else tensors).append(_owned(site, rule))
            case syntax.Shape(what="C"):
                channels = number(site, rule.value)
                if assumptions.inference is not None:
                    assumptions.inference.channels.append(channels)
                what = f"the channels of `{site.layer.name}`"
                conditions.positive_whole(assumptions, channels, what, blame(site, rule.value))
            case syntax.Shape():
                left = _left(site, rule, tensor)
    return Outcome(tuple(tensors), tuple(tied), (channels, *left), _window(site, tensor), tuple(notes))


def _order(rule: syntax.Require | syntax.Tensor | syntax.Shape) -> int:
    """When a rule is looked at: channels that are an argument, requirements, channels that are computed, the rest."""
    if isinstance(rule, syntax.Require):
        return 3 if rule.note else 1
    if isinstance(rule, syntax.Shape) and rule.what == "C":
        return 0 if isinstance(rule.value, syntax.Name) else 2
    return 3


def _placed(e: Evaluator, primitive: Primitive, tensor: Tensor, outcome: Outcome) -> Tensor:
    """The node, which owns nothing where its weights are shared and made already."""
    layer, tensors, tied, leaving = primitive.declaration, outcome.tensors, outcome.tied, outcome.leaving
    for note in () if primitive.span.source.library else outcome.notes:  # what a block of the library does is not said
        e.report(problem("N602", note, primitive.span, _receives(tensor)))
    shared = e.shares.current.name if e.shares.current is not None else None
    node = PendingNode(
        kind_of_layer(layer),
        e.graph.application,
        e.graph.application.next(layer.name),
        outcome.window,
        tensors if shared is None else (),
        _inputs(primitive, tensor),
        tensor.shape,
        leaving,
        primitive.span,
        shared=shared,
        shared_tensors=tied if shared is None else (*tensors, *tied),
    )
    if shared is not None:
        e.shares.reuses.append(tensors)
    return Tensor(leaving[0], leaving[1:], e.graph.add(node, e.limits))


def _inputs(primitive: Primitive, tensor: Tensor) -> tuple[int, ...]:
    """The tensor that enters, and those that are arguments."""
    arguments = [bound[-1][1] for bound in primitive.scope.names.values()]
    return tuple({tensor.node: None} | {v.node: None for v in arguments if isinstance(v, Tensor)})


def kind_of_layer(layer: syntax.Layer) -> LayerKind:
    """The caption in singular and plural; the plural is by rule where the layer states none."""
    caption = layer.caption or layer.name
    return LayerKind(layer.name, caption, layer.plural or f"{caption}s")


def _noted(site: Site, rule: syntax.Require) -> list[str]:
    """What is worth a thought; what symbols leave open is not."""
    try:
        holds = flag(site, rule.condition)
    except Problem:
        return []
    return [f"`{site.layer.name}`: {rule.text or rule.condition.span.text}"] if holds else []


def _require(site: Site, rule: syntax.Require, tensor: Tensor) -> None:
    if not conditions.holds(site.e, rule.condition, site.scope, site.span):
        message = f"`{site.layer.name}`: {rule.text or rule.condition.span.text}"
        note = f"it requires `{rule.condition.span.text}`"
        raise problem("E208", message, site.span, _receives(tensor), note=note)


def _left(site: Site, rule: syntax.Shape, tensor: Tensor) -> tuple[Formula, ...]:
    """The sizes that the layer gives."""
    if rule.what != "S":
        raise problem("E219", f"a layer gives `C` and `S`, not `{rule.what}`", rule.span)
    left = site.evaluate(rule.value)
    if not isinstance(left, Window):
        raise site.wrong(rule.value, left, "sizes")
    for side in left.sides:
        if not conditions.is_positive_whole(side):  # the words are made only where they are needed
            what = f"a size after `{site.layer.name}` on {sizes.shape_text(tensor.shape)}"
            conditions.positive_whole(site.e.assumptions, side, what, site.span, "E217")
    return site.e.assumptions.plain_sizes(left.sides)


# ---- tensors -----------------------------------------------------------------------------


def _owns(site: Site, rule: syntax.Tensor) -> bool:
    return rule.when is None or flag(site, rule.when)


def _owned(site: Site, rule: syntax.Tensor) -> OwnedTensor:
    count, lead = rule_formula(site, rule.count)
    _check_count(site, rule, count)
    share = site.scope.find_own(rule.role)
    if isinstance(share, SharedLayer):
        place = site.scope.find_span(rule.role)
        site.e.shares.ties.append((share, rule.role, count, place[0] if place else site.span))
    return OwnedTensor(rule.role, count, lead, rule.buffer)


def _is_tied(site: Site, role: str) -> bool:
    """Whether the tensor is that of a `share`: `linear(V, weight = tokens)`."""
    return isinstance(site.scope.find_own(role), SharedLayer)


def _check_count(site: Site, rule: syntax.Tensor, count: Formula) -> None:
    """A tensor has a whole number of elements."""
    try:
        elements = value(count, site.e.assumptions.values)
    except NoValue:
        return
    except ArithmeticError as reason:
        raise problem("E216", f"`{rule.role}` of `{site.layer.name}`: {reason}", site.span) from None
    if elements < 0 or elements.denominator != 1:
        shown = plain(Number(elements))
        message = f"`{rule.role}` of `{site.layer.name}` would have {shown} elements"
        raise problem("E206", message, site.span, note=f"its rule is `{rule.count.span.text}`")


def _window(site: Site, tensor: Tensor) -> Window | None:
    """The kernel of a layer whose rules speak of its area."""
    if site.e.assumptions.inference is not None:
        return None
    for rule in site.layer.rules:
        if isinstance(rule, syntax.Tensor):
            for node in trees.walk(rule.count):
                if isinstance(node, syntax.Call) and node.name == "area":
                    return Window(kernel(site, node.arguments[0].value, tensor))
    return None
