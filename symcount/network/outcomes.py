"""What layers make of arguments and shapes, each worked out once.

The key is what decides: of a layer its arguments, and of the tensor that enters what its rules speak of; of a rule the
parameters that it names. So a normalisation is the same on every image of so many channels.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symcount.algebra.formula import Formula, Number
from symcount.language import syntax, trees
from symcount.network.network import OwnedTensor, Window
from symcount.network.values import NUMBERS, Primitive, Scope, Tensor, Value, Word
from symcount.record import entity

Memory = dict[object, Any]


@entity
class Outcome:
    """What a layer with its arguments makes of one shape."""

    tensors: tuple[OwnedTensor, ...]
    tied: tuple[OwnedTensor, ...]
    """Those of a `share`: `linear(V, weight = tokens)`."""
    channels: Formula | None
    """None where they leave as they entered."""
    sizes: tuple[Formula, ...] | None
    window: Window | None
    notes: tuple[str, ...]
    """What is worth a thought where it is applied."""
    misread: bool
    """Whether `misreadings` remarks on its arguments."""


class Spoken:
    """What rules speak of: names of parameters, and the channels and sizes that enter."""

    __slots__ = ("channels", "names", "sizes")

    def __init__(self, layer: syntax.Layer, nodes: Iterable[syntax.Node]) -> None:
        words = {node.id if isinstance(node, syntax.Name) else getattr(node, "name", "") for node in nodes}
        self.names = tuple(p.name for p in layer.parameters if p.name in words)
        self.channels = not words.isdisjoint(("C_i", "input", layer.entering))
        self.sizes = not words.isdisjoint(("S", "input", "H_i", "W_i", "D_i", "N_i"))

    def entering(self, tensor: Tensor) -> tuple[Formula, ...]:
        """What is spoken of in the shape that enters."""
        channels = (tensor.channels,) if self.channels else ()
        return (*channels, *tensor.sizes) if self.sizes else channels

    def key(self, scope: Scope, tensor: Tensor) -> tuple[object, ...]:
        """What all that is spoken of is worth, in the scope of the layer's body."""
        return (len(tensor.sizes), *map(scope.find_own, self.names), *self.entering(tensor))


Rule = syntax.Require | syntax.Tensor | syntax.Shape


class LayerRules:
    """The rules of a layer in the order in which they are looked at, and what they made of numbers so far."""

    __slots__ = ("closed", "kernel", "rules", "spoken")

    def __init__(self, layer: syntax.Layer) -> None:
        self.rules = tuple((rule, Spoken(layer, trees.walk(rule))) for rule in sorted(layer.rules, key=_order))
        """In an order in which the first mistake is what a user wants to hear."""
        self.spoken = Spoken(layer, (n for part in (*layer.parameters, *layer.rules) for n in trees.walk(part)))
        counts = (rule.count for rule in layer.rules if isinstance(rule, syntax.Tensor))
        calls = (n for count in counts for n in trees.walk(count) if isinstance(n, syntax.Call))
        self.kernel = next((call.arguments[0].value for call in calls if call.name == "area"), None)
        """Whose area the rules speak of."""
        self.closed: Memory = {}
        """What came of values without symbols: the same for every net."""

    def key(self, primitive: Primitive, tensor: Tensor) -> tuple[object, bool]:
        """What decides the outcome, None where an argument is a tensor or layer; and whether it has no symbols."""
        names = primitive.scope.names
        values = [bound[-1][1] for bound in names.values()]
        if not all(isinstance(value, _PLAIN) for value in values):
            return None, False
        values += self.spoken.entering(tensor)
        return (*names, len(tensor.sizes), *values), all(map(_is_closed, values))


def _order(rule: Rule) -> int:
    """When a rule is looked at: channels that are an argument, requirements, channels that are computed, the rest."""
    if isinstance(rule, syntax.Require):
        return 3 if rule.note else 1
    if isinstance(rule, syntax.Shape) and rule.what == "C":
        return 0 if isinstance(rule.value, syntax.Name) else 2
    return 3


_PLAIN = (*NUMBERS, bool, Word, Window)


def _is_closed(value: Value) -> bool:
    if isinstance(value, Window):
        return all(isinstance(side, Number) for side in value.sides)
    return isinstance(value, Number | bool | Word)
