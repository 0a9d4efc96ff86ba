"""The file of a sweep, CSV or Parquet: whole or not at all, in bounded memory, and gone on with after an interrupt.

Columns: each symbol as int64 where all its values are whole; else as float64, with the exact fraction in lowest
terms beside it (`alpha`, `alpha_num`, `alpha_den`: nothing is lost); flags and words as text. Then `parameters`, exact:
int64, or decimal strings in every row where some count of the grid is beyond int64; empty (null) where no network can
be built. The last symbol runs fastest.

Finished chunks are kept in the folder `<output>.part` until the output is made of them.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import Diagnostic, problem
from symcount.outside import cannot_write, require, whole
from symcount.scaling.arrays import Array
from symcount.scaling.counting import NONE
from symcount.scaling.points import Grid, WordAxis
from symcount.scaling.sweep import Reason, Sweep

Columns = dict[str, Array]
"""By name, all of one length."""

Progress = Callable[[Sequence[int], str], AbstractContextManager[Iterable[int]]]
"""(steps, label) -> the steps again, shown as they pass."""

COUNT = "parameters"
MANIFEST = "sweep.json"


# ---- finished chunks ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chunks:
    """The folder `<output>.part` with the finished chunks of one sweep and a manifest that says of which."""

    folder: Path
    total: int

    def path(self, k: int) -> Path:
        return self.folder / f"{k:06}.npy"

    @property
    def missing(self) -> list[int]:
        return [k for k in range(self.total) if not self.path(k).exists()]

    @property
    def finished(self) -> int:
        return self.total - len(self.missing)

    @property
    def are_long(self) -> bool:
        """Whether a count of some finished chunk is beyond int64."""
        paths = map(self.path, range(self.total))
        return any(path.exists() and np.load(path, mmap_mode="r").dtype.kind == "U" for path in paths)

    @property
    def reasons(self) -> list[Reason]:
        """Why there are empty counts in the finished chunks."""
        texts = (path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("[0-9]*.json")))
        return [
            Reason(name, Diagnostic(code, why), first, points)
            for text in texts
            for name, code, why, first, points in json.loads(text)
        ]

    def save(self, k: int, counts: Array, reasons: Sequence[Reason] = ()) -> None:
        """Keep a chunk, whole or not at all: int64, or decimal strings; before it, its reasons. Raises Problem."""
        if reasons:
            data = [[r.name, r.why.code, r.why.message, r.first, r.points] for r in reasons]
            with whole(self.path(k).with_suffix(".json")) as path:
                path.write_text(json.dumps(data), encoding="utf-8")
        with whole(self.path(k)) as path:
            np.save(path, counts.astype(str) if counts.dtype == object else counts, allow_pickle=False)

    def remove(self) -> None:
        """The folder and what is ours in it."""
        for pattern in ("[0-9]*.npy", "[0-9]*.json", MANIFEST, ".*"):
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)
        with suppress(OSError):  # files of others keep it
            self.folder.rmdir()


def open_chunks(sweep: Sweep, output: Path, restart: bool) -> Chunks:
    """The chunks of a sweep to an output, none or some of them finished.

    Raises Problem: E514 where they are of another sweep, unless `restart` throws these away; E408, E510, E513 and
    E515 where the output cannot be written.
    """
    _writer(output)
    names = _column_names(sweep.grid)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise problem("E513", f"two columns of the grid would have the name `{twice}`", help="rename the parameter")
    is_folder = os.path.isdir(output)  # unlike a Path's, for names too long as well
    if is_folder or not os.path.isdir(output.parent):
        why = "it is a folder" if is_folder else "its folder does not exist"
        raise problem("E408", f"cannot write `{output}`: {why}")
    chunks = Chunks(output.with_name(f"{output.name}.part"), sweep.chunks)
    folder, digest = chunks.folder, _digest_in(chunks.folder)
    try:
        if digest is None and folder.exists() and any(not path.name.startswith(".") for path in folder.iterdir()):
            help = "it is needed for unfinished chunks: move it, or choose another output"
            raise problem("E514", f"`{folder}` is no unfinished sweep", help=help)
        if digest not in (None, sweep.digest) and not restart:
            help = "`--restart` throws them away; or choose another output, or finish that sweep with its own request"
            raise problem("E514", f"`{folder}` holds the unfinished chunks of another sweep", help=help)
        if digest != sweep.digest or restart:
            chunks.remove()
            folder.mkdir(exist_ok=True)
            manifest = {"symcount sweep": sweep.digest, "network": sweep.network.name, "points": sweep.grid.size}
            with whole(folder / MANIFEST) as path:
                path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise cannot_write(folder, error) from None
    return chunks


def _digest_in(folder: Path) -> str | None:
    try:
        return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["symcount sweep"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


# ---- the output --------------------------------------------------------------------------


def write_sweep(sweep: Sweep, chunks: Chunks, output: Path, progress: Progress) -> list[Reason]:
    """Count what is missing, write all chunks to `output`, and remove the folder; say why counts are empty.

    Raises Problem. After an interrupt the finished chunks are there still, and the output is as it was before.
    """
    with progress(chunks.missing, "counting") as steps:
        for k in steps:
            chunks.save(k, *sweep.counts(k))
    with progress(range(chunks.total), "writing") as steps, whole(output) as path:
        dtype = str if chunks.are_long else np.int64
        counts = ((k * sweep.rows, np.load(chunks.path(k)).astype(dtype)) for k in steps)
        _writer(output)(path, sweep, (_columns(sweep.grid, *chunk) for chunk in counts))
    reasons = chunks.reasons
    chunks.remove()
    return reasons


def _column_names(grid: Grid) -> list[str]:
    """The names of all columns, in order."""
    fractions = {axis.name for axis in grid.numbers if axis.denominator != 1}
    parts = {axis.name: ("", "_num", "_den") if axis.name in fractions else ("",) for axis in grid.axes}
    return [*(name + suffix for name, suffixes in parts.items() for suffix in suffixes), COUNT]


def _columns(grid: Grid, start: int, counts: Array) -> Columns:
    """The rows of a chunk that begins at the point `start`."""
    columns: list[Array] = []
    for axis, places in zip(grid.axes, grid.places(start, start + len(counts)), strict=True):
        if isinstance(axis, WordAxis):
            columns.append(np.asarray(axis.words, dtype=object)[places])
            continue
        numbers = axis.at(places)
        numerators, denominator = np.asarray(numbers.data), numbers.denominator
        if denominator == 1:
            columns.append(numerators)
        else:
            common = np.gcd(numerators, denominator)
            columns += [numbers.floats(), numerators // common, denominator // common]
    return dict(zip(_column_names(grid), [*columns, counts], strict=True))


def _empty(counts: Array) -> Array:
    """Where there is no count."""
    return np.asarray(counts == (NONE if counts.dtype.kind == "i" else str(NONE)))


Writer = Callable[[Path, Sweep, Iterator[Columns]], None]


def _writer(output: Path) -> Writer:
    """The row of WRITERS by suffix. Raises Problem: E515 for another suffix, E510 where pyarrow is missing."""
    writer = WRITERS.get(output.suffix.lower())
    if writer is None:
        help = f"choose one of {', '.join(WRITERS)}, as in -o grid.parquet"
        raise problem("E515", f"a grid is not written as `{output.suffix or output.name}`", help=help)
    if writer is _write_parquet:
        require("pyarrow.parquet", "sweep", "a .parquet file")
    return writer


def _write_csv(path: Path, sweep: Sweep, chunks: Iterator[Columns]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_column_names(sweep.grid))
        for chunk in chunks:
            columns = [column.tolist() for column in chunk.values()]
            if np.any(_empty(chunk[COUNT])):
                columns[-1] = [None if empty else n for n, empty in zip(columns[-1], _empty(chunk[COUNT]), strict=True)]
            writer.writerows(zip(*columns, strict=True))


def _write_parquet(path: Path, sweep: Sweep, chunks: Iterator[Columns]) -> None:
    """One row group a chunk; the network's name and the formulas are in the file's metadata."""
    import pyarrow
    from pyarrow import parquet

    forms = [plain(piece.form) for counting in sweep.countings.values() for piece in counting.pieces.found]
    metadata = {"network": sweep.network.name, COUNT: "; ".join(dict.fromkeys(forms))}
    tables = (
        pyarrow.table({**chunk, COUNT: pyarrow.array(chunk[COUNT], mask=_empty(chunk[COUNT]))}, metadata=metadata)
        for chunk in chunks
    )
    first = next(tables)
    with parquet.ParquetWriter(path, first.schema) as writer:
        for table in chain([first], tables):
            writer.write_table(table)


WRITERS: dict[str, Writer] = {".parquet": _write_parquet, ".csv": _write_csv}
