r"""How wide a formula is, in points: what `\settowidth{\dimen0}{$\displaystyle …$}` says in a 10 pt article with amsmath.

TeX's own rules (TeXbook, appendix G) for the LaTeX that symcount writes, on the metrics of Computer Modern
(the TFM files of cmr, cmmi, cmsy, cmbx and cmti at 10, 7 and 5 pt, and of cmex10 and cmex7). No TeX, no files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import pairwise

# ---- fonts: tables in thousandths of a point, a row of numbers for 10, 7 and 5 pt ----------------------

_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GREEK = "αβγδεζηθικλμνξπρστυφχψω"
_CAPITALS = "ΓΔΘΛΞΠΣΥΦΨΩ"
_WORDS = _LATIN + "0123456789" + _CAPITALS
_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell"
)
_LETTERS = {f"\\{name}": letter for name, letter in zip(_NAMES.split(), _GREEK + _CAPITALS + "ℓ", strict=True)}

# `units firsts seconds`: between one of the firsts and one of the seconds; a ligature is a kern too.
_ROMAN_KERNS = """-2 kv a;-1 w a;-1 kvw eoc;-3 P A;-1 Py oea;-3 Py .,;-3 FVW oeura;-4 FVW A;-1 FVWKX OCGQ;-1 T y
-3 TY eoraAu;-1 DO XWAVY;-1 hmn tubyvw;-1 c hk;1 bop eodcq;-1 bop x;-1 bopa v;2 bopa j;-1 bopat y;-1 bopatu w
-1 AR tCOGUQ;-3 ARL TY;-4 ARL VW;1 g j;1 I I;-1 f fil;2.8 f ?!)]"""
_ITALIC_KERNS = """2 dlw l;-3 FV oeura;-4 FV A;-1 FVKX OCGQ;-3 T y;-3 TY eorau;-3 TYPW A;-1 DO XWAVY
-1 AR nlrumtiCOGhbUkvwQ;-3 ARL TY;-4 ARL VW;-2 ARLbceopr eaodcgq;-2 f i;1 f l"""
_MATH_KERNS = """-2 ντKrHNXCTMSZfjσ ,.;-4 UΓFPJ ,.;-6 VWY ,.;-2 UKHMSZFPJ /;-3 NX /;-1 CT /;-4 VWY /
2 d Y;-2 d Z;-4 d j;-6 d f;-2 / AMNZ;2 / Y"""


@dataclass(frozen=True, slots=True)
class _Font:
    """Widths, italic corrections (pt) and kerns (in units of `kern` pt), each at 10, 7 and 5 pt."""

    widths: tuple[dict[str, float], ...]
    italics: tuple[dict[str, float], ...]
    kern: tuple[float, float, float]
    kerns: dict[str, float]


def _font(order: str, widths: str, slanted: str, italics: str, kern: tuple[float, float, float], kerns: str) -> _Font:
    pairs: dict[str, float] = {}
    for units, firsts, seconds in map(str.split, re.split("[;\n]", kerns) if kerns else ()):
        pairs |= {a + b: float(units) for a in firsts for b in seconds if a + b not in pairs}
    return _Font(_rows(order, widths), _rows(slanted, italics), kern, pairs)


def _rows(order: str, table: str) -> tuple[dict[str, float], ...]:
    """A column a character, a row a size; where the 5 pt row is missing, the 7 pt font is scaled."""
    numbers = [int(n) / 1000 for n in table.split()]
    if len(numbers) == 2 * len(order):
        numbers += [n * 5 / 7 for n in numbers[len(order) :]]
    return tuple(dict(zip(order, numbers[i * len(order) :], strict=False)) for i in range(3))


# fmt: off
_FONTS = {
    "rm": _font(  # cmr
        _WORDS + "()[]+=:;.,!?-'`/*#$%&@~^–—“”",
        """
5000 5556 4444 5556 4444 3056 5000 5556 2778 3056 5278 2778 8333 5556 5000 5556 5278 3917 3944 3889 5556 5278 7222
5278 5278 4444 7500 7083 7222 7639 6806 6528 7847 7500 3611 5139 7778 6250 9167 7500 7778 6806 7778 7361 5556 7222
7500 7500 10278 7500 7500 6111 5000 5000 5000 5000 5000 5000 5000 5000 5000 5000 6250 8333 7778 6944 6667 7500 7222
7778 7222 7778 7222 3889 3889 2778 2778 7778 7778 2778 2778 2778 2778 2778 4722 3333 2778 2778 5000 5000 8333 5000
8333 7778 7778 5000 5000 5000 10000 5000 5000
3986 4417 3556 4417 3556 2479 3986 4417 2264 2479 4201 2264 6569 4417 3986 4417 4201 3125 3168 3125 4417 4201 5708
4201 4201 3556 5903 5590 5708 6021 5375 5160 6188 5903 2889 4083 6118 4944 7194 5903 6139 5375 6139 5806 4417 5708
5903 5903 8056 5903 5903 4847 3986 3986 3986 3986 3986 3986 3986 3986 3986 3986 4944 6569 6139 5472 5278 5903 5708
6139 5708 6139 5708 3125 3125 2264 2264 6139 6139 2264 2264 2264 2264 2264 3771 2694 2264 2264 3986 3986 6569 3986
6569 6139 6139 3986 3986 3986 7972 3986 3986
3403 3750 3056 3750 3056 2188 3403 3750 2014 2188 3576 2014 5486 3750 3403 3750 3576 2708 2743 2708 3750 3576 4792
3576 3576 3056 4903 4674 4792 5021 4500 4326 5167 4903 2472 3458 5076 4153 5945 4903 5139 4500 5139 4847 3750 4792
4903 4903 6639 4903 4903 4097 3403 3403 3403 3403 3403 3403 3403 3403 3403 3403 4153 5486 5139 4556 4445 4903 4792
5139 4792 5139 4792 2708 2708 2014 2014 5139 5139 2014 2014 2014 2014 2014 3229 2361 2014 2014 3403 3403 5486 3403
5486 5139 5139 3403 3403 3403 6806 3403 3403
""",
        "fgvwyVWY–—",
        """
778 139 139 139 139 139 139 250 278 278
559 108 108 108 108 108 108 194 215 215
441 87 87 87 87 87 87 156 174 174
""",
        (0.2778, 0.2153, 0.1736),
        _ROMAN_KERNS,
    ),
    "bf": _font(  # cmbx
        _WORDS,
        """
5590 6389 5111 6389 5271 3514 5750 6389 3194 3514 6069 3194 9583 6389 5750 6389 6069 4736 4536 4472 6389 6069 8306
6069 6069 5111 8694 8181 8306 8819 7556 7236 9042 9000 4361 5944 9014 6917 10917 9000 8639 7861 8639 8625 6389 8000
8847 8694 11889 8694 8694 7028 5750 5750 5750 5750 5750 5750 5750 5750 5750 5750 6917 9583 8944 8056 7667 9000 8306
8944 8306 8944 8306
4406 5028 4033 5028 4147 2790 4531 5028 2542 2790 4779 2542 7514 5028 4531 5028 4779 3742 3586 3536 5028 4779 6519
4779 4779 4033 6775 6399 6519 6896 5911 5662 7081 7014 3356 4658 7024 5414 8506 7014 6778 6150 6778 6719 5028 6281
6894 6775 9261 6775 6775 5525 4531 4531 4531 4531 4531 4531 4531 4531 4531 4531 5414 7514 7017 6278 6022 7014 6519
7017 6519 7017 6519
3691 4194 3389 4194 3462 2382 3792 4194 2181 2382 3993 2181 6208 4194 3792 4194 3993 3111 3026 2986 4194 3993 5403
3993 3993 3389 5569 5285 5403 5687 4889 4687 5847 5764 2750 3875 5771 4486 6972 5764 5611 5083 5611 5514 4194 5208
5667 5569 7583 5569 5569 4597 3792 3792 3792 3792 3792 3792 3792 3792 3792 3792 4486 6208 5805 5167 5000 5764 5403
5805 5403 5805 5403
""",
        "fgvwyVWY",
        """
1090 160 160 160 160 160 160 287
848 124 124 124 124 124 124 224
649 101 101 101 101 101 101 181
""",
        (0.3194, 0.2486, 0.2014),
        _ROMAN_KERNS,
    ),
    "it": _font(  # cmti; cmti7 at 5 pt
        _WORDS,
        """
5111 4600 4600 5111 4600 3067 4600 5111 3067 3067 4600 2556 8178 5622 5111 5111 4600 4217 4089 3322 5367 4600 6644
4639 4856 4089 7433 7039 7156 7550 6783 6528 7736 7433 3856 5250 7689 6272 8967 7433 7667 6783 7667 7294 5622 7156
7433 7433 9989 7433 7433 6133 5111 5111 5111 5111 5111 5111 5111 5111 5111 5111 6272 8178 7667 6922 6644 7433 7156
7667 7156 7667 7156
4222 3811 3811 4222 3811 2578 3811 4222 2578 2578 3811 2167 6689 4633 4222 4222 3811 3503 3400 2783 4428 3811 5456
3811 4017 3400 6061 5758 5867 6170 5553 5347 6326 6061 3183 4320 6267 5142 7295 6061 6278 5553 6278 5964 4633 5867
6061 6061 8117 6061 6061 5045 4222 4222 4222 4222 4222 4222 4222 4222 4222 4222 5142 6689 6278 5650 5456 6061 5867
6278 5867 6278 5867
""",
        "abcdefghijklmnopqrstuvwxyzBCDEFGHIJKMNOPQRSTUVWXYZ0123456789ΓΘΞΠΣΥΦΨΩ",
        """
767 631 565 1033 751 2119 885 767 1019 1447 1076 1033 767 767 631 631 885 1076 821 949 767 1076 1076 1204 885 1229
1026 1453 940 1203 1331 872 1639 1581 1403 1453 1639 1639 940 1026 940 387 1197 1331 1639 1836 1836 1581 1938 1453
1356 1356 1356 1356 1356 1356 1356 1356 1356 1356 1331 940 1529 1639 1203 1111 599 1111 1026
603 415 342 650 510 1524 599 603 619 995 753 650 603 603 415 415 599 753 548 651 603 753 753 856 599 899 691 990 632
785 887 531 1036 1093 869 990 1036 1036 632 691 632 177 785 887 1036 1299 1299 1093 1381 990 922 922 922 922 922 922
922 922 922 922 887 632 1052 1036 785 751 392 751 691
""",
        (0.2556, 0.2056, 0.1468),
        _ITALIC_KERNS,
    ),
    "mi": _font(  # cmmi
        _LATIN + _GREEK + "ℓ.,/<>",
        """
5286 4292 4328 5205 4656 4896 4770 5762 3445 4118 5206 2984 8780 6002 4847 5031 4464 4512 4688 3611 5725 4847 7159
5715 4903 4650 7500 7585 7147 8279 7382 6431 7862 8313 4396 5545 8493 6806 9701 8035 7628 6420 7906 7593 6132 5844
6828 5833 9444 8285 5806 6826 6397 5656 5177 4444 4059 4375 4965 4694 3539 5762 5833 6026 4940 4375 5700 5170 5714
4372 5403 5958 6257 6514 6225 4167 2778 2778 5000 7778 7778
4338 3517 3574 4163 3794 3899 3901 4682 2829 3309 4251 2529 7096 4943 3947 4122 3665 3713 3774 3021 4728 4000 5785
4535 4056 3821 6014 6042 5736 6539 5871 5072 6226 6549 3544 4424 6719 5486 7626 6334 6083 5091 6298 6024 4910 4723
5448 4722 7521 6558 4701 5449 5199 4534 4201 3635 3333 3639 4120 3809 2960 4682 4743 4862 4009 3639 4676 4149 4634
3688 4431 4808 4997 5292 5038 3347 2375 2375 4097 6250 6250
3872 3167 3247 3699 3385 3420 3503 4138 2668 2941 3791 2402 6140 4404 3514 3699 3295 3357 3351 2818 4230 3611 5045
3958 3653 3443 5181 5185 4980 5549 5035 4337 5320 5552 3134 3865 5695 4778 6420 5379 5238 4377 5411 5150 4281 4162
4719 4139 6396 5564 4122 4715 4567 3953 3735 3271 3068 3333 3719 3385 2749 4138 4201 4249 3560 3333 4156 3630 4076
3408 3958 4208 4323 4653 4432 2986 2292 2292 3681 5417 5417
""",
        "fgjklqrvwyzBCDEFHIJKMNOPRSTUVWXYZαβγδζηθνξπστυψω",
        """
1076 359 572 315 197 359 278 359 269 359 440 502 715 278 576 1389 812 785 962 715 1090 1090 278 1389 77 576 1389 1090
2222 1389 785 2222 715 37 528 556 378 738 359 278 637 460 359 359 1132 359 359 359
785 251 405 169 41 251 215 251 188 251 287 341 490 215 385 1076 535 544 660 490 751 751 215 1076 36 383 1076 751 1722
1076 544 1722 490 0 360 431 254 454 251 215 466 239 251 251 809 251 251 251
590 179 295 81 0 179 174 179 135 179 185 234 340 174 257 868 372 384 476 340 545 545 174 868 8 253 868 545 1389 868
384 1389 340 0 257 347 161 265 179 174 353 91 179 179 580 179 179 179
""",
        (0.2778, 0.2153, 0.1736),
        _MATH_KERNS,
    ),
    "sy": _font(  # cmsy
        _WORDS + "−·×⌊⌋⌈⌉{}\\′√≤≥|",
        """
6111 4444 4444 4444 4444 5000 5000 3889 3889 2778 5000 5000 6111 5000 2778 8333 7500 8333 4167 6667 6667 7778 7778
4444 4444 4444 7985 6568 5265 7714 5278 7187 5949 8445 5445 6778 7620 6897 12009 8205 7961 6956 8167 8475 6056 5446
6258 6128 9878 7133 6683 7247 2750 10000 6667 6667 8889 8889 0 0 5556 5556 7778 2778 7778 5000 7778 5000 7778 7778
7778 7778 7778 7778 2778 7778 4444 4444 4444 4444 5000 5000 5000 2750 8333 7778 7778 2778
4958 3667 3667 3667 3667 4097 4097 3236 3236 2375 4097 4097 4958 4097 2375 6569 6014 6681 3455 5389 5389 6250 6250
3667 3667 3667 6423 5274 4341 6226 4313 5728 4820 6851 4526 5475 6102 5542 9399 6549 6341 5664 6551 6867 4915 4535
5025 5039 7946 5732 5351 5762 2306 7972 5389 5389 7111 7111 0 0 4528 4528 6250 2375 6250 4097 6250 4097 6250 6250
6250 6250 6250 6250 2375 6250 3667 3667 3667 3667 4097 4097 4097 2306 6569 6250 6250 2375
4375 3333 3333 3333 3333 3681 3681 2986 2986 2292 3681 3681 4375 3681 2292 5486 5181 5764 3160 4722 4722 5417 5417
3333 3333 3333 5567 4597 3910 5420 3854 4941 4252 5973 4098 4792 5275 4824 7839 5630 5446 4988 5660 5981 4340 4112
4369 4495 6838 4983 4647 4957 2205 6806 4722 4722 6111 6111 0 0 4028 4028 5417 2292 5417 3681 5417 3681 5417 5417
5417 5417 5417 5417 2292 5417 3333 3333 3333 3333 3681 3681 3681 2205 5486 5417 5417 2292
""",
        "sBCDEFGHIJKNOPSTUVWXYZ",
        """
1111 304 583 278 894 993 593 97 738 1847 144 1474 278 822 750 2542 993 822 822 1464 822 794
861 172 350 215 591 706 396 0 455 1303 9 1052 215 586 504 1842 706 586 586 1025 586 564
694 83 194 174 388 514 264 0 261 941 0 772 174 428 341 1375 514 428 428 732 428 411
""",
        (0.0, 0.0, 0.0),
        "",
    ),
}
# fmt: on

_TALL = """.69444 0 bdfhklδθλ;.69444 .19444 βζξφψ;.43056 .19444 gpqyγημρχ;.65952 0 i;.65952 .19444 j;.61508 0 t
.68333 0 ABCDEFGHIJKLMNOPRSTUVWXYZΓΔΘΛΞΠΣΥΦΨΩ;.68333 .19444 Q;.64444 0 0123456789;.75 .25 ()[]/|⌊⌋⌈⌉;.58333 .08333 +−×
.36688 -.13312 =;.10556 .19444 ,;.55556 0 ′"""
_HEIGHTS = {c: (float(h), float(d)) for h, d, cs in map(str.split, re.split("[;\n]", _TALL)) for c in cs}
_HEIGHTS |= {"mif": (0.69444, 0.19444), "itf": (0.69444, 0.19444)}
"""Height and depth of a character, in the size of its font; of all others (0.43056, 0)."""

_PARAMETERS = {
    "size": (10.0, 7.0, 5.0),
    "x_height": (4.30555, 3.01389, 2.15277),  # of cmsy, as all up to the axis
    "quad": (10.0, 8.19449, 7.36120),
    "num1": (6.76508, 5.12619, 4.62621),
    "num2": (3.93732, 2.68732, 1.93732),
    "denom1": (6.85951, 5.26505, 5.12621),
    "denom2": (3.44841, 2.40950, 2.65954),
    "sup1": (4.12892, 3.51780, 2.51778),
    "sup2": (3.62892, 3.01780, 2.01778),
    "sup3": (2.88889, 2.0, 1.47223),
    "sub1": (1.5, 1.0, 1.0),
    "sub2": (2.47217, 2.0, 2.0),
    "sup_drop": (3.86108, 2.47220, 2.47223),
    "sub_drop": (0.5, 0.5, 0.5),
    "axis": (2.5, 1.75, 1.25),
    "rule": (0.39999, 0.34, 0.24286),  # of cmex, as the next two
    "above": (2.0, 1.4, 1.0),
    "below": (6.0, 4.27777, 3.05555),
    "space": (3.33334, 2.69446, 2.36115),  # of cmr, as the rest
    "extra_space": (1.11112, 0.86111, 0.69446),
    "underscore": (3.6, 2.87, 2.45),
}
"""Lengths that belong to a font, in points, at its three sizes."""

_DELIMITERS = {  # the small one; the widths of the large ones of cmex, whose last grows without end
    "(": (("rm", "("), (4.583, 5.972, 7.361, 7.917, 8.750), (3.774, 4.851, 5.927, 6.358, 7.004)),
    "√": (("sy", "√"), (10.0, 10.0, 10.0, 10.0, 10.556), (7.861, 7.861, 7.861, 7.861, 8.292)),
}
_SCRIPT_SPACE, _NULL_DELIMITER, _BRACE = 0.5, 1.2, 18.0

# ---- boxes, and what they are made of ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Box:
    """Lengths in points."""

    width: float = 0.0
    height: float = 0.0
    depth: float = 0.0


_Measure = Callable[[int], _Box]
"""The box of something in a style of TeX: 0 display, 2 text, 4 script, 6 scriptscript; odd where it is cramped."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """What TeX calls a noad, of one of `_KINDS`."""

    kind: str
    box: _Measure
    char: tuple[str, str] | None = None
    """The font and the letter, where it is a single one."""
    sub: _Items | None = None
    sup: _Items | None = None
    limits: int = 0
    """In styles below this one its scripts stand below and above it."""
    accent: float = 0.0
    """How high its accent is, in the size of the font; 0 if it has none."""


@dataclass(frozen=True, slots=True)
class _Glue:
    mu: float = 0.0
    points: float = 0.0
    in_scripts: bool = True


_Items = tuple[_Atom | _Glue, ...]

_KINDS = ("ord", "op", "bin", "rel", "open", "close", "punct", "inner")
_SPACING = "0234000122*4000133**3**344*0400400*000000234000111*1111112341011"
"""Between a kind (row) and the next: 1 thin, 3 medium, 4 thick, none of them in scripts; 2 thin everywhere."""


def _size(style: int) -> int:
    return max(0, style // 2 - 1)


def _p(name: str, style: int) -> float:
    return _PARAMETERS[name][_size(style)]


# ---- measuring: the rules of appendix G ----------------------------------------------------------------


def _line(items: _Items, style: int) -> _Box:
    """A list of atoms side by side."""
    width = height = depth = 0.0
    before = ""
    for item, kind, after in zip(items, _kinds(items), (*items[1:], None), strict=False):
        if isinstance(item, _Glue):
            width += _glue(item, style)
            continue
        box = _atom(item, style)
        width += _space(before, kind, style) + box.width + (_kern(item, after, style) if kind == "ord" else 0)
        height, depth = max(height, box.height), max(depth, box.depth)
        before = kind
    return _Box(width, height, depth)


def _kinds(items: _Items) -> list[str]:
    """The kinds, where a sign that has nothing to join (a leading minus) is ordinary (rules 5 and 6)."""
    kinds = [item.kind if isinstance(item, _Atom) else "" for item in items]
    before, last = "op", -1
    for i, kind in enumerate(kinds):
        if not kind:
            continue
        if kind == "bin" and before in ("bin", "op", "rel", "open", "punct"):
            kinds[i] = "ord"
        elif kind in ("rel", "close", "punct") and before == "bin":
            kinds[last] = "ord"
        before, last = kinds[i], i
    if before == "bin":
        kinds[last] = "ord"
    return kinds


def _space(before: str, kind: str, style: int) -> float:
    if not before:
        return 0.0
    code = _SPACING[8 * _KINDS.index(before) + _KINDS.index(kind)]
    mu = {"1": 3, "2": 3, "3": 4, "4": 5}.get(code, 0)
    return 0.0 if style >= 4 and code != "2" else mu * _p("quad", style) / 18


def _glue(glue: _Glue, style: int) -> float:
    return glue.points + glue.mu * _p("quad", style) / 18 if style < 4 or glue.in_scripts else 0.0


def _kern(atom: _Atom, after: _Atom | _Glue | None, style: int) -> float:
    """What changes where two letters of a font stand together: a kern, no italic correction inside a word (rule 14)."""
    if not isinstance(after, _Atom) or not atom.char or not after.char or atom.char[0] != after.char[0]:
        return 0.0
    if atom.sub or atom.sup or atom.accent or after.accent:
        return 0.0
    name, letter = atom.char
    font, size = _FONTS[name], _size(style)
    italic = font.italics[size].get(letter, 0.0) if name in ("rm", "bf", "it") else 0.0
    return font.kerns.get(letter + after.char[1], 0.0) * font.kern[size] - italic


def _char(name: str, letter: str, style: int) -> _Box:
    widths = _FONTS[name].widths[_size(style)]
    if letter not in widths:
        raise ValueError(f"no width is known for {letter!r}")
    height, depth = _HEIGHTS.get(name + letter) or _HEIGHTS.get(letter, (0.43056, 0.0))
    return _Box(widths[letter], height * _p("size", style), depth * _p("size", style))


def _atom(atom: _Atom, style: int) -> _Box:
    """An atom with its accent and its scripts."""
    if atom.accent:
        return _accented(atom, style)
    base = atom.box(style)
    if style < atom.limits:
        return _limits(base, atom, style)
    italic = _FONTS[atom.char[0]].italics[_size(style)].get(atom.char[1], 0.0) if atom.char else 0.0
    if atom.sub is None and atom.sup is None:
        return replace(base, width=base.width + italic)
    return _scripts(base, italic, atom, style)


def _accented(atom: _Atom, style: int) -> _Box:
    """The scripts of an accented letter are set beside the letter (rule 12)."""
    bare = _atom(replace(atom, accent=0.0, sub=None, sup=None), style | 1)
    whole = _atom(replace(atom, accent=0.0), style)
    top = bare.height + atom.accent * _p("size", style) - min(bare.height, _p("x_height", style))
    return replace(whole, height=max(whole.height, top))


def _scripts(base: _Box, italic: float, atom: _Atom, style: int) -> _Box:
    """Subscript and superscript (rule 18)."""
    up_style, down_style = style // 4 * 2 + 4 + style % 2, style // 4 * 2 + 5
    sup, sub = _line(atom.sup or (), up_style), _line(atom.sub or (), down_style)
    up = 0.0 if atom.char else base.height - _p("sup_drop", up_style)
    down = 0.0 if atom.char else base.depth + _p("sub_drop", up_style)
    x_height = _p("x_height", style)
    if atom.sup is None:
        down = max(down, _p("sub1", style), sub.height - 0.8 * x_height)
        return _Box(base.width + sub.width + _SCRIPT_SPACE, base.height, max(base.depth, down + sub.depth))
    least = "sup3" if style % 2 else "sup1" if style < 2 else "sup2"
    up = max(up, _p(least, style), sup.depth + x_height / 4)
    if atom.sub is not None:
        up, down = _apart(up - sup.depth, max(down, _p("sub2", style)) - sub.height, style)
        up, down = up + sup.depth, down + sub.height
    width = base.width + max(italic + sup.width, sub.width) + _SCRIPT_SPACE
    return _Box(width, max(base.height, up + sup.height), max(base.depth, down + sub.depth))


def _apart(bottom: float, top: float, style: int) -> tuple[float, float]:
    """The bottom of a superscript and, downwards, the top of a subscript, with room between them."""
    top += max(0.0, 4 * _p("rule", style) - bottom - top)
    rise = max(0.0, 0.8 * _p("x_height", style) - bottom)
    return bottom + rise, top - rise


def _limits(base: _Box, atom: _Atom, style: int) -> _Box:
    """Scripts above and below (rule 13a)."""
    sup, sub = _line(atom.sup or (), style // 4 * 2 + 4 + style % 2), _line(atom.sub or (), style // 4 * 2 + 5)
    above = max(_p("above", style) - sup.depth, 1.111) + sup.height + sup.depth + 1.0 if atom.sup else 0.0
    below = max(_p("below", style) - sub.height, 1.667) + sub.height + sub.depth + 1.0 if atom.sub else 0.0
    return _Box(max(base.width, sup.width, sub.width), base.height + above, base.depth + below)


def _fraction(top: _Items, bottom: _Items, style: int) -> _Box:
    """One over the other (rule 15)."""
    a, b = _line(top, style + 2 - style // 6 * 2), _line(bottom, style // 2 * 2 + 3 - style // 6 * 2)
    display, rule, axis = style < 2, _p("rule", style), _p("axis", style)
    room = (3 * rule if display else rule) + rule / 2
    up = max(_p("num1" if display else "num2", style), room + a.depth + axis)
    down = max(_p("denom1" if display else "denom2", style), room + b.height - axis)
    return _Box(max(a.width, b.width) + 2 * _NULL_DELIMITER, up + a.height, down + b.depth)


def _root(body: _Items, style: int) -> _Box:
    """A radical sign as high as it has to be (rule 11)."""
    inner, rule = _line(body, style | 1), _p("rule", style)
    room = rule + (_p("x_height", style) if style < 2 else rule) / 4
    sign = _delimiter("√", inner.height + inner.depth + room + rule, style)
    room += max(0.0, sign.height - rule - inner.height - inner.depth - room) / 2
    top = inner.height + room
    return _Box(sign.width + inner.width, top + 2 * rule, max(inner.depth, sign.height - rule - top))


def _fence(body: _Items, style: int) -> _Box:
    """`\\left( … \\right)`: nine tenths of what is inside is covered, all but 5 pt (rule 19)."""
    inner, axis = _line((_OPEN, *body, _CLOSE), style), _p("axis", style)
    half = max(inner.height - axis, inner.depth + axis)
    sign = _delimiter("(", max(half * 1.802, 2 * half - 5), style)
    return _Box(
        inner.width + 2 * sign.width,
        max(inner.height, sign.height / 2 + axis),
        max(inner.depth, sign.height / 2 - axis),
    )


def _delimiter(name: str, least: float, style: int) -> _Box:
    """The first that is high enough, its whole height above the line."""
    (font, letter), *large = _DELIMITERS[name]
    sizes = range(_size(style), -1, -1)
    small = [(_PARAMETERS["size"][s], _FONTS[font].widths[s][letter]) for s in sizes]
    em, scale = _p("size", style) / 10, 5 / 7 if _size(style) == 2 else 1.0
    widths = [w * scale for w in large[min(1, _size(style))]]
    ladder = [*small, *zip((12 * em, 18 * em, 24 * em, 30 * em, max(30 * em, least)), widths, strict=True)]
    height, width = next(step for step in ladder if step[0] >= least)
    return _Box(width, height)


def _sum(style: int) -> _Box:
    em = _p("size", style) / 10
    return _Box(14.444, 10.5, 5.5) if style < 2 else _Box((10.556, 8.403, 6.002)[_size(style)], 7.5 * em, 2.5 * em)


def _brace(body: _Items, style: int) -> _Box:
    """What is braced is in display style, and no narrower than the brace."""
    inner = _line(body, 0)
    return _Box(max(inner.width, _BRACE), inner.height, inner.depth + 7.2)


def _words(parts: tuple[str | _Items, ...], style: int) -> _Box:
    """Words in cmr, and formulas between them."""
    boxes = [_plain(part, style) if isinstance(part, str) else _line(part, style) for part in parts]
    return _beside(boxes)


def _beside(boxes: list[_Box]) -> _Box:
    return _Box(
        sum(b.width for b in boxes), max((b.height for b in boxes), default=0), max((b.depth for b in boxes), default=0)
    )


def _plain(text: str, style: int) -> _Box:
    """Letters with their kerns; a space is wider after the end of a sentence."""
    text = re.sub(r"\s+", " ", text).replace("---", "—").replace("--", "–").replace("''", "”")
    boxes = [_letter(c, style) for c in text]
    kerns = sum(_FONTS["rm"].kerns.get(a + b, 0.0) for a, b in pairwise(text)) * _FONTS["rm"].kern[_size(style)]
    ends = len(re.findall(r"(?<![A-Z])[.?!:][)'\]”]* ", text)) * _p("extra_space", style)
    return replace(_beside(boxes), width=sum(b.width for b in boxes) + kerns + ends)


def _letter(c: str, style: int) -> _Box:
    if c in " _":
        return _Box(_p("space" if c == " " else "underscore", style))
    if c in "{}\\":
        return _char("sy", c, style)
    if unicodedata.east_asian_width(c) in "WF":
        return _Box(_p("size", style), 0.88 * _p("size", style), 0.12 * _p("size", style))
    plain = unicodedata.normalize("NFD", c)[0]
    return _char("rm", plain if plain in _FONTS["rm"].widths[0] else "m", style)


# ---- reading -------------------------------------------------------------------------------------------


def _symbol(kind: str, font: str, letter: str) -> _Atom:
    return _Atom(kind, partial(_char, font, letter), (font, letter))


def _operator(name: str, limits: int) -> _Atom:
    return _Atom("op", partial(_line, tuple(_symbol("ord", "rm", c) for c in name)), limits=limits)


def _fixed(kind: str, *box: float) -> _Atom:
    return _Atom(kind, lambda style: _Box(*box))


_OPEN, _CLOSE = _fixed("open"), _fixed("close")
_MOD = replace(_operator("mod", 0), kind="bin")
_SIGNS = r"""bin rm + +;bin sy − -;bin sy × \times;bin sy · \cdot;rel rm = =;rel rm = \ne;rel sy ≤ \le;rel sy ≥ \ge
rel mi < <;rel mi > >;punct mi , ,;ord mi . .;ord mi / /;ord sy | |;ord sy √ \surd;open rm ( (;open rm [ [
close rm ) );close rm ] ];open sy ⌊ \lfloor;close sy ⌋ \rfloor;open sy ⌈ \lceil;close sy ⌉ \rceil"""
"""`kind font letter token`"""
_SYMBOLS: dict[str, _Items] = {
    **{token: (_symbol(*row),) for *row, token in map(str.split, re.split("[;\n]", _SIGNS))},
    **{token: (_symbol("ord", "mi", letter),) for token, letter in _LETTERS.items()},
    "\\sum": (_Atom("op", _sum, limits=2),),
    "\\max": (_operator("max", 2),),
    "\\min": (_operator("min", 2),),
    "\\log": (_operator("log", 0),),
    "\\bmod": (_Glue(-4, in_scripts=False), _Glue(5), _MOD, _Glue(5), _Glue(-4, in_scripts=False)),
    "\\,": (_Glue(3),),
    "\\;": (_Glue(5),),
    "\\quad": (_Glue(points=10),),
    "\\qquad": (_Glue(points=20),),
    "\\_": (_Atom("ord", partial(_words, ("_",))),),
}
_BIG = {"\\bigl(": 4.583, "\\bigl[": 4.167, "\\bigr)": 4.583, "\\bigr]": 4.167}
_TEXT = {"\\textbackslash": "\\", "\\textasciitilde": "~", "\\textasciicircum": "^", "~": " "}
_TEXT |= {f"\\{c}": c for c in "%#&_{}$"}
_ALPHABETS = {"\\mathrm": "rm", "\\mathbf": "bf", "\\mathit": "it", "\\mathcal": "sy"}
_ACCENTS = {"\\hat": 0.694, "\\bar": 0.568, "\\tilde": 0.668, "\\vec": 0.714, "\\dot": 0.668, "\\check": 0.628}
_PRIME = _symbol("ord", "sy", "′")

_Tokens = Iterator[str]


@lru_cache(maxsize=4096)
def width(latex: str) -> float:
    """The natural width of a formula in display style, in points; ValueError where a command is not known."""
    return _line(_items(_tokens(latex), "", ""), 0).width


@lru_cache(maxsize=4096)
def text_width(latex: str) -> float:
    """The same for text with formulas between `$`, such as a cell of a table."""
    return _text(iter(["{", *_tokens(latex), "}"]), "").box(2).width


def _tokens(latex: str) -> _Tokens:
    return (t if t.isspace() else t.rstrip() for t in re.findall(r"\\big[lr].|\\[A-Za-z]+\s*|\\.|\s+|.", latex))


def _items(tokens: _Tokens, font: str, end: str) -> _Items:
    """What stands before `end`; letters in `font`, or as mathematics has them."""
    items: list[_Atom | _Glue] = []
    for token in tokens:
        if token == end:
            return tuple(items)
        if token in ("^", "_", "'"):
            script = (_PRIME,) if token == "'" else _argument(tokens, font)
            items[-1:] = _with_script(items[-1:], token, script)
        else:
            items += _read(token, tokens, font)
    if end:
        raise ValueError(f"{end} is missing")
    return tuple(items)


def _with_script(last: list[_Atom | _Glue], token: str, script: _Items) -> list[_Atom | _Glue]:
    """A script belongs to the atom before it, and to an empty one where there is none; primes are raised with `^`."""
    if not last or not isinstance(last[0], _Atom):
        return [*last, *_with_script([_fixed("ord")], token, script)]
    atom = last[0]
    return [replace(atom, sub=script) if token == "_" else replace(atom, sup=(*(atom.sup or ()), *script))]


def _argument(tokens: _Tokens, font: str) -> _Items:
    token = next((t for t in tokens if not t.isspace()), "}")
    return _items(tokens, font, "}") if token == "{" else _read(token, tokens, font)


def _read(token: str, tokens: _Tokens, font: str) -> _Items:
    """One token, with its arguments."""
    if token.isspace():
        return ()
    if token == "{":
        return (_group(_items(tokens, font, "}")),)
    if token in _BIG:
        return (_fixed("open" if token[4] == "l" else "close", _BIG[token], 8.5, 3.5),)
    letter = _LETTERS.get(token, token)
    if letter in _WORDS:
        return (_symbol("ord", font or ("mi" if letter in _LATIN else "rm"), letter),)
    if token in _SYMBOLS:
        return _SYMBOLS[token]
    if token in _ALPHABETS:
        return (_group(_argument(tokens, _ALPHABETS[token])),)
    if token in _ACCENTS:
        body = _group(_argument(tokens, font))
        return (replace(_whole(body) if body.accent else body, accent=_ACCENTS[token]),)
    if token in _COMMANDS:
        return (_COMMANDS[token](tokens, font),)
    raise ValueError(f"the width of {token} is not known")


def _group(items: _Items) -> _Atom:
    """`{…}`; a letter alone stays a letter."""
    match items:
        case (_Atom(kind="ord", sub=None, sup=None) as atom,):
            return atom
        case _:
            return _Atom("ord", partial(_line, items))


def _whole(atom: _Atom) -> _Atom:
    return _Atom("ord", partial(_atom, atom))


def _left(tokens: _Tokens, font: str) -> _Atom:
    if next(tokens, "") != "(":
        raise ValueError("\\left is known before ( only")
    body = _items(tokens, font, "\\right")
    if next(tokens, "") != ")":
        raise ValueError("\\right is known before ) only")
    return _Atom("inner", partial(_fence, body))


def _braced(tokens: _Tokens) -> list[str]:
    """The tokens of an argument in braces."""
    found: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token == "{") - (token == "}")
        if depth == 0:
            return found[1:]
        found.append(token)
    raise ValueError("} is missing")


def _text(tokens: _Tokens, font: str) -> _Atom:
    """Words, and formulas between `$`."""
    parts: list[str | _Items] = []
    words, inside = "", iter(_braced(tokens))
    for token in inside:
        if token == "$":
            parts += [words, _items(inside, "", "$")]
            words = ""
        elif token[0] == "\\" and token not in _TEXT:
            raise ValueError(f"the width of {token} is not known")
        elif token not in "{}":
            words += _TEXT.get(token, token)
    return _Atom("ord", partial(_words, (*parts, words)))


def _number(tokens: _Tokens, font: str) -> _Atom:
    """`\\num{37346}`: groups of three digits, from five digits on, as siunitx does by default."""
    digits = "".join(_braced(tokens))
    if not digits.isdigit():
        raise ValueError(f"\\num{{{digits}}} is not known")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", r"\\,", digits) if len(digits) > 4 else digits
    return _group(_items(_tokens(grouped), "", ""))


_COMMANDS: dict[str, Callable[[_Tokens, str], _Atom]] = {
    "\\frac": lambda t, f: _Atom("ord", partial(_fraction, _argument(t, f), _argument(t, f))),
    "\\sqrt": lambda t, f: _Atom("ord", partial(_root, _argument(t, f))),
    "\\underbrace": lambda t, f: _Atom("op", partial(_brace, _argument(t, f)), limits=8),
    "\\left": _left,
    "\\num": _number,
    "\\text": _text,
}
