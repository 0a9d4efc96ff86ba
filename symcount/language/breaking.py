"""A line of the language that is too long, broken at its arrows or at the commas of its lists; the tree is the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

INDENT = "  "
BREAK = "    "
_TOKEN = re.compile(r'"[^"\n]*"|[\[({]|[\])}]|, | (?=-> )')


class Bracket(NamedTuple):
    """A bracket's sides in a line, and the places behind the commas between them."""

    start: int
    end: int
    commas: tuple[int, ...]


def broken(line: str, width: int) -> str:
    """The line, or several where it is wider than `width`: first a line a link of its chain, then one an element."""
    if len(line) <= width:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    arrows = [place for place in _arrows(line) if place > len(indent)]
    if arrows:
        first, *links = (line[a:b].strip() for a, b in zip([0, *arrows], [*arrows, None], strict=True))
        pieces = [indent + first, *(f"{indent}{BREAK}{link}" for link in links)]
        return "\n".join([broken(piece, width) for piece in pieces])
    longest = max(_lists(line), key=lambda b: b.end - b.start, default=None)
    if longest is None:
        return line
    cuts = (longest.start + 1, *longest.commas, longest.end)
    elements = [f"{indent}{INDENT}{line[a:b].strip()}" for a, b in zip(cuts, cuts[1:], strict=False)]
    pieces = [line[: longest.start + 1], *elements, indent + line[longest.end :]]
    return "\n".join([broken(piece, width) for piece in pieces])


def _arrows(line: str) -> Iterator[int]:
    """Where links begin that stand in no bracket."""
    depth = 0
    for token in _TOKEN.finditer(line):
        depth += (token[0] in "[({") - (token[0] in "])}")
        if token[0] == " " and not depth:
            yield token.start()


def _lists(line: str) -> list[Bracket]:
    """The brackets with commas that stand in no other with commas."""
    found, open_ = list[Bracket](), list[tuple[int, list[int]]]()
    for token in _TOKEN.finditer(line):
        match token[0]:
            case "[" | "(" | "{":
                open_.append((token.start(), []))
            case "]" | ")" | "}" if open_:
                start, commas = open_.pop()
                if commas:
                    found = [b for b in found if b.start < start]  # those inside it
                    found.append(Bracket(start, token.start(), tuple(commas)))
            case ", " if open_:
                open_[-1][1].append(token.end())
    return found
