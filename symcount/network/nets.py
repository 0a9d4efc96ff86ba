"""A net that stands where a layer stands: its `input(…)` is the tensor that enters, its last `out` what it gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcount.algebra.formula import Formula
from symcount.algebra.notations.unicode import plain
from symcount.language import syntax, trees
from symcount.language.diagnostics import Label, problem
from symcount.network import body, conditions, names
from symcount.network.definitions import TENSOR
from symcount.network.evaluator import Evaluator
from symcount.network.sizes import shape_text
from symcount.network.values import NUMBERS, Flow, ListValue, NetLayer, Scope, Tensor, Value

Entrance = tuple[Tensor, list[syntax.Expression]]
"""What enters, and what the net's `input(…)` calls its sides."""


def entrance(layer: NetLayer, tensor: Flow) -> Entrance:
    """How `tensor` enters the net. Raises Problem where it cannot."""
    calls = [node for node in _walk(layer.net) if isinstance(node, syntax.Call) and node.name == "input"]
    if len(calls) != 1:
        count = f"{len(calls)} inputs" if calls else "no `input(…)` in its body"
        help = "a net with one `input(…)` can stand where a layer stands; write a block otherwise"
        raise problem("E236", f"`{layer.name}` has {count}, so it is no layer", layer.span, help=help)
    if not isinstance(tensor, Tensor):
        raise problem("E236", f"one tensor enters `{layer.name}`, not a list", layer.span)
    (entrance,) = calls
    if len(entrance.arguments) != len(tensor.shape):
        also = [] if entrance.span.source.library else [Label(entrance.span, "its input")]
        message = f"`{layer.name}` begins with `{entrance.span.text}`, but {shape_text(tensor.shape)} enters"
        raise problem("E236", message, layer.span, also=also)
    return tensor, [argument.value for argument in entrance.arguments]


def run(e: Evaluator, layer: NetLayer, entrance: Entrance) -> tuple[Value, Scope]:
    """What the net gives where a tensor enters, and the scope of its body. Raises Problem."""
    tensor, sides = entrance
    given = Scope(parent=layer.scope.parent, owner=layer.name)
    given.names, given.spans = dict(layer.scope.names), layer.scope.spans
    for node, side in zip(sides, tensor.shape, strict=True):
        if isinstance(node, syntax.Name) and any(node.id == p.name for p in layer.net.parameters):
            _enter_as(e, layer, given, node.id, side)
    scope = Scope(parent=given, owner=layer.name)
    scope.arriving, scope.spans = tensor, given.spans
    _give(e, layer, given, scope)
    start = len(e.graph.bindings)
    *_, (_, value) = body.outputs(e, layer.net.body, scope, layer.span)
    del e.graph.bindings[start:]  # what of it is used is said of what it is bound to
    left_out = e.graph.application.left_out
    if layer.headless and not left_out and not any(getattr(node, "part", None) for node in _walk(layer.net)):
        help = 'label it in the net: `(linear(10) @ "Classifier" as head)`'
        raise problem("E236", f"nothing in `{layer.name}` is labelled `as head`", layer.span, help=help)
    return value, scope


def _give(e: Evaluator, layer: NetLayer, given: Scope, scope: Scope) -> None:
    """Bind the parameters in `scope`: what was `given`, else the variant's, else the default. Raises Problem."""
    met: set[str] = set()

    def worth(name: str, parameter: syntax.Parameter, default: Value | None) -> Value:
        """What the parameter is, or an item of its list, which is called `L_3` from outside."""
        met.add(name)
        if name in given.names:
            default = given.names[name][-1][1]
        elif name in layer.settings:
            default = names.argument_value(e, parameter, layer.settings[name], scope)
        elif default is None and parameter.default is not None:
            default = names.argument_value(e, parameter, parameter.default, scope)
        if default is None:
            help = f"write `{layer.name}({name} = …)`"
            raise problem("E224", f"`{layer.name}` needs `{name}`", layer.span, help=help)
        if not isinstance(default, ListValue):
            return default
        return ListValue(tuple(worth(f"{name}_{i}", parameter, item) for i, item in enumerate(default.items, 1)))

    for parameter in layer.net.parameters:
        scope.bind(parameter.name, worth(parameter.name, parameter, None))
    for name in (*given.names, *layer.settings):
        if name not in met:
            raise problem("E225", f"`{layer.name}` has no argument `{name}`", given.spans.get(name, layer.span))
    names.complete(e, layer.net.parameters, scope, scope)


def _walk(net: syntax.Net) -> Iterator[syntax.Node]:
    """All that the statements of a net are made of."""
    return (node for s in net.body if type(s) not in body.SILENT for node in trees.walk(s))


def _enter_as(e: Evaluator, layer: NetLayer, given: Scope, name: str, side: Formula) -> None:
    """`input(C_in, …)`: the parameter is what comes; one that was given must be the same. Raises Problem."""
    if name not in given.names:
        given.bind(name, side)
        return
    value, span = given.names[name][-1][1], given.spans.get(name, layer.span)
    if not isinstance(value, NUMBERS) or not conditions.required(e.assumptions, "==", value, side, span):
        message = f"`{name}` of `{layer.name}` is what enters, {plain(side)}, and nothing else"
        raise problem("E236", message, span)


# ---- the net without its head ------------------------------------------------------------


def without_heads(e: Evaluator, chain: syntax.Chain, scope: Scope) -> syntax.Chain:
    """The chain without what is labelled `as head` or `as auxiliary`: that much is passed over. Raises Problem."""
    first, kept, unlabelled = chain.first, list[syntax.Arrow | syntax.LabelMark](), list[syntax.Arrow]()
    is_labelled = False
    for link in chain.links:
        if isinstance(link, syntax.Arrow):
            unlabelled.append(link)
            continue
        if link.part is None:
            kept += [*unlabelled, link]
        else:
            e.graph.application.left_out.append(link.span)  # type: ignore[union-attr]
            first = first if is_labelled else _entering(e, first, scope)
        unlabelled, is_labelled = [], True
    return replace(chain, first=first, links=(*kept, *unlabelled))


def _entering(e: Evaluator, first: syntax.Expression, scope: Scope) -> syntax.Expression:
    """What enters a head that a chain begins with: the tensor before it, or what enters the layer."""
    if e.caches.kinds.of(first, scope) != TENSOR:
        return syntax.Name("id", span=first.span)
    if isinstance(first, syntax.Name | syntax.Point) or (isinstance(first, syntax.Call) and first.name == "input"):
        return first
    help = "give the tensor before it a name, and begin with that"
    raise problem("E236", "it is not known what is left where this head is left out", first.span, help=help)
