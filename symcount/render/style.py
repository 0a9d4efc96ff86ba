"""The author's choices that a renderer follows: width, signs, digits, names, numbers and labels of equations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from symcount.algebra.names import safe_writing
from symcount.algebra.notation import Notation
from symcount.language.diagnostics import nearest, problem

WIDTHS = {"article": 345.0, "twocolumn": 229.5, "ieee": 252.0, "acm": 241.15, "a4": 390.0}
"""Text widths in pt: LaTeX's `article` in one and two columns, IEEEtran, acmart, and A4 with 25 mm margins."""

UNITS = {"pt": 1.0, "mm": 72.27 / 25.4, "cm": 72.27 / 2.54, "in": 72.27, "em": 10.0}
LEAST_GROUPED = 5
"""Numbers with fewer digits are not grouped, as siunitx does."""


@dataclass(frozen=True, slots=True)
class Style:
    """What the author chose. `times` and `digits` are rows of the tables below; `width` is in pt."""

    width: float = WIDTHS["article"]
    columns: int = 1
    times: str = "times"
    digits: str = "plain"
    italic: bool = False
    writing: Mapping[str, str] = field(default_factory=dict)
    numbered: bool = False
    labels: str = ""
    """What the `\\label` of each equation begins with; none where it is empty."""
    underbrace: bool = False


TIMES = ("times", "dot", "none")
DIGITS = {"plain": "", "comma": "{,}", "thin": "\\,", "siunitx": ""}
"""What stands between groups of three digits in LaTeX."""


def width_of(text: str) -> float:
    """`345pt`, `8.4cm`, `twocolumn`. Raises Problem."""
    if text in WIDTHS:
        return WIDTHS[text]
    match = re.fullmatch(r"([0-9]{1,5}(?:\.[0-9]+)?)(pt|mm|cm|in|em)", text)
    width = float(match[1]) * UNITS[match[2]] if match else 0.0
    if width < LEAST_WIDTH:
        help = nearest(text, WIDTHS) or f"e.g. 345pt, 8.4cm, or one of {', '.join(WIDTHS)}"
        raise problem("E414", f"`{text}` is no width of a line", help=help, note=f"at least {LEAST_WIDTH:g}pt")
    return width


LEAST_WIDTH = 100.0


def writing_of(texts: Mapping[str, str]) -> dict[str, str]:
    """`alpha=\\rho` for each name: only from the safe subset of TeX. Raises Problem."""
    for name, writing in texts.items():
        if not safe_writing(writing):
            help = "letters, Greek, accents such as \\hat{C}, sub- and superscripts"
            raise problem("E415", f"the writing of `{name}` is not in the safe subset of TeX", help=help)
    return dict(texts)


def notation(base: Notation, names: Mapping[str, str], style: Style, grouped: Mapping[str, str]) -> Notation:
    """`base` as the author wants it; `grouped` are the target's separators by DIGITS."""
    n = replace(base, names={**names, **style.writing}, result=_grouping(grouped.get(style.digits, "")))
    if style.times == "dot":
        n = replace(n, times=n.dot)
    if style.times == "none":
        n = replace(n, times="")
    return n


def _grouping(separator: str) -> Callable[[str], str]:
    def grouped(digits: str) -> str:
        sign, number = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
        if not number.isdigit() or len(number) < LEAST_GROUPED or not separator:
            return digits
        return sign + f"{int(number):,}".replace(",", separator)

    return grouped
