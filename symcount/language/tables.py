"""The grammar's text and its LALR tables, built once and stored beside it as JSON.

Building the tables takes longer than all else that `symcount count` does, so they are kept in
`grammar/symcount.lalr.json`, with a digest of the grammar they belong to. A stale or missing file is
no error: the tables are then built anew. `python -m symcount.language.tables` writes the file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zlib import crc32

import lark

GRAMMAR = "symcount.lark"
TABLES = "symcount.lalr.json"
OPTIONS: dict[str, Any] = {
    "parser": "lalr",
    "lexer": "basic",
    "keep_all_tokens": True,
    "maybe_placeholders": False,
}


def grammar_folder() -> Path:
    """`grammar/` inside an installed package, else beside the package in a checkout.

    By path, not by importlib.resources, which would load tempfile and zipfile into every short run.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "grammar"
    return inside if inside.is_dir() else package.parent / "grammar"


def grammar_text() -> str:
    return (grammar_folder() / GRAMMAR).read_text(encoding="utf-8")


def load_parser(builder: object) -> lark.Lark:
    """A parser that calls `builder`'s methods, from the stored tables where they are fresh."""
    text = grammar_text()
    stored = grammar_folder() / TABLES
    if stored.is_file():
        tables = json.loads(stored.read_text(encoding="utf-8"))
        if tables["of"] == _stamp(text):
            return _restored(tables, builder)
    return lark.Lark(text, transformer=builder, **OPTIONS)


def _stamp(text: str) -> str:
    return f"lark {lark.__version__} {crc32(text.encode()):08x}-{len(text)}"


def tables_text() -> str:
    """The content that `symcount.lalr.json` should have."""
    text = grammar_text()
    parser = lark.Lark(text, **OPTIONS)
    data, memo = parser.memo_serialize([lark.lexer.TerminalDef, lark.grammar.Rule])
    tables = {"of": _stamp(text), "data": data, "memo": memo}
    return json.dumps(tables, sort_keys=True, separators=(",", ":"), default=sorted) + "\n"


def _restored(tables: dict[str, Any], builder: object) -> lark.Lark:
    """lark's own tables again: JSON has made strings of the numbers that are keys."""
    data = tables["data"]
    table = data["parser"]["parser"]
    table["states"] = {
        int(state): {int(token): tuple(action) for token, action in actions.items()}
        for state, actions in table["states"].items()
    }
    table["tokens"] = {int(number): token for number, token in table["tokens"].items()}
    memo = {int(key): value for key, value in tables["memo"].items()}
    return lark.Lark._load_from_dict(data, memo, transformer=builder)  # type: ignore[no-any-return,no-untyped-call]


if __name__ == "__main__":
    Path(str(grammar_folder() / TABLES)).write_text(tables_text(), encoding="utf-8")
