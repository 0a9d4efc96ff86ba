"""Document to GitHub Flavored Markdown: formulas in math fences, with no command that GitHub refuses."""

from __future__ import annotations

import re
from collections.abc import Callable

from symcount.document.blocks import Block, Document, Equations, Heading, Note, Paragraph, Table
from symcount.language.source import printable
from symcount.render import katex
from symcount.render.equation_lines import Target, numbered
from symcount.render.style import Style


def markdown(document: Document, style: Style | None = None) -> str:
    """Headings, fences and pipe tables, to be pasted into a README, an issue or a comment."""
    page = katex.page_of(document, style or Style())
    return "\n\n".join(_BLOCKS[type(block)](block, page, number) for block, number in numbered(document))


# ---- text --------------------------------------------------------------------------------

_ESCAPES = {
    **{c: f"\\{c}" for c in "\\`*_[]|~"},
    **{c: f"<span>{c}</span>" for c in "$@#"},
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
}
"""In a `span` what GitHub looks for in the finished page: formulas, people, issues."""
_LINKS = re.compile(r":(?=\S)|(?<=www)\.", re.IGNORECASE)
"""`http://`, `mailto:`, `:smile:` and `www.`."""


def escape(text: str) -> str:
    """Plain text as Markdown that shows it."""
    plain = "".join(_ESCAPES.get(c, c) for c in printable(text))
    plain = _LINKS.sub(lambda m: f"<span>{m[0]}</span>", plain)
    start = re.match(r"\s*(?:[-+=]|\d+(?=[.)]))", plain)
    if start is None:
        return plain
    if start[0][-1:].isdigit():
        return f"{start[0]}\\{plain[start.end() :]}"
    return f"{start[0][:-1]}\\{plain[start.end() - 1 :]}"


# ---- blocks ------------------------------------------------------------------------------


def _heading(block: Heading, page: Target, number: int) -> str:
    return f"## {escape(block.text)}"


def _paragraph(block: Paragraph | Note, page: Target, number: int) -> str:
    return escape(block.text)


def _equations(block: Equations, page: Target, number: int) -> str:
    return f"```math\n{katex.equations(block, page, number)}\n```"


def _table(block: Table, page: Target, number: int) -> str:
    rules = ["---:" if i in block.right else "---" for i in range(len(block.header))]
    rows = [list(map(escape, block.header)), rules, *page.cells(block, escape, lambda formula: f"$`{formula}`$")]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


_BLOCKS: dict[type[Block], Callable[..., str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Note: _paragraph,
    Equations: _equations,
    Table: _table,
}
