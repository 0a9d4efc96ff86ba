"""Whether a definition is a layer, a tensor or a plain value, read off its text.

A layer-valued definition is a block: its body waits until a tensor enters it. Everything else is evaluated
where it stands. So the kind must be known before the body is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping

from symcount.language import syntax
from symcount.network.values import LAYERS, Declared, Poison, Scope, Tensor, Value

PLAIN, LAYER, TENSOR = "plain", "layer", "tensor"

SHAPE = ("C", "S")
"""What `x.C` and `x.S` give of a tensor: its channels and its sizes."""

WORDS = {"id": LAYER, "parallel": LAYER, "input": TENSOR}
"""The kinds of words of the language that are no numbers."""

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
                if self.of(first, scope, kinds) == TENSOR:
                    return TENSOR
                only_marks = all(isinstance(link, syntax.LabelMark) for link in links)
                return self.of(first, scope, kinds) if only_marks else LAYER
            case syntax.Concat(items=items):
                return TENSOR if TENSOR in [self.of(i, scope, kinds) for i in items] else LAYER
            case syntax.Choice(then=then, otherwise=otherwise):
                kind = self.of(then, scope, kinds)
                return self.of(otherwise, scope, kinds) if kind == PLAIN and otherwise is not None else kind
            case syntax.Loop() | syntax.Frozen():
                return LAYER
            case syntax.Point(point=point):
                return PLAIN if point in SHAPE else TENSOR
            case syntax.Arithmetic(first=first, rest=rest):
                operands = [self.of(n, scope, kinds) for n in (first, *(n for _, n in rest))]
                return TENSOR if TENSOR in operands else LAYER if LAYER in operands else PLAIN
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
        key = (id(declared.declaration), id(declared.scope), declared.limit, *sorted(kinds.items()))
        if key not in self._kinds:
            self._kinds[key] = PLAIN  # a definition that uses itself is found elsewhere
            inside = Scope(parent=declared.scope, limit=declared.limit)
            self._kinds[key] = self.of(declared.declaration.body, inside, kinds)  # type: ignore[union-attr,arg-type]
        return self._kinds[key]


def kind_of_value(value: Value | None) -> str:
    """The kind of a value that is known. What was wrong flows on at once, as a tensor does."""
    return TENSOR if isinstance(value, Tensor | Poison) else LAYER if isinstance(value, LAYERS) else PLAIN


def look_up(name: str, scope: Scope) -> Value | None:
    """What `name` means: in the scopes round it, else in the library."""
    value = scope.find(name)
    return scope.fallback.find(name) if value is None and scope.fallback is not None else value
