"""The author's choices that a renderer follows: width, signs, digits, names, numbers and labels of equations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from symcount.algebra.names import safe_writing
from symcount.language.diagnostics import nearest, problem

WIDTHS = {"article": 345.0, "twocolumn": 229.5, "ieee": 252.0, "acm": 241.15, "a4": 390.0}
"""Text widths in pt: LaTeX's `article` in one and two columns, IEEEtran, acmart, and A4 with 25 mm margins."""

LENGTH_UNITS = {"pt": 1.0, "mm": 72.27 / 25.4, "cm": 72.27 / 2.54, "in": 72.27, "em": 10.0}
LEAST_GROUPED = {"comma": 4, "thin": 5, "siunitx": 5}
"""Numbers with fewer digits are not grouped: with commas as in tables and sentences, else as siunitx does."""


class Style(NamedTuple):
    """What the author chose. `times` and `digits` are rows of the tables below; `width` is in pt."""

    width: float = WIDTHS["article"]
    columns: int = 1
    times: str = "times"
    digits: str = "plain"
    italic: bool = False
    writing: Mapping[str, str] = {}
    numbered: bool = False
    labels: str = ""
    """What the `\\label` of each equation begins with; none where it is empty."""
    underbrace: bool = False


TIMES = ("times", "dot", "none")
DIGITS = ("plain", "comma", "thin", "siunitx")
"""How the digits of a result are grouped; what stands between the groups is each format's own."""


def line_width_of(text: str) -> float:
    """`345pt`, `8.4cm`, `twocolumn`. Raises Problem."""
    if text in WIDTHS:
        return WIDTHS[text]
    match = re.fullmatch(r"([0-9]{1,5}(?:\.[0-9]+)?)(pt|mm|cm|in|em)", text)
    width = float(match[1]) * LENGTH_UNITS[match[2]] if match else 0.0
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


def digit_groups(comma: str, thin: str) -> Callable[[str, str], str]:
    """What a format makes of the digits of a whole number, by a row of DIGITS: what stands between groups of three."""
    separators = {"comma": comma, "thin": thin, "siunitx": thin}

    def grouped(digits: str, grouping: str) -> str:
        if grouping not in separators or len(digits) < LEAST_GROUPED[grouping]:
            return digits
        return f"{int(digits):,}".replace(",", separators[grouping])

    return grouped
