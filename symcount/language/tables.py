"""The LALR tables of the grammar: built by lark, stored beside the grammar as JSON, and run by `machine`.

Building them takes longer than all else that `symcount count` does, so they are kept in `grammar/symcount.lalr.json`,
with a digest of the grammar that they belong to. A stale or missing file is no error: the tables are then built anew.
`python docs/generate.py` writes the file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zlib import crc32

from symcount.record import record

GRAMMAR = "symcount.lark"
TABLES = "symcount.lalr.json"
OPTIONS: dict[str, Any] = {
    "parser": "lalr",
    "lexer": "basic",
    "keep_all_tokens": True,
    "maybe_placeholders": False,
}


PART, PARTS = "", "*"


@record
class Tables:
    """By what a text is read. The row of a state says by terminal: go to a state, or reduce by a rule (`~rule`)."""

    of: str
    """The digest of the grammar."""
    terminals: dict[str, str]
    """Regular expressions; the first that matches is meant."""
    ignored: list[str]
    """Regular expressions of what may stand between words."""
    words: dict[str, str]
    """The keywords: their terminals by spelling."""
    rules: list[tuple[str, int, str, bool]]
    """The symbol, how many parts make it, the builder's method that is given them, and whether PARTS are among them.

    For the method, PART: the one part is handed on; PARTS: they are only collected, for `x*`.
    """
    states: list[dict[str, int]]
    """The first is that in which a text begins."""
    end: int
    """The state in which it ends."""


def grammar_folder() -> Path:
    """`grammar/` inside an installed package, else beside the package in a checkout.

    By path, not by importlib.resources, which would load tempfile and zipfile into every short run.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "grammar"
    return inside if inside.is_dir() else package.parent / "grammar"


def grammar_text() -> str:
    return (grammar_folder() / GRAMMAR).read_text(encoding="utf-8")


def digest(text: str) -> str:
    return f"{crc32(text.encode()):08x}-{len(text)}"


def load_tables() -> Tables:
    """The stored tables where they are fresh, else new ones."""
    text, stored = grammar_text(), grammar_folder() / TABLES
    if stored.is_file():
        content = json.loads(stored.read_text(encoding="utf-8"))
        if content["of"] == digest(text):
            return Tables(**content)
    return build_tables(text)


def tables_text() -> str:
    """The content that `symcount.lalr.json` should have, a line for each rule and state."""
    built = build_tables(grammar_text())
    content = {name: getattr(built, name) for name in Tables.__match_args__}
    text = json.dumps(content, separators=(",", ":"))
    return text.replace("],[", "],\n[").replace("},{", "},\n{") + "\n"


# ---- by lark ------------------------------------------------------------------------------


def build_tables(grammar: str) -> Tables:
    """The tables of a grammar, the same whenever they are built."""
    import lark  # slow to load, and not needed where the stored tables are fresh

    parser = lark.Lark(grammar, **OPTIONS)
    lalr: Any = parser.parser
    table = lalr.parser._parse_table
    words = {t.pattern.value: t.name for t in parser.terminals if t.pattern.value.isidentifier()}
    others = [t for t in lalr.lexer.terminals if t.pattern.value not in words]
    rules = sorted(parser.rules, key=str)
    numbers = {rule: ~i for i, rule in enumerate(rules)} | {state: i for i, state in enumerate(_walk(table))}
    return Tables(
        digest(grammar),
        {t.name: t.pattern.to_regexp() for t in others if t.name not in parser.ignore_tokens},
        [t.pattern.to_regexp() for t in others if t.name in parser.ignore_tokens],
        dict(sorted(words.items())),
        [_row(rule) for rule in rules],
        [{name: numbers[to] for name, (_, to) in sorted(table.states[state].items())} for state in _walk(table)],
        numbers[table.end_states["start"]],
    )


def _walk(table: Any) -> list[int]:
    """The states in the order in which they are come upon from the first one; lark's own numbers differ each time."""
    order = [table.start_states["start"]]
    for state in order:
        order += [to for _, (_, to) in sorted(table.states[state].items()) if isinstance(to, int) and to not in order]
    return order


def _row(rule: Any) -> tuple[str, int, str, bool]:
    symbol, size = str(rule.origin.name), len(rule.expansion)
    method = str(rule.alias or symbol)
    if symbol.startswith("_"):
        method = PARTS
    elif size == 1 and rule.options.expand1 and not rule.alias:
        method = PART
    return symbol, size, method, any(not part.is_term and part.name.startswith("_") for part in rule.expansion)
