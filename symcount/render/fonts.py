"""Computer Modern: widths, corrections, kerns, heights, and what TeX's rules ask of a font, in points.

The numbers stand in `computer_modern.txt`, whose head says what its columns are.
"""

from __future__ import annotations

from pathlib import Path
from string import ascii_letters, digits
from typing import NamedTuple

from symcount.algebra.names import GREEK

WORDS = f"{ascii_letters}{digits}ΓΔΘΛΞΠΣΥΦΨΩ"
LETTERS = {f"\\{name}": letter for name, letter in {**GREEK, "ell": "ℓ"}.items()}

NONE = (0.0, 0.0, 0.0)
_Lengths = dict[str, tuple[float, ...]]
"""Of characters, in points, at 10, 7 and 5 pt."""


def _sections() -> dict[str, list[list[str]]]:
    """The words of each row, by the names of its section."""
    sections: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in Path(__file__).with_name("computer_modern.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            rows = []
            sections |= dict.fromkeys(line.strip("[]").split(), rows)
        elif line and line[0] != "#":
            rows.append(line.split())
    return sections


_ROWS = _sections()


class Font(NamedTuple):
    """What the text says of one font."""

    widths: _Lengths
    italics: _Lengths
    """Corrections, where they are not 0."""
    kerns: dict[str, float]
    """Between two characters, in units of the font."""
    kern_unit: tuple[float, ...]


def _font(name: str) -> Font:
    pairs = _ROWS.get(f"{name}.kerns", ())
    kerns = {a + b: float(units) for units, firsts, seconds in pairs for a in firsts for b in seconds}
    return Font(_thousandths(f"{name}.widths"), _thousandths(f"{name}.italics"), kerns, _UNITS.get(name, NONE))


def _thousandths(section: str) -> _Lengths:
    lengths: _Lengths = {}
    for *numbers, characters in _ROWS[section]:
        points = [int(n) / 1000 for n in numbers]
        lengths |= dict.fromkeys(characters, (*points, points[1] * 5 / 7)[:3])
    return lengths


def _points(section: str) -> _Lengths:
    return {name: tuple(map(float, lengths)) for *lengths, name in _ROWS[section]}


_UNITS = _points("kern_units")
FONTS = {name: _font(name) for name in ("rm", "bf", "it", "mi", "sy")}
FONTDIMEN = _points("parameters")
HEIGHTS = {c: (float(h), float(d)) for h, d, characters in _ROWS["heights"] for c in characters}
"""Height and depth of a character, in the size of its font; of a font and a letter where a font differs."""
HEIGHTS |= {"mif": (0.69444, 0.19444), "itf": (0.69444, 0.19444)}
SIGNS = _ROWS["signs"]

DELIMITERS = {  # the small one; the widths of the large ones of cmex, whose last grows without end
    "(": (("rm", "("), (4.583, 5.972, 7.361, 7.917, 8.750), (3.774, 4.851, 5.927, 6.358, 7.004)),
    "√": (("sy", "√"), (10.0, 10.0, 10.0, 10.0, 10.556), (7.861, 7.861, 7.861, 7.861, 8.292)),
}
SCRIPT_SPACE, NULL_DELIMITER, BRACE = 0.5, 1.2, 18.0
