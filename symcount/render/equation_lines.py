"""The lines of a chain of equalities, as wide as TeX sets them, with braces under summands where they are wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from symcount.algebra.formula import Formula
from symcount.algebra.names import italic_name
from symcount.algebra.notation import Notation, Written, write
from symcount.document.blocks import Equations
from symcount.render.breaking import EquationLine, LineRules, broken

CONTINUED = 10.0
"""The width of `\\quad` in pt, by which a line that goes on is indented."""
NUMBER = 30.0
"""What an equation number and the space before it take, in pt."""

Brace = Callable[[str, str], str]
"""A formula with a brace and plain text under it."""


def equation_lines(block: Equations, n: Notation, rules: LineRules, brace: Brace | None = None) -> list[EquationLine]:
    """The lines of a block; with `brace`, under each summand of its first side what it counts."""
    if brace is None or not block.parts:
        return broken(block.rows, n, rules)
    (whole, *rest), *others = block.rows
    first = _braced_summands(block.parts, whole, n, rules, brace)
    return [*first, *broken([*([rest] if rest else []), *others], n, rules, equals=True)]


def _braced_summands(
    parts: Sequence[tuple[str, Formula]], whole: Formula, n: Notation, rules: LineRules, brace: Brace
) -> list[EquationLine]:
    """`\\underbrace{3^2 × (…)}_{\\text{4 convolutions}}`: a summand that does not fit goes to the next line."""
    lines: list[EquationLine] = []
    text = ""
    for label, tree in parts:
        braced = brace(write(tree, n), label)
        if rules.width(braced) > rules.limit - 2 * CONTINUED:
            return broken([[whole]], n, rules)
        joined = text + rules.signs["+"] + braced if text else braced
        if text and rules.width(joined) > rules.limit - CONTINUED:
            lines.append(EquationLine(False, len(lines) and 1, text))
            joined = rules.signs["+"].lstrip() + braced
        text = joined
    return [*lines, EquationLine(False, len(lines) and 1, text)]


def spaced_width(text: str) -> float:
    """How wide TeX sets a stretch of a formula, in pt: a sign at either end has the space that a neighbour gives it."""
    from symcount.render import tex_width  # its fonts are read where something is measured

    return tex_width.width(f"{'{}' if text[:1] == ' ' else ''}{text}{'{}' if text[-1:] == ' ' else ''}")


# ---- notations whose brackets grow -------------------------------------------------------

_BRACKETS = ("ceil", "floor", "round", "divisible")


def generous(n: Notation, italic: bool) -> Notation:
    """LaTeX as wide as a notation whose brackets grow with fractions, and whose italic words are letters."""
    symbol = (lambda name: italic_name(name).replace("\\mathit", "")) if italic else n.symbol
    calls = {name: _growing(call) if name in _BRACKETS else call for name, call in n.calls.items()}
    return replace(n, symbol=symbol, parentheses=_growing(n.parentheses), bracket=_growing(n.bracket), calls=calls)


def _growing(call: Callable[..., str]) -> Callable[..., str]:
    """Brackets that grow are of TeX's parentheses that do, whatever kind they are of."""

    def grown(body: Written, *script: str) -> str:
        if not body.fraction or body.limits:
            return call(body, *script)
        return f"\\left({body}\\right){''.join(f'_{{{s}}}' for s in script)}"

    return grown
