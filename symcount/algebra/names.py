"""How a name of the language is written in mathematics: whole-word Greek, one subscript after `_`, words upright."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate

GREEK = dict(
    zip(
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma "
            "tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
        ).split(),
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)


def _split_name(name: str) -> tuple[str, str]:
    """(base, subscript) of a name: `C_i`, `L1`."""
    base, _, subscript = name.partition("_")
    match = re.fullmatch(r"([A-Za-z]|" + "|".join(GREEK) + r")(\d+)", base)
    if match and not subscript:
        return match[1], match[2]
    return base, subscript


def latex_name(name: str) -> str:
    """A name of the language as LaTeX: `alpha` is α, `metal` is a word, `d_ff` has one subscript."""
    base, subscript = _split_name(name)
    if not subscript:
        return _latex_word(base)
    inner = _latex_word(subscript)
    return f"{_latex_word(base)}_{inner}" if len(inner) == 1 else f"{_latex_word(base)}_{{{inner}}}"


def italic_name(name: str) -> str:
    """The same with words in italics."""
    return latex_name(name).replace("\\mathrm", "\\mathit")


def _latex_word(word: str) -> str:
    if word in GREEK:
        return f"\\{word}"
    if len(word) == 1 or word.isdigit():
        return word
    return "\\mathrm{" + word.replace("_", "\\_") + "}"


_SUBSCRIPTS = dict(zip("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))


@cache
def unicode_name(name: str) -> str:
    """A name of the language for a terminal."""
    base, subscript = _split_name(name)
    base, subscript = GREEK.get(base, base), GREEK.get(subscript, subscript)
    if set(subscript) <= _SUBSCRIPTS.keys():
        return base + "".join(map(_SUBSCRIPTS.__getitem__, subscript))
    return f"{base}_{subscript}"


_ACCENTS = "hat|bar|tilde|vec|dot|check|mathbf|mathrm|mathcal|mathit"
_WRITING = re.compile(rf"(?:[A-Za-z0-9,' ]|\\(?:{'|'.join(GREEK)}|ell)(?![A-Za-z])|\\(?:{_ACCENTS})(?=\{{)|[_^{{}}])+")
_SCRIPT = r"(?:[A-Za-z0-9]|\\[A-Za-z]+|\{(?:[^{}]|\{[^{}]*\})*\})"
_TWICE = re.compile(
    rf"_{_SCRIPT}\s*'*(?:\^{_SCRIPT})?\s*'*_|\^{_SCRIPT}\s*(?:_{_SCRIPT})?\s*[\^']|'+\s*\^"
    rf"|[_^]\s*'|[_^]\s*\\(?:{_ACCENTS})|\s\}}|[_^]\s"
)
"""What TeX refuses: two scripts of a kind at one letter, a prime beside a superscript, an accent as a bare script."""


def safe_writing(text: str) -> bool:
    """Whether `text` is in the safe subset of TeX: letters, Greek, accents, balanced sub- and superscripts."""
    if not _WRITING.fullmatch(text) or len(text) > 60 or _TWICE.search(text):
        return False
    depths = [*accumulate((character == "{") - (character == "}") for character in text)]
    return min(depths) >= 0 == depths[-1] and not re.search(r"[_^](?:[_^}]|$)|(?:^|\{)[_^]|\{\}", text)
