"""What is counted, and what its parameters are worth: set, by default, or symbols that keep their names."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from symcount.algebra.formula import Formula, NoValue, Number, Symbol, symbols, value
from symcount.algebra.names import safe_writing
from symcount.language import syntax
from symcount.language.diagnostics import Label, Problem, listed, nearest, problem
from symcount.language.source import Span
from symcount.network import domains, graph, names
from symcount.network.catalogue import FileScope
from symcount.network.evaluator import Evaluator
from symcount.network.lists import MAX_ITEMS, bounded
from symcount.network.request import Request, Setting, lists_round, own_or_item, parse_setting, setting_text, shown
from symcount.network.values import (
    NUMBERS,
    Declared,
    Item,
    ListValue,
    Scope,
    Tensor,
    Value,
    Word,
    kind_of,
    parameters_of,
)
from symcount.record import entity


@entity
class Subject:
    """What is counted: a net, or a block or layer alone."""

    item: syntax.Net | Item
    scope: Scope
    """Where it is defined."""
    net: syntax.Net | None = None
    """The net that it is defined in."""


def configured(file: FileScope, request: Request) -> Request:
    """The request with the settings of the variant that it names; those of the request go before."""
    name = request.net or file.chosen
    if name not in file.variants:
        return replace(request, net=name)
    net, variant = file.variants[name]
    own, scalars = settings_of(variant.arguments, f"variant {name}"), {p.name for p in net.parameters}
    for item in [k for k in own if k not in scalars and not request.settings.keys().isdisjoint(lists_round(k))]:
        del own[item]  # the whole list is set
    return replace(request, net=net.name, settings={**own, **request.settings}, called=name)


def settings_of(arguments: tuple[syntax.Argument, ...] | None, what: str) -> dict[str, syntax.Expression]:
    """The settings that stand in parentheses, each with its name."""
    settings: dict[str, syntax.Expression] = {}
    for argument in arguments or ():
        if argument.name is None:
            help = "e.g. `params(w = 64)`"
            raise problem("E225", f"`{what}` takes parameters by name", argument.span, help=help)
        if argument.name in settings:
            raise problem("E227", f"`{what}` is given `{argument.name}` twice", argument.span)
        settings[argument.name] = argument.value
    return settings


def subject_of(file: FileScope, name: str | None) -> Subject:
    """The one net of the file, or what `name` names in it, in its nets or in the library. Raises Problem."""
    nets = file.nets
    if name is None and len(nets) == 1:
        return Subject(nets[0], file.scope)
    if not nets and name is None:
        raise problem("E402", "there is no net to count", help="write `net NAME { … }`, or name a block with --net")
    if name is None:
        message = f"there are {len(nets)} nets: {listed([n.name for n in nets])}"
        raise problem("E403", message, nets[1].name_span, help="choose one with --net NAME")
    if name in file.by_name:
        return Subject(file.by_name[name], file.scope)
    declared = file.scope.find(name)
    if isinstance(declared, Declared):
        return Subject(declared.declaration, declared.scope)
    for net in nets:
        for statement in net.body:
            if isinstance(statement, syntax.Definition | syntax.Block | syntax.Layer) and statement.name == name:
                return Subject(statement, file.scope, net)
    shipped = file.find(name)
    if shipped is not None:
        return Subject(shipped.declaration, shipped.scope)
    candidates = [*(n.name for n in nets), *file.variants, *file.scope.visible(), *file.names]
    raise problem("E404", f"there is no net, block or layer `{name}`", help=nearest(name, candidates))


# ---- values ------------------------------------------------------------------------------


class Parameters:
    """The parameters of one elaboration, given one by one into a scope."""

    def __init__(self, subject: Subject, request: Request, numeric: frozenset[str], e: Evaluator) -> None:
        self.item, self.net = subject.item, subject.net
        names = {} if isinstance(self.item, syntax.Net) else {"H_i": "H", "W_i": "W"}
        settings = {names.get(name, name): setting for name, setting in request.settings.items()}
        keep = None if request.keep is None else frozenset(names.get(name, name) for name in request.keep)
        self.request = replace(request, settings=settings, keep=keep)
        self.numeric = numeric
        """Parameters that must be numbers, because a repetition has no closed form in them."""
        self.e = e
        self.scope = Scope(parent=subject.scope, owner=self.item.name)
        scaling = e.assumptions.scaling
        self.multiplier = None if scaling is None else scaling.multiplier.name
        self.items: dict[str, list[str]] = {}
        """The names of the items of each list, from outside: `L_1`, `L_2`, …"""
        self.keep: dict[str, None] = {}
        self.bindings: dict[str, object] = {}
        self.places: dict[str, Span] = {}
        """Where the values of parameters stand."""
        self.settled: dict[str, Formula] = {}
        """The multiplier of `--multiplier` where it is a number: it is put in when all else is done."""
        entering = (self.item.entering if isinstance(self.item, syntax.Layer) else None) or "C_i"
        self.dimensions = [] if isinstance(self.item, syntax.Net) else [entering, "H", "W"]
        """The names of the dimensions of the image that enters a block or layer."""
        self.parameters = self._parameters()

    def give(self) -> None:
        """Give every parameter its value or its symbol. Raises Problem with every mistake.

        A block or layer is run on an image, of which the defaults of its other parameters may speak.
        """
        self._refuse_unknown()
        if self.dimensions:
            for parameter in self.parameters:
                if parameter.name in self.dimensions:
                    self._give(parameter)
            self.e.refuse_errors()
            sides = [(name, self.scope.find_own(name)) for name in self.dimensions]
            shape = [side if isinstance(side, Number | Symbol) else Symbol(name) for name, side in sides]
            place = self.item.name_span
            self.scope.entry = graph.enter(self.e, shape, [place] * 3, place)
        for parameter in self.parameters:
            if parameter.name not in self.dimensions:
                self._give(parameter)
        self.e.refuse_errors()
        self._refuse_missing_items()
        for parameter in self.parameters:
            self._check(parameter)
        self.e.refuse_errors()
        names = [name for p in self.parameters for name in (p.name, *self.items.get(p.name, ()))]
        self.keep = {name: None for name in names if name in self.keep}  # in the order of the text
        self.bindings = {name: self.bindings[name] for name in names if name in self.bindings}

    def leave_sizes(self) -> None:
        """In a body the sizes of the image are `H_i` and `W_i`: `H` and `W` are names for who counts it alone."""
        for name in set(self.dimensions[1:]) - {p.name for p in parameters_of(self.item)}:
            del self.scope.names[name]

    def writing(self) -> dict[str, str]:
        """The mathematical writing that the file gives to names."""
        writing = {p.name: p.writing for p in self.parameters if p.writing}
        if isinstance(self.item, syntax.Layer) and self.item.writing and safe_writing(self.item.writing):
            writing[self.dimensions[0]] = self.item.writing
        return writing

    def _parameters(self) -> list[syntax.Parameter]:
        own, place = list(parameters_of(self.item)), self.item.name_span
        if self.multiplier is not None:
            own.insert(0, syntax.Parameter(self.multiplier, syntax.Number(1, "1"), span=place))
        names = {p.name for p in own}
        outer = [p for p in self.net.parameters if p.name not in names] if self.net is not None else []
        entering = [n for n in self.dimensions if n not in {p.name for p in (*outer, *own)}]
        return [*outer, *own, *(syntax.Parameter(n, span=place) for n in entering)]

    def _refuse_unknown(self) -> None:
        own = [p.name for p in self.parameters]
        others = [n for n in self._asked() if own_or_item(n).isdisjoint(own)]
        there = f"it has {listed(own)}" if own else "it has none"
        troubles = [
            problem("E405", f"`{self.item.name}` has no parameter `{name}`", help=nearest(name, own) or there)
            for name in others
        ]
        if troubles:
            raise Problem(*(d for trouble in troubles for d in trouble.diagnostics))

    def _asked(self) -> list[str]:
        """The names that are set or kept."""
        return [*self.request.settings, *(() if self.request.lenient else sorted(self.request.keep or ()))]

    def _refuse_missing_items(self) -> None:
        """`L_9` of a list of four, or `w_1` of a number. Raises Problem."""
        known = {p.name for p in self.parameters}.union(*self.items.values())
        for name in self._asked():
            if name not in known:
                owner = next(p.name for p in self.parameters if p.name in lists_round(name))
                items = self.items.get(owner, [])
                there = f"its items are {listed(items)}" if items else f"`{owner}` is not a list with items"
                raise problem(
                    "E405", f"`{self.item.name}` has no parameter `{name}`", help=nearest(name, items) or there
                )

    def _give(self, parameter: syntax.Parameter) -> None:
        """Give a parameter its set value, its default or its name."""
        try:
            setting = self._setting(parameter)
        except Problem as trouble:
            self.e.report(trouble)
            return
        name = parameter.name
        if parameter.writing is not None and not safe_writing(parameter.writing):
            message = f"the writing of `{name}` is not in the safe subset of TeX"
            help = "letters, Greek, accents such as \\hat{C}, sub- and superscripts"
            self.e.report(problem("E110", message, parameter.span, help=help))
        self.scope.bind(name, self._kept(name) if setting is None else self._worth(parameter, name, setting))

    def _worth(self, parameter: syntax.Parameter, name: str, setting: Value) -> Value:
        """What is bound to a parameter, or stands in its list; `name` is how it is called from outside."""
        if isinstance(setting, NUMBERS):
            return self._number(name, setting)
        if isinstance(setting, ListValue) and setting.items:
            return ListValue(
                tuple(self._item(parameter, f"{name}_{i}", item) for i, item in enumerate(setting.items, 1))
            )
        if self.request.keep and not own_or_item(name).isdisjoint(self.request.keep):
            self.e.report(problem("E407", f"`{name}` is {kind_of(setting)} and cannot be kept as a symbol"))
        self.bindings[name] = shown(setting)
        return setting

    def _item(self, parameter: syntax.Parameter, name: str, item: Value) -> Value:
        """An item of a list, which can be set by itself."""
        self.items.setdefault(parameter.name, []).append(name)
        namesake = next((p for p in self.parameters if p.name == name), None)
        if namesake is not None:
            also = [Label(parameter.span, f"has an item that is called `{name}` from outside")]
            self.e.report(problem("E214", f"`{name}` is two parameters", namesake.span, also=also))
        elif name in self.request.settings:
            setting = self.request.settings[name]
            new = self._value(parameter, setting)
            if kind_of(new) != kind_of(item):
                message = f"`{name}` takes {kind_of(item)}, not {kind_of(new)}"
                self.e.report(problem("E406", message, note=f"--set {name}={setting_text(setting)}"))
            item = new
        return self._worth(parameter, name, item)

    def _check(self, parameter: syntax.Parameter) -> None:
        """What a parameter is declared to be may speak of all others: it is asked last."""
        try:
            domains.check(self.e, parameter, self.scope, self.places.get(parameter.name, parameter.span))
        except Problem as trouble:
            self.e.report(trouble)

    def _kept(self, name: str) -> Formula:
        """The parameter is a symbol."""
        self.keep[name] = None
        self.e.assumptions.keep = frozenset(self.keep)
        return self._as_source(name, Symbol(name))

    def _number(self, name: str, number: Formula) -> Formula:
        """The parameter has a value; it is a number, the formula that it follows, or a symbol."""
        assumptions = self.e.assumptions
        if assumptions.scaling is not None:
            number = assumptions.scaling.unscaled(number)
        with suppress(NoValue):  # one that speaks of a symbol without a value has none
            assumptions.values[name] = self.bindings[name] = value(number, assumptions.values)
        if self._is_kept(name) and name not in self.numeric:
            return self._kept(name)
        follows = (
            assumptions.inference is None and name not in self.numeric and symbols(number)
        )  # `d_ff = 4*d` moves with the symbol d
        if name in assumptions.values and not follows:
            number = Number(assumptions.values[name])
        if name == self.multiplier:
            self.settled = {name: number}  # the numbers come last, so that `fixed` can take the multiplier away
            assumptions.keep |= {name}
        return self._as_source(name, number)

    def _as_source(self, name: str, number: Formula) -> Formula:
        """A parameter under `--multiplier`: a source that is tagged or multiplied."""
        values = self.e.assumptions.values
        if self.e.assumptions.inference is not None:
            if name not in values:
                return number
            number = Number(values[name])
        return self.e.assumptions.source((name, -1), number, self.item.name_span)

    def _is_kept(self, name: str) -> bool:
        block = not isinstance(self.item, syntax.Net) and not self.request.defaults
        own = own_or_item(name)
        if (block or name == self.multiplier) and own.isdisjoint(self.request.settings):
            return True
        return self.request.keep is None or not own.isdisjoint(self.request.keep)

    def _setting(self, parameter: syntax.Parameter) -> Value | None:
        """The value that a parameter is set to or has by default, None where it has none.

        What is set must be of the kind of the default.
        """
        name = parameter.name
        if name not in self.request.settings:
            return None if parameter.default is None else self._value(parameter, parameter.default)
        setting = self.request.settings[name]
        new, default = self._value(parameter, setting), None
        if parameter.default is not None and not isinstance(self.item, syntax.Layer):
            default = self._value(parameter, parameter.default)
        fits = default is None or kind_of(default) == kind_of(new) or isinstance(default, Word)
        flag_for_number = isinstance(new, bool) and parameter.default is None
        if isinstance(new, Tensor) or not fits or flag_for_number:
            wanted = "a number" if default is None else kind_of(default)
            message = f"`{name}` takes {wanted}, not {kind_of(new)}"
            raise problem("E406", message, note=f"--set {name}={setting_text(setting)}")
        return new

    def _value(self, parameter: syntax.Parameter, setting: Setting) -> Value:
        if isinstance(setting, tuple | list):
            return bounded([self._value(parameter, item) for item in setting[: MAX_ITEMS + 1]])
        if isinstance(setting, bool | int | Fraction):
            self.places.setdefault(parameter.name, parameter.span)
            return setting if isinstance(setting, bool) else Number(setting)
        node = parse_setting(parameter.name, setting) if isinstance(setting, str) else setting
        self.places.setdefault(parameter.name, node.span)
        return names.argument_value(self.e, parameter, node, self.scope)
