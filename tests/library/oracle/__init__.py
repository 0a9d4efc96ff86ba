"""A second opinion: the tensors that a framework allocates for a layer's constructor arguments, multiplied out.

Integers only, and nothing of symcount takes part. Each class has the name and the arguments of the framework's, as far
as they decide what is allocated, in the framework's order; `build` takes a name and arguments as a file holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from math import prod
from typing import Any

Shape = tuple[int, ...]


class Module:
    """What a layer of a framework allocates."""

    def parameters(self) -> list[Shape]:
        """The shape of each parameter tensor."""
        return []

    def buffers(self) -> list[Shape]:
        """The shape of each tensor of state that is not learned; PyTorch's counters of batches aside."""
        return []

    @property
    def count(self) -> int:
        return elements(self.parameters())

    @property
    def state(self) -> int:
        return elements(self.buffers())


def elements(shapes: Iterable[Shape]) -> int:
    return sum(map(prod, shapes))


def build(classes: Mapping[str, Any], name: str, args: Mapping[str, Any]) -> Module:
    """The module of a class by name; arguments that decide nothing are left out."""
    known = {f.name for f in fields(classes[name])}
    found = classes[name](**{k: tuple(v) if isinstance(v, list) else v for k, v in args.items() if k in known})
    assert isinstance(found, Module)
    return found


def share(channels: int, groups: int) -> int:
    """The channels of one of `groups` equal groups."""
    assert groups > 0 == channels % groups
    return channels // groups


def biases(n: int, on: bool) -> list[Shape]:
    return [(n,)] if on else []
