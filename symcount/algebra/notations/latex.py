"""Formulas in LaTeX: the row LATEX of the table of notations."""

from __future__ import annotations

import re
from functools import partial

from symcount.algebra.names import latex_name
from symcount.algebra.notation import COMMAND, DIGIT, LETTER, OTHER, WORD, Notation, Written, written_as


def _power(base: str, exponent: str, symbol: bool) -> str:
    return f"{base}^{{{exponent}}}" if symbol or len(exponent) != 1 else f"{base}^{exponent}"


def _juxtaposed(a: Written, b: Written) -> str:
    """A word beside another letter needs room: `\\mathrm{classes}\\,w`."""
    if WORD in (a.last, b.first):
        return f"{a}\\,{b}"
    return f"{a} {b}" if (a.last, b.first) == (COMMAND, LETTER) else a + b


def _ends(name: str) -> tuple[str, str]:
    """A name is a letter, a command, or a word in letters of its own, with scripts or without."""
    first = DIGIT if name[:1].isdigit() else LETTER if name[:1].isalpha() else WORD if _WORD.match(name) else OTHER
    return first, WORD if _LAST_WORD.search(name) else COMMAND if _LAST_COMMAND.search(name) else OTHER


_WORD = re.compile(r"\\math(?:rm|it)")
_LAST_WORD = re.compile(r"\\math(?:rm|it)\{[^{}]*\}$")
_LAST_COMMAND = re.compile(r"\\[A-Za-z]+$")


_COMMANDS = {"⌈": "\\lceil ", "⌉": " \\rceil", "⌊": "\\lfloor ", "⌋": " \\rfloor"}


def _fenced(opened: str, closed: str, body: str) -> str:
    text = f"{_COMMANDS.get(opened, opened)}{body}{_COMMANDS.get(closed, closed)}"
    return written_as(text, last=COMMAND) if closed in _COMMANDS else text


def _named(name: str, *arguments: str) -> str:
    return f"{name}\\left({', '.join(arguments)}\\right)"


_RELATIONS = {"≠": "\\neq", "≤": "\\leq", "≥": "\\geq", "∣": "\\mid"}


LATEX = Notation(
    times=" \\times ",
    dot=" \\cdot ",
    juxtapose=_juxtaposed,
    power=_power,
    fraction=lambda a, b: f"\\frac{{{a}}}{{{b}}}",
    inline_fraction=False,
    fenced=_fenced,
    symbol=latex_name,
    ends=_ends,
    calls={
        "divisible": lambda a, d: f"{_fenced('⌊', '⌉', a)}_{{{d}}}",
        "max": partial(_named, "\\max"),
        "min": partial(_named, "\\min"),
        "sqrt": lambda a: f"\\sqrt{{{a}}}",
        "log2": partial(_named, "\\log_2"),
        "mod": lambda a, b: f"({a} \\bmod {b})",
    },
    named=lambda name, *arguments: written_as(_named(f"\\mathrm{{{name}}}", *arguments), first=WORD),
    relation=lambda sign: f" {_RELATIONS.get(sign, sign)} ",
    summation=lambda i, last, body: f"\\sum_{{{i}=0}}^{{{last}}} {body}",
    big={"(": ("\\bigl(", "\\bigr)"), "[": ("\\bigl[", "\\bigr]")},
)
"""LaTeX, as all its formats write it."""
