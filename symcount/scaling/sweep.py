"""A sweep: the closed form at every point of a grid, and whether it holds there.

Channels and repeat counts are checked at all points before anything is counted. Choices that were made at
the parameters' values cannot be: they are a warning, with the first corner of the grid where a network
that is built there has another count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import ceil, floor

from symcount.algebra import arithmetic, signs
from symcount.algebra.formula import Formula, Sum, Symbol, symbols, value
from symcount.algebra.functions import Exact
from symcount.algebra.notation import plain
from symcount.derivation.counting import count
from symcount.language.diagnostics import Diagnostic, Problem, problem
from symcount.network.catalogue import FileScope
from symcount.network.divisibility import steps_of
from symcount.network.elaborate import elaborate
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.scaling.grid import Axis, Grid
from symcount.scaling.growth import refuse_absent
from symcount.scaling.vectorised import Function, function

ROWS = 1 << 18
"""Points that are worked out and written together."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is written: a count as a function of the grid's symbols, in the order of its axes."""

    network: Network
    function: Function
    grid: Grid
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def digest(self) -> str:
        """The same for the same numbers in the same chunks."""
        axes = [(a.name, repr(a.tops), a.bottom) for a in self.grid.axes]
        return hashlib.sha256(json.dumps([repr(self.function.tree), axes, ROWS]).encode()).hexdigest()


def sweep(scope: FileScope, request: Request, grid: Grid) -> Sweep:
    """The net with the grid's symbols kept, checked at every point. Raises Problem."""
    names = tuple(axis.name for axis in grid.axes)
    kept = replace(request, keep=frozenset(names))
    network = elaborate(scope, kept)
    for name in names:
        refuse_absent(network, name)
    total = count(network).parameters
    _refuse_open([total], network, names)
    checked = _check_channels(network, grid)
    found = Sweep(network, function(total, names), grid)
    return Sweep(network, found.function, grid, tuple(_warnings(scope, kept, found, checked)))


def _refuse_open(trees: list[Formula], network: Network, names: tuple[str, ...]) -> None:
    """Every symbol must have its values from the grid."""
    for tree in trees:
        for name in symbols(tree):
            if name not in names:
                help = f"give it one: --set {name}=…, or sweep it too: --over {name}=…"
                raise problem("E215", f"the count of `{network.name}` needs the value of `{name}`", help=help)


# ---- channels and repeat counts ----------------------------------------------------------


def _check_channels(network: Network, grid: Grid) -> set[str]:
    """The formulas, as they are printed, that were found whole everywhere. Raises Problem (E511)."""
    axes = {axis.name: axis for axis in grid.axes}
    found = set()
    for tree, least, what in _counts(network):
        names = symbols(tree)
        if names and names.keys() <= axes.keys():  # else it holds the index of a repetition
            _check(network, tree, least, what, Grid(tuple(axes[n] for n in names)), grid)
            found |= {plain(tree), plain(_fractional(tree))}
    return found


def _counts(network: Network) -> Iterator[tuple[Formula, int, str]]:
    """Each channel count and repeat count once: its tree, its least value, and what it counts."""
    seen: set[Formula] = set()
    for layer in network.layers:
        found = [(c, 1, f"the channels of `{layer.kind.name}`") for c in layer.leaving[:1]]
        found += [(repeat.count, 0, f"the number of iterations of `{layer.kind.name}`") for repeat in layer.repeats]
        for tree, least, what in found:
            if tree not in seen:
                seen.add(tree)
                yield tree, least, what


def _fractional(tree: Formula) -> Formula:
    """The terms that whole symbols do not make whole, as a condition names them."""
    terms = tree.terms if isinstance(tree, Sum) else (tree,)
    return arithmetic.add(*(t for t in terms if not arithmetic.whole_for_whole_symbols(t)))


def _check(network: Network, tree: Formula, least: int, what: str, part: Grid, grid: Grid) -> None:
    whole = all(axis.bottom == 1 and axis.ends[0] >= 1 for axis in part.axes)
    if whole and arithmetic.whole_for_whole_symbols(tree) and signs.sign(tree) == 1:
        return
    names = tuple(axis.name for axis in part.axes)
    channels = Function(tree, names, f"{what} ({plain(tree)})")
    try:
        for start in range(0, part.size, ROWS):
            points = part.part(start, start + ROWS)
            channels.refuse_below(least, channels(*points), points)
    except Problem as trouble:
        d = trouble.diagnostics[0]
        raise problem(d.code, d.message, help=_hint(network, part)) from None


def _hint(network: Network, grid: Grid) -> list[str]:
    """The multiples of the step that keeps every channel count whole."""
    out = []
    for axis in grid.axes:
        others = {k: v for k, v in network.values.items() if k != axis.name}
        step = steps_of(network.layers, [axis.name], others).get(axis.name)
        low, high = (Fraction(end, axis.bottom) for end in axis.ends)
        if step is None or (axis.bottom == 1 and step == 1):
            continue
        first, last = max(1, ceil(low / step)), floor(high / step)
        if first < last:
            out.append(
                f"multiples of {step} are whole: --over {axis.name}={first * step}:{last * step}:{last - first + 1}"
            )
    return out or ["choose values that make every channel count a positive whole number"]


# ---- choices -----------------------------------------------------------------------------


def _warnings(scope: FileScope, request: Request, found: Sweep, checked: set[str]) -> Iterator[Diagnostic]:
    """What the closed form supposes and the grid may break; all conditions are in the grid's symbols."""
    network = found.network
    decided = [c.text for c in network.conditions if c.decided]
    checked |= {f"{plain(Symbol(a.name))} ≥ {k}" for a in found.grid.axes for k in (0, 1) if a.ends[0] >= k * a.bottom}
    required = [c.text for c in network.conditions if not c.decided and c.text.removesuffix(" is whole") not in checked]
    names = [axis.name for axis in found.grid.axes]
    values = ", ".join(f"{n} = {network.values[n]}" for n in names if n in network.values)
    if decided:
        other = _other_count(scope, request, found)
        text = f"the counts hold where these choices are the same as at {values}: {', '.join(decided)}"
        yield Diagnostic("W503", text, notes=() if other is None else (other,))
    if required:
        yield Diagnostic("W503", f"the counts hold where {', '.join(required)}")


def _other_count(scope: FileScope, request: Request, found: Sweep) -> str | None:
    """The first corner of the grid at which a network that is built has another count, in words."""
    for corner in product(*(_corners(axis) for axis in found.grid.axes[:4])):
        at = dict(zip((axis.name for axis in found.grid.axes), corner, strict=False))
        at = {axis.name: at.get(axis.name, axis.value(0)) for axis in found.grid.axes}
        shown = ", ".join(f"{name} = {v}" for name, v in at.items())
        try:
            built = count(elaborate(scope, replace(request, settings={**request.settings, **at}, keep=frozenset())))
        except Problem as trouble:
            return f"no network can be built at {shown}: {trouble.diagnostics[0].message}"
        counted, formula = int(value(built.parameters)), found.function(*at.values())
        if counted != formula:
            return f"at {shown} the network has {counted:,} parameters, and the closed form gives {formula:,}"
    return None


def _corners(axis: Axis) -> list[Exact]:
    return [axis.value(place) for place in dict.fromkeys((0, len(axis.tops) - 1))]
