"""What is read off definitions before anything is evaluated: their kinds, circles, and how many layers they make.

A layer-valued definition is a block: its body waits until a tensor enters it. Everything else is evaluated
where it stands. So the kind must be known before the body is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from symcount.language import syntax, trees
from symcount.language.diagnostics import Label, Problem, problem
from symcount.language.source import Span
from symcount.network.values import LAYERS, Declared, Item, Poison, Scope, Tensor, Value, parameters_of

PLAIN, LAYER, TENSOR = "plain", "layer", "tensor"

SHAPE = ("C", "S")
"""What `x.C` and `x.S` give of a tensor: its channels and its sizes."""

WORDS = {"id": LAYER, "parallel": LAYER, "input": TENSOR}
"""The kinds of words of the language that are no numbers."""

JOINING = ("matmul", "append")
"""What makes a tensor of tensors, and a layer of layers, by a name that a definition can hide."""

Kinds = Mapping[str, str]


class KindReader:
    """Reads kinds, each definition once for each combination of its arguments' kinds."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[object, ...], str] = {}

    def of(self, node: syntax.Expression, scope: Scope, kinds: Kinds | None = None) -> str:
        """The kind of `node` in `scope`; `kinds` are those of the parameters round it."""
        kinds = kinds or {}
        match node:
            case syntax.Chain(first=first, links=links):
                composed = [LAYER for link in links if isinstance(link, syntax.Arrow)]
                return _strongest(self.of(first, scope, kinds), *composed)
            case syntax.Concat(items=items):
                return _strongest(LAYER, *(self.of(i, scope, kinds) for i in items))
            case syntax.Choice(then=then, otherwise=otherwise):
                kind = self.of(then, scope, kinds)
                return self.of(otherwise, scope, kinds) if kind == PLAIN and otherwise is not None else kind
            case syntax.Loop() | syntax.Frozen():
                return LAYER
            case syntax.Point(point=point):
                return PLAIN if point in SHAPE else TENSOR
            case syntax.Arithmetic(first=first, rest=rest):
                return _strongest(*(self.of(n, scope, kinds) for n in (first, *(n for _, n in rest))))
            case syntax.Name(id=name):
                return self._name(name, (), scope, kinds)
            case syntax.Call(name=name, arguments=arguments):
                return self._name(name, arguments, scope, kinds)
            case _:
                return PLAIN

    def _name(self, name: str, arguments: tuple[syntax.Argument, ...], scope: Scope, kinds: Kinds) -> str:
        if name in kinds:
            return kinds[name]
        if name in WORDS:
            return WORDS[name]
        value = look_up(name, scope)
        if value is None and name in JOINING:
            return _strongest(LAYER, *(self.of(a.value, scope, kinds) for a in arguments))
        if value is None and any(name in f.awaited for f in scope.chain()):
            return TENSOR  # bound later: to be evaluated now, so that the mistake is found here
        if isinstance(value, Declared):
            return self._declared(value, arguments, scope, kinds)
        return kind_of_value(value)

    def _declared(self, declared: Declared, arguments: tuple[syntax.Argument, ...], scope: Scope, kinds: Kinds) -> str:
        item = declared.declaration
        if not isinstance(item, syntax.Definition):
            return LAYER
        inner = {
            p.name: PLAIN if p.default is None else self.of(p.default, declared.scope) for p in item.parameters or ()
        }
        positional = iter(list(inner))
        for argument in arguments:
            name = argument.name or next(positional, "")
            inner[name] = self.of(argument.value, scope, kinds)
        return self.of_body(declared, inner)

    def of_body(self, declared: Declared, kinds: Kinds) -> str:
        """The kind of a definition's body, given the kinds of its parameters."""
        key = (id(declared.declaration), declared.scope, declared.limit, *sorted(kinds.items()))
        if key not in self._kinds:
            self._kinds[key] = PLAIN  # a definition that uses itself is found elsewhere
            inside = Scope(parent=declared.scope, limit=declared.limit)
            self._kinds[key] = self.of(declared.declaration.body, inside, kinds)  # type: ignore[union-attr,arg-type]
        return self._kinds[key]


def _strongest(*kinds: str) -> str:
    return next(kind for kind in (TENSOR, LAYER, PLAIN) if kind in kinds)


def kind_of_value(value: Value | None) -> str:
    """The kind of a value that is known. What was wrong flows on at once, as a tensor does."""
    return TENSOR if isinstance(value, Tensor | Poison) else LAYER if isinstance(value, LAYERS) else PLAIN


def look_up(name: str, scope: Scope) -> Value | None:
    """What `name` means: in the scopes round it, else in the library."""
    value = scope.find(name)
    return scope.fallback.find(name) if value is None and scope.fallback is not None else value


def defined_twice(name: str, span: Span, first: Span, code: str = "E214") -> Problem:
    """A name that was defined at `first` already."""
    return problem(code, f"`{name}` is defined twice", span, also=[Label(first, "first defined here")])


# ---- what would never end ----------------------------------------------------------------


def _cycle(path: tuple[Declared, ...], inner: Declared, span: Span) -> Problem:
    start = next(i for i, above in enumerate(path) if above.declaration is inner.declaration)
    names = [d.declaration.name for d in (*path[start:], inner)]
    note = () if len(names) == 2 else f"{' uses '.join(f'`{n}`' for n in names)}"
    help = f"to repeat a layer, write `n * {names[-1]}`"
    return problem("E209", f"`{names[-1]}` uses itself", span, "here", note=note, help=help)


def _uses(item: Item, scope: Scope) -> Iterator[tuple[Declared, Span, bool]]:
    """The definitions that the body of `item` names, with their places, and whether each is applied in any case."""
    statements = item.body if isinstance(item, syntax.Block) else ()
    hidden = {s.name for s in statements if isinstance(s, trees.DEFINING)} | {p.name for p in parameters_of(item)}
    todo = [(node, True) for node in reversed(trees.children(item))]
    while todo:
        node, applied = todo.pop()
        name = node.id if isinstance(node, syntax.Name) else node.name if isinstance(node, syntax.Call) else None
        used = None if name is None or name in hidden else look_up(name, scope)
        if isinstance(used, Declared):
            yield used, node.span, applied
        applied = applied and isinstance(node, _APPLYING)
        todo += [(child, applied) for child in reversed(trees.children(node))]


_APPLYING = syntax.Out | syntax.Chain | syntax.Arrow | syntax.Concat | syntax.Arithmetic
"""What applies all that it is made of."""


class Definitions:
    """What is read off the texts of definitions, each once."""

    def __init__(self) -> None:
        self._layers: dict[int, int] = {}

    def least_layers(self, declared: Declared, above: tuple[Declared, ...] = ()) -> int:
        """A lower bound of the layers of one application: 2^40 of them are refused, not unrolled.

        The layers of its arguments are not counted. Raises Problem if it uses itself or one of `above`.
        """
        item = declared.declaration
        if id(item) not in self._layers:
            path, layers = (*above, declared), 0
            for used, span, applied in _uses(item, Scope(parent=declared.scope, limit=declared.limit)):
                if any(used.declaration is other.declaration for other in path):
                    raise _cycle(path, used, span)
                inside = self.least_layers(used, path)
                layers += inside if applied else 0
            self._layers[id(item)] = {syntax.Layer: 1, syntax.Share: 0}.get(type(item), layers)
        return self._layers[id(item)]


class Work:
    """What the elaborations of one file have in common: each of its `expect` lines may ask for one."""

    def __init__(self) -> None:
        self.steps = 0
        """How many they took together."""
        self.running: dict[int, Sequence[syntax.Statement]] = {}
        """The statements of a body that do something, by its identity."""
