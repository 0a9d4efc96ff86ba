"""What would never end, or make too many layers, found in the text before anything is evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from symcount.language import syntax, trees
from symcount.language.diagnostics import Problem, problem
from symcount.language.source import Span
from symcount.network.kinds import look_up
from symcount.network.values import Declared, Item, Scope, parameters_of


def _cycle(path: list[Declared], inner: Declared, span: Span) -> Problem:
    start = next(i for i, above in enumerate(path) if above.declaration is inner.declaration)
    names = [d.declaration.name for d in (*path[start:], inner)]
    note = () if len(names) == 2 else f"{' uses '.join(f'`{n}`' for n in names)}"
    help = f"to repeat a layer, write `n * {names[-1]}`"
    return problem("E209", f"`{names[-1]}` uses itself", span, "here", note=note, help=help)


def _uses(declared: Declared) -> Iterator[tuple[Declared, Span]]:
    """The definitions that the body of `declared` names, with their places."""
    item = declared.declaration
    scope = Scope(parent=declared.scope, limit=declared.limit)
    hidden = _hidden(item)
    for node in trees.walk(item):
        name = node.id if isinstance(node, syntax.Name) else node.name if isinstance(node, syntax.Call) else None
        if name is None or name in hidden:
            continue
        used = look_up(name, scope)
        if isinstance(used, Declared):
            yield used, node.span


def _hidden(item: Item) -> frozenset[str]:
    """The names that mean something of their own inside: parameters, and what a block defines."""
    statements = item.body if isinstance(item, syntax.Block) else ()
    defined = [s.name for s in statements if isinstance(s, trees.DEFINING)]
    return frozenset([*defined, *(p.name for p in parameters_of(item))])


def _outs(block: syntax.Block) -> list[syntax.Expression]:
    return [s.value for s in block.body if isinstance(s, syntax.Out)]


class Definitions:
    """What is read off the texts of definitions, each once."""

    def __init__(self) -> None:
        self._sound: set[int] = set()
        """Those that are known not to use themselves."""
        self._layers: dict[int, int] = {}

    def refuse_cycle(self, declared: Declared) -> None:
        """Raise Problem if `declared` uses itself, directly or through others."""
        if id(declared.declaration) in self._sound:
            return
        path: list[Declared] = [declared]
        todo = [_uses(declared)]
        while todo:
            used = next(todo[-1], None)
            if used is None:
                self._sound.add(id(path.pop().declaration))
                todo.pop()
                continue
            inner, span = used
            if any(inner.declaration is above.declaration for above in path):
                raise _cycle(path, inner, span)
            if id(inner.declaration) not in self._sound:
                path.append(inner)
                todo.append(_uses(inner))

    def least_layers(self, declared: Declared) -> int:
        """A lower bound of the layers of one application: 2^40 of them are refused, not unrolled.

        The definition must be known not to use itself; the layers of its arguments are not counted.
        """
        item = declared.declaration
        if isinstance(item, syntax.Layer):
            return 1
        if isinstance(item, syntax.Share):
            return 0
        if id(item) not in self._layers:
            self._layers[id(item)] = 0
            scope = Scope(parent=declared.scope, limit=declared.limit)
            bodies = [item.body] if isinstance(item, syntax.Definition) else _outs(item)
            self._layers[id(item)] = sum(self._of(body, scope, _hidden(item)) for body in bodies)
        return self._layers[id(item)]

    def _of(self, node: syntax.Expression, scope: Scope, hidden: frozenset[str]) -> int:
        match node:
            case syntax.Name(id=name) | syntax.Call(name=name):
                used = None if name in hidden else look_up(name, scope)
                return self.least_layers(used) if isinstance(used, Declared) else 0
            case syntax.Chain(first=first, links=links):
                layers = [link.layer for link in links if isinstance(link, syntax.Arrow)]
                return sum(self._of(n, scope, hidden) for n in (first, *layers))
            case syntax.Concat(items=items):
                return sum(self._of(n, scope, hidden) for n in items)
            case syntax.Arithmetic(first=first, rest=rest):
                return sum(self._of(n, scope, hidden) for n in (first, *(n for _, n in rest)))
            case _:
                return 0
