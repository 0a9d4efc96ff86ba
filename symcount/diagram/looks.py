"""What a stage of a diagram looks like: its title, what it repeats, its layers by kind and count; and its colour."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, Formula, Number, Sum
from symcount.derivation.captions import constant_last, counted
from symcount.diagram.lettering import Line, joined
from symcount.diagram.stages import SHARED, Stage, common, is_owner, plain_name, scopes
from symcount.network.graph import INPUT
from symcount.network.joins import JOINS
from symcount.network.network import LayerNode, multiplicity

MOST_NAMES, MOST_KINDS, DEEPEST = 3, 3, 4


def caption_of(stage: Stage) -> tuple[Line, Line, tuple[Line, ...]]:
    """A stage's title, what it repeats, and its layers by kind, as a StageBox has them.

    The title is the label, else the blocks and how often they follow each other, else the layers by kind.
    """
    sort, path = stage.key
    if sort == "input":
        return ("input",), (), ()
    active = dict.fromkeys(t.active for x in stage.layers for t in x.repeats if t.active is not None)
    remarks: tuple[Line, ...] = (*((count, " active") for count in active), *(("residual",),) * _is_residual(stage))
    kinds = _kinds_of(stage)
    names, times = _unit(stage)
    repeated: Line = () if times == ONE else (*((", ".join(names), " × ") if names else ("× ",)), *_factor(times))
    is_plain = times in (ONE, arithmetic.add(*(multiplicity(x.repeats) for x in stage.owners)))
    unit = () if is_plain else repeated
    beside = kinds if is_plain else _kinds_of(stage, dict.fromkeys(names, times))
    if stage.label is not None:
        return (stage.label,), unit, (*beside, *remarks)
    if not any(map(scopes, stage.owners)) and len(kinds) < MOST_KINDS and is_plain:
        return joined(kinds, ", "), (), remarks
    if sort == "block" and scopes(stage.owners[0]):
        block = path.split(".")[-1].replace("[", " ").rstrip("]").replace("_", " ")
        return (block,), unit, (*beside, *remarks)
    return repeated or (", ".join(names),), (), (*beside, *remarks)


# ---- repeated units ----------------------------------------------------------------------


def _unit(stage: Stage) -> tuple[list[str], Formula]:
    """What a stage is a row of, and how often it follows itself: the block that is repeated, else what stands in it."""
    shared = common([scopes(x) for x in stage.owners])
    outer = dict.fromkeys(x.repeats[0] for x in stage.owners if x.repeats)
    if all(x.repeats for x in stage.owners) and len({t.repetition for t in outer}) == 1:
        times = arithmetic.add(*(t.count for t in outer))
    else:
        times = _row(stage, len(shared))
    inside = [x for x in stage.layers if scopes(x)[: len(shared)] == shared]
    if shared and stage.key != ("block", ".".join(shared)) and all(x.repeats for x in inside):
        return [plain_name(shared[-1])], times
    if shared and all(scopes(x) == shared for x in stage.owners):
        return [], times
    return _names(stage.owners, len(shared)), times


def _row(stage: Stage, depth: int) -> Formula:
    """How many blocks of one name follow each other at a depth, or use the same weights; one where others do too."""
    if any(len(scopes(x)) <= depth for x in stage.owners):
        return ONE
    steps = {n: (*scopes(x), *[""] * (depth + 1))[depth] for n, x in stage.nodes.items()}
    units: dict[str, list[LayerNode]] = {scopes(x)[depth]: [] for x in stage.owners}
    if stage.key == SHARED:
        return Number(len(units))
    fed = set()
    for node, layer in stage.nodes.items():
        if (step := steps[node]) in units:
            units[step].append(layer)
            fed |= {step for source in layer.inputs if steps.get(source, step) in units.keys() - {step}}
    if len(set(map(plain_name, units))) != 1 or len(units) - len(fed) > 1:
        return ONE
    return arithmetic.add(*(multiplicity(common([x.repeats for x in layers])) for layers in units.values()))


def _names(layers: Sequence[LayerNode], depth: int) -> list[str]:
    """`attention, mlp` or `bottleneck`: the blocks in which layers stand at a depth, or the layers themselves."""
    steps: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for layer in layers:
        path = (*scopes(layer), layer.kind.name)
        steps[path[depth]].append(path)
    names = list(dict.fromkeys(map(plain_name, steps)))
    if len(names) == 1 and len(steps) > 1:
        for level in range(depth + 1, depth + DEEPEST):
            units = [dict.fromkeys(path[level] for path in paths if len(path) > level) for paths in steps.values()]
            inner = [plain_name(step) for unit in units for step in unit]
            if all(units) and len(inner) == len(set(inner)) <= MOST_NAMES:
                return inner
    return names if len(names) <= MOST_NAMES else [*names[: MOST_NAMES - 1], "…"]


# ---- kinds and counts --------------------------------------------------------------------


def _kinds_of(stage: Stage, said: Mapping[str, Formula] = {}) -> tuple[Line, ...]:
    """`4 3×3 conv`: the layers that it counts by kind and window, and the first one whose weights are another's.

    What is `said` of kinds already, how many there are, is not said again.
    """
    tied = [x.kind.name for x in stage.counted if is_owner(x) and not x.tensors]
    lines: list[Line] = []
    for layers in counted(filter(is_owner, stage.counted)) or counted(stage.counted):
        if said.get(plain_name(layers.kind.name)) == layers.count and not layers.window:
            continue
        number = () if layers.count == ONE else (*_factor(layers.count), " ")
        sides = layers.window.sides if layers.window else ()
        size = (*joined([(side,) for side in sides], "×"), " ") if sides else ()
        lines.append((*number, *size, plain_name(layers.kind.name)))
    if len(lines) > MOST_KINDS:
        lines = [*lines[: MOST_KINDS - 1], (f"{len(lines) - MOST_KINDS + 1} more kinds",)]
    return (*lines, *((f"{plain_name(name)} (shared)",) for name in tied[:1]))


def _factor(count: Formula) -> Line:
    """`(L + 1)` or `4`: words stand beside it."""
    return ("(", constant_last(count), ")") if isinstance(count, Sum) else (count,)


def _is_residual(stage: Stage) -> bool:
    """Whether a sum in the stage takes a tensor that a layer between has taken too."""
    first_use: dict[int, int] = {}
    for node, layer in stage.nodes.items():
        for source in layer.inputs:
            first_use.setdefault(source, node)
        if layer.kind in (JOINS["add"], JOINS["subtract"]) and first_use[min(layer.inputs)] < node:
            return True
    return False


# ---- kinds of stages ---------------------------------------------------------------------


def _upsamples(layer: LayerNode) -> bool:
    """Whether a layer makes an image larger, each side by half at least: padding and one more token do not.

    Nor does a transposition, nor a single value that is spread over an image.
    """
    sides = list(zip(layer.entering[1:], layer.leaving[1:], strict=False))
    if len(layer.entering) != len(layer.leaving) or Counter(layer.entering) == Counter(layer.leaving):
        return False
    spreads = not layer.window and all(a == ONE for a, _ in sides)
    larger = (isinstance(a, Number) and isinstance(b, Number) and 2 * b.value >= 3 * a.value for a, b in sides)
    return layer.kind not in JOINS.values() and bool(sides) and not spreads and all(larger)


def _has_role(layers: Sequence[LayerNode], *beginnings: str) -> bool:
    return any(t.role.startswith(beginnings) for x in layers for t in x.tensors)


class Kind(NamedTuple):
    """A kind of stages."""

    word: str
    """In the legend."""
    fill: str
    """Its colour, as hexadecimal digits."""
    holds: Callable[[Sequence[LayerNode]], bool]
    """Whether the layers of a stage are of this kind."""


KINDS: dict[str, Kind] = {
    "input": Kind("input", "f6f6f6", lambda layers: all(x.kind is INPUT for x in layers)),
    "up": Kind("upsampling", "3f78ac", lambda layers: any(map(_upsamples, layers))),
    "embedding": Kind(
        "embedding", "62a081", lambda x: _has_role(x, "embedding", "token") and not _has_role(x, "weight")
    ),
    "recurrent": Kind("recurrent", "5f3973", lambda layers: _has_role(layers, "weight_hidden")),
    "window": Kind("convolutional", "86b1d6", lambda layers: any(is_owner(x) and x.window for x in layers)),
    "dense": Kind("fully connected", "f7dc9a", lambda layers: any(map(is_owner, layers))),
    "other": Kind("other", "c4c4c4", lambda layers: True),
}
"""The first that holds is taken. The colours differ in grey, by even steps of luminance, and for those who are
colour-blind; convolutional and fully connected stages, which stand beside each other most, are two steps apart."""


def kind_of(stage: Stage) -> str:
    """The row of KINDS."""
    return next(name for name, kind in KINDS.items() if kind.holds(stage.layers))
