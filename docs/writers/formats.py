"""The table of formats in `paper.md`, read off their rows; all else on that page is written by hand."""

from __future__ import annotations

import re
from pathlib import Path

from symcount.render.formats import FORMATS

from .markdown import BANNER, table

PAPER = Path(__file__).parent.with_name("paper.md")
_TABLE = re.compile(rf"(?<={re.escape(BANNER)}\n)(?:\|.*\n)+")


def paper() -> str:
    """The page with the table as it should be."""
    rows = ((f"`{name}`", row.use, row.needs) for name, row in FORMATS.items())
    formats = table(("`--format`", "for", "needs"), rows)
    return _TABLE.sub(lambda _: formats, PAPER.read_text(encoding="utf-8"))
