"""Document to LaTeX: lines for `\\input`, or a whole article."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from symcount.algebra.notation import LATEX, Notation, write
from symcount.algebra.written import Written
from symcount.document.blocks import Block, Cell, Document, Equations, Heading, Paragraph, Table

_ESCAPES = {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "×": "$\\times$",
    "−": "$-$",
    "≥": "$\\ge$",
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


def escape(text: str) -> str:
    """Plain text as LaTeX text: the only way that a user's words reach TeX."""
    return "".join(_escaped(c) for c in text)


def _escaped(c: str) -> str:
    if c in _ESCAPES:
        return _ESCAPES[c]
    if c.isascii() and c.isprintable():
        return c
    return _GREEK.get(c) or _SCRIPTS.get(c) or (c if c.isalpha() and ord(c) < 0x250 else "?")


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
    **{c: f"$_{d}$" for c, d in zip("₀₁₂₃₄₅₆₇₈₉ᵢₒ", "0123456789io", strict=True)},
    **{c: f"$^{d}$" for c, d in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)},
}


def formula(tree: Written, names: dict[str, str] | None = None) -> str:
    """One formula in math mode, without delimiters."""
    return write(tree, _notation(names or {}))


def _notation(names: dict[str, str]) -> Notation:
    return replace(LATEX, names=names)


def lines(document: Document) -> str:
    """The blocks as LaTeX, to be read into a document that loads amsmath."""
    notation = _notation(document.names)
    return "\n".join(_BLOCKS[type(block)](block, notation) for block in document.blocks)


def _heading(block: Heading, n: Notation) -> str:
    return f"\\paragraph{{{_dimensions(escape(block.text))}}}"


def _dimensions(text: str) -> str:
    """`3$\\times$3` as one formula, with the spacing of a window."""
    return re.sub(
        r"(\d+)(?:\$\\times\$(\d+))+", lambda m: f"${m[0].replace('$', '')}$".replace("\\times", "{\\times}"), text
    )


def _paragraph(block: Paragraph, n: Notation) -> str:
    return f"\\par\\noindent {escape(block.text)}"


def _equations(block: Equations, n: Notation) -> str:
    rows = [" = ".join(write(side, n) for side in row) for row in block.rows]
    body = " \\\\\n".join(f"  &{'' if i == 0 else '='} {row}" for i, row in enumerate(rows))
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _table(block: Table, n: Notation) -> str:
    head = " & ".join(map(escape, block.header))
    notations = [replace(n, names=names) for names in block.names] or [n] * len(block.rows)
    rows = "\n".join(
        "  " + " & ".join(_cell(cell, own) for cell in row) + " \\\\"
        for row, own in zip(block.rows, notations, strict=True)
    )
    spec = "".join("r" if i in block.right else "l" for i in range(len(block.header)))
    return f"\\par\\noindent\\begin{{tabular}}{{{spec}}}\n  {head} \\\\\n  \\hline\n{rows}\n\\end{{tabular}}"


def _cell(cell: Cell, n: Notation) -> str:
    return escape(cell) if isinstance(cell, str) else f"${write(cell, n)}$"


_BLOCKS: dict[type[Block], Callable[..., str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Equations: _equations,
    Table: _table,
}

_ARTICLE = """\\documentclass{{article}}
\\usepackage[utf8]{{inputenc}}
\\usepackage{{amsmath}}
\\allowdisplaybreaks
\\begin{{document}}
\\section*{{{title}}}
{body}
\\end{{document}}"""


def article(document: Document) -> str:
    """A complete document that compiles by itself."""
    return _ARTICLE.format(title=escape(document.title), body=lines(document))
