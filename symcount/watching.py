"""Changes of files on disk, by looking: it needs no package, and works on every kind of file system."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from symcount.language.parse import MAX_BYTES

PAUSE = 0.5
"""Seconds between two looks."""
SETTLING = 0.05
"""What changed is looked at again after so many seconds: an editor may be amid its work."""
MOST_FILES = 1_000
_IMPORT = re.compile(rb'\bimport\s+"([^"\n]*)"')

Snapshot = dict[Path, bytes | None]
"""What is in each file; None where none can be read."""


def changes(files: Sequence[str]) -> Iterator[list[Path]]:
    """Nothing at first; then, without an end, the files whose text has changed and come to rest.

    Looked at are `files` and all that they import, through others too, whether or not they can be parsed.
    """
    seen = snapshot(files)
    yield []
    while True:
        time.sleep(PAUSE)
        before, now = seen, snapshot(files)
        while now not in (before, seen):
            time.sleep(SETTLING)
            before, now = now, snapshot(files)
        changed = [path for path in {**seen, **now} if seen.get(path) != now.get(path)]
        seen = now
        if changed:
            yield changed


def snapshot(files: Iterable[str]) -> Snapshot:
    """The files and all that they import. A file is read before its imports are, so that no change is missed."""
    contents: Snapshot = {}
    todo = [Path(os.path.realpath(file)) for file in files]
    while todo and len(contents) < MOST_FILES:
        path = todo.pop()
        if path not in contents:
            text = contents[path] = _read(path)
            names = (name.replace(b"\0", b"").decode(errors="replace") for name in _IMPORT.findall(text or b""))
            todo += [Path(os.path.realpath(path.parent / name)) for name in names]
    return contents


def _read(path: Path) -> bytes | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        return None
