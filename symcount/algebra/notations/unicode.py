"""Formulas in plain text: UNICODE for terminals and messages, ARCH as the language writes them, strings for sympy."""

from __future__ import annotations

import keyword
import re
from dataclasses import replace
from functools import cache, lru_cache, partial

from symcount.algebra.formula import Factor, Formula, symbols, value
from symcount.algebra.functions import FUNCTIONS
from symcount.algebra.names import unicode_name
from symcount.algebra.notation import DIGIT, FENCES, LETTER, OTHER, WORD, Notation, Written, write, written_as

_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def _superscript(base: str, exponent: str, symbol: bool) -> str:
    raised = exponent.translate(_SUPERSCRIPTS)
    if set(exponent) <= set("0123456789"):
        return base + raised
    return f"{base}^({exponent})" if len(exponent) > 1 else f"{base}^{exponent}"


def _juxtaposed(a: Written, b: Written) -> str:
    """Words, and powers that would run on, are kept apart from what stands beside them."""
    return f"{a}·{b}" if WORD in (a.last, b.first) else a + b


@cache
def _ends(name: str) -> tuple[str, str]:
    first, last = re.match("[A-Za-z]*", name), re.search("[A-Za-z]*$", name)
    return _of_letters(first[0] if first else "", name[:1]), _of_letters(last[0] if last else "", "")


def _of_letters(letters: str, character: str) -> str:
    return WORD if len(letters) > 1 else LETTER if letters else DIGIT if character.isdigit() else OTHER


def _named(name: str, *arguments: str) -> str:
    return written_as(f"{name}({', '.join(arguments)})", first=_ends(name)[0])


UNICODE = Notation(
    times=" × ",
    dot="·",
    juxtapose=_juxtaposed,
    power=_superscript,
    fraction=lambda a, b: f"{a}/{b}",
    inline_fraction=True,
    fenced=lambda opened, closed, body: f"{opened}{body}{closed}",
    symbol=unicode_name,
    ends=_ends,
    calls={
        "divisible": lambda a, d: written_as(f"⌊{a}⌉_{d}", last=d.last),
        "sqrt": partial(_named, "√"),
        "log2": partial(_named, "log₂"),
        "mod": lambda a, b: f"({a} mod {b})",
    },
    named=_named,
    relation=lambda sign: f" {sign} ",
    summation=lambda i, last, body: f"Σ_{{{i}=0…{last}}} {body}",
    big={"(": ("(", ")"), "[": ("[", "]")},
    minus="−",
    powers_run_on=True,
)
"""For a terminal."""

ARCH = replace(
    UNICODE,
    times="*",
    dot="*",
    juxtapose=lambda a, b: f"{a}*{b}",
    power=lambda a, b, symbol: f"{a}^{b}" if b.isalnum() else f"{a}^({b})",
    symbol=lambda name: name,
    calls={name: partial(_named, name) for name in FENCES},
    minus="-",
)
"""As the language itself writes it."""


@lru_cache(maxsize=10_000)
def plain(node: Formula) -> str:
    """`node` for a message: as one factor, in Unicode."""
    return write(Factor(node), UNICODE)


_SPOKEN_FOR = {*keyword.kwlist, "Max", "Min", "floor", "ceiling", "Piecewise", "Mod", "log", "sqrt", "Eq", "Sum"}


def sympy_text(node: Formula, names: tuple[str, ...]) -> str:
    """`node` as a string that `sympy.sympify` reads with the names of `readable(names)` as its locals."""
    return write(Factor(node), replace(_SYMPY, names=readable(names)))


def expression_text(node: Formula, names: tuple[str, ...]) -> int | str:
    """A number as an integer, a closed form as `sympy_text` writes it."""
    return sympy_text(node, names) if symbols(node) else int(value(node))


def readable(names: tuple[str, ...]) -> dict[str, str]:
    """Each name as it stands in such a string: `lambda` becomes `lambda_`, nearly all stay as they are."""
    used = set(names)
    spelling: dict[str, str] = {}
    for name in names:
        new = name
        while new in _SPOKEN_FOR or (new != name and new in used):
            new += "_"
        spelling[name] = new
        used.add(new)
    return spelling


_SYMPY = replace(
    ARCH,
    power=lambda base, exponent, symbol: f"{base}**{exponent}" if exponent.isalnum() else f"{base}**({exponent})",
    calls={name: row.sympy.text for name, row in FUNCTIONS.items()},
    summation=lambda i, last, body: f"Sum({body}, ({i}, 0, {last}))",
)
