"""What is read off definitions before anything is evaluated: their kinds, circles, and how many layers they make.

A layer-valued definition is a block: its body waits until a tensor enters it. Everything else is evaluated
where it stands. So the kind must be known before the body is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from symcount.language import syntax, trees
from symcount.language.diagnostics import Label, Problem, problem
from symcount.language.source import Span
from symcount.network.recursion import help_for
from symcount.network.values import (
    LAYERS,
    Declared,
    Item,
    ListValue,
    Poison,
    Scope,
    Tensor,
    Value,
    parameters_of,
    tensors,
)

PLAIN, LAYER, TENSOR = "plain", "layer", "tensor"
_OPEN = "open"
"""The kind of a definition in its own body: the rest of the body decides."""

SHAPE = ("C", "S")
"""What `x.C` and `x.S` give of a tensor: its channels and its sizes."""

WORDS = {"id": LAYER, "parallel": LAYER, "input": TENSOR}
"""The kinds of words of the language that are no numbers."""

JOINING = ("matmul", "append", "sum")
"""What makes a tensor of tensors, and a layer of layers, by a name that a definition can hide."""

BACKBONE = "backbone"
"""What makes of a net the net without its head, by a name that a definition can hide."""

Kinds = Mapping[str, str]


class KindReader:
    """Reads kinds, each definition once for each combination of its arguments' kinds."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[object, ...], str] = {}
        self._depth = 0
        self._left_open: list[tuple[object, ...]] = []

    def of(self, node: syntax.Expression, scope: Scope, kinds: Kinds | None = None) -> str:
        """The kind of `node` in `scope`; `kinds` are those of the parameters round it."""
        kinds = kinds or {}
        match node:
            case syntax.Chain(first=first, links=links):
                composed = [LAYER for link in links if isinstance(link, syntax.Arrow)]
                return _strongest(self.of(first, scope, kinds), *composed)
            case syntax.Concat(items=items):
                return _strongest(LAYER, *(self.of(i, scope, kinds) for i in items))
            case syntax.List(items=items):  # what is in it is worked out where it stands
                return TENSOR if TENSOR in [self.of(i, scope, kinds) for i in items] else PLAIN
            case syntax.Index(list=syntax.List(items=items)):
                return _strongest(PLAIN, *(self.of(i, scope, kinds) for i in items))
            case syntax.Index(list=list_):
                return self.of(list_, scope, kinds)
            case syntax.Choice(then=then, otherwise=otherwise):
                kind = self.of(then, scope, kinds)
                if otherwise is None:
                    return LAYER if kind == _OPEN else kind  # `id` is the other branch
                if kind not in (PLAIN, _OPEN):
                    return kind
                other = self.of(otherwise, scope, kinds)
                return kind if other == _OPEN else other
            case syntax.Loop(beside=True, variables=variables, sources=sources, body=body):
                inside = [PLAIN if isinstance(s, syntax.Range) else self.of(s, scope, kinds) for s in sources]
                return _strongest(LAYER, self.of(body, scope, {**kinds, **dict(zip(variables, inside, strict=True))}))
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
            least = PLAIN if name == "sum" else LAYER  # it adds numbers too
            return _strongest(least, *(self.of(a.value, scope, kinds) for a in arguments))
        if value is None and (name == BACKBONE or (scope.fallback is not None and scope.fallback.net(name))):
            return LAYER
        if value is None and any(name in f.awaited for f in scope.chain()):
            return TENSOR  # bound later: to be evaluated now, so that the mistake is found here
        if isinstance(value, Declared):
            return self._declared(value, arguments, scope, kinds)
        return kind_of_value(value)

    def _declared(self, declared: Declared, arguments: tuple[syntax.Argument, ...], scope: Scope, kinds: Kinds) -> str:
        item = declared.declaration
        if not isinstance(item, syntax.Definition):
            return LAYER
        inner = {p.name: self._default(p, declared.scope) for p in item.parameters or ()}
        positional = iter(list(inner))
        for argument in arguments:
            name = argument.name or next(positional, "")
            inner[name] = self.of(argument.value, scope, kinds)
        return self.of_body(declared, inner)

    def _default(self, parameter: syntax.Parameter, scope: Scope) -> str:
        key = (id(parameter), scope, scope.clock)
        if key not in self._kinds:
            self._kinds[key] = PLAIN  # a default that uses its own definition
            self._kinds[key] = PLAIN if parameter.default is None else self.of(parameter.default, scope)
        return self._kinds[key]

    def of_body(self, declared: Declared, kinds: Kinds) -> str:
        """The kind of a definition's body, given the kinds of its parameters."""
        key = (id(declared.declaration), declared.scope, declared.limit, *sorted(kinds.items()))
        if key not in self._kinds:
            self._kinds[key] = _OPEN
            inside = Scope(parent=declared.scope, limit=declared.limit)
            self._depth += 1
            kind = self._kinds[key] = self.of(declared.declaration.body, inside, kinds)  # type: ignore[union-attr,arg-type]
            self._depth -= 1
            if kind == _OPEN:
                self._left_open.append(key)
            if self._depth == 0:
                for left in self._left_open:  # read again when they are asked for: what is round them is known then
                    del self._kinds[left]
                self._left_open.clear()
                self._kinds.setdefault(key, PLAIN)
        return self._kinds[key]


def _strongest(*kinds: str) -> str:
    return next(kind for kind in (TENSOR, LAYER, _OPEN, PLAIN) if kind in kinds)


def kind_of_value(value: Value | None) -> str:
    """The kind of a value that is known. What was wrong flows on at once, as a tensor does."""
    if isinstance(value, ListValue):
        return TENSOR if tensors(value) else PLAIN
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
    help = help_for(names[-1], bool(parameters_of(inner.declaration)))
    return problem("E209", f"`{names[-1]}` uses itself, and no choice ends it", span, "here", note=note, help=help)


def _uses(item: Item, scope: Scope) -> Iterator[tuple[Declared, Span]]:
    """The definitions that the body of `item` applies in any case, with their places."""
    statements = item.body if isinstance(item, syntax.Block) else ()
    hidden = {s.name for s in statements if isinstance(s, trees.DEFINING)} | {p.name for p in parameters_of(item)}
    todo: list[syntax.Node] = (
        [item.body] if isinstance(item, syntax.Definition | syntax.Share) else [*reversed(statements)]
    )
    while todo:
        node = todo.pop()
        name = node.id if isinstance(node, syntax.Name) else node.name if isinstance(node, syntax.Call) else None
        used = None if name is None or name in hidden else look_up(name, scope)
        if isinstance(used, Declared):
            yield used, node.span
        repeated = isinstance(node, syntax.Arithmetic) and any(sign == "*" for sign, _ in node.rest)
        if isinstance(node, _APPLYING) and not repeated:  # `n * f` is perhaps no times
            todo += reversed(trees.children(node))


_APPLYING = syntax.Out | syntax.Chain | syntax.Arrow | syntax.Concat | syntax.List | syntax.Arithmetic
"""What applies all that it is made of."""


class Definitions:
    """What is read off the texts of definitions, each once."""

    def __init__(self) -> None:
        self._layers: dict[int, int] = {}

    def least_layers(self, declared: Declared, above: tuple[Declared, ...] = ()) -> int:
        """A lower bound of the layers of one application: 2^40 of them are refused, not unrolled.

        The layers of its arguments are not counted. Raises Problem if it uses itself or one of `above` in any case.
        """
        item = declared.declaration
        if id(item) not in self._layers:
            path, layers = (*above, declared), 0
            for used, span in _uses(item, Scope(parent=declared.scope, limit=declared.limit)):
                if any(used.declaration is other.declaration for other in path):
                    raise _cycle(path, used, span)
                layers += self.least_layers(used, path)
            self._layers[id(item)] = {syntax.Layer: 1, syntax.Share: 0}.get(type(item), layers)
        return self._layers[id(item)]


class Work:
    """What the elaborations of one file have in common: each of its `expect` lines may ask for one."""

    def __init__(self) -> None:
        self.steps = 0
        """How many they took together."""
        self.running: dict[int, Sequence[syntax.Statement]] = {}
        """The statements of a body that do something, by its identity."""
