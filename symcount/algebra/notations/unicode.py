"""Formulas in plain text: UNICODE for terminals and messages, ARCH as the language itself writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from symcount.algebra.formula import Factor, Formula
from symcount.algebra.names import unicode_name
from symcount.algebra.notation import Notation, write

_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def _superscript(base: str, exponent: str, symbol: bool) -> str:
    raised = exponent.translate(_SUPERSCRIPTS)
    if set(exponent) <= set("0123456789"):
        return base + raised
    return f"{base}^({exponent})" if len(exponent) > 1 else f"{base}^{exponent}"


def _named(name: str) -> Callable[..., str]:
    return lambda *a: f"{name}({', '.join(a)})"


UNICODE = Notation(
    times=" × ",
    dot="·",
    juxtapose=lambda a, b: f"{a}·{b}" if re.search(r"[A-Za-z]{2}$", a) or re.match(r"[A-Za-z]{2}", b) else a + b,
    power=_superscript,
    fraction=lambda a, b: f"{a}/{b}",
    inline_fraction=True,
    parentheses=lambda a: f"({a})",
    bracket=lambda a: f"[{a}]",
    symbol=unicode_name,
    calls={
        "ceil": lambda a: f"⌈{a}⌉",
        "floor": lambda a: f"⌊{a}⌋",
        "round": lambda a: f"⌊{a}⌉",
        "divisible": lambda a, d: f"⌊{a}⌉_{d}",
        "max": _named("max"),
        "min": _named("min"),
        "sqrt": _named("√"),
        "log2": _named("log₂"),
        "mod": lambda a, b: f"({a} mod {b})",
    },
    summation=lambda i, last, body: f"Σ_{{{i}=0…{last}}} {body}",
    big={"(": ("(", ")"), "[": ("[", "]")},
    minus="−",
)
"""For a terminal."""

ARCH = replace(
    UNICODE,
    times="*",
    dot="*",
    juxtapose=lambda a, b: f"{a}*{b}",
    power=lambda a, b, symbol: f"{a}^{b}" if b.isalnum() else f"{a}^({b})",
    symbol=lambda name: name,
    calls={name: _named(name) for name in UNICODE.calls},
    minus="-",
)
"""As the language itself writes it."""


def plain(node: Formula) -> str:
    """`node` for a message: as one factor, in Unicode."""
    return write(Factor(node), UNICODE)
