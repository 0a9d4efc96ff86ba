"""Document to a page of HTML with MathML: one file, no script, nothing from a network."""

from __future__ import annotations

import html as markup
import re

from symcount.algebra.notations.mathml import BRACES, MATHML, mathml_name, operator, row
from symcount.document.blocks import Cases, Document, Equations, Table
from symcount.language.source import printable
from symcount.render.equation_lines import EquationLine
from symcount.render.latex import latex_page
from symcount.render.printer import Page, Printer, page_of, right_or_left, slug, template
from symcount.render.style import Style, digit_groups

NO_BREAK = "\u00a0"
EQUALS, MINUS = operator("="), operator("−")
NEGATIVE = '<mo form="prefix">−</mo>'
_LEADING = re.compile(r"^<mo[^<>]*>−</mo>")


def html_text(text: str) -> str:
    """Plain text as HTML and MathML: the only way that a user's words reach a page."""
    return markup.escape(printable(text))


def _braced(body: str, label: str) -> str:
    brace = f'<munder accentunder="true">{row(body)}<mo stretchy="true">{BRACES}</mo></munder>'
    return f"<munder>{brace}<mtext>{label}</mtext></munder>"


def _equations(block: Equations, page: Page) -> str:
    lines = page.lines(block)
    relations = any(line.equals for line in lines)
    rows = "\n".join(_row(line, relations) for line in lines)
    named = f' id="{slug(page.style.labels + block.label)}"' if page.label(block) else ""
    tag = f'<span class="number">({page.number})</span>' if page.style.numbered else ""
    table = f'<mtable displaystyle="true" columnalign="left">\n{rows}\n</mtable>'
    return f'<div class="equation"{named}><math display="block">{table}</math>{tag}</div>'


def _row(line: EquationLine, relations: bool) -> str:
    indent = 0 if line.equals else line.depth
    text = _LEADING.sub(NEGATIVE, line.text.strip()) if not indent else line.text.strip()
    relation = f'<mtd class="relation">{EQUALS if line.equals else ""}</mtd>' if relations else ""
    return f"<mtr>{relation}<mtd>{_STRUT.format(indent)}{text}</mtd></mtr>"


_STRUT = '<mspace width="{}em" height="0.85em" depth="0.25em"/>'
"""The indent of a line, and its least height, so that lines with and without a power are equally far apart."""


def _words(text: str) -> str:
    """Spaces at the ends of an `mtext` are not seen."""
    inner = text.strip(" ")
    start = len(text) - len(text.lstrip(" "))
    return f"<mtext>{NO_BREAK * start}{inner}{NO_BREAK * (len(text) - start - len(inner))}</mtext>"


def _cases(block: Cases, page: Page) -> str:
    rows = "\n".join(
        f'{_row(line, False).removesuffix("</mtr>")}<mtd class="case">{condition}</mtd></mtr>'
        for line, condition in page.case_lines(block)
    )
    tag = f'<span class="number">({page.number})</span>' if page.style.numbered else ""
    table = f'<mo form="prefix" stretchy="true">{{</mo><mtable columnalign="left">\n{rows}\n</mtable>'
    return f'<div class="equation"><math display="block"><mrow>{table}</mrow></math>{tag}</div>'


def _table(block: Table, page: Page) -> str:
    sides = right_or_left(block, ' class="right"', "")
    head, *rows = page.cells(block)
    top = "".join(f'<th scope="col"{side}>{text}</th>' for text, side in zip(head, sides, strict=True))
    body = "\n".join(
        f"<tr>{''.join(f'<td{side}>{cell}</td>' for cell, side in zip(cells, sides, strict=True))}</tr>"
        for cells in rows
    )
    return f'<div class="wide"><table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'


HTML = Printer(
    notation=MATHML,
    text=html_text,
    heading="<h2>{}</h2>".format,
    paragraph="<p>{}</p>".format,
    note='<p class="note">{}</p>'.format,
    equations=_equations,
    cases=_cases,
    table=_table,
    formula=lambda formula: f"<math>{row(formula)}</math>",
    brace=_braced,
    words=_words,
    number=digit_groups(",", "\u202f"),
    named=mathml_name,
    guide=latex_page,
    grows=True,
    equals=EQUALS,
    minus=MINUS,
    between="\n",
)

# ---- the page ----------------------------------------------------------------------------

WIDER = 1.2
"""How much wider than Computer Modern a reader's font may be."""
LANGUAGE_TAGS = {"zh": "zh-Hans"}


def html(document: Document, style: Style = Style()) -> str:
    """A whole page."""
    return template(
        "page.html",
        language=LANGUAGE_TAGS.get(document.language, document.language),
        title=html_text(document.title),
        width=f"{style.width / 10 * WIDER:.1f}",
        body=page_of(document, style, HTML).body(),
    )
