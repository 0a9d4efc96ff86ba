"""Model to Network: choose a net, give its parameters values or let them be symbols, run it, check it."""

from __future__ import annotations

from dataclasses import replace

from symcount.algebra.formula import Formula, TooLarge
from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem
from symcount.network import body, checks
from symcount.network.apply import apply
from symcount.network.catalogue import FileScope, library
from symcount.network.conditions import CountKept
from symcount.network.evaluate import Elaboration
from symcount.network.multiplier import Inference, Multiplier, Scaling, listed
from symcount.network.network import Network
from symcount.network.parameters import Parameters, Subject, configured, subject_of
from symcount.network.request import CONVENTIONS, TORCH, Request
from symcount.network.state import Caches, Exhausted, Limits
from symcount.network.values import LAYERS, BlockValue, Item, Poison, Primitive, Scope, Tensor, Value, kind_of
from symcount.network.views import mattered, viewed


def elaborate(file: FileScope, request: Request) -> Network:
    """The network that `request` asks for. Raises Problem with every mistake that was found."""
    if file.diagnostics:
        raise Problem(*file.diagnostics)
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
        try:
            return _Run(file, subject, request, numeric, scaling).network(note)
        except CountKept as counts:
            kept = sorted(counts.names & (request.keep or frozenset()))
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
    plain_request = Request(request.net, others, convention=request.convention)
    run = _Run(file, subject, plain_request, frozenset())
    namesake = next((p for p in run.parameters.parameters if p.name == multiplier.name), None)
    if namesake is not None:
        help = f"keep it as a symbol instead: --keep {multiplier.name}"
        message = f"`{run.item.name}` has a parameter `{multiplier.name}` already"
        raise problem("E410", message, namesake.span, help=help)
    inference = run.inferred()
    sources = inference.scaled()
    ends = {k for channels in (*inference.inputs, *inference.outputs) for k in inference.sources(channels)}
    multiplied, left = listed(sources, inference), listed(ends - sources, inference)
    help = "to leave more alone, write `fixed(…)` round them"
    note = problem("N604", f"`{multiplier.name}` multiplies {multiplied}", note=f"left alone: {left}", help=help)
    return Scaling(multiplier, sources), note


def expected(file: FileScope, request: Request, node: syntax.Expression) -> Formula:
    """An expression in the parameters of a net, such as the right side of an `expect`."""
    request = configured(file, request)
    run = _Run(file, subject_of(file, request.net), request, frozenset())
    run.parameters.give()
    return run.e.number(node, run.scope)


class _Run:
    """One elaboration of one net."""

    def __init__(
        self,
        file: FileScope,
        subject: Subject,
        request: Request,
        numeric: frozenset[str],
        scaling: Scaling | None = None,
    ) -> None:
        self.item, self.net = subject.item, subject.net
        self.scope = Scope(parent=subject.scope, owner=self.item.name)
        self.e = Elaboration(self.item.name, Limits(file.definitions), Caches(library().rules))
        self.e.assumptions.convention = request.convention or TORCH
        self.e.assumptions.scaling = scaling
        self.called = request.called
        self.parameters = Parameters(subject, request, numeric, self.e, self.scope)

    def inferred(self) -> Inference:
        """Run once to see what the channels are made of."""
        inference = self.e.assumptions.inference = Inference()
        self.parameters.give()
        results = self._results()
        self.e.refuse_errors()
        inference.outputs += [result.channels for result in results if isinstance(result, Tensor)]
        return inference

    def network(self, note: Problem) -> Network:
        """The net, elaborated and checked; `note` is said of it. Raises Problem with every mistake."""
        self.e.report(note)
        self.parameters.give()
        results = self._results()
        self.e.refuse_errors()
        checks.after(self.e, results)
        layers = tuple(node.finished(self.parameters.settled) for node in self.e.graph.nodes)
        plurals = {x.kind.name: x.kind.plural for x in layers}
        assumptions = self.e.assumptions
        checks.whole_steps(assumptions, layers, self.parameters.keep, self.item.name_span)
        return Network(
            self.called or self.item.name,
            layers,
            tuple(self.parameters.keep),
            dict(assumptions.values),
            self.parameters.bindings,
            self.parameters.writing(),
            tuple(assumptions.conditions.values()),
            tuple(self.e.diagnostics.values()),
            convention_layers=tuple(plurals.get(n, f"`{n}`") for n in assumptions.convention_layers),
        )

    def _results(self) -> list[Value]:
        """What leaves the net; a block or layer is run on a tensor of `C_i` channels. What is wrong is reported."""
        item = self.item
        try:
            if self.net is not None:
                body.define(self.e, self.net.body, self.scope)
            return self._tensors(item) if isinstance(item, syntax.Net) else [self._applied(item)]
        except Problem as trouble:
            self.e.report(trouble)
        except Exhausted as limit:
            self.e.report(limit.trouble)
        except TooLarge as reason:
            help = "keep fewer symbols, or smaller numbers"
            self.e.report(problem("E211", str(reason), item.name_span, help=help))
        except RecursionError:
            self.e.report(problem("E220", "the definitions are nested too deep", item.name_span))
        return []

    def _tensors(self, net: syntax.Net) -> list[Value]:
        results = body.outputs(self.e, net.body, self.scope, net.name_span)
        ends = [s for s in net.body if isinstance(s, syntax.Out)]
        for value, end in zip(results, ends, strict=True):
            if not isinstance(value, Tensor | Poison):
                what = f"a net gives a tensor, not {kind_of(value)}"
                raise problem("E203", what, end.span, help="begin with `input(…)`")
        return results

    def _applied(self, item: Item) -> Value:
        entry = self.scope.entry
        assert entry is not None
        match item:
            case syntax.Layer():
                layer: Value = Primitive(item, self.scope, item.name_span)
            case syntax.Block():
                layer = BlockValue(item.name, item.body, (), self.scope, item.name_span)
            case _:
                layer = self.e.evaluate(item.body, Scope(parent=self.scope, entry=entry, owner=item.name))
        if not isinstance(layer, LAYERS):
            message = f"`{item.name}` is {kind_of(layer)}, not a layer that could be counted"
            raise problem("E404", message, item.name_span)
        return apply(self.e, layer, entry, item.name_span)
