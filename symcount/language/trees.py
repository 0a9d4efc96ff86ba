"""Walking the tree of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from symcount.language.syntax import Block, Definition, Layer, Net, Node, Share

_NO_NODE = ("span", "name_span", "name", "text")
DEFINING = Definition | Block | Layer | Share | Net


_FIELDS = {cls: tuple(f.name for f in fields(cls) if f.name not in _NO_NODE) for cls in Node.__args__}


def children(node: Node) -> list[Node]:
    """The nodes that `node` is made of, in the order of its fields."""
    out: list[Node] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name)
        if isinstance(value, tuple):
            for item in value:
                if isinstance(item, tuple):  # (operator, operand)
                    out.append(item[1])
                elif type(item) in _FIELDS:
                    out.append(item)
        elif type(value) in _FIELDS:
            out.append(value)
    return out


def walk(node: Node) -> Iterator[Node]:
    """`node` and all that it is made of, in writing order."""
    todo = [node]
    while todo:
        here = todo.pop()
        yield here
        todo += reversed(children(here))
