"""Computer Modern as its TFM files have it: widths, corrections, kerns, heights, and what TeX's rules ask of a font.

The fonts cmr, cmmi, cmsy, cmbx and cmti at 10, 7 and 5 pt, and cmex10 and cmex7; lengths in points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GREEK = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩℓ"
WORDS = LATIN + "0123456789ΓΔΘΛΞΠΣΥΦΨΩ"
_NAMES = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi
psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell"""
LETTERS = {f"\\{name}": letter for name, letter in zip(_NAMES.split(), _GREEK, strict=True)}

NONE = (0.0, 0.0, 0.0)
_Lengths = dict[str, tuple[float, ...]]
"""Of characters, in points, at 10, 7 and 5 pt."""


@dataclass(frozen=True, slots=True)
class _Font:
    widths: _Lengths
    italics: _Lengths
    """Corrections, where they are not 0."""
    kern: tuple[float, float, float]
    """The unit of `kerns`, in points, at 10, 7 and 5 pt."""
    kerns: dict[str, float]


def rows(table: str) -> list[list[str]]:
    """The words of each row; rows end with a line or with `;`."""
    return [row.split() for row in re.split(r"[;\n](?=[-\w])", table) if row]


def _font(widths: str, italics: str, kern: tuple[float, float, float], kerns: str) -> _Font:
    """Kerns as `units firsts seconds`, between one of the firsts and one of the seconds; a ligature is a kern too."""
    pairs = {a + b: float(units) for units, firsts, seconds in rows(kerns) for a in firsts for b in seconds}
    return _Font(_lengths(widths), _lengths(italics), kern, pairs)


def _lengths(table: str) -> _Lengths:
    """`5000 3986 3403 letters` in thousandths of a point; without a 5 pt font the 7 pt one is scaled."""
    found: _Lengths = {}
    for *numbers, letters in rows(table):
        lengths = [int(n) / 1000 for n in numbers]
        found |= dict.fromkeys(letters, (*lengths, lengths[1] * 5 / 7)[:3])
    return found


_ROMAN_KERNS = """-2 kv a;-1 w a;-1 kvw eoc;-3 P A;-1 Py oea;-3 Py .,;-3 FVW oeura;-4 FVW A;-1 FVWKX OCGQ;-1 T y
-3 TY eoraAu;-1 DO XWAVY;-1 hmn tubyvw;-1 c hk;1 bop eodcq;-1 bop x;-1 bopa v;2 bopa j;-1 bopat y;-1 bopatu w
-1 AR tCOGUQ;-3 ARL TY;-4 ARL VW;1 g j;1 I I;-1 f fil;2.8 f ?!)]"""
_ITALIC_KERNS = """2 dlw l;-3 FV oeura;-4 FV A;-1 FVKX OCGQ;-3 T y;-3 TY eorau;-3 TYPW A;-1 DO XWAVY
-1 AR nlrumtiCOGhbUkvwQ;-3 ARL TY;-4 ARL VW;-2 ARLbceopr eaodcgq;-2 f i;1 f l"""
_MATH_KERNS = """-2 ντKrHNXCTMSZfjσ ,.;-4 UΓFPJ ,.;-6 VWY ,.;-2 UKHMSZFPJ /;-3 NX /;-1 CT /;-4 VWY /
2 d Y;-2 d Z;-4 d j;-6 d f;-2 / AMNZ;2 / Y"""

FONTS = {
    "rm": _font(  # cmr
        """2778 2264 2014 il[]:.,!'`;;3056 2479 2188 fj;3333 2694 2361 -;3611 2889 2472 I;3889 3125 2708 t()
3917 3125 2708 r;3944 3168 2743 s;4444 3556 3056 cez;4722 3771 3229 ?;5000 3986 3403 ago0123456789/*$~^–“”
5139 4083 3458 J;5278 4201 3576 kqvxy;5556 4417 3750 bdhnpuS;6111 4847 4097 Z;6250 4944 4153 LΓ
6528 5160 4326 F;6667 5278 4445 Ξ;6806 5375 4500 EP;6944 5472 4556 Λ;7083 5590 4674 B;7222 5708 4792 wCTΣΦΩ
7361 5806 4847 R;7500 5903 4903 AHNUVXYΠ;7639 6021 5021 D;7778 6118 5076 K;7778 6139 5139 OQΘΥΨ+=&@
7847 6188 5167 G;8333 6569 5486 mΔ#%;9167 7194 5945 M;10000 7972 6806 —;10278 8056 6639 W""",
        """139 108 87 gvwyVW;250 194 156 Y;278 215 174 –—;778 559 441 f""",
        (0.2778, 0.2153, 0.1736),
        _ROMAN_KERNS,
    ),
    "bf": _font(  # cmbx
        """3194 2542 2181 il;3514 2790 2382 fj;4361 3356 2750 I;4472 3536 2986 t;4536 3586 3026 s;4736 3742 3111 r
5111 4033 3389 cz;5271 4147 3462 e;5590 4406 3691 a;5750 4531 3792 go0123456789;5944 4658 3875 J
6069 4779 3993 kqvxy;6389 5028 4194 bdhnpuS;6917 5414 4486 LΓ;7028 5525 4597 Z;7236 5662 4687 F
7556 5911 4889 E;7667 6022 5000 Ξ;7861 6150 5083 P;8000 6281 5208 T;8056 6278 5167 Λ;8181 6399 5285 B
8306 6519 5403 wCΣΦΩ;8625 6719 5514 R;8639 6778 5611 OQ;8694 6775 5569 AVXY;8819 6896 5687 D
8847 6894 5667 U;8944 7017 5805 ΘΥΨ;9000 7014 5764 HNΠ;9014 7024 5771 K;9042 7081 5847 G;9583 7514 6208 mΔ
10917 8506 6972 M;11889 9261 7583 W""",
        """160 124 101 gvwyVW;287 224 181 Y;1090 848 649 f""",
        (0.3194, 0.2486, 0.2014),
        _ROMAN_KERNS,
    ),
    "it": _font(  # cmti
        """2556 2167 l;3067 2578 fij;3322 2783 t;3856 3183 I;4089 3400 sz;4217 3503 r;4600 3811 bcegkqv;4639 3811 x
4856 4017 y;5111 4222 adhop0123456789;5250 4320 J;5367 4428 u;5622 4633 nS;6133 5045 Z;6272 5142 LΓ
6528 5347 F;6644 5456 wΞ;6783 5553 EP;6922 5650 Λ;7039 5758 B;7156 5867 CTΣΦΩ;7294 5964 R
7433 6061 AHNUVXYΠ;7550 6170 D;7667 6278 OQΘΥΨ;7689 6267 K;7736 6326 G;8178 6689 mΔ;8967 7295 M;9989 8117 W""",
        """387 177 R;565 342 c;599 392 Φ;631 415 bop;751 510 e;767 603 ahmnu;821 548 s;872 531 G;885 599 gqy
940 632 DOQΘ;949 651 t;1019 619 i;1026 691 BPΩ;1033 650 dl;1076 753 krvw;1111 751 ΥΨ;1197 785 S;1203 785 EΣ
1204 856 x;1229 899 z;1331 887 FTΓ;1356 922 0123456789;1403 869 J;1447 995 j;1453 990 CKZ;1529 1052 Ξ
1581 1093 IX;1639 1036 HMNUΠ;1836 1299 VW;1938 1381 Y;2119 1524 f""",
        (0.2556, 0.2056, 0.1468),
        _ITALIC_KERNS,
    ),
    "mi": _font(  # cmmi
        """2778 2375 2292 .,;2984 2529 2402 l;3445 2829 2668 i;3539 2960 2749 ι;3611 3021 2818 t;4059 3333 3068 ε
4118 3309 2941 j;4167 3347 2986 ℓ;4292 3517 3167 b;4328 3574 3247 c;4372 3688 3408 τ;4375 3639 3333 ζξ
4396 3544 3134 I;4444 3635 3271 δ;4464 3665 3295 q;4512 3713 3357 r;4650 3821 3443 z;4656 3794 3385 e
4688 3774 3351 s;4694 3809 3385 θ;4770 3901 3503 g;4847 3947 3514 o;4847 4000 3611 v;4896 3899 3420 f
4903 4056 3653 y;4940 4009 3560 ν;4965 4120 3719 η;5000 4097 3681 /;5031 4122 3699 p;5170 4149 3630 ρ
5177 4201 3735 γ;5205 4163 3699 d;5206 4251 3791 k;5286 4338 3872 a;5403 4431 3958 υ;5545 4424 3865 J
5656 4534 3953 β;5700 4676 4156 π;5714 4634 4076 σ;5715 4535 3958 x;5725 4728 4230 u;5762 4682 4138 hκ
5806 4701 4122 Y;5833 4722 4139 V;5833 4743 4201 λ;5844 4723 4162 T;5958 4808 4208 φ;6002 4943 4404 n
6026 4862 4249 μ;6132 4910 4281 S;6225 5038 4432 ω;6257 4997 4323 χ;6397 5199 4567 α;6420 5091 4377 P
6431 5072 4337 F;6514 5292 4653 ψ;6806 5486 4778 L;6826 5449 4715 Z;6828 5448 4719 U;7147 5736 4980 C
7159 5785 5045 w;7382 5871 5035 E;7500 6014 5181 A;7585 6042 5185 B;7593 6024 5150 R;7628 6083 5238 O
7778 6250 5417 <>;7862 6226 5320 G;7906 6298 5411 Q;8035 6334 5379 N;8279 6539 5549 D;8285 6558 5564 X
8313 6549 5552 H;8493 6719 5695 K;8780 7096 6140 m;9444 7521 6396 W;9701 7626 6420 M""",
        """37 0 0 α;77 36 8 R;197 41 0 l;269 188 135 w;278 215 174 rDOθ;315 169 81 k;359 251 179 gqvyηπσυψω
378 254 161 δ;440 287 185 z;460 239 91 ξ;502 341 234 B;528 360 257 β;556 431 347 γ;572 405 295 j
576 383 253 S;576 385 257 E;637 466 353 ν;715 490 340 CKZ;738 454 265 ζ;785 544 384 IX;812 535 372 H
962 660 476 J;1076 785 590 f;1090 751 545 MNU;1132 809 580 τ;1389 1076 868 FPTW;2222 1722 1389 VY""",
        (0.2778, 0.2153, 0.1736),
        _MATH_KERNS,
    ),
    "sy": _font(  # cmsy
        """0 0 0 67;2750 2306 2205 0′;2778 2375 2292 joΔ·|;3889 3236 2986 hi;4167 3455 3160 s
4444 3667 3333 bcdexyz⌊⌋⌈⌉;5000 4097 3681 fgklnΛΠ{}\\;5265 4341 3910 C;5278 4313 3854 E;5445 4526 4098 I
5446 4535 4112 T;5556 4528 4028 89;5949 4820 4252 G;6056 4915 4340 S;6111 4958 4375 am;6128 5039 4495 V
6258 5025 4369 U;6568 5274 4597 B;6667 5389 4722 tu23;6683 5351 4647 Y;6778 5475 4792 J;6897 5542 4824 L
6956 5664 4988 P;7133 5732 4983 X;7187 5728 4941 F;7247 5762 4957 Z;7500 6014 5181 q;7620 6102 5275 K
7714 6226 5420 D;7778 6250 5417 vwΓΘΞΣΥΦΨΩ−×≤≥;7961 6341 5446 O;7985 6423 5567 A;8167 6551 5660 Q
8205 6549 5630 N;8333 6569 5486 p√;8333 6681 5764 r;8445 6851 5973 H;8475 6867 5981 R;8889 7111 6111 45
9878 7946 6838 W;10000 7972 6806 1;12009 9399 7839 M""",
        """97 0 0 H;144 9 0 K;278 215 174 DO;304 172 83 B;583 350 194 C;593 396 264 G;738 455 261 I;750 504 341 S
794 564 411 Z;822 586 428 PVWY;894 591 388 E;993 706 514 FU;1111 861 694 s;1464 1025 732 X;1474 1052 772 N
1847 1303 941 J;2542 1842 1375 T""",
        NONE,
        "",
    ),
}

_TALL = """0.69444 0 bdfhklδθλ;0.69444 0.19444 βζξφψ;0.43056 0.19444 gpqyγημρχ;0.65952 0 i;0.65952 0.19444 j
0.61508 0 t;0.68333 0 ABCDEFGHIJKLMNOPRSTUVWXYZΓΔΘΛΞΠΣΥΦΨΩ;0.68333 0.19444 Q;0.64444 0 0123456789
0.75 0.25 ()[]/|⌊⌋⌈⌉;0.58333 0.08333 +−×;0.36688 -0.13312 =;0.10556 0.19444 ,;0.55556 0 ′"""
HEIGHTS = {c: (float(h), float(d)) for h, d, cs in rows(_TALL) for c in cs}
HEIGHTS |= {"mif": (0.69444, 0.19444), "itf": (0.69444, 0.19444)}
"""Height and depth of a character, in the size of its font; of all others (0.43056, 0)."""

_PARAMETERS = """10.0 7.0 5.0 size;4.30555 3.01389 2.15277 x_height;10.0 8.19449 7.3612 quad
6.76508 5.12619 4.62621 num1;3.93732 2.68732 1.93732 num2;6.85951 5.26505 5.12621 denom1;3.44841 2.4095 2.65954 denom2
4.12892 3.5178 2.51778 sup1;3.62892 3.0178 2.01778 sup2;2.88889 2.0 1.47223 sup3;1.5 1.0 1.0 sub1;2.47217 2.0 2.0 sub2
3.86108 2.4722 2.47223 sup_drop;0.5 0.5 0.5 sub_drop;2.5 1.75 1.25 axis;0.39999 0.34 0.24286 rule;2.0 1.4 1.0 above
6.0 4.27777 3.05555 below;3.33334 2.69446 2.36115 space;1.11112 0.86111 0.69446 extra_space;3.6 2.87 2.45 underscore"""
FONTDIMEN = {name: tuple(map(float, lengths)) for *lengths, name in rows(_PARAMETERS)}
"""Of cmsy from x_height to axis, of cmex to below, of cmr: in points, at 10, 7 and 5 pt."""

DELIMITERS = {  # the small one; the widths of the large ones of cmex, whose last grows without end
    "(": (("rm", "("), (4.583, 5.972, 7.361, 7.917, 8.750), (3.774, 4.851, 5.927, 6.358, 7.004)),
    "√": (("sy", "√"), (10.0, 10.0, 10.0, 10.0, 10.556), (7.861, 7.861, 7.861, 7.861, 8.292)),
}
SCRIPT_SPACE, NULL_DELIMITER, BRACE = 0.5, 1.2, 18.0
