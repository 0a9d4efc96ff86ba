"""What writes the reference pages and the pictures: each page is read off the program itself."""

from __future__ import annotations

from .commands import commands
from .errors import errors
from .networks import networks
from .shelf import blocks, layers

PAGES = {
    "blocks.md": blocks,
    "cli.md": commands,
    "errors.md": errors,
    "layers.md": layers,
    "models.md": networks,
}


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {name: write() for name, write in PAGES.items()}
