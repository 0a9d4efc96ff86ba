"""Names that nothing has, and arguments that nothing takes: what is said of them, wherever they are found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symcount.algebra.functions import FUNCTIONS
from symcount.language import foreign, syntax
from symcount.language.diagnostics import Problem, nearest, problem
from symcount.language.mistakes import RESERVED
from symcount.language.source import Span, short
from symcount.network import joins
from symcount.network.definitions import BACKBONE
from symcount.network.values import Headed, parameters_of


def unknown(name: str, called: bool, visible: Iterable[str], span: Span) -> Problem:
    """The Problem (E201) of a name that nothing has, where other names are `visible`."""
    what = "no layer, block or function" if called else "nothing"
    known = [*visible, *FUNCTIONS, *joins.FUNCTIONS, *RESERVED, BACKBONE]
    help = foreign.unknown_help(span) or nearest(name, known) or _undeclared(name, called, span)
    if name in ("H", "W"):
        help = ["the height and width that enter a block or layer are `H_i` and `W_i`; the sizes of a tensor are `x.S`"]
    return problem("E201", f"`{name}` is unknown", span, f"{what} of that name", help=help)


_HEAD = re.compile(r"^[ \t]*((?:net|block|layer)[ \t]+[A-Za-z]\w*)", re.MULTILINE)
_BEHIND = re.compile(r"->\s*$")


def _undeclared(name: str, called: bool, span: Span) -> list[str]:
    """How a name without a meaning gets one: as a parameter of what is written there, or as a layer."""
    before = span.source.text[max(0, span.start - 10_000) : span.start]
    heads = [] if called or _BEHIND.search(before[-80:]) else _HEAD.findall(before)
    if not heads:
        return ["`symcount layers` lists the layers"]
    return [f"to declare it, write `{heads[-1]}({name} = …)`"]


def refuse_unless_role(
    item: Headed, name: str, argument: syntax.Argument, parameters: Iterable[str], applied: bool = False
) -> None:
    """An argument for no parameter is for one of a layer's tensors, or a mistake. Raises Problem.

    `applied` says that it is a tensor: `relu(x)` is not how a layer is applied.
    """
    note, count = f"it is `{signature(item)}`", len(parameters_of(item))
    if not name:
        number = "no arguments" if count == 0 else "only one argument" if count == 1 else f"only {count} arguments"
        help = [f"an arrow applies it: `{short(argument.span.text)} -> {item.name}`"] if applied else []
        raise problem("E226", f"`{item.name}` takes {number}", argument.span, "one too many", note=note, help=help)
    rules = item.rules if isinstance(item, syntax.Layer) else ()
    roles = {rule.role for rule in rules if isinstance(rule, syntax.Tensor)}
    if name not in roles:
        known = [*parameters, *roles]
        help = foreign.argument_help(name, argument.value.span.text, known) or nearest(name, known)
        raise problem("E225", f"`{item.name}` has no argument `{name}`", argument.span, note=note, help=help)


def call_mistakes(item: Headed, call: syntax.Call) -> list[Problem]:
    """What is wrong with the names and the number of the arguments of a call, whatever they are worth."""
    if isinstance(item, syntax.Share):
        return []
    parameters = {p.name: p for p in parameters_of(item)}
    free, mistakes, given = iter(parameters), [], set()
    for argument in call.arguments:
        name = argument.name or next(free, "")
        given.add(name)
        if name not in parameters:
            try:
                refuse_unless_role(item, name, argument, parameters, _is_name(argument) and not parameters)
            except Problem as trouble:
                mistakes.append(trouble)
    missing = [name for name, p in parameters.items() if p.default is None and name not in given]
    return mistakes or ([lacking(item, missing, call.span)] if missing else [])


def _is_name(argument: syntax.Argument) -> bool:
    return isinstance(argument.value, syntax.Name)


def lacking(item: Headed, missing: Iterable[str], span: Span) -> Problem:
    """The Problem (E224) of a call without arguments that are needed."""
    names = " and ".join(f"`{name}`" for name in missing)
    return problem("E224", f"`{item.name}` needs {names}", span, note=f"it is `{signature(item)}`")


def signature(item: Headed) -> str:
    """`conv(C_o, K, s = 1)`, as the definition is written."""
    shown = [
        _declared(p) + (f" = {_default(p, p.default)}" if p.default is not None else "") for p in parameters_of(item)
    ]
    return f"{item.name}({', '.join(shown)})" if shown else item.name


def _declared(parameter: syntax.Parameter) -> str:
    """`d`, or `d: multiple(h)`."""
    domains = " ".join(domain.span.text for domain in parameter.domains)
    return f"{parameter.name}: {domains}" if domains else parameter.name


def _default(parameter: syntax.Parameter, default: syntax.Expression) -> str:
    """`1`, or `same | valid`: the default, and the words that are allowed beside it."""
    return " | ".join(dict.fromkeys([default.span.text, *parameter.words]))
