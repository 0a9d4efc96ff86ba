"""What is counted as it is written, but reads otherwise elsewhere, or is rarely meant: notes, on numbers only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symcount.algebra.formula import Formula, Number
from symcount.language.diagnostics import Problem, problem
from symcount.language.source import Span
from symcount.network.network import Window
from symcount.network.values import Primitive, Tensor, Value

COLOURS = (1, 3, 4)
"""So many channels a picture has."""
LEAST = 16
"""A picture has more places in each direction."""
LARGE = 11
"""No kernel is larger that keeps the channels of what enters."""

RECURRENT = ("rnn_layer", "lstm_layer", "gru_layer")
"""Layers that read places one after the other."""
GROWING = ("upconv", "upsample")
"""Layers whose kernel is not laid on the map."""


def of_input(shape: Sequence[Formula], span: Span) -> Problem:
    """`input(224, 224, 3)` and `input(1, 3, 224, 224)`: the channels last, or a batch in front."""
    sides = [side.value if isinstance(side, Number) else 0 for side in shape]
    match sides:
        case [high, wide, colours] if min(high, wide) > LEAST and colours in COLOURS:
            meant, read = f"{colours}, {high}, {wide}", f"{high} channels on {wide} × {colours} places"
        case [batch, colours, high, wide] if min(high, wide) > LEAST and colours in COLOURS:
            meant, read = f"{colours}, {high}, {wide}", f"{batch} channels on {colours} × {high} × {wide} places"
        case _:
            return Problem()
    note = "channels stand first, and there is no batch"
    return problem("N607", f"this is read as {read}", span, note=note, help=f"for a picture write `input({meant})`")


def of_layer(primitive: Primitive, tensor: Tensor) -> Problem:
    """What is recurrent on a map."""
    name, sizes = primitive.declaration.name, tensor.sizes
    if name in RECURRENT and len(sizes) > 1 and all(isinstance(side, Number) for side in sizes):
        message = f"`{name.removesuffix('_layer')}` reads a sequence, not a map; `to_sequence`?"
        return problem("N602", message, primitive.span)
    return Problem()


def of_arguments(primitive: Primitive, tensor: Tensor) -> Problem:
    """`conv(3, 64, 3)`."""
    name, span = primitive.declaration.name, primitive.span
    if name in GROWING:
        return Problem()
    channels, *others = map(primitive.scope.find_own, ("C_o", "K", "s", "p"))
    k, s, p = map(_number, others)
    kept = isinstance(channels, Number) and channels == tensor.channels
    if kept and k > s > 0 and (k > LARGE or s > 2):
        read = f"{_number(channels)} channels, a kernel of {k} and a stride of {s}"
        meant = f"{name}({k}, {s}{f', {p}' if p else ''})"
        help = f"the channels that enter are not written; for {k} channels write `{meant}`"
        return problem("N607", f"this is read as {read}", span, help=help)
    return Problem()


def of_all(primitive: Primitive, tensor: Tensor) -> list[Problem]:
    """What is remarked on the arguments, once the layer is known to take them."""
    return [
        trouble for trouble in (of_arguments(primitive, tensor), of_sizes(primitive, tensor)) if trouble.diagnostics
    ]


def of_sizes(primitive: Primitive, tensor: Tensor) -> Problem:
    """Kernels and strides that are larger than the map."""
    name = primitive.declaration.name
    sides = [side.value for side in tensor.sizes if isinstance(side, Number)]
    if not sides or len(sides) < len(tensor.sizes) or name in GROWING:
        return Problem()
    spread = " × ".join(map(str, sides))
    for parameter, what, most, why in _LARGEST:
        value = primitive.scope.find_own(parameter)
        given = value.sides if isinstance(value, Window) else (value,) * len(sides)
        pairs = zip(given, sides, strict=False)
        if any(_number(one) > most(side) for one, side in pairs):
            text = "×".join(map(str, map(_number, given[: 1 if value is given[0] else None])))
            return problem("N602", f"`{name}`: a {what} of {text} on {spread} places", primitive.span, note=why)
    return Problem()


_LARGEST: tuple[tuple[str, str, Callable[[Any], int], str], ...] = (
    ("K", "kernel", lambda side: max(int(2 * side - 1), 3), "some of its weights meet nothing but padding"),
    ("s", "stride", lambda side: int(side) if side > 1 else 10**9, "one place is left in that direction"),
)
"""What is compared with a side of the map, and the largest that is not remarked on."""


def _number(value: Value | None) -> int:
    """A whole number; 0 for all else."""
    return value.value if isinstance(value, Number) and isinstance(value.value, int) else 0
