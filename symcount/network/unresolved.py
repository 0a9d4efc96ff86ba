"""Names in the text of a file that nothing has, also where it is not evaluated: in a branch that is not taken."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from symcount.language import syntax, trees
from symcount.language.source import Span

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


def unresolved(items: Iterable[syntax.Item], known: Container[str], words: Container[str]) -> Iterator[Unresolved]:
    """The names in `items` that are bound nowhere round their places, are not `known`, and no option `words`.

    Names that only a run can tell, such as points of a block or a layer's own arguments, are left to it.
    """
    todo: list[tuple[syntax.Node, Visible]] = [(item, ()) for item in reversed([*items])]
    while todo:
        node, visible = todo.pop()
        for name, span, called in _spoken(node):
            if name in known or (name in words and not called):
                continue
            if not any(name in names for names in visible):
                yield Unresolved(name, span, called, visible)
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
