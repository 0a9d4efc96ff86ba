"""Units of numbers, in thousands, alike wherever a number can be written: `7.8M`, `--params 100k`, `--set w=16k`."""

from __future__ import annotations

import re
from fractions import Fraction

UNITS = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}

_WITH_UNIT = re.compile(r"(?<![\w.])([0-9][0-9_]{0,300}(?:\.[0-9]{1,300})?)([kKMGBT])(?!\w)")


def without_units(text: str) -> str:
    """The text with its numbers that have a unit written out: `16000` for `16k`, `3/2` for `0.0015k`."""
    return _WITH_UNIT.sub(lambda m: str(Fraction(m[1].replace("_", "")) * UNITS[m[2]]), text)
