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
from symcount.algebra.formula import Formula, Sum, Symbol, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import Diagnostic, Problem, problem
from symcount.network.catalogue import FileScope
from symcount.network.divisibility import steps_of
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.scaling.arrays import Array
from symcount.scaling.evaluation import ArrayFunction, array_function
from symcount.scaling.feasible import count_at, symbolic_count
from symcount.scaling.points import Grid

ROWS = 1 << 18
"""Points that are worked out and written together."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is written: a count as a function of the grid's symbols, in the order of its axes."""

    network: Network
    function: ArrayFunction
    grid: Grid
    warnings: tuple[Diagnostic, ...]
    rows: int
    """How many points make a chunk."""

    @property
    def chunks(self) -> int:
        return -(-self.grid.size // self.rows)

    def counts(self, chunk: int) -> Array:
        """The counts at the points of a chunk. Raises Problem."""
        counts: Array = self.function(*self.grid.part(chunk * self.rows, (chunk + 1) * self.rows))
        return counts

    @property
    def digest(self) -> str:
        """The same for the same numbers in the same chunks."""
        axes = [(axis.name, repr(axis.numerators), axis.denominator) for axis in self.grid.axes]
        return hashlib.sha256(json.dumps([repr(self.function.formula), axes, self.rows]).encode()).hexdigest()


def sweep(scope: FileScope, request: Request, grid: Grid) -> Sweep:
    """The net with the grid's symbols kept, checked at every point. Raises Problem."""
    request = replace(request, keep=frozenset(grid.names))
    form = symbolic_count(scope, request, grid.names)
    network = form.network
    for name in symbols(form.parameters):
        if name not in grid.names:
            help = f"give it one: --set {name}=…, or sweep it too: --over {name}=…"
            raise problem("E215", f"the count of `{network.name}` needs the value of `{name}`", help=help)
    checked = _check_channels(network, grid)
    function = array_function(form.parameters, grid.names)
    return Sweep(network, function, grid, tuple(_warnings(scope, request, network, function, grid, checked)), ROWS)


# ---- channels and repeat counts ----------------------------------------------------------


def _check_channels(network: Network, grid: Grid) -> set[str]:
    """The formulas, as they are printed, that are whole everywhere. Raises Problem (E511) where one is not."""
    axes = {axis.name: axis for axis in grid.axes}
    checked = set()
    for formula, (least, what) in _channels(network).items():
        names = symbols(formula)
        if names and names.keys() <= axes.keys():  # else it holds the index of a repetition
            part = Grid(tuple(axes[name] for name in names))
            natural = all(axis.denominator == 1 and axis.ends[0] >= 1 for axis in part.axes)
            if not (natural and arithmetic.whole_for_whole_symbols(formula) and signs.sign(formula) == 1):
                _check(ArrayFunction(formula, part.names, f"{what} ({plain(formula)})", least), part, network)
            checked |= {plain(formula), plain(_fractional(formula))}
    return checked


def _channels(network: Network) -> dict[Formula, tuple[int, str]]:
    """Each channel count and repeat count once: its least value, and what it counts."""
    channels: dict[Formula, tuple[int, str]] = {}
    for layer in network.layers:
        for formula in layer.leaving[:1]:
            channels.setdefault(formula, (1, f"the channels of `{layer.kind.name}`"))
        for repeat in layer.repeats:
            channels.setdefault(repeat.count, (0, f"the number of iterations of `{layer.kind.name}`"))
    return channels


def _fractional(formula: Formula) -> Formula:
    """The terms that whole symbols do not make whole, as a condition names them."""
    terms = formula.terms if isinstance(formula, Sum) else (formula,)
    return arithmetic.add(*(t for t in terms if not arithmetic.whole_for_whole_symbols(t)))


def _check(channels: ArrayFunction, grid: Grid, network: Network) -> None:
    try:
        for start in range(0, grid.size, ROWS):
            channels(*grid.part(start, start + ROWS))
    except Problem as trouble:
        first = trouble.diagnostics[0]
        raise problem(first.code, first.message, help=_whole_ranges(network, grid)) from None


def _whole_ranges(network: Network, grid: Grid) -> list[str]:
    """Help: the multiples of the step that keeps every channel count whole."""
    ranges = []
    for axis in grid.axes:
        others = {name: v for name, v in network.values.items() if name != axis.name}
        step = steps_of(network.layers, [axis.name], others).get(axis.name)
        if step is None or (axis.denominator == 1 and step == 1):
            continue
        low, high = (Fraction(end, axis.denominator) / step for end in axis.ends)
        first, last = max(1, ceil(low)), floor(high)
        if first < last:
            range_ = f"{first * step}:{last * step}:{last - first + 1}"
            ranges.append(f"multiples of {step} are whole: --over {axis.name}={range_}")
    return ranges or ["choose values that make every channel count a positive whole number"]


# ---- choices -----------------------------------------------------------------------------


def _warnings(
    scope: FileScope, request: Request, network: Network, function: ArrayFunction, grid: Grid, checked: set[str]
) -> Iterator[Diagnostic]:
    """What the closed form supposes and the grid may break; all conditions are in the grid's symbols."""
    positive = {f"{plain(Symbol(a.name))} ≥ {k}" for a in grid.axes for k in (0, 1) if a.ends[0] >= k * a.denominator}
    decided = [c.text for c in network.told if c.decided]
    required = [c.text for c in network.told if not c.decided]
    open_ = [text for text in required if text.removesuffix(" is whole") not in checked | positive]
    if decided:
        values = ", ".join(f"{n} = {network.values[n]}" for n in grid.names if n in network.values)
        text = f"the counts hold where these choices are the same as at {values}: {', '.join(decided)}"
        yield Diagnostic("W503", text, notes=tuple(_other_count(scope, request, function, grid)))
    if open_:
        yield Diagnostic("W503", f"the counts hold where {', '.join(open_)}")


def _other_count(scope: FileScope, request: Request, function: ArrayFunction, grid: Grid) -> Iterator[str]:
    """The first corner of the grid at which a network that is built has another count, in words, if there is one."""
    ends: list[list[Exact]] = [
        [axis.exact(place) for place in ((0, -1) if i < 4 and len(axis.numerators) > 1 else (0,))]
        for i, axis in enumerate(grid.axes)
    ]
    for corner in product(*ends):
        point = ", ".join(f"{name} = {v}" for name, v in zip(grid.names, corner, strict=True))
        try:
            built = count_at(scope, request, dict(zip(grid.names, corner, strict=True)))
        except Problem as trouble:
            yield f"no network can be built at {point}: {trouble.diagnostics[0].message}"
            return
        formula = function(*corner)
        if built != formula:
            yield f"at {point} the network has {built:,} parameters, and the closed form gives {formula:,}"
            return
