"""The files of a sweep: which columns they have, and a table of formats.

Columns: each symbol as int64 where all its values are whole; else as float64, with the exact fraction in lowest
terms beside it (`alpha`, `alpha_num`, `alpha_den`: nothing is lost). Then `parameters`, exact: int64, or decimal
strings in every row where some count of the grid is beyond int64. The last symbol runs fastest.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from symcount.algebra.notation import plain
from symcount.language.diagnostics import problem
from symcount.scaling.arrays import Array, Ratio
from symcount.scaling.grid import Grid
from symcount.scaling.outside import require
from symcount.scaling.points import floats
from symcount.scaling.sweep import Sweep

Columns = dict[str, Array]
"""By name, all of one length."""

Writer = Callable[[Path, Sweep, Iterator[Columns], bool], None]
"""(path, sweep, chunks, whether a count is beyond int64)"""

COUNT = "parameters"


def names(grid: Grid) -> list[str]:
    """The names of all columns. Raises Problem (E513) where two have one name."""
    found: list[str] = []
    for axis in grid.axes:
        found += [axis.name] if axis.bottom == 1 else [axis.name, f"{axis.name}_num", f"{axis.name}_den"]
    found.append(COUNT)
    twice = next((n for n in found if found.count(n) > 1), None)
    if twice is not None:
        raise problem("E513", f"two columns of the grid would have the name `{twice}`", help="rename the parameter")
    return found


def columns(grid: Grid, start: int, counts: Array) -> Columns:
    """The rows of a chunk that begins at the point `start`."""
    found: Columns = {}
    for axis, values in zip(grid.axes, grid.part(start, start + len(counts)), strict=True):
        found |= _axis(axis.name, values)
    return found | {COUNT: counts}


def _axis(name: str, values: Ratio) -> Columns:
    tops, bottom = np.asarray(values.top.data), values.bottom.bound
    if bottom == 1:
        return {name: tops}
    common = np.gcd(tops, bottom)
    above, below = tops // common, bottom // common
    return {name: floats(values), f"{name}_num": above, f"{name}_den": below}


# ---- formats -----------------------------------------------------------------------------


def writer_of(output: Path) -> Writer:
    """The row of WRITERS by suffix. Raises Problem: E515 for another suffix, E510 where pyarrow is missing."""
    writer = WRITERS.get(output.suffix.lower())
    if writer is None:
        help = f"choose one of {', '.join(WRITERS)}, as in -o grid.parquet"
        raise problem("E515", f"a grid is not written as `{output.suffix or output.name}`", help=help)
    if writer is _write_parquet:
        require("pyarrow.parquet", "sweep", "a .parquet file")
    return writer


def _write_csv(path: Path, found: Sweep, chunks: Iterator[Columns], wide: bool) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names(found.grid))
        for chunk in chunks:
            writer.writerows(zip(*(c.tolist() for c in chunk.values()), strict=True))


def _write_parquet(path: Path, found: Sweep, chunks: Iterator[Columns], wide: bool) -> None:
    """One row group a chunk; the network's name and the formula are in the file's metadata."""
    import pyarrow
    from pyarrow import parquet

    fractional = {axis.name for axis in found.grid.axes if axis.bottom != 1}
    kinds = {name: pyarrow.float64() if name in fractional else pyarrow.int64() for name in names(found.grid)}
    kinds[COUNT] = pyarrow.string() if wide else pyarrow.int64()
    about = {"network": found.network.name, COUNT: plain(found.function.tree)}
    schema = pyarrow.schema(list(kinds.items()), metadata=about)
    with parquet.ParquetWriter(path, schema) as writer:
        for chunk in chunks:
            arrays = [_column(chunk[name], kind) for name, kind in kinds.items()]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _column(values: Array, kind: Any) -> Any:
    """A column in a kind of pyarrow's: numbers, or their decimal digits."""
    import pyarrow

    return pyarrow.array(list(map(str, values.tolist())) if kind == pyarrow.string() else values, type=kind)


WRITERS: dict[str, Writer] = {".parquet": _write_parquet, ".csv": _write_csv}
