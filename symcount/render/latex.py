"""Document to LaTeX: lines for `\\input`, or a whole article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from symcount.algebra.formula import Formula
from symcount.algebra.names import GREEK
from symcount.algebra.notation import write
from symcount.algebra.notations.latex import LATEX
from symcount.document.blocks import Cases, Document, Equations, Table
from symcount.render.equation_lines import EquationLine
from symcount.render.printer import CaseLine, Page, Printer, page_of, right_or_left, template
from symcount.render.style import Style, digit_groups

DIGIT_GROUPS = digit_groups("{,}", "\\,")

# ---- text --------------------------------------------------------------------------------

MATH_SIGNS = {letter: f"\\{name}" for name, letter in GREEK.items()}
MATH_SIGNS |= zip(
    "×−≥≤≠≈√·⌊⌋⌈⌉", r"\times - \ge \le \ne \approx \surd \cdot \lfloor \rfloor \lceil \rceil".split(), strict=True
)
"""Characters that are written as mathematics."""
MATH_SCRIPTS = {
    **{c: f"_{d}" for c, d in zip("₀₁₂₃₄₅₆₇₈₉ᵢₒₙ", "0123456789ion", strict=True)},
    **{c: f"^{d}" for c, d in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)},
}
CJK = ((0x3000, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xFF00, 0xFF60))
"""Chinese characters, and the punctuation and full-width forms that stand between them."""
_ESCAPES = {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    '"': "''",
    "–": "--",
    "—": "---",
    "…": "\\dots{}",
    **{c: f"\\{c}" for c in "%#&_{}$"},
    **{c: f"${tex}$" for c, tex in {**MATH_SIGNS, **MATH_SCRIPTS, **dict(zip("<>|", "<>|", strict=True))}.items()},
}


def latex_text(text: str, cjk: bool = False) -> str:
    """Plain text as LaTeX text: the only way that a user's words reach TeX. `cjk` where the document can set it."""
    return "".join(_ESCAPES.get(c) or (c if _is_letter(c, cjk) else "?") for c in text)


def _is_letter(c: str, cjk: bool) -> bool:
    if c.isascii():
        return c.isprintable()
    return (c.isalpha() and ord(c) < 0x250) or (cjk and any(low <= ord(c) <= high for low, high in CJK))


_WINDOW = re.compile(r"(\d+)(?:\$\\times\$(\d+))+")


def _text(text: str, cjk: bool = False) -> str:
    """With `3$\\times$3` as one formula, which has the spacing of a window."""
    return _WINDOW.sub(lambda m: f"${m[0].replace('$', '')}$".replace("\\times", "{\\times}"), latex_text(text, cjk))


def latex_formula(tree: Formula, names: Mapping[str, str] | None = None) -> str:
    """One formula in math mode, without delimiters."""
    return write(tree, replace(LATEX, names=names or {}))


# ---- blocks ------------------------------------------------------------------------------


def _note(text: str) -> str:
    """Conditions may hold long terms: they break behind a slash or a bracket, and lines may be loose."""
    breakable = text.replace("/", "/\\allowbreak{}").replace("(", "(\\allowbreak{}")
    return f"{{\\par\\noindent\\sloppy {breakable}\\par}}"


def _equations(block: Equations, page: Page) -> str:
    star, notag = ("", " \\notag") if page.style.numbered else ("*", "")
    label = page.label(block) if page.style.numbered else ""
    tag = f" \\label{{{page.style.labels}{label}}}" if label else ""
    body = f"{notag} \\\\\n".join(aligned(line, i == 0) for i, line in enumerate(page.lines(block)))
    return f"\\begin{{align{star}}}\n{body}{tag}\n\\end{{align{star}}}"


def aligned(line: EquationLine, first: bool) -> str:
    """A line as a row of `align`."""
    return f"  &= {line.text}" if line.equals else f"  &{' ' if first else ''}{_indented(line, first)}"


def _indented(line: EquationLine, first: bool) -> str:
    indent = "" if first else "\\quad " * line.depth
    signed = "" if first or not line.text.startswith(("+", "-", "\\times", "\\cdot")) else "{} "
    return f"{indent}{signed}{line.text}"


def _cases(block: Cases, page: Page) -> str:
    star = "" if page.style.numbered else "*"
    return f"\\begin{{align{star}}}\n  & {braced(page.case_lines(block), '  ')}\n\\end{{align{star}}}"


def braced(lines: list[CaseLine], indent: str = "") -> str:
    """Lines behind a brace."""
    rows = ([_indented(formula, not formula.depth), *filter(None, [condition])] for formula, condition in lines)
    body = f" \\\\\n{indent}  ".join(map(table_row, rows))
    return f"\\begin{{cases}}\n{indent}  {body}\n{indent}\\end{{cases}}"


MOST_ROWS = 36
"""A longer table becomes several: a `tabular` cannot cross a page."""
COLUMN_GAP = 12.0
"""The space between two columns, in pt."""
SIZES = ((1.0, ""), (0.94, "\\small"), (0.87, "\\footnotesize"), (0.82, "\\scriptsize"))
"""How wide a text in a smaller size is beside one of 10 pt: Computer Modern of 7 pt is wider than 7/10."""


def _table(block: Table, page: Page) -> str:
    """As narrow as the line, by a smaller size or a scale."""
    head, *rows = page.cells(block)
    sides = "".join(right_or_left(block, "r", "l"))
    widths = column_widths([head, *rows])
    room = (page.style.width - COLUMN_GAP * (len(widths) - 1)) / sum(widths)
    fit = next((f"{{{size}" for least, size in SIZES if room >= least), "\\resizebox{\\linewidth}{!}{")
    top, *body = (f"  {table_row(row)} \\\\\n" for row in (head, *rows))
    parts = ("".join(body[i : i + MOST_ROWS]) for i in range(0, max(len(body), 1), MOST_ROWS))
    return "".join(template("table.tex", fit=fit, sides=sides, head=top, rows=part) for part in parts).rstrip("\n")


def table_row(cells: list[str]) -> str:
    """Cells as a row after `\\\\` or a rule, which take a `[` or `*` behind them for their own."""
    row = " & ".join(cells)
    return f"{{}}{row}" if row.startswith(("[", "*")) else row


def column_widths(rows: list[list[str]]) -> list[float]:
    """How wide the columns of a table are, in pt."""
    from symcount.render import tex_width

    return [max(map(tex_width.text_width, column)) for column in zip(*rows, strict=True)]


def _fitted(formula: str, room: float) -> str:
    """A formula in a sentence, which is not broken: in a smaller size where it is long."""
    from symcount.render import tex_width

    scale = min(1.0, room / max(tex_width.text_width(f"${formula}$"), 1.0))
    size = next((size for least, size in SIZES if scale >= least), None)
    return "" if size is None else f"{{{size}${formula}$}}" if size else f"${formula}$"


LATEX_PRINTER = Printer(
    notation=LATEX,
    text=_text,
    heading="\\medbreak\\noindent\\parbox{{\\linewidth}}{{\\raggedright\\textbf{{{}}}}}".format,
    paragraph="\\par\\noindent {}".format,
    note=_note,
    equations=_equations,
    cases=_cases,
    table=_table,
    formula="${}$".format,
    fitted=_fitted,
    brace="\\underbrace{{{}}}_{{\\text{{{}}}}}".format,
    words="\\text{{{}}}".format,
    number=lambda digits, way: f"\\num{{{digits}}}" if way == "siunitx" else DIGIT_GROUPS(digits, way),
    between="\n",
)
"""A heading is a line of its own; not `\\paragraph`, which would run into a table that follows."""


def latex_page(document: Document, style: Style) -> Page:
    """The page of a document in LaTeX, whose lines other formats follow."""
    chinese = document.language == "zh"
    printer = LATEX_PRINTER._replace(text=lambda text: _text(text, cjk=True)) if chinese else LATEX_PRINTER
    return page_of(document, style, printer)


# ---- pages -------------------------------------------------------------------------------


def latex_lines(document: Document, style: Style = Style()) -> str:
    """The blocks as LaTeX, to be read into a document that loads what the first line names."""
    return f"% needs {', '.join(packages(document, style))}\n{latex_page(document, style).body()}"


def packages(document: Document, style: Style) -> list[str]:
    """What the lines need beside the base of LaTeX."""
    tables = any(isinstance(block, Table) for block in document.blocks)
    return ["amsmath", *["booktabs", "graphicx"] * tables, *["siunitx"] * (style.digits == "siunitx")]


def latex_article(document: Document, style: Style = Style()) -> str:
    """A complete document that compiles by itself; a Chinese one with XeLaTeX or LuaLaTeX and ctex."""
    chinese = document.language == "zh"
    return template(
        "article.tex",
        options="[twocolumn]" if style.columns == 2 else "",
        encoding="\\usepackage[scheme=plain,fontset=fandol]{ctex}" if chinese else "\\usepackage[utf8]{inputenc}",
        packages="\n".join(f"\\usepackage{{{name}}}" for name in packages(document, style)),
        width="" if style.width in (345.0, 229.5) else f"\\setlength{{\\textwidth}}{{{style.width:.5g}pt}}\n",
        title=latex_text(document.title, chinese),
        body=latex_page(document, style).body(),
    ).rstrip("\n")
