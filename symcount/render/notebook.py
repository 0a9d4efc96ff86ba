"""Document to what a notebook shows: the first screen of it, as HTML with MathML."""

from __future__ import annotations

from itertools import islice

from symcount.algebra.formula import Formula, walk
from symcount.document.blocks import Block, Cases, Document, Equations, Paragraph, Table
from symcount.render.html import HTML
from symcount.render.katex import notebook
from symcount.render.printer import page_of
from symcount.render.style import Style

MOST_LINES = 24
"""Of a table, and of lines in all equations and paragraphs."""
MOST_COLUMNS = 12
MOST_NODES = 160
"""Of a formula: a longer one is several lines."""

_STYLE = "<style>.symcount td.right,.symcount th.right{text-align:right}.symcount h2{font-size:1em}</style>"


def screen(document: Document) -> tuple[str, str]:
    """As HTML, and what has equations as one formula of LaTeX."""
    cut, more = _cut(document)
    said = Paragraph(f'Not all of it is shown: {" and ".join(more)}; print() and .to("html") show it.')
    whole = cut._replace(blocks=(*cut.blocks, *([said] if more else [])))
    body = page_of(whole, Style(), HTML).body()
    return f'{_STYLE}<div class="symcount">{body}</div>', notebook(cut)


def _cut(document: Document) -> tuple[Document, list[str]]:
    """The blocks of a screen, and what is not among them."""
    shown: list[Block] = []
    more: dict[str, None] = {}
    room = MOST_LINES
    for block in document.blocks:
        if room <= 0:
            more["what follows"] = None
            break
        part, lines, left = _part(block, room)
        shown.append(part)
        more |= dict.fromkeys(left)
        room -= lines
    return document._replace(blocks=tuple(shown)), [*more]


def _part(block: Block, room: int) -> tuple[Block, int, list[str]]:
    """A block or the first of it, how many lines that is, and what is left out."""
    match block:
        case Table(header=header, rows=rows, right=right, names=names):
            small = [tuple(c if isinstance(c, str) or is_short(c) else "…" for c in row) for row in rows[:room]]
            wide = len(header) > MOST_COLUMNS
            table = Table(
                header[:MOST_COLUMNS],
                tuple(row[:MOST_COLUMNS] for row in small),
                tuple(i for i in right if i < MOST_COLUMNS),
                names[:room],
            )
            left = [f"{len(rows) - room:,} more rows"] if len(rows) > room else []
            left += [f"{len(header) - MOST_COLUMNS} more columns"] if wide else []
            left += ["long formulas"] if any(a != b for a, b in zip(small, rows, strict=False)) else []
            return table, min(len(rows), room) + 1, left
        case Equations(rows=rows):
            sides = [tuple(side for side in row if is_short(side)) for row in rows]
            kept = tuple(row for row in sides if row)[:room]
            long = kept != rows
            if not kept:
                return Paragraph("…"), 1, ["long formulas"]
            return block._replace(rows=kept, parts=()), 2 * len(kept), ["long formulas"] if long else []
        case Cases(rows=rows):
            kept_cases = tuple(row for row in rows if is_short(row[0]))[:room]
            if not kept_cases:
                return Paragraph("…"), 1, ["long formulas"]
            return Cases(kept_cases), len(kept_cases), ["cases"] if kept_cases != rows else []
        case _:
            return block, 1, []


def is_short(formula: Formula) -> bool:
    return next(islice(walk(formula), MOST_NODES, None), None) is None
