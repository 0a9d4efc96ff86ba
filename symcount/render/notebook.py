"""Document to what a notebook shows: the first screen of it, as HTML with MathML."""

from __future__ import annotations

from symcount.algebra.formula import Formula
from symcount.document.blocks import Block, Cases, Document, Equations, Note, Paragraph, Table
from symcount.render.html import HTML
from symcount.render.katex import notebook
from symcount.render.printer import page_of
from symcount.render.style import Style

MOST_LINES = 24
"""Of a table, and of lines in all equations and paragraphs."""
MOST_COLUMNS = 12
MOST_NODES = 150
"""Of a formula that is shown."""
LINE_NODES = 24
"""Of a line, roughly."""
MOST_SIGNS = 500
"""Of a paragraph."""

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
            return block._replace(rows=kept, parts=()), sum(map(_lines, kept)), ["long formulas"] if long else []
        case Cases(rows=rows):
            kept_cases = tuple(row for row in rows if is_short(row[0]))[:room]
            if not kept_cases:
                return Paragraph("…"), 1, ["long formulas"]
            return Cases(kept_cases), len(kept_cases), ["cases"] if kept_cases != rows else []
        case Paragraph(text=text) | Note(text=text):
            pieces = (text,) if isinstance(text, str) else text
            shown = tuple(p[:MOST_SIGNS] if isinstance(p, str) else p for p in pieces[: MOST_SIGNS // 20])
            return type(block)(shown if shown == pieces else (*shown, " …")), 1, []
        case _:
            return block, 1, []


def _lines(sides: tuple[Formula, ...]) -> int:
    """How many lines a row of equations takes, roughly."""
    return 1 + sum(map(_size, sides)) // LINE_NODES


def is_short(formula: Formula) -> bool:
    return _size(formula) < MOST_NODES


def _size(formula: Formula) -> int:
    """How many nodes are written, up to the most that are; a shared part is written wherever it stands."""
    todo, size = [formula], 0
    while todo and size < MOST_NODES:
        size += 1
        todo += todo.pop().parts
    return size
