"""Macros as a file for `\\input`, and what differs between such a file and what it should be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symcount.algebra.formula import Number
from symcount.algebra.notation import Notation, write
from symcount.document.macros import Macro, NetworkMacros
from symcount.language.source import printable
from symcount.render.latex import LATEX_PRINTER
from symcount.render.printer import author_notation
from symcount.render.style import Style
from symcount.render.tables import bindings_text


def macro_file(networks: Sequence[NetworkMacros], style: Style, command: str) -> str:
    """A block a network, under a head with the command line that writes it."""
    blocks = [_block(macros, style) for macros in networks]
    needs = ["amsmath"] if any("\\text{" in block or "\\operatorname" in block for block in blocks) else []
    needs += ["siunitx"] if style.digits == "siunitx" else []
    head = ["Written by symcount; do not edit. To write it anew:", f"  {command}"]
    head += [f"needs {', '.join(needs)}"] if needs else []
    return "\n\n".join(["\n".join(map(_comment, head)), *blocks]) + "\n"


def _block(macros: NetworkMacros, style: Style) -> str:
    network = macros.network
    values = ", ".join(bindings_text(network.bindings))
    head = [f"{network.name} ({values})" if values else network.name, *macros.conditions]
    n = author_notation(network.writing, style, LATEX_PRINTER)
    return "\n".join([*map(_comment, head), *(_definition(macro, n) for macro in macros.macros)])


def _comment(text: str) -> str:
    return f"% {printable(text)}".rstrip()


def _definition(macro: Macro, n: Notation) -> str:
    text = write(macro.tree, n)
    body = n.result(text) if isinstance(macro.tree, Number) else f"\\ensuremath{{{text}}}"
    note = f" (\\{macro.instead_of} is taken)" if macro.instead_of else ""
    return f"\\newcommand{{\\{macro.name}}}{{{body}}}{_comment(macro.text + note)}"


# ---- what differs ------------------------------------------------------------------------

_DEFINITION = re.compile(r"\\newcommand\{\\([A-Za-z]+)\}\{(.*?)\} *(?:%.*)?$", re.MULTILINE)


_COMMAND_LINE = re.compile(r"^%   symcount macros .*\n", re.MULTILINE)


def differences(old: str, new: str) -> list[str]:
    """What is out of date in the file `old`, a line each; nothing where the two are the same but for the command line.

    The same command is another line in another folder.
    """
    old, new = (_COMMAND_LINE.sub("", text, count=1) for text in (old, new))
    there, wanted = (dict(_DEFINITION.findall(text)) for text in (old, new))
    lines = [f"\\{k} is {there[k]} there, and now {v}" for k, v in wanted.items() if there.get(k, v) != v]
    lines += [f"\\{k} is not there, and now {v}" for k, v in wanted.items() if k not in there]
    lines += [f"\\{k} is there, and now nothing" for k in there if k not in wanted]
    return lines or ["the macros are the same; other lines or their order differ"] * (old != new)
