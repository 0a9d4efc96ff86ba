"""Document to LaTeX: lines for `\\input`, or a whole article."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from symcount.algebra.formula import Formula
from symcount.algebra.names import italic_name
from symcount.algebra.notation import LATEX, Notation, write
from symcount.document.blocks import Block, Cell, Document, Equations, Heading, Note, Paragraph, Table
from symcount.render.breaking import Line, Measure, broken
from symcount.render.style import Style, notation

GROUPED = {"comma": "{,}", "thin": "\\,"}
CONTINUED = 10.0
"""The width of `\\quad`, by which a line that goes on is indented."""
SIGNS = {"": "", "+": " + ", "-": " - ", "×": " \\times "}


# ---- text --------------------------------------------------------------------------------

_ESCAPES = {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "×": "$\\times$",
    "−": "$-$",
    "≥": "$\\ge$",
    "≤": "$\\le$",
    "≠": "$\\ne$",
    "√": "$\\surd$",
    "·": "$\\cdot$",
    "⌊": "$\\lfloor$",
    "⌋": "$\\rfloor$",
    "⌈": "$\\lceil$",
    "⌉": "$\\rceil$",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    '"': "''",
    **{c: f"\\{c}" for c in "%#&_{}$"},
}


def escape(text: str, cjk: bool = False) -> str:
    """Plain text as LaTeX text: the only way that a user's words reach TeX. `cjk` where the document can set it."""
    return "".join(_escaped(c, cjk) for c in text)


def _escaped(c: str, cjk: bool) -> str:
    if c in _ESCAPES:
        return _ESCAPES[c]
    if c.isascii() and c.isprintable():
        return c
    if cjk and any(low <= ord(c) <= high for low, high in _CJK):
        return c
    return _GREEK.get(c) or _SCRIPTS.get(c) or (c if c.isalpha() and ord(c) < 0x250 else "?")


_CJK = ((0x3000, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xFF00, 0xFF60))
"""Chinese characters, and the punctuation and full-width forms that stand between them."""

_GREEK = {
    symbol: f"$\\{name}$"
    for name, symbol in zip(
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda "
            "mu nu xi pi rho sigma tau phi chi psi omega"
        ).split(),
        "αβγδεζηθικλμνξπρστφχψω",
        strict=True,
    )
}
_SCRIPTS = {
    **{c: f"$_{d}$" for c, d in zip("₀₁₂₃₄₅₆₇₈₉ᵢₒₙ", "0123456789ion", strict=True)},
    **{c: f"$^{d}$" for c, d in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)},
}


def formula(tree: Formula, names: dict[str, str] | None = None) -> str:
    """One formula in math mode, without delimiters."""
    return write(tree, replace(LATEX, names=names or {}))


# ---- blocks ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """What the blocks of one document have in common."""

    notation: Notation
    style: Style
    cjk: bool

    def text(self, text: str) -> str:
        return escape(text, self.cjk)

    def brace(self, body: str, label: str) -> str:
        return f"\\underbrace{{{body}}}_{{\\text{{{dimensions(self.text(label))}}}}}"


def lines(document: Document, style: Style | None = None) -> str:
    """The blocks as LaTeX, to be read into a document that loads what the first line names."""
    page = page_of(document, style or Style())
    body = "\n".join(_BLOCKS[type(block)](block, page) for block in document.blocks)
    return f"% needs {', '.join(packages(document, page.style))}\n{body}"


def page_of(document: Document, style: Style) -> Page:
    base = replace(LATEX, symbol=italic_name) if style.italic else LATEX
    n = notation(base, document.names, style, GROUPED)
    if style.digits == "siunitx":
        n = replace(n, result=lambda digits: f"\\num{{{digits}}}" if digits.isdigit() else digits)
    return Page(n, style, document.language == "zh")


def packages(document: Document, style: Style) -> list[str]:
    """What the lines need beside the base of LaTeX."""
    tables = any(isinstance(block, Table) for block in document.blocks)
    return [
        "amsmath",
        *(["booktabs", "graphicx"] if tables else []),
        *(["siunitx"] if style.digits == "siunitx" else []),
    ]


def _heading(block: Heading, page: Page) -> str:
    """A line of its own; not `\\paragraph`, which would run into a table that follows."""
    text = dimensions(page.text(block.text))
    return f"\\medbreak\\noindent\\parbox{{\\linewidth}}{{\\raggedright\\textbf{{{text}}}}}"


def dimensions(text: str) -> str:
    """`3$\\times$3` as one formula, with the spacing of a window."""
    return re.sub(
        r"(\d+)(?:\$\\times\$(\d+))+", lambda m: f"${m[0].replace('$', '')}$".replace("\\times", "{\\times}"), text
    )


def _note(block: Note, page: Page) -> str:
    """Conditions may hold long terms: they break behind a slash or a bracket, and lines may be loose."""
    text = page.text(block.text).replace("/", "/\\allowbreak{}").replace("(", "(\\allowbreak{}")
    return f"{{\\par\\noindent\\sloppy {text}\\par}}"


def _paragraph(block: Paragraph, page: Page) -> str:
    return f"\\par\\noindent {page.text(block.text)}"


# ---- equations ---------------------------------------------------------------------------


def measure(n: Notation, style: Style) -> Measure:
    """Widths as TeX finds them, for lines that leave room for a number where equations have one."""
    times = n.times or n.dot
    return Measure(
        style.width - (NUMBER if style.numbered else 0.0), spaced_width, CONTINUED, " = ", {**SIGNS, "×": times}
    )


def spaced_width(text: str) -> float:
    """The width of a stretch of a formula: a sign at its beginning or end has the space that its neighbours give it."""
    from symcount.render import tex_width

    return tex_width.width(f"{'{}' if text[:1] == ' ' else ''}{text}{'{}' if text[-1:] == ' ' else ''}")


NUMBER = 30.0
"""What an equation number and the space before it take."""


def _equations(block: Equations, page: Page) -> str:
    star = "" if page.style.numbered else "*"
    m = measure(page.notation, page.style)
    found = laid_out(block, page.notation, m, page.brace if page.style.underbrace else None)
    rows = [aligned(line, i == 0) for i, line in enumerate(found)]
    if page.style.numbered:
        rows = [*(f"{row} \\notag" for row in rows[:-1]), rows[-1] + _label(block, page.style)]
    body = " \\\\\n".join(rows)
    return f"\\begin{{align{star}}}\n{body}\n\\end{{align{star}}}"


Brace = Callable[[str, str], str]
"""A formula with a brace and plain text under it."""


def laid_out(block: Equations, n: Notation, m: Measure, brace: Brace | None = None) -> list[Line]:
    """The lines of a block; with braces under the summands of the first side, where they are wanted."""
    if brace is not None and block.parts:
        first = _braced(block.parts, block.rows[0][0], n, m, brace)
        return [*first, *broken(_after_first(block.rows), n, m, equals=True)]
    return broken(block.rows, n, m)


def _after_first(rows: Sequence[Sequence[Formula]]) -> list[Sequence[Formula]]:
    (_, *rest), *others = rows
    return [*([tuple(rest)] if rest else []), *others]


def _braced(
    parts: tuple[tuple[str, Formula], ...], whole: Formula, n: Notation, m: Measure, brace: Brace
) -> list[Line]:
    """`\\underbrace{3^2 × (…)}_{\\text{4 convolutions}}`: a summand that does not fit goes to the next line."""
    out: list[Line] = []
    text = ""
    for label, tree in parts:
        braced = brace(write(tree, n), label)
        if m.width(braced) > m.limit - 2 * CONTINUED:
            return broken([[whole]], n, m)
        joined = text + m.signs["+"] + braced if text else braced
        if text and m.width(joined) > m.limit - CONTINUED:
            out.append(Line(False, len(out) and 1, text))
            joined = m.signs["+"].lstrip() + braced
        text = joined
    return [*out, Line(False, len(out) and 1, text)]


def aligned(line: Line, first: bool) -> str:
    """A line as a row of `align`."""
    if line.equals:
        return f"  &= {line.text}"
    indent = "\\quad " * line.depth
    signed = "{} " if line.text[:1] in "+-" or line.text.startswith("\\times") or line.text.startswith("\\cdot") else ""
    return f"  & {line.text}" if first else f"  &{indent}{signed}{line.text}"


def _label(block: Equations, style: Style) -> str:
    return f" \\label{{{style.labels}{slug(block.label)}}}" if style.labels and block.label else ""


def slug(text: str) -> str:
    """A label as a word of letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "group"


# ---- tables ------------------------------------------------------------------------------

MOST_ROWS = 36
"""A longer table becomes several: a `tabular` cannot cross a page."""
GAP = 12.0
"""The space between two columns."""
SIZES = ((1.0, ""), (0.94, "\\small"), (0.87, "\\footnotesize"), (0.82, "\\scriptsize"))
"""How wide a text in a smaller size is beside one of 10 pt: Computer Modern of 7 pt is wider than 7/10."""


def _table(block: Table, page: Page) -> str:
    head, *cells = cells_of(block, page)
    spec = "".join("r" if i in block.right else "l" for i in range(len(block.header)))
    starts = range(0, max(len(cells), 1), MOST_ROWS)
    opened, closed = _fitted([head, *cells], page)
    return "\n".join(opened + _tabular(spec, " & ".join(head), cells[i : i + MOST_ROWS]) + closed for i in starts)


def cells_of(block: Table, page: Page) -> list[list[str]]:
    """The cells as LaTeX, the header first."""
    notations = [replace(page.notation, names=names) for names in block.names] or [page.notation] * len(block.rows)
    rows = [[_cell(c, n, page) for c in row] for row, n in zip(block.rows, notations, strict=True)]
    return [[page.text(c) for c in block.header], *rows]


def _tabular(spec: str, head: str, rows: list[list[str]]) -> str:
    lines = [f"\\begin{{tabular}}{{@{{}}{spec}@{{}}}}", "  \\toprule", f"  {guarded(head)} \\\\", "  \\midrule"]
    lines += [f"  {guarded(' & '.join(row))} \\\\" for row in rows]
    return "\n".join([*lines, "  \\bottomrule", "\\end{tabular}"])


def guarded(row: str) -> str:
    """A row after `\\\\` or a rule, which take a `[` or `*` behind them for their own."""
    return f"{{}}{row}" if row.startswith(("[", "*")) else row


def _fitted(rows: list[list[str]], page: Page) -> tuple[str, str]:
    """What makes a table as narrow as the line: a smaller size, or a scale."""
    widths = widths_of(rows)
    room = (page.style.width - GAP * (len(widths) - 1)) / sum(widths)
    size = next((size for least, size in SIZES if room >= least), None)
    if size is None:
        return "\\par\\medskip\\noindent\\resizebox{\\linewidth}{!}{%\n", "}\n\\par\\medskip"
    return f"\\par\\medskip\\noindent{{{size}%\n", "}\n\\par\\medskip"


def widths_of(rows: list[list[str]]) -> list[float]:
    """How wide the columns are, in pt."""
    from symcount.render import tex_width

    return [max(tex_width.text_width(cell) for cell in column) for column in zip(*rows, strict=True)]


def _cell(cell: Cell, n: Notation, page: Page) -> str:
    return dimensions(page.text(cell)) if isinstance(cell, str) else f"${n.result(write(cell, n))}$"


_BLOCKS: dict[type[Block], Callable[..., str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Note: _note,
    Equations: _equations,
    Table: _table,
}

# ---- a whole article ---------------------------------------------------------------------

_ARTICLE = """\
\\documentclass{options}{{article}}
{encoding}
{packages}
\\allowdisplaybreaks
\\emergencystretch=3em
{width}\\begin{{document}}
\\section*{{{title}}}
{body}
\\end{{document}}"""


def article(document: Document, style: Style | None = None) -> str:
    """A complete document that compiles by itself; a Chinese one with XeLaTeX or LuaLaTeX and ctex."""
    style = style or Style()
    page = page_of(document, style)
    return _ARTICLE.format(
        options="[twocolumn]" if style.columns == 2 else "",
        encoding="\\usepackage[scheme=plain,fontset=fandol]{ctex}" if page.cjk else "\\usepackage[utf8]{inputenc}",
        width="" if style.width in (345.0, 229.5) else f"\\setlength{{\\textwidth}}{{{style.width:.5g}pt}}\n",
        packages="\n".join(f"\\usepackage{{{name}}}" for name in packages(document, style)),
        title=page.text(document.title),
        body=lines(document, style).partition("\n")[2],
    )
