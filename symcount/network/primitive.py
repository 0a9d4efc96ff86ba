"""A layer applied to a tensor: what it owns, as its rules write it, and the shape it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from symcount.algebra.formula import Formula, NoValue, Number, TooLarge, value
from symcount.algebra.notations.unicode import plain
from symcount.language import foreign, syntax
from symcount.language.diagnostics import Diagnostic, Label, Problem, problem
from symcount.network import conditions, misreadings, names, sizes
from symcount.network.evaluator import Evaluator
from symcount.network.network import LayerKind, OwnedTensor, Window
from symcount.network.outcomes import LayerRules, Memory, Outcome, Rule
from symcount.network.rules import Site, rule_formula
from symcount.network.state import PendingNode
from symcount.network.values import Flow, ListValue, Primitive, Scope, SharedLayer, Tensor

T = TypeVar("T")

MOST_BETWEEN = 8
"""So many normalisations and activations may stand behind a merging of patches."""


def apply_primitive(e: Evaluator, primitive: Primitive, tensor: Flow) -> Tensor:
    """Put the layer into the graph behind `tensor`. Raises Problem where that is a list."""
    layer = primitive.declaration
    if isinstance(tensor, ListValue):
        help = "take one of them, such as `x[1]`, or concatenate them: `[x]`"
        message = f"`{layer.name}` takes one tensor, not a list of {len(tensor.items)}"
        raise problem("E203", message, primitive.span, help=help)
    rules, shipped = _rules(e, layer), layer.span.source.library
    key, memory = _memory(e, rules, primitive, tensor)
    if shipped:
        e.report(misreadings.of_layer(primitive, tensor))
    try:
        outcome = _remembered(e, layer.name, memory, key, _worked_out, e, primitive, tensor, rules, memory)
    except Problem:
        if shipped and not primitive.span.source.library:
            e.report(misreadings.of_arguments(primitive, tensor))
        raise
    return _placed(e, primitive, tensor, outcome)


def _rules(e: Evaluator, layer: syntax.Layer) -> LayerRules:
    rules, key = (e.caches.library, layer.name) if layer.span.source.library else (e.caches.rules, id(layer))
    if key not in rules:
        rules[key] = LayerRules(layer)
    return rules[key]


def _memory(e: Evaluator, rules: LayerRules, primitive: Primitive, tensor: Tensor) -> tuple[object, Memory]:
    """What decides the outcome, and where it is remembered: for good, or for as long as the symbols mean the same."""
    layer, assumptions = primitive.declaration, e.assumptions
    if not layer.span.source.library or assumptions.inference or assumptions.scaling or assumptions.inequalities:
        return None, {}
    key, is_closed = rules.key(primitive, tensor)
    if key is None:
        return None, {}
    return (layer.name, key), rules.closed if is_closed else e.caches.outcomes


def _remembered(e: Evaluator, layer: str, memory: Memory, key: object, work: Callable[..., T], *arguments: object) -> T:
    """What `work` gives, remembered with what it took for granted, unless it asked for the convention."""
    assumptions = e.assumptions
    if key in memory:
        result, conditions = memory[key]
        for condition in conditions:
            assumptions.take(condition)
        return result  # type: ignore[no-any-return]
    start = len(assumptions.log)
    result = work(*arguments)
    if layer not in assumptions.convention_layers:
        memory[key] = result, tuple(assumptions.log[start:])
    return result


def _worked_out(e: Evaluator, primitive: Primitive, tensor: Tensor, rules: LayerRules, memory: Memory) -> Outcome:
    layer = primitive.declaration
    scope = Scope(parent=primitive.scope, entry=tensor, owner=layer.name)
    if layer.entering:
        scope.bind(layer.entering, tensor.channels)
    site = Site(e, layer, scope, primitive.span)
    try:
        names.complete(e, layer.parameters, scope, primitive.scope)
        misread = layer.span.source.library and bool(misreadings.of_all(primitive, tensor))
        return _ruled(site, tensor, rules, memory, misread)
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
    help = (*d.help, *foreign.window_help(site.span.text)) if "not a list" in d.message else d.help
    return replace(d, labels=labels, notes=(*d.notes, f"in the layer's rule `{rule.text}`"), help=help)


def _receives(tensor: Tensor) -> str:
    return f"receives {sizes.shape_text(tensor.shape)}"


def _ruled(site: Site, tensor: Tensor, rules: LayerRules, memory: Memory, misread: bool) -> Outcome:
    tensors: list[OwnedTensor] = []
    tied: list[OwnedTensor] = []
    notes: list[str] = []
    channels: Formula | None = None
    left: tuple[Formula, ...] | None = None
    for rule, spoken in rules.rules:
        key = (id(rule), spoken.key(site.scope, tensor))
        result = _remembered(site.e, site.layer.name, memory, key, _result, site, rule, tensor)
        match rule:
            case syntax.Require():
                notes += result
            case syntax.Tensor():
                shared = isinstance(site.scope.find_own(rule.role), SharedLayer)  # `linear(V, weight = tokens)`
                (tied if shared else tensors).extend(result)
            case syntax.Shape(what="C"):
                (channels,) = result
            case syntax.Shape():
                left = result
    return Outcome(tuple(tensors), tuple(tied), channels, left, _window(site, rules), tuple(notes), misread)


def _result(site: Site, rule: Rule, tensor: Tensor) -> Any:
    """What a rule makes: notes, a tensor if the layer owns it, the channels, or the sizes."""
    match rule:
        case syntax.Require(note=True):
            return _noted(site, rule)
        case syntax.Require():
            _require(site, rule, tensor)
            return ()
        case syntax.Tensor():
            counted = site.e.assumptions.inference is None
            return (_owned(site, rule),) if counted and (rule.when is None or site.flag(rule.when)) else ()
        case syntax.Shape(what="C"):
            return (_channels(site, rule),)
        case syntax.Shape():
            return _left(site, rule, tensor)


def _placed(e: Evaluator, primitive: Primitive, tensor: Tensor, outcome: Outcome) -> Tensor:
    """The node, which owns nothing where its weights are shared and made already."""
    layer, tensors, tied = primitive.declaration, outcome.tensors, outcome.tied
    caption = layer.caption or layer.name
    channels = tensor.channels if outcome.channels is None else outcome.channels
    left = tensor.sizes if outcome.sizes is None else outcome.sizes
    if not primitive.span.source.library:  # what a block of the library does is not said
        for note in outcome.notes if outcome.notes and not _is_merging(e, tensor) else ():
            e.report(problem("N602", note, primitive.span, _receives(tensor)))
        for remark in misreadings.of_all(primitive, tensor) if outcome.misread else ():
            e.report(remark)
    shared = e.shares.current.name if e.shares.current is not None else None
    node = PendingNode(
        LayerKind(layer.name, caption, layer.plural or plural(caption)),
        e.graph.application,
        e.graph.application.next(layer.name),
        outcome.window,
        tensors if shared is None else (),
        _inputs(primitive, tensor),
        tensor.shape,
        (channels, *left),
        primitive.span,
        shared=shared,
        shared_tensors=tied if shared is None else (*tensors, *tied),
    )
    if shared is not None:
        e.shares.reuses.append(tensors)
    return Tensor(channels, left, e.graph.add(node, e.limits))


def plural(noun: str) -> str:
    """A guess for a layer that states one text only: `biases`, `boxes`, `entries`, `layers`."""
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou") else f"{noun}s"


def _is_merging(e: Evaluator, tensor: Tensor) -> bool:
    """Whether places were put into channels just before, as patches are merged: what follows acts on each place."""
    node = e.graph.nodes[tensor.node]
    for _ in range(MOST_BETWEEN):
        if node.entering == node.leaving and len(node.inputs) == 1:
            node = e.graph.nodes[node.inputs[0]]
    return node.kind.name == "pixel_unshuffle"


def _inputs(primitive: Primitive, tensor: Tensor) -> tuple[int, ...]:
    """The tensor that enters, and those that are arguments."""
    arguments = [bound[-1][1] for bound in primitive.scope.names.values()]
    return tuple({tensor.node: None} | {v.node: None for v in arguments if isinstance(v, Tensor)})


def _noted(site: Site, rule: syntax.Require) -> list[str]:
    """What is worth a thought; what symbols leave open is not."""
    try:
        holds = site.flag(rule.condition)
    except Problem:
        return []
    return [f"`{site.layer.name}`: {rule.text or rule.condition.span.text}"] if holds else []


def _require(site: Site, rule: syntax.Require, tensor: Tensor) -> None:
    if not conditions.holds(site.e, rule.condition, site.scope, site.span):
        message = f"`{site.layer.name}`: {rule.text or rule.condition.span.text}"
        note = f"it requires `{rule.condition.span.text}`"
        raise problem("E208", message, site.span, _receives(tensor), note=note)


def _channels(site: Site, rule: syntax.Shape) -> Formula:
    channels, assumptions = site.number(rule.value), site.e.assumptions
    if assumptions.inference is not None:
        assumptions.inference.channels.append(channels)
    site.positive_whole(channels, f"the channels of `{site.layer.name}`", rule.value)
    return channels


def _left(site: Site, rule: syntax.Shape, tensor: Tensor) -> tuple[Formula, ...]:
    """The sizes that the layer gives."""
    if rule.what != "S":
        raise problem("E219", f"a layer gives `C` and `S`, not `{rule.what}`", rule.span)
    left = site.sizes(rule.value)
    for side in left:
        conditions.positive_whole(
            site.e.assumptions,
            side,
            lambda: f"a size after `{site.layer.name}` on {sizes.shape_text(tensor.shape)}",
            site.span,
            "E217",
        )
    return site.e.assumptions.untagged(*left)


# ---- tensors -----------------------------------------------------------------------------


def _owned(site: Site, rule: syntax.Tensor) -> OwnedTensor:
    count, lead = rule_formula(site, rule.count)
    _check_count(site, rule, count)
    share = site.scope.find_own(rule.role)
    if isinstance(share, SharedLayer):
        place = site.scope.find_span(rule.role)
        site.e.shares.ties.append((share, rule.role, count, place[0] if place else site.span))
    return OwnedTensor(rule.role, count, lead, rule.buffer)


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


def _window(site: Site, rules: LayerRules) -> Window | None:
    """The kernel of a layer whose rules speak of its area."""
    if site.e.assumptions.inference is not None or rules.kernel is None:
        return None
    return Window(site.kernel(rules.kernel))
