"""Document to GitHub Flavored Markdown: formulas in math fences, with no command that GitHub refuses."""

from __future__ import annotations

import re
from html import escape

from symcount.document.blocks import Cases, Document, Equations, Table
from symcount.language.source import printable
from symcount.render.katex import KATEX, aligned_equations, cases
from symcount.render.printer import Page, page_of, right_or_left
from symcount.render.style import Style

_ESCAPES = {
    **{c: f"\\{c}" for c in "\\`*_[]|~"},
    **{c: f"<span>{c}</span>" for c in "$@#"},
    **{c: escape(c) for c in "&<>"},
}
"""In a `span` what GitHub looks for in the finished page: formulas, people, issues."""
_LINKS = re.compile(r":(?=\S)|(?<=www)\.", re.IGNORECASE)
"""`http://`, `mailto:`, `:smile:` and `www.`."""
_START = re.compile(r"^(\s*)([-+=])|^(\s*\d+)([.)])")
"""What would begin an item of a list, or underline a heading."""


def markdown_text(text: str) -> str:
    """Plain text as Markdown that shows it."""
    plain = "".join(_ESCAPES.get(c, c) for c in printable(text))
    plain = _LINKS.sub(lambda m: f"<span>{m[0]}</span>", plain)
    return _START.sub(lambda m: f"{m[1] or m[3] or ''}\\{m[2] or m[4]}", plain)


def _fence(block: Equations, page: Page) -> str:
    return _FENCE(aligned_equations(block, page))


_FENCE = "```math\n{}\n```".format


def _cases(block: Cases, page: Page) -> str:
    return _FENCE(cases(block, page))


def _table(block: Table, page: Page) -> str:
    head, *rows = page.cells(block)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, right_or_left(block, "---:", "---"), *rows))


MARKDOWN = KATEX._replace(
    text=markdown_text,
    heading="## {}".format,
    equations=_fence,
    cases=_cases,
    table=_table,
    formula="$`{}`$".format,
    inline=None,
)


def markdown(document: Document, style: Style = Style()) -> str:
    """Headings, fences and pipe tables, to be pasted into a README, an issue or a comment."""
    return page_of(document, style, MARKDOWN).body()
