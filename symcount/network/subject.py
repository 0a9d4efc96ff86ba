"""What is counted: a net, or a block or layer, at the top of a file or inside a net."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symcount.language import syntax
from symcount.language.diagnostics import nearest, problem
from symcount.network.catalogue import FileScope
from symcount.network.request import Request
from symcount.network.values import (
    Declared,
)


@dataclass(frozen=True, slots=True)
class Inner:
    """A block or layer that is defined inside a net."""

    net: syntax.Net
    declaration: syntax.Definition | syntax.Block | syntax.Layer


Subject = syntax.Net | Declared | Inner


def configured(scope: FileScope, request: Request) -> Request:
    """The request with the settings of the variant that it names; those of the request go before."""
    name = request.net or scope.chosen
    for net in scope.nets:
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


def subject_of(scope: FileScope, name: str | None) -> Subject:
    nets = scope.nets
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
    declared = scope.frame.find(name)
    if isinstance(declared, Declared):
        return declared
    for net in nets:
        for statement in net.body:
            if isinstance(statement, syntax.Definition | syntax.Block | syntax.Layer) and statement.name == name:
                return Inner(net, statement)
    shipped = scope.find(name)
    if shipped is not None:
        return shipped
    variants = (s.name for n in nets for s in n.body if isinstance(s, syntax.Variant))
    known = [*(n.name for n in nets), *variants, *scope.frame.visible(), *scope.names]
    raise problem("E404", f"there is no net, block or layer `{name}`", help=nearest(name, known))
