"""A sweep on its way to a file: finished chunks beside the output, then the output, whole or not at all.

The chunks are kept in the folder `<output>.part`, so that a second run with the same request goes on where
the first one was interrupted; `files` makes the output of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from symcount.language.diagnostics import problem
from symcount.scaling import files, outside
from symcount.scaling import sweep as sweeping
from symcount.scaling.arrays import Array
from symcount.scaling.sweep import Sweep

Progress = Callable[[Sequence[int], str], AbstractContextManager[Iterable[int]]]
"""(steps, label) -> the steps again, shown as they pass."""

MANIFEST = "sweep.json"


@dataclass(frozen=True, slots=True)
class Part:
    """The folder `<output>.part` with the finished chunks of one sweep and a manifest that says of which."""

    folder: Path
    chunks: int

    @property
    def done(self) -> int:
        """How many chunks are finished."""
        return sum(self.path(k) is not None for k in range(self.chunks))

    def path(self, k: int) -> Path | None:
        """The file of a finished chunk: `.npy` of int64, or `.txt` with a decimal number a line."""
        found = (self.folder / f"{k:06}{suffix}" for suffix in (".npy", ".txt"))
        return next((path for path in found if path.exists()), None)

    def save(self, k: int, counts: Array) -> None:
        """Keep a chunk, whole or not at all. Raises Problem."""
        if counts.dtype == object:
            with outside.whole(self.folder / f"{k:06}.txt") as path:
                path.write_text("\n".join(map(str, counts.tolist())), encoding="ascii")
        else:
            with outside.whole(self.folder / f"{k:06}.npy") as path:
                np.save(path, counts, allow_pickle=False)

    def read(self, k: int) -> Array:
        """The counts of a finished chunk."""
        path = self.path(k)
        assert path is not None
        if path.suffix == ".npy":
            return np.load(path, allow_pickle=False)  # type: ignore[no-any-return]
        return np.array([int(line) for line in path.read_text(encoding="ascii").split()], dtype=object)

    @property
    def is_wide(self) -> bool:
        """Whether some finished chunk has a count beyond int64."""
        return any(self.folder.glob("*.txt"))

    def remove(self) -> None:
        """The folder and what is ours in it."""
        for pattern in ("[0-9]*.npy", "[0-9]*.txt", MANIFEST, ".*"):
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)
        with suppress(OSError):  # files of others keep it
            self.folder.rmdir()


def open_part(found: Sweep, output: Path, restart: bool) -> Part:
    """The folder of a sweep, new or to be continued; one of another sweep is refused. Raises Problem (E514)."""
    files.writer_of(output)
    files.names(found.grid)
    if output.is_dir() or not output.parent.is_dir():
        why = "it is a folder" if output.is_dir() else "its folder does not exist"
        raise problem("E408", f"cannot write `{output}`: {why}")
    part = Part(output.with_name(f"{output.name}.part"), -(-found.grid.size // sweeping.ROWS))
    try:
        if part.folder.exists():
            _resumed(part, found, restart)
        if not part.folder.exists():
            _started(part, found)
    except OSError as error:
        raise outside.refused(part.folder, error) from None
    return part


def _started(part: Part, found: Sweep) -> None:
    part.folder.mkdir()
    manifest = {"symcount sweep": found.digest, "network": found.network.name, "points": found.grid.size}
    with outside.whole(part.folder / MANIFEST) as path:
        path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _resumed(part: Part, found: Sweep, restart: bool) -> None:
    """Nothing where the folder is of this sweep; with `restart` a folder of any sweep goes."""
    digest = _digest_in(part.folder)
    if digest is None and any(not path.name.startswith(".") for path in part.folder.iterdir()):
        text = f"`{part.folder}` is no unfinished sweep"
        raise problem("E514", text, help="it is needed for unfinished chunks: move it, or choose another output")
    if digest == found.digest and not restart:
        return
    if digest is not None and not restart:
        text = f"`{part.folder}` holds the unfinished chunks of another sweep"
        help = "`--restart` throws them away; or choose another output, or finish that sweep with its own request"
        raise problem("E514", text, help=help)
    part.remove()


def _digest_in(folder: Path) -> str | None:
    try:
        return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["symcount sweep"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


# ---- writing -----------------------------------------------------------------------------


def write(found: Sweep, part: Part, output: Path, progress: Progress) -> None:
    """Count what is missing, write all chunks to `output`, and remove the folder. Raises Problem.

    After an interrupt the finished chunks are there still, and the output is as it was before.
    """
    missing = [k for k in range(part.chunks) if part.path(k) is None]
    with progress(missing, "counting") as steps:
        for k in steps:
            part.save(k, found.function(*found.grid.part(k * sweeping.ROWS, (k + 1) * sweeping.ROWS)))
    with progress(range(part.chunks), "writing") as steps, outside.whole(output) as path:
        rows = (files.columns(found.grid, k * sweeping.ROWS, part.read(k)) for k in steps)
        files.writer_of(output)(path, found, rows, part.is_wide)
    part.remove()
