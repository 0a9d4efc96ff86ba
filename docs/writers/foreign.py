"""`coming-from.md`: what is called how in PyTorch, Keras and JAX, read off the table of foreign names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symcount.language import foreign

from .markdown import page, table

HEAD = """\
What you would write in PyTorch, Keras or JAX, and what is written here. Messages say the same where a file has a name,
an argument or a sign from there. Names are found in any case, with or without their module.

- The channels and features that **enter** are never written: `nn.Conv2d(3, 64, 3)` is `conv(64, 3)`.
- Padding is `same` unless `p` is given; PyTorch's default is `p = 0`.
- Channels stand first: `input(3, 224, 224)`, without a batch.
- An arrow applies a layer: `x -> relu`, not `relu(x)`. `out` says what leaves, not `return`.
- Activations, dropout and normalisations are layers, not arguments: `conv(64, 3) -> bn -> relu`.
- `on` and `off` are flags. Texts in quotes are labels only.
"""


def coming_from() -> str:
    return page("Coming from PyTorch, Keras or JAX", HEAD, _tables())


def _tables() -> Iterator[str]:
    rows = foreign.table()
    yield "## Layers and words\n"
    yield table(("here", *foreign.ORIGINS.values(), ""), map(_name, rows["names"]))
    yield "## Arguments\n"
    yield table(("here", "there", ""), map(_argument, rows["arguments"]))
    yield "## Signs and statements\n"
    yield table(("there", "here", ""), map(_sign, rows["signs"]))


def _codes(text: str) -> str:
    return ", ".join(f"`{word}`" for word in text.split())


def _name(row: dict[str, str]) -> tuple[str, ...]:
    return f"`{row['write']}`", *(_codes(row.get(origin, "")) for origin in foreign.ORIGINS), row.get("why", "")


def _argument(row: dict[str, str]) -> tuple[str, ...]:
    return _codes(row.get("write", "")), _codes(row["names"]), row.get("why", "")


def _sign(row: dict[str, str]) -> tuple[str, ...]:
    there = row["there"]
    found = re.search(row["like"], there)
    assert found is not None
    here = there[: found.start()] + foreign.written(row, found) + there[found.end() :]
    return f"`{there}`", f"`{here.strip()}`", found.expand(row.get("why", ""))
