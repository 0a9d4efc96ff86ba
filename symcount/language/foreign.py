"""What people write who come from PyTorch, Keras, TensorFlow or JAX, and what is written here; see `foreign.toml`.

It is read only where a mistake is reported.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from symcount.language.source import Source, Span, short

ORIGINS = {"torch": "PyTorch", "keras": "Keras, TensorFlow", "jax": "JAX, Flax"}
"""Whose names the columns of the table are."""

NEAR = 200
"""So many characters to both sides of a mistake are looked at."""

_ENDING = re.compile(r"_?[123]d$")
_WITH_POINTS = re.compile(r"\w+(?:\.\w+)+")
_DOTTED = re.compile(r"[A-Za-z]\w*(?:\.\w+)+\s*$")


@cache
def table() -> dict[str, Any]:
    """The rows of `names`, `arguments` and `signs`, and the names of `modules`."""
    import tomllib

    return tomllib.loads(Path(__file__).with_name("foreign.toml").read_text(encoding="utf-8"))


def name_help(name: str) -> list[str]:
    """Help for a foreign name of a layer or a word, with or without its module."""
    first, *others = name.split(".")
    row = _rows("names").get(_key(others[-1] if others else name))
    if row is not None:
        return [_sentence(f"write `{row['write']}`", row)]
    is_module = others and first in str(table()["modules"]).split()
    return [f"write `{others[-1].lower()}`; names stand without a module"] if is_module else []


def habit_help(name: str) -> list[str]:
    """Help for a number where a layer of that name takes none, as in `bn(64)` or `linear(512, 10)`."""
    rows = (row for row in table()["names"] if row["write"].partition("(")[0] == name and "why" in row)
    return [_sentence(f"write `{row['write']}`", row) for row in rows][:1]


def argument_help(name: str, value: str, there: Collection[str]) -> list[str]:
    """Help for a foreign name of an argument of something that has the parameters `there`."""
    row = _rows("arguments").get(_key(name))
    if row is None:
        return []
    here = next((own for own in row.get("write", "").split() if own in there), None)
    if here is None:
        return [row["why"]] if "why" in row else []
    meant = _rows("names").get(_key(value), {"write": value})["write"] if value.isidentifier() else value
    return [f"write `{here} = {short(_TUPLE.sub(_window, meant))}`"]


_TUPLE = re.compile(r"(?<![\w.])\( *([0-9]+(?: *, *[0-9]+)+) *,? *\)")


def _window(found: re.Match[str]) -> str:
    """`3x3` of `(3, 3)`."""
    return "x".join(re.findall("[0-9]+", found[1]))


def window_help(text: str) -> list[str]:
    """Help for `(3, 3)`, which is a list, where a kernel or a stride is meant."""
    found = _TUPLE.search(text)
    return [] if found is None else [f"write `{_window(found)}`"]


def sign_help(source: Source, place: int) -> list[str]:
    """Help for foreign signs and sentences that stand at a place, or round it on its line."""
    start = max(source.text.rfind("\n", 0, place) + 1, place - NEAR)
    line = source.text[start : place + NEAR].partition("\n")[0]
    for row in table()["signs"]:
        found = next((m for m in _like(row).finditer(line) if m.start() <= place - start < m.end()), None)
        if found is not None:
            why = {"why": found.expand(row["why"])} if "why" in row else {}
            return [_sentence(f"write `{text}`" if (text := written(row, found)) else "leave it out", why)]
    dotted = _DOTTED.search(source.text[start:place])
    return [] if dotted is None else name_help(dotted[0].rstrip())


def written(row: dict[str, str], found: re.Match[str]) -> str:
    """What is written here for what a row of `signs` was found as."""
    return " ".join(found.expand(row["write"]).split())


def unknown_help(span: Span) -> list[str]:
    """Help for a name that nothing has, with what stands behind it after points."""
    dotted = _WITH_POINTS.match(span.source.text, span.start)
    return name_help(span.text if dotted is None else dotted[0])


def _sentence(text: str, row: dict[str, str]) -> str:
    return f"{text}; {row['why']}" if "why" in row else text


def _like(row: dict[str, str]) -> re.Pattern[str]:
    return re.compile(row["like"])


def _key(name: str) -> str:
    """A name without case, underscores and the number of its directions."""
    return _ENDING.sub("", name.lower()).replace("_", "") or name


@cache
def _rows(kind: str) -> dict[str, dict[str, Any]]:
    """The rows of `names` or `arguments` by each of their names, the first that has it."""
    columns = ORIGINS if kind == "names" else ("names",)
    rows: dict[str, dict[str, Any]] = {}
    for row in table()[kind]:
        named = " ".join(row.get(column, "") for column in columns)
        for name in named.split():
            rows.setdefault(_key(name), row)
    return rows
