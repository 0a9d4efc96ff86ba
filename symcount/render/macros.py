"""Macros as a file for `\\input`, and what differs between such a file and what it should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcount.algebra.formula import Number
from symcount.algebra.notation import Notation, write
from symcount.document.macros import Macro, Macros
from symcount.language.source import printable
from symcount.network.network import Network
from symcount.render.latex import LATEX_PRINTER
from symcount.render.printer import author_notation
from symcount.render.style import Style

NEW = "\\newcommand{\\"


def macros(found: Sequence[Macros], style: Style, command: str) -> str:
    """A block a network, under a head with the command line that writes it."""
    blocks = [_block(one, style) for one in found]
    needs = ["siunitx"] if style.digits == "siunitx" else []
    if any("\\text{" in block or "\\operatorname" in block for block in blocks):
        needs.insert(0, "amsmath")
    head = ["Written by symcount; do not edit. To write it anew:", f"  {command}"]
    head += [f"needs {', '.join(needs)}"] if needs else []
    return "\n\n".join(["\n".join(map(_comment, head)), *blocks]) + "\n"


def _block(found: Macros, style: Style) -> str:
    network = found.network
    n = author_notation(network.writing, style, LATEX_PRINTER)
    head = [_title(network), *found.conditions]
    return "\n".join([*map(_comment, head), *(_line(m, n) for m in found.macros)])


def _comment(text: str) -> str:
    return f"% {printable(text)}".rstrip()


def _title(network: Network) -> str:
    values = [f"{k} = {_value(v)}" for k, v in network.bindings.items()]
    return network.name + (f" ({', '.join(values)})" if values else "")


def _value(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _line(macro: Macro, n: Notation) -> str:
    text = write(macro.worth, n)
    body = n.result(text) if isinstance(macro.worth, Number) else f"\\ensuremath{{{text}}}"
    note = f" (\\{macro.instead_of} is taken)" if macro.instead_of else ""
    return f"{NEW}{macro.name}}}{{{body}}}{_comment(macro.text + note)}"


# ---- what differs ------------------------------------------------------------------------


def differences(old: str, new: str) -> list[str]:
    """What is out of date in the file `old`, a line each; nothing where the two are the same text."""
    there, wanted = dict(_defined(old)), dict(_defined(new))
    found = [f"\\{k} is {there[k]} there, and now {v}" for k, v in wanted.items() if k in there and there[k] != v]
    found += [f"\\{k} is not there, and now {v}" for k, v in wanted.items() if k not in there]
    found += [f"\\{k} is there, and now nothing" for k in there if k not in wanted]
    if not found and old != new:
        found.append("the macros are the same; other lines or their order differ")
    return found


def _defined(text: str) -> Iterator[tuple[str, str]]:
    """The names and bodies of a file of macros; a line that is none is passed over."""
    for line in text.splitlines():
        name, closed, rest = line.removeprefix(NEW).partition("}")
        if line.startswith(NEW) and closed and rest.startswith("{"):
            yield name, rest[1 : _end(rest)]


def _end(text: str) -> int:
    """The place of the brace that closes the first one."""
    depth = 0
    for place, c in enumerate(text):
        depth += (c == "{") - (c == "}")
        if depth == 0:
            return place
    return len(text)
