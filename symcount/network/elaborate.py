"""Model to Network: choose a net, give its parameters values or let them be symbols, run it, check it."""

from __future__ import annotations

from dataclasses import replace

from symcount.algebra.formula import Formula, TooLarge
from symcount.language import syntax
from symcount.language.diagnostics import Problem, first_errors, problem, too_large
from symcount.network import body, checks
from symcount.network.apply import apply
from symcount.network.catalogue import FileScope, library, report_unresolved, report_unused
from symcount.network.conditions import CountKept
from symcount.network.evaluate import Elaboration
from symcount.network.multiplier import Inference, Multiplier, Scaling, listed
from symcount.network.network import Network
from symcount.network.parameters import Parameters, Subject, configured, subject_of
from symcount.network.request import CONVENTIONS, TORCH, Request, own_or_item
from symcount.network.state import Caches, Exhausted, Limits
from symcount.network.values import (
    LAYERS,
    TAPS_HELP,
    BlockValue,
    Item,
    Poison,
    Primitive,
    Scope,
    Taps,
    Value,
    flows,
    kind_of,
    tensors,
)
from symcount.network.views import mattered, viewed


def elaborate(file: FileScope, request: Request) -> Network:
    """The network that `request` asks for. Raises Problem with every mistake that was found."""
    if file.diagnostics:
        raise first_errors(file.diagnostics)
    convention = request.convention or file.convention or TORCH
    if convention not in CONVENTIONS:
        raise problem("E412", f"there is no convention `{convention}`", help="it is `torch` or `keras`")
    network = _elaborated(file, replace(configured(file, request), convention=convention))
    network = viewed(network, request.view, convention)
    if request.convention or file.convention:
        network = replace(network, diagnostics=(*network.diagnostics, *mattered(network, convention)))
    return network


def _elaborated(file: FileScope, request: Request) -> Network:
    """The whole network. Parameters of a repetition without a closed form take their value, if they have to."""
    subject = subject_of(file, request.net)
    multiplier = request.multiplier
    scaling, note = (None, Problem()) if multiplier is None else _inferred(file, subject, request, multiplier)
    numeric: frozenset[str] = frozenset()
    while True:
        p = _parameters(file, subject, request, numeric, scaling)
        p.e.report(note)
        try:
            return _network(p, _results(p, file), file)
        except CountKept as counts:
            kept = sorted(n for n in counts.names if not own_or_item(n).isdisjoint(request.keep or ()))
            if kept and request.insist:
                message = f"this repetition has no closed form in `{kept[0]}`"
                help = f"leave `{kept[0]}` out of --keep, so that it takes its value"
                raise problem("E221", message, counts.span, note=counts.why, help=help) from None
            if counts.names <= numeric:
                raise problem("E221", "this repetition has no closed form", counts.span, note=counts.why) from None
            numeric |= counts.names


def _inferred(file: FileScope, subject: Subject, request: Request, multiplier: Multiplier) -> tuple[Scaling, Problem]:
    """The first run of `--multiplier`: the sources that it multiplies, and a note on them."""
    others = {k: v for k, v in request.settings.items() if k != multiplier.name}
    p = _parameters(file, subject, Request(request.net, others, convention=request.convention))
    namesake = next((own for own in p.parameters if own.name == multiplier.name), None)
    if namesake is not None:
        help = f"keep it as a symbol instead: --keep {multiplier.name}"
        message = f"`{subject.item.name}` has a parameter `{multiplier.name}` already"
        raise problem("E410", message, namesake.span, help=help)
    inference = p.e.assumptions.inference = Inference()
    inference.outputs += [t.channels for result in _results(p, file) if flows(result) for t in tensors(result)]
    sources = inference.scaled()
    ends = {k for channels in (*inference.inputs, *inference.outputs) for k in inference.sources(channels)}
    multiplied, left = listed(sources, inference), listed(ends - sources, inference)
    help = "to leave more alone, write `fixed(…)` round them"
    note = problem("N604", f"`{multiplier.name}` multiplies {multiplied}", note=f"left alone: {left}", help=help)
    return Scaling(multiplier, sources), note


def expected(file: FileScope, request: Request, node: syntax.Expression) -> Formula:
    """An expression in the parameters of a net, such as the right side of an `expect`."""
    request = configured(file, request)
    p = _parameters(file, subject_of(file, request.net), request)
    p.give()
    return p.e.number(node, p.scope)


def _parameters(
    file: FileScope,
    subject: Subject,
    request: Request,
    numeric: frozenset[str] = frozenset(),
    scaling: Scaling | None = None,
) -> Parameters:
    """The parameters of a new elaboration."""
    e = Elaboration(subject.item.name, Limits(file.definitions, file.work), Caches(library().rules, file.work))
    e.assumptions.convention = request.convention or TORCH
    e.assumptions.scaling = scaling
    return Parameters(subject, request, numeric, e)


def _network(p: Parameters, results: list[Value], file: FileScope) -> Network:
    """The net that ran, checked. Raises Problem with every mistake."""
    checks.after(p.e, results)
    report_unused(p.e, file)
    assumptions = p.e.assumptions
    layers = tuple(node.finished(p.settled) for node in p.e.graph.nodes)
    plurals = {x.kind.name: x.kind.plural for x in layers}
    domain = checks.domain_of(assumptions, layers, p.keep, p.item.name_span)
    return Network(
        p.request.called or p.item.name,
        layers,
        tuple(p.keep),
        dict(assumptions.values),
        p.bindings,
        p.writing(),
        tuple(assumptions.conditions.values()),
        tuple(p.e.diagnostics.values()),
        convention_layers=tuple(plurals.get(n, f"`{n}`") for n in assumptions.convention_layers),
        domain=domain,
    )


def _results(p: Parameters, file: FileScope) -> list[Value]:
    """What leaves the net; a block or layer is run on a tensor of `C_i` channels. Raises Problem with every mistake."""
    p.give()
    p.leave_sizes()
    results: list[Value] = []
    try:
        if p.net is not None:
            body.define(p.e, p.net.body, p.scope)
        results = _tensors(p, p.item) if isinstance(p.item, syntax.Net) else [_applied(p, p.item)]
    except Problem as trouble:
        p.e.report(trouble)
    except Exhausted as limit:
        p.e.report(limit.trouble)
    except TooLarge as reason:
        p.e.report(too_large(reason, p.item.name_span))
    except RecursionError:
        p.e.report(problem("E220", "the definitions are nested too deep", p.item.name_span))
    report_unresolved(p.e, file)
    p.e.refuse_errors()
    return results


def _tensors(p: Parameters, net: syntax.Net) -> list[Value]:
    results = body.outputs(p.e, net.body, p.scope, net.name_span)
    for end, value in results:
        if not (isinstance(value, Poison) or flows(value)):
            what = f"a net gives a tensor, not {kind_of(value)}"
            help = TAPS_HELP if isinstance(value, Taps) else "begin with `input(…)`"
            raise problem("E203", what, end.span, help=help)
    return [value for _, value in results]


def _applied(p: Parameters, item: Item) -> Value:
    entry = p.scope.entry
    assert entry is not None
    match item:
        case syntax.Layer():
            layer: Value = Primitive(item, p.scope, item.name_span)
        case syntax.Block():
            layer = BlockValue(item.name, item.body, (), p.scope, item.name_span)
        case _:
            layer = p.e.evaluate(item.body, Scope(parent=p.scope, entry=entry, owner=item.name))
    if not isinstance(layer, LAYERS):
        message = f"`{item.name}` is {kind_of(layer)}, not a layer that could be counted"
        raise problem("E404", message, item.name_span)
    return apply(p.e, layer, entry, item.name_span)
