"""Document to a page of HTML with MathML: one file, no script, nothing from a network."""

from __future__ import annotations

import html as markup
import re

from symcount.algebra.notations.mathml import BRACES, MATHML, operator, row, written
from symcount.document.blocks import Document, Equations, Table
from symcount.language.source import printable
from symcount.render.breaking import Line
from symcount.render.latex import latex_page
from symcount.render.printer import Page, Printer, page_of, right_or_left, slug
from symcount.render.style import Style, grouped

SEPARATORS = {"plain": "", "comma": ",", "thin": "\u202f", "siunitx": "\u202f"}
EQUALS, MINUS = operator("="), operator("−")
NEGATIVE = '<mo form="prefix">−</mo>'
_LEADING = re.compile(r"^<mo[^<>]*>−</mo>")


def escape(text: str) -> str:
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


def _row(line: Line, relations: bool) -> str:
    indent = 0 if line.equals else line.depth
    text = _LEADING.sub(NEGATIVE, line.text.strip()) if not indent else line.text.strip()
    relation = f'<mtd class="relation">{EQUALS if line.equals else ""}</mtd>' if relations else ""
    return f"<mtr>{relation}<mtd>{_STRUT.format(indent)}{text}</mtd></mtr>"


_STRUT = '<mspace width="{}em" height="0.85em" depth="0.25em"/>'
"""The indent of a line, and its least height, so that lines with and without a power are equally far apart."""


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
    text=escape,
    heading="<h2>{}</h2>".format,
    paragraph="<p>{}</p>".format,
    note='<p class="note">{}</p>'.format,
    equations=_equations,
    table=_table,
    formula=lambda formula: f"<math>{row(formula)}</math>",
    brace=_braced,
    number=lambda digits, grouping: grouped(digits, SEPARATORS[grouping]),
    named=written,
    guide=latex_page,
    grows=True,
    equals=EQUALS,
    minus=MINUS,
    between="\n",
)

# ---- the page ----------------------------------------------------------------------------

WIDER = 1.2
"""How much wider than Computer Modern a reader's font may be."""
LANGUAGES = {"zh": "zh-Hans"}

_STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --quiet: #595959; --rule: #c8c8c8 }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e4e4; --paper: #16181b; --quiet: #a3a3a3; --rule: #44474b } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 "STIX Two Text",
  "Latin Modern Roman", Charter, Georgia, "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, serif }
main { max-width: max(LINEem, 40rem); margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 1.5em; line-height: 1.2; margin: 0 0 1em }
h2 { font-size: 1em; line-height: 1.3; margin: 1.75em 0 0; overflow-wrap: anywhere }
p { margin: 1em 0 0; overflow-wrap: anywhere }
p.note { color: var(--quiet); font-size: .9em }
math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", "Noto Sans Math", math; font-size: 1em }
.equation { display: flex; align-items: center; gap: 1rem; margin: .5em 0 0; overflow-x: auto; overflow-y: hidden }
.equation math { width: max-content; margin: 0 }
.number { margin-left: auto; font-variant-numeric: lining-nums }
mtd { text-align: left; padding: .2em 0 }
mtd.relation { padding-right: .28em }
mi.word { font-style: italic }
mtext { font-family: inherit }
@media (forced-colors: none) { munder > mo { outline: 30em solid transparent } } /* or Chromium clips long braces */
.wide { overflow-x: auto; margin: .75em 0 0 }
table { border-collapse: collapse; font-size: .9em; line-height: 1.35 }
th, td { padding: .25em .75em; text-align: left; vertical-align: baseline }
td { white-space: nowrap }
th:first-child, td:first-child { padding-left: 0; min-width: 7em; white-space: normal; overflow-wrap: anywhere }
th { font-weight: 600; border-bottom: 1px solid var(--ink) }
td { border-bottom: 1px solid var(--rule) }
table .right { text-align: right }
@page { margin: 20mm }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --quiet: #333; --rule: #999 }
  body { font-size: 10pt }
  main { max-width: none; padding: 0 }
  h2 { break-after: avoid }
  .equation, tr { break-inside: avoid }
  .equation, .wide { overflow: visible }
  thead { display: table-header-group }
}
"""

_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>"""


def html(document: Document, style: Style = Style()) -> str:
    """A whole page."""
    return _PAGE.format(
        language=LANGUAGES.get(document.language, document.language),
        title=escape(document.title),
        style=_STYLE.replace("LINE", f"{style.width / 10 * WIDER:.1f}"),
        body=page_of(document, style, HTML).body(),
    )
