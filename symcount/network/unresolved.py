"""Names in the text of a file that nothing has, also where it is not evaluated; and what nothing names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from symcount.language import syntax, trees
from symcount.language.source import Span
from symcount.network.values import parameters_of

LABEL_NAME = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
"""`{i}` in a label."""

Visible = tuple[frozenset[str], ...]
"""The names of the bodies round a place, the innermost first: a body may bind thousands, which are not copied."""
_Body = syntax.Net | syntax.Block | syntax.Layer | syntax.Definition
_Silent = syntax.Expect | syntax.Variant | syntax.Paper | syntax.Import
"""What is looked at only by those who ask for it."""


class Unresolved(NamedTuple):
    """A name that nothing has, whether it was called, and the names that can be seen from there."""

    name: str
    span: Span
    called: bool
    visible: Visible


def unresolved(
    items: Iterable[syntax.Item], known: Container[str], words: Container[str]
) -> Iterator[Unresolved | syntax.Call]:
    """The names in `items` that are bound nowhere round their places, are not `known`, and no option `words`.

    Calls of what is known are given, too: what they are given can be looked at without a run.

    Names that only a run can tell, such as points of a block or a layer's own arguments, are left to it.
    """
    todo: list[tuple[syntax.Node, Visible]] = [(item, ()) for item in reversed([*items])]
    while todo:
        node, visible = todo.pop()
        for name, span, called in _spoken(node):
            here = name in known or (name in words and not called)
            if (called or not here) and not any(name in names for names in visible):
                yield node if here and isinstance(node, syntax.Call) else Unresolved(name, span, called, visible)
        if isinstance(node, syntax.Loop):
            todo.append((node.body, (frozenset(node.variables), *visible)))
            todo += [(source, visible) for source in reversed(node.sources)]
        elif not isinstance(node, _Silent):
            inside = (frozenset(_bound(node)), *visible) if isinstance(node, _Body) else visible
            todo += [(child, inside) for child in reversed(trees.children(node))]


def _spoken(node: syntax.Node) -> Iterable[tuple[str, Span, bool]]:
    match node:
        case syntax.Name(id=name):
            return ((name, node.span, False),)
        case syntax.Call(name=name):
            return ((name, node.name_span, True),)
        case syntax.LabelMark(text=text):
            return ((match[1], node.span, False) for match in LABEL_NAME.finditer(text))
        case _:
            return ()


def _bound(node: _Body) -> Iterator[str]:
    """The names that are bound sooner or later in a body, and by its head."""
    yield from (parameter.name for parameter in node.parameters or ())
    match node:
        case syntax.Layer(entering=entering, rules=rules):
            yield from (rule.role for rule in rules if isinstance(rule, syntax.Tensor))  # a `share` can be given for it
            yield from () if entering is None else (entering,)
        case syntax.Net(body=body) | syntax.Block(body=body):
            yield from (statement.name for statement in body if isinstance(statement, trees.DEFINING))


# ---- what is never used ------------------------------------------------------------------


def unused(items: Iterable[syntax.Item]) -> Iterator[tuple[str, Span, bool]]:
    """Parameters and definitions that are named nowhere, where they are declared, and whether it is a parameter.

    What only an `expect` or a variant names is not used; what has `expect` lines of its own stands for itself.
    """
    items = [*items]
    bodies = [*_bodies(items)]
    declared = {name for node in bodies for name in (node.name, *(p.name for p in parameters_of(node)))}
    if declared <= {item.name for item in items if isinstance(item, syntax.Net)}:
        return
    places = _places(items, declared)
    has_net = any(isinstance(item, syntax.Net) for item in items)
    for node in bodies:
        for parameter in parameters_of(node):
            named = places.get(parameter.name, [])
            if bisect_left(named, node.span.start) == bisect_left(named, node.span.end):
                yield parameter.name, parameter.span, True
        if has_net and not isinstance(node, syntax.Net) and not _is_tested(node):
            named = places.get(node.name, [])
            inside = bisect_left(named, node.span.end) - bisect_left(named, node.span.start)
            if inside == len(named) and node.name != "convention":
                yield node.name, node.name_span, False


def _bodies(items: Iterable[syntax.Node]) -> Iterator[_Body | syntax.Share]:
    """All that declares names, each before what is in its body."""
    for item in items:
        if isinstance(item, _Body | syntax.Share):
            yield item
        if isinstance(item, syntax.Net | syntax.Block):
            yield from _bodies(item.body)


def _places(items: Iterable[syntax.Item], names: Container[str]) -> dict[str, list[int]]:
    """Where some names are named, in order."""
    places: dict[str, list[int]] = {}
    todo: list[syntax.Node] = [*items]
    while todo:
        node = todo.pop()
        if isinstance(node, _Silent):
            continue
        for name, span, _ in _spoken(node):
            if name in names:
                places.setdefault(name, []).append(span.start)
        if isinstance(node, syntax.Point) and node.point in names:
            places.setdefault(node.point, []).append(node.span.start)
        todo += trees.children(node)
    for named in places.values():
        named.sort()
    return places


def _is_tested(node: _Body | syntax.Share) -> bool:
    """Whether a definition has `expect` lines of its own."""
    statements = node.expects if isinstance(node, syntax.Layer) else node.body if isinstance(node, syntax.Block) else ()
    return any(isinstance(statement, syntax.Expect) for statement in statements)
