"""Printed counts as they stand in tables: digit groups, units in the cell or the header, powers of ten."""

from __future__ import annotations

import re
from dataclasses import replace

from symcount.derivation.rounded_numbers import Printed, printed

_WORDS = {"thousand": "k", "million": "M", "mio": "M", "mln": "M", "billion": "B", "bn": "B", "trillion": "T"}
_EXPONENTS = {3: "k", 6: "M", 9: "B", 12: "T"}
_LETTERS = ("k", "K", "M", "G", "B", "T")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"10\s*(?:\^\s*\{?\s*([0-9]{1,2})\s*\}?|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))")
_NUMBER = re.compile(
    r"(?:~|≈|∼|ca\.?|about)?\s*([0-9](?:[0-9.,_'’ ]*[0-9])?)\s*(?:[eE]\+?([0-9]{1,2})|[×x*·]\s*10\^([0-9]{1,2}))?"
    r"\s*([A-Za-z]*\.?)\s*(?:param(?:eter)?s?\.?)?\s*[*†‡§]*"
)
NOTHING = ("", "-", "–", "—", "--", "---", "n/a", "N/A", "?", "…")
"""Cells that print no count."""
SINGLY = 7
"""A whole number of so many digits is no number of thousands or millions, whatever the header says."""


def unit_of(header: str) -> str:
    """The unit in the header of a column, such as `params (M)`; none where it is empty."""
    power = _POWER.search(header)
    if power is not None:
        return _EXPONENTS.get(int(power[1] or power[2].translate(_RAISED)), "")
    for word in re.findall(r"[A-Za-z]+", header):
        unit = _unit(word)
        if unit:
            return unit
    return ""


def _unit(word: str) -> str | None:
    """`M` for `M`, `million`, `mio.`; None for a word that is no unit."""
    if word in _LETTERS:
        return word
    lower = word.lower().rstrip(".")
    return _WORDS.get(lower) or _WORDS.get(lower.removesuffix("s"))


def number_of(cell: str, unit: str, decimal_comma: bool = False) -> Printed | None:
    """The count that a cell prints, in `unit` where it gives none itself; None where it prints none that is clear."""
    raised = re.sub(r"(?<=10)[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: "^" + m[0].translate(_RAISED), cell)
    match = _NUMBER.fullmatch(raised.strip())
    digits = _ungrouped(match[1], decimal_comma) if match else None
    if match is None or digits is None:
        return None
    exponent = int(match[2] or match[3] or 0)
    counted_singly = exponent or (len(digits) >= SINGLY and digits.isdigit())
    own = _unit(match[4]) if match[4] else "" if counted_singly else unit
    if own is None:
        return None
    found = printed(digits, own)
    return replace(found, places=found.places - exponent)


def _ungrouped(text: str, decimal_comma: bool) -> str | None:
    """Digits with at most a point: without their groups of three."""
    text = re.sub(r"(?<=[0-9])[_'’ ](?=[0-9]{3}(?:[^0-9]|$))", "", text)
    if decimal_comma:
        text = text.translate(str.maketrans(".,", ",."))
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}", text):
        text = text.replace(".", "")
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"[0-9]+,[0-9]+", text):
        text = text.replace(",", ".")
    return text if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text) else None
