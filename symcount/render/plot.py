"""A plot of a growth: the count against the symbol, and the stages' shares. Needs the extra `plot`.

The same growth gives the same file, byte for byte, with one version of matplotlib; a user's own settings of
matplotlib do not matter. Text from a file is text: a `$` in it begins no formula.
"""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from symcount.algebra import arithmetic
from symcount.algebra.formula import Formula, NoValue, Number, Symbol, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import Problem, problem
from symcount.language.source import printable
from symcount.outside import require, whole
from symcount.scaling.feasible import missing_value
from symcount.scaling.ideal import Ideal, ideal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

    from symcount.scaling.arrays import Numbers
    from symcount.scaling.growth import Growth
    from symcount.scaling.pieces import Piece

COLUMN, PAGE, HEIGHT = 3.4, 7.0, 2.6
"""Inches: one column and both columns of a paper, and how high a plot is."""

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
"""Okabe and Ito (2008): told apart by colour-blind readers."""
GREY, INK = "#BBBBBB", "#222222"

DENSE = 4000
"""So many values of the symbol are evaluated where the network rounds, so that its steps show."""

METADATA: dict[str, dict[str, Any]] = {
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
    ".png": {"Software": None},
}
"""By suffix: what would make two files differ is left out."""

STYLE = Path(__file__).with_name("plot.mplstyle")


def plot_growth(growth: Growth, path: Path) -> None:
    """Draw to `path`, a .svg, .pdf or .png, whole or not at all.

    Raises Problem: E515 for another suffix, E510 where matplotlib or numpy is missing, E502 where no value is
    positive, E215 where another symbol has no value, E408 where the system refuses.
    """
    suffix = path.suffix.lower()
    if suffix not in METADATA:
        help = f"choose one of {', '.join(METADATA)}, as in --plot growth.svg"
        raise problem("E515", f"a plot is not drawn as `{path.suffix or path.name}`", help=help)
    require("matplotlib", "plot", "a plot")
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that the font lacks is a box, and no more
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(matplotlib.rc_params_from_file(STYLE, use_default_template=False))
        figure = _figure(growth)
        with whole(path) as temporary:
            figure.savefig(temporary, format=suffix[1:], metadata=METADATA[suffix])


def _figure(growth: Growth) -> Figure:
    """Both panels; the first alone where there is one stage."""
    from matplotlib.figure import Figure

    curves = _curves(growth)
    several = len(growth.parts) > 1
    figure = Figure(figsize=(PAGE if several else COLUMN, HEIGHT), layout="constrained")
    figure.suptitle(printable(growth.network.name))
    counts, *shares = figure.subplots(1, 2 if several else 1, squeeze=False)[0]
    _draw_counts(counts, growth, curves)
    for panel in shares:
        _draw_shares(panel, curves)
    low, high = float(curves.at[0]), float(curves.at[-1])  # of the table, too
    for panel in (counts, *shares):
        panel.set_xscale("log")
        _set_ticks(panel.xaxis, low, high, 2 if high <= 64 * low else 10, 10_000)
        panel.set_xlabel(printable(plain(Symbol(growth.symbol))))
    return figure


# ---- numbers -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Curves:
    """Arrays of float64, all over `at`: the symbol's values from the first to the last of the table."""

    at: Any
    exact: Any
    ideal: Any
    shares: list[tuple[str, Any]]
    """By title, from 0 to 1."""


def _curves_at(growth: Growth, values: list[Fraction]) -> Curves:
    """The form that holds at each of the values, as to the choices that are made there."""
    import numpy as np

    from symcount.scaling.points import exact_values

    at = exact_values(growth.symbol, values)
    titles = list(dict.fromkeys(title for p in growth.pieces.found for title in _stages(p)))
    exact, smooth = (np.full(len(values), np.nan) for _ in range(2))
    stages = {title: np.zeros(len(values)) for title in titles}
    for piece, tree, places in _forms(growth, values):
        there = at.take(np.asarray(places))
        exact[places] = _curve(growth, piece.form, there)
        smooth[places] = _curve(growth, tree, there)
        for title, stage in _stages(piece).items():
            stages[title][places] = _curve(growth, stage, there)
    return Curves(at.floats(), exact, smooth, [(title, stage / exact) for title, stage in stages.items()])


def _curve(growth: Growth, form: Formula, at: Numbers) -> Any:
    """A form along values, other symbols at the network's."""
    others = {name: Number(v) for name, v in growth.network.values.items() if name != growth.symbol}
    for name in symbols(form):
        if name not in (growth.symbol, *others):
            raise missing_value("a plot needs", name)
    from symcount.scaling.evaluation import array_function

    return array_function(arithmetic.computed(form, others), (growth.symbol,))(at, exact=False)


def _stages(piece: Piece) -> dict[str, Formula]:
    return {group.label or piece.network.name: stage for group, stage in piece.counted.groups}


def _forms(growth: Growth, values: list[Fraction]) -> Iterator[tuple[Piece, Formula, list[int]]]:
    """The pieces, each with its ideal polynomial and the numbers of the values where its choices are made."""
    places: dict[tuple[int, Formula], list[int]] = {}
    known: dict[int, list[Ideal]] = {}
    for place, at in enumerate(values):
        point = {growth.symbol: at}
        for number, piece in enumerate(growth.pieces.found):
            if not piece.pinned and piece.chooses((), point):
                tree = piece.form
                if _rounds(growth):
                    tree = _ideal(piece.form, {**piece.network.values, **point}, known.setdefault(number, []))
                places.setdefault((number, tree), []).append(place)
                break
    for (number, tree), listed in places.items():
        yield growth.pieces.found[number], tree, listed


def _ideal(form: Formula, values: dict[str, Exact], known: list[Ideal]) -> Formula:
    """The ideal polynomial at these values, from those that are `known`: one stays as long as its choices do."""
    with contextlib.suppress(NoValue):  # a choice that an index of iterations makes
        for other in known:
            if all(choice.holds(values) for choice in other.choices):
                return other.tree
    known.append(ideal(form, values))
    return known[-1].tree


def _rounds(growth: Growth) -> bool:
    return bool(growth.here.ideal.roundings or growth.whole.ideal.roundings)


def _curves(growth: Growth) -> Curves:
    """The closed forms at values that stand close enough to be curves: even on a logarithmic axis, of seven digits."""
    import numpy as np

    table = sorted({Fraction(p.at) for p in growth.points if p.at > 0})
    if not table:
        raise problem("E502", f"no value of `{growth.symbol}` in the table is positive", help="raise --from and --to")
    low, high = table[0], table[-1]
    unit = Fraction(10) ** (math.floor(math.log10(low)) - 6)
    inner = (round(Fraction(x) / unit) * unit for x in np.geomspace(float(low), float(high), DENSE)[1:-1])
    try:
        return _curves_at(growth, [low, *inner, high])
    except Problem:  # 2^n is no fraction between whole n
        return _curves_at(growth, table)


# ---- drawing -----------------------------------------------------------------------------


def _draw_counts(axes: Axes, growth: Growth, curves: Curves) -> None:
    """The count on logarithmic axes: ideal polynomial, steps of the roundings, and the table's points."""
    points = [(float(p.at), p.exact) for p in growth.points if p.exact is not None and p.at > 0]
    if _rounds(growth):
        axes.plot(curves.at, curves.ideal, color=PALETTE[5], linewidth=0.8, label="ideal polynomial")
        axes.plot(curves.at, curves.exact, color=PALETTE[0], linewidth=1.0, drawstyle="steps-post", label="exact")
    else:
        axes.plot(curves.at, curves.ideal, color=PALETTE[0], linewidth=1.0, label="closed form")
    if points:
        at, counts = zip(*points, strict=True)
        axes.plot(at, counts, "o", color=INK, markersize=3, linestyle="none", label="values of the table")
    axes.set_yscale("log")
    _set_ticks(axes.yaxis, *_ends(curves.exact), 10, 1)
    axes.set_ylabel("parameters")
    axes.grid(True, color=GREY, linewidth=0.3)
    axes.legend(loc="upper left")


def _ends(numbers: Any) -> tuple[float, float]:
    import numpy as np

    return float(np.nanmin(numbers)), float(np.nanmax(numbers))


def _draw_shares(axes: Axes, curves: Curves) -> None:
    """The stages' shares, stacked; the legend stands beside them in the same order."""
    from matplotlib.ticker import PercentFormatter

    shares = _largest(curves.shares)
    colours = [GREY if title == OTHERS else PALETTE[i] for i, (title, _) in enumerate(shares)]
    labels = [shorten(printable(title), 28, placeholder=" …") for title, _ in shares]
    areas = [100 * share for _, share in shares]
    axes.stackplot(curves.at, areas, labels=labels, colors=colours, edgecolor="white", linewidth=0.3)
    axes.margins(x=0)
    axes.set_ylim(0, 100)
    axes.yaxis.set_major_formatter(PercentFormatter(decimals=0))
    axes.set_ylabel("share of the parameters")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), reverse=True, handlelength=1.0)


OTHERS = "all others"


def _largest(shares: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """As many stages as there are colours, in their order, and the sum of the others."""
    ranked = sorted(range(len(shares)), key=lambda i: -_ends(shares[i][1])[1])
    kept, rest = ([shares[i] for i in sorted(part)] for part in (ranked[: len(PALETTE)], ranked[len(PALETTE) :]))
    return [*kept, (OTHERS, sum(share for _, share in rest))] if rest else kept


def _set_ticks(axis: Axis, low: float, high: float, base: int, short: int) -> None:
    """Powers of two, or 1, 2 and 5 times powers of ten; on a short range as on an even axis.

    From `short` on a tick is written in thousands, millions and so on: `2.5M`.
    """
    from matplotlib.ticker import EngFormatter, FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

    if high > 5 * low:
        fine = base == 10 and high < 3_000 * low
        axis.set_major_locator(LogLocator(base=base, subs=(1.0, 2.0, 5.0) if fine else (1.0,), numticks=12))
    else:
        even = MaxNLocator(5).tick_values(low, high) if high > low else [low]
        axis.set_major_locator(FixedLocator([x for x in even if low <= x <= high]))
    units = EngFormatter(sep="")
    axis.set_major_formatter(FuncFormatter(lambda x, _: units(x) if x >= short else f"{x:.10g}"))
    axis.set_minor_locator(NullLocator())
