"""What is counted, and what its parameters are worth: set, by default, or symbols that keep their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from symcount.algebra.formula import Formula, NoValue, Number, Symbol, symbols, value
from symcount.algebra.names import safe_writing
from symcount.language import syntax
from symcount.language.diagnostics import Diagnostic, Problem, nearest, problem
from symcount.network import checks, names
from symcount.network.catalogue import FileScope
from symcount.network.request import Request, Setting, parse_setting, shown, text
from symcount.network.state import Elaboration
from symcount.network.values import NUMBERS, Declared, Scope, Tensor, Value, Word, kind_of


@dataclass(frozen=True, slots=True)
class Inner:
    """A block or layer that is defined inside a net."""

    net: syntax.Net
    declaration: syntax.Definition | syntax.Block | syntax.Layer


Subject = syntax.Net | Declared | Inner


def configured(file: FileScope, request: Request) -> Request:
    """The request with the settings of the variant that it names; those of the request go before."""
    name = request.net or file.chosen
    for net in file.nets:
        for statement in net.body:
            if isinstance(statement, syntax.Variant) and statement.name == name:
                settings = {**settings_of(statement.arguments, f"variant {name}"), **request.settings}
                return replace(request, net=net.name, settings=settings, called=name)
    return replace(request, net=name)


def settings_of(arguments: tuple[syntax.Argument, ...] | None, what: str) -> dict[str, syntax.Expression]:
    """The settings that stand in parentheses, each with its name."""
    found: dict[str, syntax.Expression] = {}
    for argument in arguments or ():
        if argument.name is None:
            help = "e.g. `params(w = 64)`"
            raise problem("E225", f"`{what}` takes parameters by name", argument.span, help=help)
        if argument.name in found:
            raise problem("E227", f"`{what}` is given `{argument.name}` twice", argument.span)
        found[argument.name] = argument.value
    return found


def subject_of(file: FileScope, name: str | None) -> Subject:
    nets = file.nets
    if name is None:
        if len(nets) == 1:
            return nets[0]
        if not nets:
            raise problem("E402", "there is no net to count", help="write `net NAME { … }`, or name a block with --net")
        listed = ", ".join(f"`{n.name}`" for n in nets)
        raise problem(
            "E403", f"there are {len(nets)} nets: {listed}", nets[1].name_span, help="choose one with --net NAME"
        )
    for net in nets:
        if net.name == name:
            return net
    declared = file.scope.find(name)
    if isinstance(declared, Declared):
        return declared
    for net in nets:
        for statement in net.body:
            if isinstance(statement, syntax.Definition | syntax.Block | syntax.Layer) and statement.name == name:
                return Inner(net, statement)
    shipped = file.find(name)
    if shipped is not None:
        return shipped
    variants = (s.name for n in nets for s in n.body if isinstance(s, syntax.Variant))
    known = [*(n.name for n in nets), *variants, *file.scope.visible(), *file.names]
    raise problem("E404", f"there is no net, block or layer `{name}`", help=nearest(name, known))


# ---- values ------------------------------------------------------------------------------


class Parameters:
    """The parameters of one elaboration, given one by one into a scope."""

    def __init__(
        self,
        subject: Subject,
        request: Request,
        numeric: frozenset[str],
        e: Elaboration,
        scope: Scope,
        width: str | None,
    ) -> None:
        self.subject = subject
        self.item = subject if isinstance(subject, syntax.Net) else subject.declaration
        self.request = request
        self.numeric = numeric
        """Parameters that must be numbers, because a repetition has no closed form in them."""
        self.e = e
        self.scope = scope
        self.width = width
        self.keep: dict[str, None] = {}
        self.bindings: dict[str, object] = {}
        self.settled: dict[str, Formula] = {}
        """The multiplier of `--multiplier` where it is a number: it is put in when all else is done."""
        self.parameters = self._parameters()

    def give(self, enter: Callable[[], Tensor]) -> None:
        """Give every parameter its value or its symbol. Raises Problem with every mistake.

        Defaults of a block or layer may speak of what enters it: `enter` makes that tensor.
        """
        self._refuse_unknown()
        if not isinstance(self.item, syntax.Net):
            for parameter in self.parameters:
                if parameter.name in self.dimensions():
                    self._give(parameter)
            checks.refuse_errors(self.e)
            self.scope.entry = enter()
        for parameter in self.parameters:
            if self.scope.entry is None or parameter.name not in self.dimensions():
                self._give(parameter)
        checks.refuse_errors(self.e)
        self.keep = {p.name: None for p in self.parameters if p.name in self.keep}  # in the order of the text
        self.bindings = {p.name: self.bindings[p.name] for p in self.parameters if p.name in self.bindings}

    def writing(self) -> dict[str, str]:
        """The mathematical writing that the file gives to names."""
        found = {p.name: p.writing for p in self.parameters if p.writing}
        if isinstance(self.item, syntax.Layer) and self.item.writing and safe_writing(self.item.writing):
            found[self.item.entering or "C_i"] = self.item.writing
        return found

    def dimensions(self) -> tuple[str, str, str]:
        """The names of the dimensions of the image that enters a block or layer."""
        entering = self.item.entering if isinstance(self.item, syntax.Layer) else None
        return (entering or "C_i", "H", "W")

    def _parameters(self) -> list[syntax.Parameter]:
        own = list(getattr(self.item, "parameters", None) or ())
        if self.width is not None:
            own.insert(0, syntax.Parameter(self.width, syntax.Number(1, "1"), span=self.item.name_span))
        if isinstance(self.item, syntax.Net):
            return own
        if isinstance(self.subject, Inner):
            own = [p for p in self.subject.net.parameters if p.name not in {o.name for o in own}] + own
        entering = [n for n in self.dimensions() if n not in {p.name for p in own}]
        return own + [syntax.Parameter(n, span=self.item.name_span) for n in entering]

    def _refuse_unknown(self) -> None:
        known = [p.name for p in self.parameters]
        found: list[Diagnostic] = []
        for name in (*self.request.settings, *sorted(self.request.keep or ())):
            if name not in known:
                text = f"`{self.item.name}` has no parameter `{name}`"
                found += problem("E405", text, help=_listed(name, known)).diagnostics
        if found:
            raise Problem(*found)

    def _give(self, parameter: syntax.Parameter) -> None:
        """Give a parameter its set value, its default or its name."""
        try:
            found = self._found(parameter)
        except Problem as trouble:
            self.e.report(trouble)
            return
        name = parameter.name
        if parameter.writing is not None and not safe_writing(parameter.writing):
            self.e.report(_unsafe(parameter))
        if found is None or isinstance(found, NUMBERS):
            self._give_number(name, found)
        else:
            if self.request.keep and name in self.request.keep:
                self.e.report(problem("E407", f"`{name}` is {kind_of(found)} and cannot be kept as a symbol"))
            self.scope.bind(name, found)
            self.bindings[name] = shown(found)

    def _give_number(self, name: str, found: object) -> None:
        if found is not None:
            if self.e.scaling is not None:
                found = self.e.scaling.unscaled(found)  # type: ignore[arg-type]
            self._give_value(name, found)  # type: ignore[arg-type]
        worth: Formula = Symbol(name)
        if found is None or (self._kept(name) and name not in self.numeric):
            self.keep[name] = None
            self.e.keep = frozenset(self.keep)
        elif name in self.e.values and not self._follows(name, found):
            worth = Number(self.e.values[name])
        else:
            worth = found  # type: ignore[assignment]
        if name == self.width and worth != Symbol(name):
            self.settled = {name: worth}  # the numbers come last, so that `fixed` can take the multiplier away
            self.e.keep |= {name}
        self.scope.bind(name, self._as_source(name, worth))

    def _follows(self, name: str, found: object) -> bool:
        """Whether a default speaks of kept symbols, so that the parameter moves with them: `d_ff = 4*d`."""
        plain = self.e.inference is None and self.e.scaling is None
        return plain and name not in self.numeric and bool(symbols(found))  # type: ignore[arg-type]

    def _give_value(self, name: str, found: Formula) -> None:
        """The value of a parameter; one that speaks of a symbol without a value has none."""
        try:
            self.e.values[name] = value(found, self.e.values)
        except NoValue:
            return
        self.bindings[name] = self.e.values[name]

    def _as_source(self, name: str, worth: Formula) -> Formula:
        """A parameter under `--multiplier`: a source that is tagged or multiplied."""
        if self.e.inference is not None and name in self.e.values:
            number = Number(self.e.values[name])
            return self.e.inference.tagged((name, -1), number, self.item.name_span, self.e.values)
        return worth if self.e.scaling is None else self.e.scaling.scale((name, -1), worth)

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
        return names.argument_value(self.e, parameter, parameter.default, self.scope)

    def _set(self, parameter: syntax.Parameter, setting: Setting) -> Value:
        name = parameter.name
        if isinstance(setting, bool):
            found: Value = setting
        elif isinstance(setting, int | Fraction):
            found = Number(setting)
        else:
            node = parse_setting(name, setting) if isinstance(setting, str) else setting
            found = names.argument_value(self.e, parameter, node, self.scope)
        default = None
        if parameter.default is not None and not isinstance(self.item, syntax.Layer):
            default = names.argument_value(self.e, parameter, parameter.default, self.scope)
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


def _listed(name: str, known: list[str]) -> list[str]:
    return nearest(name, known) or [f"it has {', '.join(f'`{k}`' for k in known)}" if known else "it has none"]


def _unsafe(parameter: syntax.Parameter) -> Problem:
    return problem(
        "E110",
        f"the writing of `{parameter.name}` is not in the safe subset of TeX",
        parameter.span,
        help="letters, Greek, accents such as \\hat{C}, sub- and superscripts",
    )
