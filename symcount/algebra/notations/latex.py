"""Formulas in LaTeX: the row LATEX of the table of notations."""

from __future__ import annotations

import re
from collections.abc import Callable

from symcount.algebra.names import latex_name
from symcount.algebra.notation import Notation


def _latex_power(base: str, exponent: str, symbol: bool) -> str:
    return f"{base}^{{{exponent}}}" if symbol or len(exponent) != 1 else f"{base}^{exponent}"


def _latex_juxtaposed(a: str, b: str) -> str:
    """A word beside another letter needs room: `\\mathrm{classes}\\,w`."""
    if re.match(r"\\math(?:rm|it)", b) or re.search(r"\\math(?:rm|it)\{[^{}]*\}$", a):
        return f"{a}\\,{b}"
    return f"{a} {b}" if re.search(r"\\[A-Za-z]+$", a) and b[:1].isalpha() else a + b


def _named(name: str) -> Callable[..., str]:
    return lambda *a: f"{name}\\left({', '.join(a)}\\right)"


LATEX = Notation(
    times=" \\times ",
    dot=" \\cdot ",
    juxtapose=_latex_juxtaposed,
    power=_latex_power,
    fraction=lambda a, b: f"\\frac{{{a}}}{{{b}}}",
    inline_fraction=False,
    parentheses=lambda a: f"({a})",
    bracket=lambda a: f"[{a}]",
    symbol=latex_name,
    calls={
        "ceil": lambda a: f"\\lceil {a} \\rceil",
        "floor": lambda a: f"\\lfloor {a} \\rfloor",
        "round": lambda a: f"\\lfloor {a} \\rceil",
        "divisible": lambda a, d: f"\\lfloor {a} \\rceil_{{{d}}}",
        "max": _named("\\max"),
        "min": _named("\\min"),
        "sqrt": lambda a: f"\\sqrt{{{a}}}",
        "log2": _named("\\log_2"),
        "mod": lambda a, b: f"({a} \\bmod {b})",
    },
    summation=lambda i, last, body: f"\\sum_{{{i}=0}}^{{{last}}} {body}",
    big={"(": ("\\bigl(", "\\bigr)"), "[": ("\\bigl[", "\\bigr]")},
)
"""LaTeX, as all its formats write it."""
