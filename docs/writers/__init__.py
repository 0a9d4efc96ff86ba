"""What writes the reference pages and the pictures: each page is read off the program itself."""

from __future__ import annotations

from pathlib import Path

from .commands import commands
from .errors import errors
from .foreign import coming_from
from .formats import paper
from .networks import networks
from .shelf import blocks, layers

PAGES = {
    "blocks.md": blocks,
    "cli.md": commands,
    "coming-from.md": coming_from,
    "errors.md": errors,
    "layers.md": layers,
    "models.md": networks,
}


PARTLY = {"paper.md": paper}
"""Pages that are written by hand but for a table."""


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {name: write() for name, write in PAGES.items()}


def rewrite(files: dict[Path, bytes]) -> None:
    """Writes the files whose content is another than it was, and prints which these are."""
    stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    for path in stale:
        path.write_bytes(files[path])
        print(f"rewritten: {path.parent.name}/{path.name}")
    print(f"{len(stale)} of {len(files)} files changed")
