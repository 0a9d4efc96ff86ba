"""What is written at a stage of a diagram: its title, what it repeats, and a short caption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Formula, Number
from symcount.derivation.tally import is_weight
from symcount.diagram.partition import base, common, is_owner, scopes
from symcount.diagram.stages import SHARED, Stage
from symcount.document.blocks import Cell
from symcount.network.graph import JOINS
from symcount.network.network import LayerNode, Repeat, Window, multiplicity

Line = tuple[Cell, ...]
"""Plain text and formulas in a row."""

MOST_NAMES, MOST_CAPTIONS, DEEPEST = 3, 3, 5


def title_of(stage: Stage, layers: Sequence[LayerNode]) -> tuple[Line, bool]:
    """The label, or the names of the blocks or layers; and whether that says all that a caption would."""
    sort, name = stage.key
    if sort == "label":
        return (name,), False
    if sort == "input":
        return ("input",), True
    owners = [x for x in layers if is_owner(x)] or [x for x in layers if x.tensors] or list(layers)
    label = _one_label(owners)
    if label is not None:
        return (label,), False
    told = captions(stage, layers)
    times = _times(stage, layers) if sort != "block" else ONE
    if not any(map(scopes, owners)) and len(told) == 1 and times in (ONE, _number_of(owners)):
        return told[0], True
    names = [_spelled(name)] if sort == "block" and scopes(owners[0]) else _repeated(stage, layers)
    return (", ".join(names), *_by(times)), False


def _one_label(layers: Sequence[LayerNode]) -> str | None:
    labels = {x.label for x in layers}
    return min(filter(None, labels), default=None) if len(labels) == 1 else None


def _spelled(prefix: str) -> str:
    """`stage 2` for `stage[2]`: the last step of a path."""
    return prefix.split(".")[-1].replace("[", " ").rstrip("]")


def _by(times: Formula) -> Line:
    """`× 3`, where that says something."""
    return () if times in (ONE, ZERO) else (" × ", times)


# ---- repeated units ----------------------------------------------------------------------


def unit_of(stage: Stage, layers: Sequence[LayerNode]) -> Line:
    """`bottleneck × 3`: what the stage is a row of, nothing where it is none or where the caption says as much."""
    times = _times(stage, layers)
    owners = [x for x in layers if is_owner(x)]
    told = _number_of(owners) == times
    if times == ONE or told:
        return ()
    names = ", ".join(_repeated(stage, layers))
    return (names, *_by(times)) if names else ("× ", times)


def _number_of(layers: Sequence[LayerNode]) -> Formula:
    return arithmetic.add(*(multiplicity(x.repeats) for x in layers))


def _times(stage: Stage, layers: Sequence[LayerNode]) -> Formula:
    """How often the whole stage is repeated, or how many units of one name it is a row of; else one."""
    owners = [x for x in layers if is_owner(x)] or list(layers)
    outer = {x.repeats[0].repetition if x.repeats else None for x in owners}
    if len(outer) == 1 and None not in outer:
        return arithmetic.add(*(t.count for t in _distinct(x.repeats[0] for x in owners)))
    units = _units(owners)
    depth = len(common([scopes(x) for x in owners]))
    whole = {step: [x for x in layers if scopes(x)[depth : depth + 1] == (step,)] for step in units}
    if stage.key == SHARED:
        return Number(len(units))
    if len({base(step) for step in units}) != 1 or not _in_a_row(stage, layers, depth, set(units)):
        return ONE
    return arithmetic.add(*_repeats_of(list(whole.values())))


def _repeats_of(units: list[list[LayerNode]]) -> list[Formula]:
    """How often each unit is applied. A repetition of all its layers may be inside it: then they are few."""
    shared = [_shared_repeats(layers) for layers in units]
    model = next((_kinds(layers) for layers, repeats in zip(units, shared, strict=True) if not repeats), None)
    found: list[Formula] = []
    for layers, repeats in zip(units, shared, strict=True):
        unlike = Counter(_kinds(layers))
        unlike.subtract(model or {})
        outside = model is not None and 2 * sum(map(abs, unlike.values())) <= sum(model.values())
        found.append(multiplicity(repeats) if outside else ONE)
    return found if model is not None else [ONE]


def _kinds(layers: Sequence[LayerNode]) -> Counter[str]:
    """How many layers of each kind there are, as far as they are repeated a known number of times."""
    found: Counter[str] = Counter()
    for layer in layers:
        times = multiplicity(layer.repeats[len(_shared_repeats(layers)) :])
        found[layer.kind.name] += int(times.value) if isinstance(times, Number) else 1
    return found


def _distinct(repeats: Iterable[Repeat]) -> list[Repeat]:
    return list({t.first: t for t in repeats}.values())


def _units(layers: Sequence[LayerNode]) -> dict[str, list[LayerNode]]:
    """Layers by their first step below the blocks that they have in common; none where one is in no further block."""
    depth = len(common([scopes(x) for x in layers]))
    found: dict[str, list[LayerNode]] = {}
    for layer in layers:
        if len(scopes(layer)) <= depth:
            return {}
        found.setdefault(scopes(layer)[depth], []).append(layer)
    return found


def _in_a_row(stage: Stage, layers: Sequence[LayerNode], depth: int, units: set[str]) -> bool:
    """Whether each unit but the first takes a tensor from another one."""
    steps = {n: scopes(x)[depth] if len(scopes(x)) > depth else "" for n, x in zip(stage.nodes, layers, strict=True)}
    fed = {
        steps[n]
        for n, layer in zip(stage.nodes, layers, strict=True)
        for source in layer.inputs
        if steps[n] in units and steps.get(source, "") in units - {steps[n]}
    }
    return len(units) - len(fed) <= 1


def _shared_repeats(layers: Sequence[LayerNode]) -> tuple[Repeat, ...]:
    shared: list[Repeat] = []
    for repeats in zip(*(x.repeats for x in layers), strict=False):
        if len(set(repeats)) > 1:
            break
        shared.append(repeats[0])
    return tuple(shared)


def _repeated(stage: Stage, layers: Sequence[LayerNode]) -> list[str]:
    """The names of what the stage repeats: the block that is repeated as a whole, else what stands in it.

    None where it repeats the layers of the one block that it is.
    """
    owners = [x for x in layers if is_owner(x)] or list(layers)
    shared = common([scopes(x) for x in owners])
    inside = [x for x in layers if scopes(x)[: len(shared)] == shared]
    if shared and ".".join(shared) != stage.key[1] and all(x.repeats for x in inside):
        return [base(shared[-1])]
    return [] if shared and all(scopes(x) == shared for x in owners) else _names(owners)


def _names(layers: Sequence[LayerNode]) -> list[str]:
    """`attention, mlp` or `bottleneck`: the blocks that the layers stand in, or the layers themselves."""
    depth = len(common([scopes(x) for x in layers]))
    found: dict[str, list[LayerNode]] = {}
    for layer in layers:
        found.setdefault((*scopes(layer), layer.kind.name)[depth], []).append(layer)
    names = list(dict.fromkeys(map(base, found)))
    if len(names) == 1 and len(found) > 1:
        for level in range(depth + 1, depth + DEEPEST):
            inner = [_steps(members, level) for members in found.values()]
            told = [name for each in inner for name in each]
            if all(inner) and len(told) == len(set(told)) <= MOST_NAMES:
                return told
    return names if len(names) <= MOST_NAMES else [*names[: MOST_NAMES - 1], "…"]


def _steps(layers: Sequence[LayerNode], level: int) -> list[str]:
    """The names of the blocks or layers at a depth."""
    paths = [(*scopes(x), x.kind.name) for x in layers]
    return list(dict.fromkeys(base(path[level]) for path in paths if len(path) > level))


# ---- captions ----------------------------------------------------------------------------


def captions(stage: Stage, layers: Sequence[LayerNode]) -> tuple[Line, ...]:
    """`4 3×3 conv`, a line a kind and window, and what the stage adds and shares inside itself."""
    shared = [x.kind.name for x in layers if is_owner(x) and not any(map(is_weight, x.tensors))]
    owners = [x for x in layers if any(map(is_weight, x.tensors))] or [x for x in layers if x.tensors and not shared]
    found: dict[tuple[str, Window | None], Formula] = {}
    for layer in owners:
        key = layer.kind.name, layer.window
        found[key] = arithmetic.add(found.get(key, ZERO), multiplicity(layer.repeats))
    lines = [_caption(name, window, count) for (name, window), count in found.items()]
    if len(lines) > MOST_CAPTIONS:
        lines = [*lines[: MOST_CAPTIONS - 1], (f"{len(lines) - MOST_CAPTIONS + 1} more kinds",)]
    lines += [(f"{name} (shared)",) for name in shared[:1]]
    active = dict.fromkeys(t.active for x in layers for t in x.repeats if t.active is not None)
    lines += [(count, " active") for count in active]
    return (*lines, *((("residual",),) if _is_residual(dict(zip(stage.nodes, layers, strict=True))) else ()))


def _caption(name: str, window: Window | None, count: Formula) -> Line:
    number: Line = () if count == ONE else (count, " ")
    sides: list[Cell] = [cell for side in (window.sides if window else ()) for cell in (side, "×")]
    return (*number, *sides[:-1], f"{' ' if sides else ''}{name}")


def _is_residual(nodes: dict[int, LayerNode]) -> bool:
    """Whether the stage adds a tensor to what it makes of it."""
    adds = [x.inputs for x in nodes.values() if x.kind is JOINS["add"]]
    return any(_is_before(min(inputs), max(inputs), nodes) for inputs in adds[:MOST_TRIED])


MOST_TRIED, MOST_STEPS = 50, 1_000
"""How many sums are looked at, and how far back each."""


def _is_before(first: int, last: int, nodes: dict[int, LayerNode]) -> bool:
    """Whether there is a way from one node to another inside the stage."""
    seen: set[int] = set()
    ahead = [last]
    while ahead and len(seen) < MOST_STEPS:
        node = ahead.pop()
        if node == first:
            return True
        if node > first and node in nodes and node not in seen:
            seen.add(node)
            ahead += nodes[node].inputs
    return False
