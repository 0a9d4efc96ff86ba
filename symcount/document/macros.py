"""The numbers of a network as TeX macros: which there are, and names that are legal, unique and no command's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count, product
from pathlib import Path
from string import ascii_uppercase
from typing import NamedTuple
from unicodedata import category, name, normalize

from symcount.algebra.formula import Formula, Number
from symcount.algebra.proof import prove_chain
from symcount.derivation.steps import Derivation, Row
from symcount.derivation.tally import closed_total, tally, total_value
from symcount.document.layout import plain_sentences
from symcount.network.network import Network
from symcount.network.views import PARAMS, VIEWS, all_views

CLOSED = "Closed"
"""What the name of a closed form ends with."""


class Macro(NamedTuple):
    """A name without its backslash, what it stands for, and what that is in words."""

    name: str
    tree: Formula
    text: str
    instead_of: str | None = None
    """The name that was taken."""


class NetworkMacros(NamedTuple):
    """All macros of one network, and sentences on what its closed forms hold for."""

    network: Network
    macros: tuple[Macro, ...]
    conditions: tuple[str, ...]


def macros_of(derivation: Derivation, prefix: str, names: MacroNames) -> NetworkMacros:
    """The whole, the views that differ from it, and the stages; each as a number and as a closed form.

    The whole is named first, so that no label can take its name.
    """
    network, total = derivation.network, derivation.total
    whole = (spelled(network.view), VIEWS[network.view].text, "", _closed(total), total.value)
    macros: list[Macro] = []
    for word, text, caption, closed, value in (whole, *_views(derivation), *_stages(derivation)):
        wanted = prefix + word
        name = names.give(wanted, CLOSED)
        instead_of = None if name == wanted else wanted
        if value is not None:
            macros.append(Macro(name, Number(value), f"{text}: {caption}" if caption else text, instead_of))
        if not isinstance(closed, Number):
            macros.append(Macro(name + CLOSED, closed, f"{text}, closed form", instead_of))
    return NetworkMacros(network, tuple(macros), tuple(plain_sentences(network.told)))


_Named = tuple[str, str, str, Formula, int | None]
"""The end of its name, what it is, a caption, its closed form, its value."""


def _closed(row: Row) -> Formula:
    tree = row.tree("closed form")
    assert tree is not None
    return tree


def _views(derivation: Derivation) -> Iterator[_Named]:
    """The views that give something, and something else than the whole."""
    network = derivation.network
    counts = [Number(0), _closed(derivation.total)]
    for view, seen in all_views(network).items() if network.view == PARAMS else ():
        terms = tally(seen).terms()
        closed, value = closed_total(terms, network), total_value(terms, network.values)
        if closed not in counts:
            prove_chain([closed, *([] if value is None else [Number(value)])], network.values)
            yield spelled(view), VIEWS[view].text, "", closed, value


def _stages(derivation: Derivation) -> Iterator[_Named]:
    """The groups with a label, and the rest where there is one."""
    labelled = any(row.label is not None for row in derivation.rows)
    for number, row in enumerate(derivation.rows, 1):
        if row.label is not None:
            word = spelled(row.label) or f"Stage{spelled(str(number))}"
            yield word, row.label, row.caption, _closed(row), row.value
        elif labelled:
            yield "Rest", "without a label", row.caption, _closed(row), row.value


# ---- names -------------------------------------------------------------------------------

DIGIT_WORDS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")

TEX_COMMANDS = frozenset(Path(__file__).with_name("tex_commands.txt").read_text(encoding="utf-8").split())
"""Commands of TeX and of packages that many papers load, which begin with a capital letter, as all names here do."""


def spelled(text: str) -> str:
    """A text in letters that TeX allows in names, in camel case: `StageTwo`, `ThreeByThree`, `AlphaMax`."""
    without_accents = "".join(c for c in normalize("NFKD", text) if category(c) != "Mn")
    parts = re.findall(r"[a-zA-Z]+|[0-9]|×(?=[0-9])|[^\sa-zA-Z0-9]", without_accents)
    return "".join(map(_spelled, parts))


_GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)")


def _spelled(part: str) -> str:
    """A word, a digit, `×` or a Greek letter; nothing for what has no name."""
    if part.isascii():
        return DIGIT_WORDS[int(part)] if part.isdigit() else part[:1].upper() + part[1:] if part.isalpha() else ""
    letter = _GREEK.fullmatch(name(part, ""))
    return "By" if part == "×" else letter[1].capitalize() if letter else ""


def is_prefix(text: str) -> bool:
    """Whether names may begin with `text`: letters, and not what LaTeX keeps for itself."""
    return re.fullmatch(r"[A-Za-z]+", text) is not None and not text.startswith("end")


class MacroNames:
    """Names that are given, each once: one that is wanted again, or is `taken`, gets letters at its end."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._names = set(taken)

    def give(self, wanted: str, *endings: str) -> str:
        """Of `X`, `XA`, `XB`, …, `XZ`, `XAA`, … the first that is free, as it is and with each of the endings."""
        variations = (wanted + "".join(letters) for n in count() for letters in product(ascii_uppercase, repeat=n))
        every = ([name, *(name + ending for ending in endings)] for name in variations)
        names = next(names for names in every if self._names.isdisjoint(names))
        self._names.update(names)
        return names[0]
