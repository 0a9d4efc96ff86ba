"""What a name or a call stands for, and how arguments meet parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from re import Match

from symcount.algebra.functions import FUNCTIONS
from symcount.algebra.notations.unicode import plain
from symcount.language import syntax
from symcount.language.diagnostics import MAX_ERRORS, Label, Problem, nearest, problem
from symcount.language.mistakes import RESERVED
from symcount.language.source import Span, short
from symcount.network import conditions, domains, joins, sizes, values
from symcount.network.calls import lacking, refuse_unless_role, signature, unknown
from symcount.network.definitions import BACKBONE, LAYER, TENSOR, kind_of_value, look_up
from symcount.network.evaluator import Evaluator
from symcount.network.recursion import Worked
from symcount.network.request import lists_round, shown
from symcount.network.reserved import Arguments, evaluate_word
from symcount.network.unresolved import LABEL_NAME
from symcount.network.values import (
    LAYERS,
    POISON,
    Declared,
    Headed,
    NetLayer,
    Poison,
    Scope,
    Value,
    kind_of,
    parameters_of,
)

BUILT_IN = {*RESERVED, *FUNCTIONS, *sizes.FUNCTIONS, *joins.FUNCTIONS, BACKBONE}
"""Names that have a meaning where no scope binds them."""


def refer(e: Evaluator, name: str, arguments: Arguments | None, scope: Scope, span: Span, name_span: Span) -> Value:
    """The value of `name`, or of `name(arguments)`."""
    if name in RESERVED:
        return evaluate_word(e, name, arguments, scope, span)
    value = look_up(name, scope)
    if isinstance(value, Declared):
        return instantiate(e, value, arguments or (), scope, span)
    if value is not None:
        if arguments is not None:
            raise problem("E203", f"`{name}` is {kind_of(value)} and takes no arguments", name_span)
        return value
    if name in joins.FUNCTIONS:
        return joins.call(e, name, arguments or (), scope, span)
    if name in FUNCTIONS or name in sizes.FUNCTIONS:
        return _function(e, name, arguments or (), scope, span)
    if arguments is None and scope.fallback is not None and name in scope.fallback.words():
        return values.Word(name)
    if name == BACKBONE:
        return _backbone(e, arguments or (), scope, span)
    net = None if scope.fallback is None else scope.fallback.net(name, name_span)
    if net is not None:
        return _net(e, net, arguments or (), scope, span)
    raise _unknown(e, name, arguments, scope, name_span)


# ---- functions of numbers and sizes ------------------------------------------------------


def _function(e: Evaluator, name: str, arguments: Arguments, scope: Scope, span: Span) -> Value:
    """A built-in function; it takes its arguments by place."""
    for argument in arguments:
        if argument.name:
            raise problem("E225", f"`{name}` takes its arguments by place", argument.span)
    operands = [e.evaluate(a.value, scope) for a in arguments]
    if any(isinstance(operand, Poison) for operand in operands):
        return POISON
    for what, number, least in sizes.whole_arguments(name, operands):
        conditions.whole_from(e.assumptions, least, number, f"`{name}`: {what}", span)
    return e.assumptions.unrounded(sizes.call(name, operands, [a.span for a in arguments], span))


# ---- nets --------------------------------------------------------------------------------


def _net(e: Evaluator, net: NetLayer, arguments: Arguments, scope: Scope, span: Span) -> NetLayer:
    """A net with its arguments, which are named: those of the variant are its defaults."""
    for argument in arguments:
        if argument.name is None:
            help = f"write `{net.name}(NAME = …)`; it is `{signature(net.net)}`"
            raise problem("E225", f"`{net.name}` takes its parameters by name", argument.span, help=help)
    given = Scope(parent=net.scope, owner=net.name)
    _bind(e, net.net, given, arguments, scope, span)
    texts = ", ".join(f"{name} = {_written(bound[-1][1])}" for name, bound in given.names.items())
    return replace(net, scope=given, span=span, shown=short(f"({texts})") if texts else "")


def _written(value: Value) -> str:
    """A number, a flag or another value, in a heading."""
    if isinstance(value, values.NUMBERS):
        return plain(value)
    return ("on" if value else "off") if isinstance(value, bool) else str(shown(value))


def _backbone(e: Evaluator, arguments: Arguments, scope: Scope, span: Span) -> Value:
    """`backbone(net)`: the net without what it labels as head or auxiliary."""
    if len(arguments) != 1 or arguments[0].name:
        raise problem("E224", "`backbone` takes one net", span, help="e.g. `backbone(resnet34)`")
    net = e.evaluate(arguments[0].value, scope)
    if isinstance(net, Poison):
        return POISON
    if not isinstance(net, NetLayer):
        raise problem("E203", f"`backbone` takes a net, not {kind_of(net)}", arguments[0].span)
    return replace(net, headless=True, span=span)


# ---- definitions -------------------------------------------------------------------------


def instantiate(e: Evaluator, declared: Declared, arguments: Arguments, scope: Scope, span: Span) -> Value:
    """A definition with its arguments: a layer, a block, or the value of its body."""
    item = declared.declaration
    e.limits.refuse_cycle(declared)
    if isinstance(item, syntax.Share):  # at the top of a file: one set of weights for the net
        if id(item) not in e.shares.of_file:
            e.shares.of_file[id(item)] = share(e, item, declared.scope, serial=0)
        return e.shares.of_file[id(item)]
    inner = Scope(parent=declared.scope, limit=declared.limit, owner=item.name)
    _bind(e, item, inner, arguments, scope, span)
    match item:
        case syntax.Layer():
            return values.Primitive(item, inner, span)
        case syntax.Block():
            return values.BlockValue(item.name, item.body, item.parameters, inner, span)
    parameters = parameters_of(item)
    kinds = {p.name: _parameter_kind(e, p, inner) for p in parameters}
    if e.caches.kinds.of_body(declared, kinds) == LAYER:
        return values.BlockValue(item.name, item.body, parameters, inner, span, declared if declared.bound else None)
    complete(e, parameters, inner, inner)
    with e.limits.deeper(Worked(item.name, item.body, inner, None, span)):
        if item.parameters is not None:
            return e.evaluate(item.body, inner)
        if id(item) not in e.caches.constants:  # at the top of a file: computed when it is first used
            e.caches.constants[id(item)] = e.evaluate(item.body, inner)
        return e.caches.constants[id(item)]


def _parameter_kind(e: Evaluator, parameter: syntax.Parameter, inner: Scope) -> str:
    if parameter.name in inner.names:
        return kind_of_value(inner.find(parameter.name))
    return e.caches.kinds.of(parameter.default, inner) if parameter.default is not None else "plain"


def share(e: Evaluator, item: syntax.Share, scope: Scope, serial: int | None = None) -> values.SharedLayer:
    """A layer whose weights are made once."""
    with e.limits.deeper(Worked(item.name, item.body, Scope(scope), None, item.body.span)):
        value = e.evaluate(item.body, scope)
    if not isinstance(value, LAYERS):
        raise problem("E203", f"`share` needs a layer, not {kind_of(value)}", item.body.span)
    e.shares.count += 1
    return values.SharedLayer(item.name, value, item.name_span, e.shares.count if serial is None else serial)


def complete(e: Evaluator, parameters: Sequence[syntax.Parameter], scope: Scope, given: Scope) -> None:
    """Give the parameters that have no argument in `given` their defaults, evaluated in `scope`, and check them all."""
    for parameter in parameters:
        if parameter.name not in given.names and parameter.default is not None:
            scope.bind(parameter.name, argument_value(e, parameter, parameter.default, scope))
    for parameter in parameters:
        if parameter.domains:
            place = given.spans.get(parameter.name) or (parameter.default or parameter).span
            domains.check(e, parameter, scope, place)


def argument_value(e: Evaluator, parameter: syntax.Parameter, node: syntax.Expression, scope: Scope) -> Value:
    """The value of an argument; an option word that the parameter allows needs no definition."""
    if not parameter.words:
        return e.evaluate(node, scope)
    allowed = ", ".join(f"`{w}`" for w in parameter.words)
    if isinstance(node, syntax.Name) and look_up(node.id, scope) is None and node.id not in BUILT_IN:
        if node.id in parameter.words:
            return values.Word(node.id)
        help = nearest(node.id, parameter.words) or f"it allows {allowed}"
        raise problem("E201", f"`{node.id}` is unknown", node.span, f"no option of `{parameter.name}`", help=help)
    value = e.evaluate(node, scope)
    if isinstance(value, values.Word) and value.name not in parameter.words:
        raise problem("E203", f"`{parameter.name}` allows {allowed}, not `{value.name}`", node.span)
    return value


def _bind(e: Evaluator, item: Headed, inner: Scope, arguments: Arguments, scope: Scope, span: Span) -> None:
    """Bind the arguments of a call in `inner`, each to its parameter. Every mistake is reported."""
    parameters, needed = _form(e, item)
    free = iter(parameters)
    failed = False
    for argument in arguments:
        name = argument.name or next(free, "")
        try:
            value = _argument(e, item, name, argument, inner, scope)
        except Problem as trouble:
            e.report(trouble)
            value = POISON
        failed = failed or value is POISON
        inner.bind(name, value)
    if failed:
        raise Problem()
    if not needed <= inner.names.keys():
        raise lacking(item, (n for n in parameters if n in needed and n not in inner.names), span)


def _form(e: Evaluator, item: Headed) -> tuple[dict[str, syntax.Parameter], set[str]]:
    """The parameters of a definition by name, and the names of those that are needed; worked out once."""
    if id(item) not in e.caches.signatures:
        parameters = {p.name: p for p in parameters_of(item)}
        needed = {p.name for p in parameters.values() if p.default is None}
        e.caches.signatures[id(item)] = parameters, set() if isinstance(item, syntax.Net) else needed
    return e.caches.signatures[id(item)]


def _argument(e: Evaluator, item: Headed, name: str, argument: syntax.Argument, inner: Scope, scope: Scope) -> Value:
    """The value of an argument for the parameter `name`, or for a tensor of that role. Raises Problem."""
    parameters, _ = _form(e, item)
    parameter = parameters.get(name)
    if parameter is None and isinstance(item, syntax.Net):  # `L_3` of a list `L`
        parameter = next((parameters[n] for n in lists_round(name) if n in parameters), None)
    if name in inner.spans:
        also = [Label(inner.spans[name], "given here already")]
        raise problem("E227", f"`{item.name}` is given `{name}` twice", argument.span, also=also)
    if parameter is None:
        applied = not name and e.caches.kinds.of(argument.value, scope) == TENSOR
        refuse_unless_role(item, name, argument, parameters, applied)
    inner.spans[name] = argument.value.span
    value = argument_value(e, parameter or syntax.Parameter(name), argument.value, scope)
    if parameter is None and not isinstance(value, (values.SharedLayer, Poison)):
        what = f"`{name}` of `{item.name}` takes a `share`, not {kind_of(value)}"
        raise problem("E203", what, argument.value.span, f"is {kind_of(value)}")
    return value


# ---- unknown names and labels ------------------------------------------------------------

MANY = 10 * MAX_ERRORS
"""After so many mistakes no more names are compared: few of them are shown."""


def _unknown(e: Evaluator, name: str, arguments: Arguments | None, scope: Scope, span: Span) -> Problem:
    later = next((f.awaited[name] for f in scope.chain() if name in f.awaited), None)
    if later is not None:
        return problem("E213", f"`{name}` is used before it is bound", span, also=[Label(later, "bound here")])
    outer = next((n for n in lists_round(name) if isinstance(scope.find(n), values.ListValue)), None)
    if outer is not None:
        help = f"inside, write `{outer}[{name.removeprefix(outer)[1:].replace('_', '][')}]`"
        raise problem("E201", f"`{name}` is unknown", span, "its name from outside", help=help)
    file = scope.fallback
    candidates = [] if file is None else [*scope.visible(), *file.names, *file.net_names]
    return unknown(name, arguments is not None, candidates if len(e.diagnostics) < MANY else [], span)


def interpolated(e: Evaluator, mark: syntax.LabelMark, scope: Scope) -> str:
    """A label with `{i}` replaced by what the name is worth."""

    def worth(match: Match[str]) -> str:
        value = e.evaluate(syntax.Name(match[1], span=mark.span), scope)
        if isinstance(value, values.NUMBERS):
            return plain(value)
        raise problem("E203", f"`{match[0]}` in a label must be a number, not {kind_of(value)}", mark.span)

    return LABEL_NAME.sub(worth, mark.text)
