"""A derivation as one formula that MathJax in a notebook shows."""

from __future__ import annotations

from symcount.derivation.steps import Derivation
from symcount.document.blocks import Equations, Heading
from symcount.document.layout import lay_out
from symcount.render.latex import escape, formula


def gathered(derivation: Derivation) -> str:
    """All rows in one `aligned`, each group under its title."""
    document = lay_out(derivation)
    rows: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            rows.append(f"&\\textbf{{{escape(block.text)}}}")
        elif isinstance(block, Equations):
            for i, sides in enumerate(block.rows):
                text = " = ".join(formula(side, document.names) for side in sides)
                rows.append(f"&\\quad {'' if i == 0 else '= '}{text}")
    return "$$\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}$$"
