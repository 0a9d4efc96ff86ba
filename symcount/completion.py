"""What a shell offers for FILE: the networks that ship with symcount, files of the language, and the nets in one."""

from __future__ import annotations

import os
import re
from glob import escape, glob

from click.shell_completion import CompletionItem

from symcount.network.catalogue import LIBRARY, shipped_models, shipped_variants

_NET = re.compile(r"^\s*(?:net|variant)\s+([A-Za-z_]\w*)", re.MULTILINE)


def completed(typed: str) -> list[CompletionItem]:
    """The words that begin with what was typed, and the shell's own files where there are none."""
    file, colon, _ = typed.rpartition(":")
    if colon and os.path.isfile(file):
        with open(file, encoding="utf-8", errors="replace") as text:
            nets = dict.fromkeys(_NET.findall(text.read(1 << 20)))
        words = [f"{file}:{net}" for net in nets]
    else:
        paths = (path + "/" * os.path.isdir(path) for path in sorted(glob(f"{escape(typed)}*")))
        files = [path for path in paths if path.endswith(("/", ".arch"))]
        words = [*files, *sorted({*LIBRARY, *shipped_models(), *shipped_variants()})]
    found = [CompletionItem(word) for word in words if word.startswith(typed)]
    return found or [CompletionItem(typed, type="file")]
