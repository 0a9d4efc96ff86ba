"""Reads the safe subset of TeX in which names are written, so that other notations can write them too.

Names by rule (`names.latex_name`) and the author's own writing (`names.safe_writing`) are both in it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from symcount.algebra.names import GREEK


class Word(NamedTuple):
    """A letter or a number, or letters that an alphabet (`rm`, `it`, `bf`, `cal`) makes one word."""

    text: str
    alphabet: str = ""


class Sign(NamedTuple):
    """A comma, or another character that is no word."""

    text: str


class Accented(NamedTuple):
    """`\\hat{C}`."""

    accent: str
    body: Row


class Scripted(NamedTuple):
    """`C_i^2`; a prime is a superscript."""

    base: Row
    sub: Row = ()
    sup: Row = ()


Piece = Word | Sign | Accented | Scripted
Row = tuple[Piece, ...]

_TOKEN = re.compile(r"\\[A-Za-z]+|\\_|\d+|[^\s]")
_ALPHABETS = {f"\\{name}": name.removeprefix("math") for name in ("mathrm", "mathit", "mathbf", "mathcal")}
_LETTERS = {**{f"\\{name}": letter for name, letter in GREEK.items()}, "\\ell": "ℓ", "\\_": "_"}


@lru_cache(maxsize=1024)
def read(writing: str) -> Row:
    """The pieces of a writing; what is not in the subset is left out."""
    return _row(_TOKEN.findall(writing)[::-1], "")


def _row(tokens: list[str], alphabet: str) -> Row:
    """The pieces up to a closing brace; `tokens` are taken from the end."""
    pieces: list[Piece] = []
    while tokens:
        token = tokens.pop()
        if token == "}":
            break
        if token in ("_", "^", "'"):
            base = (pieces.pop(),) if pieces else ()
            script = (Sign("′"),) if token == "'" else _argument(tokens, alphabet)
            pieces.append(_with_script(base, script, below=token == "_"))
        else:
            pieces += _read(token, tokens, alphabet)
    return _joined(pieces)


def _with_script(base: Row, script: Row, below: bool) -> Scripted:
    """A second script of the same kind stands behind the first."""
    whole = base[0] if base and isinstance(base[0], Scripted) else Scripted(base)
    return whole._replace(sub=whole.sub + script) if below else whole._replace(sup=whole.sup + script)


def _argument(tokens: list[str], alphabet: str) -> Row:
    if not tokens or tokens[-1] == "}":
        return ()
    token = tokens.pop()
    if token.isdigit() and len(token) > 1:  # TeX takes one digit
        tokens.append(token[1:])
        token = token[0]
    return _read(token, tokens, alphabet)


def _read(token: str, tokens: list[str], alphabet: str) -> Row:
    if token == "{":
        return _row(tokens, alphabet)
    if token in _ALPHABETS:
        return _argument(tokens, _ALPHABETS[token])
    if token in _LETTERS or token.isalnum():
        return (Word(_LETTERS.get(token, token), alphabet),)
    if token.startswith("\\"):
        return (Accented(token[1:], _argument(tokens, alphabet)),)
    return (Sign(token),)


def _joined(pieces: list[Piece]) -> Row:
    """Neighbours in one alphabet are one word."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if isinstance(piece, Word) and isinstance(last, Word) and piece.alphabet == last.alphabet != "":
            out[-1] = last._replace(text=last.text + piece.text)
        else:
            out.append(piece)
    return tuple(out)
