"""Model to Network: choose a net, give its parameters values or let them be symbols, run it, check it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symcount.algebra.spelling import safe_writing
from symcount.algebra.written import NoValue, Number, Symbol, TooLarge, Written, value
from symcount.language import syntax
from symcount.language.diagnostics import Diagnostic, Problem, nearest, problem
from symcount.network import body, checks, graph, names
from symcount.network.apply import apply
from symcount.network.catalogue import FileScope
from symcount.network.decisions import CountKept
from symcount.network.evaluate import evaluate, number
from symcount.network.frames import Frame
from symcount.network.request import Request, Setting, parse_setting, shown, text
from symcount.network.state import Exhausted, Scope, Work
from symcount.network.subject import Inner, Subject, subject_of
from symcount.network.values import (
    LAYERS,
    NUMBERS,
    BlockValue,
    Declared,
    Network,
    Poison,
    Primitive,
    Tensor,
    Value,
    Word,
    kind_of,
)
from symcount.network.width import Inference, Scaling, Width, listed


def elaborate(scope: FileScope, request: Request) -> Network:
    """The network that `request` asks for. Raises Problem with every mistake that was found."""
    if scope.found:
        raise Problem(*scope.found)
    subject = subject_of(scope, request.net)
    widened = None if request.width is None else _inferred(scope, subject, request, request.width)
    numeric: frozenset[str] = frozenset()
    while True:
        try:
            return _Run(scope, subject, request, numeric, widened).network()
        except CountKept as counts:
            _refuse_kept_count(request, counts)
            if counts.names <= numeric:
                raise problem("E221", "this repetition has no closed form", counts.span, note=counts.why) from None
            numeric |= counts.names


@dataclass(frozen=True, slots=True)
class Widened:
    """What the first run of `--width` found out."""

    scaling: Scaling
    note: Problem


def _inferred(scope: FileScope, subject: Subject, request: Request, width: Width) -> Widened:
    """The sources that `--width` multiplies, and a note on them."""
    plain_request = Request(request.net, {k: v for k, v in request.settings.items() if k != width.name})
    run = _Run(scope, subject, plain_request, frozenset())
    taken = next((p for p in run.parameters if p.name == width.name), None)
    if taken is not None:
        help = f"keep it as a symbol instead: --keep {width.name}"
        raise problem("E410", f"`{run.item.name}` has a parameter `{width.name}` already", taken.span, help=help)
    inference = run.inferred()
    sources = inference.scaled()
    ends = {k for made in (*inference.inputs, *inference.outputs) for k in inference.sources(made)}
    multiplied, left = listed(sources, inference), listed(ends - sources, inference)
    help = "to leave more alone, write `fixed(…)` round them"
    note = problem("N604", f"`{width.name}` multiplies {multiplied}", note=f"left alone: {left}", help=help)
    return Widened(Scaling(width, sources), note)


def _refuse_kept_count(request: Request, counts: CountKept) -> None:
    """Parameters of a repetition without a closed form take their value; to ask for them as symbols is an error."""
    asked = sorted(counts.names & (request.keep or frozenset()))
    if asked and request.insist:
        raise problem(
            "E221",
            f"this repetition has no closed form in `{asked[0]}`",
            counts.span,
            note=counts.why,
            help=f"leave `{asked[0]}` out of --keep, so that it takes its value",
        )


# ---- which net ---------------------------------------------------------------------------


def expected(scope: FileScope, request: Request, node: syntax.Expression) -> Written:
    """An expression in the parameters of a net, such as the right side of an `expect`."""
    run = _Run(scope, subject_of(scope, request.net), request, frozenset())
    run.prepare()
    return number(run.work, node, run.frame)


class _Run:
    """One elaboration of one net."""

    def __init__(
        self,
        scope: FileScope,
        subject: Subject,
        request: Request,
        numeric: frozenset[str],
        widened: Widened | None = None,
    ) -> None:
        self.scope = scope
        self.request = request
        self.numeric = numeric
        self.item = subject if isinstance(subject, syntax.Net) else subject.declaration
        self.subject = subject
        outer = subject.frame if isinstance(subject, Declared) else scope.frame
        self.frame = Frame(parent=outer, owner=self.item.name)
        self.keep: dict[str, None] = {}
        self.bindings: dict[str, object] = {}
        self.work = Work(frozenset(), {}, evaluate, scope=Scope(self.item.name, None))
        self.width = None if widened is None else widened.scaling.width.name
        if widened is not None:
            self.work.scaling = widened.scaling
            self.work.report(widened.note)
        self.parameters = self._parameters()
        self.settled: dict[str, Written] = {}

    def prepare(self) -> None:
        """Give every parameter its value or its symbol."""
        self._refuse_unknown([p.name for p in self.parameters])
        for parameter in self.parameters:
            self._give(parameter)
        checks.refuse_errors(self.work)

    def inferred(self) -> Inference:
        """Run once to see what the channels are made of."""
        inference = self.work.inference = Inference()
        self.prepare()
        try:
            result = self._attempt()
        except Exhausted as stopped:
            raise stopped.trouble from None
        checks.refuse_errors(self.work)
        if isinstance(result, Tensor):
            inference.outputs.append(result.channels)
        return inference

    def network(self) -> Network:
        self.prepare()
        try:
            result = self._attempt()
        except Exhausted as stopped:
            self.work.report(stopped.trouble)
            result = None
        except TooLarge as reason:
            self.work.report(
                problem("E211", str(reason), self.item.name_span, help="keep fewer symbols, or smaller numbers")
            )
            result = None
        except RecursionError:
            self.work.report(problem("E220", "the definitions are nested too deep", self.item.name_span))
            result = None
        checks.refuse_errors(self.work)
        checks.after(self.work, result)
        layers = tuple(draft.finished(self.settled) for draft in self.work.drafts)
        checks.whole_steps(self.work, layers, self.keep, self.item.name_span)
        return Network(
            self.item.name,
            layers,
            tuple(self.keep),
            dict(self.work.values),
            self.bindings,
            self._writing(self.parameters),
            tuple(self.work.conditions.values()),
            tuple(self.work.found.values()),
        )

    def _attempt(self) -> Value | None:
        try:
            return self._run()
        except Problem as trouble:
            self.work.report(trouble)
            return None

    def _run(self) -> Value:
        """Run the net; a block or layer is run on a tensor of `C_i` channels."""
        item = self.item
        if isinstance(self.subject, Inner):
            body.define(self.work, self.subject.net.body, self.frame)
        if isinstance(item, syntax.Net):
            value = body.run(self.work, item.body, self.frame, item.name_span)
            return self._checked(value, item)
        return self._applied(item)

    def _checked(self, found: Value, net: syntax.Net) -> Value:
        if not isinstance(found, Tensor | Poison):
            end = next(s for s in net.body if isinstance(s, syntax.Out))
            raise problem("E203", f"a net gives a tensor, not {kind_of(found)}", end.span, help="begin with `input(…)`")
        return found

    def _applied(self, item: syntax.Definition | syntax.Block | syntax.Layer | syntax.Share) -> Value:
        entry = graph.enter(
            self.work, [self._symbol(n) for n in self._dimensions()], [item.name_span] * 3, item.name_span
        )
        match item:
            case syntax.Layer():
                layer: Value = Primitive(item, self.frame, item.name_span)
            case syntax.Block():
                layer = BlockValue(item.name, item.body, (), self.frame, item.name_span)
            case _:
                layer = self.work.evaluate(self.work, item.body, Frame(parent=self.frame, entry=entry, owner=item.name))
        if not isinstance(layer, LAYERS):
            raise problem(
                "E404", f"`{item.name}` is {kind_of(layer)}, not a layer that could be counted", item.name_span
            )
        return apply(self.work, layer, entry, item.name_span)

    def _writing(self, parameters: list[syntax.Parameter]) -> dict[str, str]:
        """The mathematical writing that the file gives to names."""
        found = {p.name: p.writing for p in parameters if p.writing}
        if isinstance(self.item, syntax.Layer) and self.item.writing and safe_writing(self.item.writing):
            found[self.item.entering or "C_i"] = self.item.writing
        return found

    def _symbol(self, name: str) -> Number | Symbol:
        """A dimension of the tensor that enters a block."""
        found = self.frame.find_own(name)
        return found if isinstance(found, Number | Symbol) else Symbol(name)

    def _dimensions(self) -> tuple[str, str, str]:
        """The names of the dimensions of the image that enters a block or layer."""
        entering = self.item.entering if isinstance(self.item, syntax.Layer) else None
        return (entering or "C_i", "H", "W")

    # ---- parameters ----------------------------------------------------------------------

    def _parameters(self) -> list[syntax.Parameter]:
        own = list(getattr(self.item, "parameters", None) or ())
        if self.width is not None:
            own.insert(0, syntax.Parameter(self.width, syntax.Number(1, "1"), span=self.item.name_span))
        if isinstance(self.item, syntax.Net):
            return own
        if isinstance(self.subject, Inner):
            own = [p for p in self.subject.net.parameters if p.name not in {o.name for o in own}] + own
        entering = [n for n in self._dimensions() if n not in {p.name for p in own}]
        return own + [syntax.Parameter(n, span=self.item.name_span) for n in entering]

    def _refuse_unknown(self, known: list[str]) -> None:
        found: list[Diagnostic] = []
        for name in self.request.settings:
            if name not in known:
                text = f"`{self.item.name}` has no parameter `{name}`"
                found += problem("E405", text, help=self._known(name, known)).diagnostics
        for name in sorted(self.request.keep or ()):
            if name not in known:
                text = f"`{self.item.name}` has no parameter `{name}`"
                found += problem("E405", text, help=self._known(name, known)).diagnostics
        if found:
            raise Problem(*found)

    def _known(self, name: str, known: list[str]) -> list[str]:
        return nearest(name, known) or [f"it has {', '.join(f'`{k}`' for k in known)}" if known else "it has none"]

    def _give(self, parameter: syntax.Parameter) -> None:
        """Give a parameter its set value, its default or its name."""
        try:
            found = self._found(parameter)
        except Problem as trouble:
            self.work.report(trouble)
            return
        name = parameter.name
        if parameter.writing is not None and not safe_writing(parameter.writing):
            self.work.report(_unsafe(parameter))
        if found is None or isinstance(found, NUMBERS):
            self._give_number(name, found)
        else:
            if self.request.keep and name in self.request.keep:
                self.work.report(problem("E407", f"`{name}` is {kind_of(found)} and cannot be kept as a symbol"))
            self.frame.bind(name, found)
            self.bindings[name] = shown(found)

    def _give_number(self, name: str, found: object) -> None:
        if found is not None:
            if self.work.scaling is not None:
                found = self.work.scaling.unscaled(found)  # type: ignore[arg-type]
            self.work.values[name] = value(found, self.work.values)  # type: ignore[arg-type]
            self.bindings[name] = self.work.values[name]
        worth: Written = Symbol(name)
        if found is None or (self._kept(name) and name not in self.numeric):
            self.keep[name] = None
            self.work.keep = frozenset(self.keep)
        else:
            worth = Number(self.work.values[name])
        if name == self.width and worth != Symbol(name):
            self.settled = {name: worth}  # the numbers come last, so that `fixed` can take the multiplier away
            self.work.keep |= {name}
        self.frame.bind(name, self._as_source(name, worth))

    def _as_source(self, name: str, worth: Written) -> Written:
        """A parameter under `--width`: a source that is tagged or multiplied."""
        if self.work.inference is not None and name in self.work.values:
            number = Number(self.work.values[name])
            return self.work.inference.tagged((name, -1), number, self.item.name_span, self.work.values)
        return worth if self.work.scaling is None else self.work.scaling.scale((name, -1), worth)

    def _kept(self, name: str) -> bool:
        block = not isinstance(self.item, syntax.Net) and not self.request.defaults
        if (block or name == self.width) and name not in self.request.settings:
            return True
        return self.request.keep is None or name in self.request.keep

    def _found(self, parameter: syntax.Parameter) -> Value | None:
        """The value of a parameter, None where it has none."""
        if parameter.name in self.request.settings:
            return self._set(parameter, self.request.settings[parameter.name])
        if parameter.default is None:
            return None
        found = names.argument_value(self.work, parameter, parameter.default, self.frame)
        if isinstance(found, NUMBERS):
            try:
                value(found, self.work.values)
            except NoValue:  # it depends on a parameter that has no value
                return None
        return found

    def _set(self, parameter: syntax.Parameter, setting: Setting) -> Value:
        name = parameter.name
        if isinstance(setting, bool):
            found: Value = setting
        elif isinstance(setting, int | Fraction):
            found = Number(setting)
        else:
            node = parse_setting(name, setting) if isinstance(setting, str) else setting
            found = names.argument_value(self.work, parameter, node, self.frame)
        default = None
        if parameter.default is not None and not isinstance(self.item, syntax.Layer):
            default = names.argument_value(self.work, parameter, parameter.default, self.frame)
        fits = default is None or kind_of(default) == kind_of(found) or isinstance(default, Word)
        if (
            isinstance(found, Tensor)
            or not fits
            or (default is None and isinstance(found, bool) and not parameter.default)
        ):
            wanted = "a number" if default is None else kind_of(default)
            raise problem(
                "E406", f"`{name}` takes {wanted}, not {kind_of(found)}", note=f"--set {name}={text(setting)}"
            )
        return found


def _unsafe(parameter: syntax.Parameter) -> Problem:
    return problem(
        "E110",
        f"the writing of `{parameter.name}` is not in the safe subset of TeX",
        parameter.span,
        help="letters, Greek, accents such as \\hat{C}, sub- and superscripts",
    )
