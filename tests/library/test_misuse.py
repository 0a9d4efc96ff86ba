"""A wrong use of each layer and block gives its own clear error, in the user's text."""

from __future__ import annotations

from pathlib import Path

import pytest

from symcount.language import syntax
from symcount.network.catalogue import library
from tests.library.shelf import HELPERS
from tests.support import TESTS, Result, command

LINES = (TESTS / "library" / "misuse.txt").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(map(str.strip, line.split(" | "))) for line in LINES if line and not line.startswith("#")]

SENSELESS = [
    line.strip()
    for line in """
    input(8, 9, 9) -> conv(4, 3, g = 1/2)
    input(8, 9, 9) -> upconv(4, 2, g = 1/2)
    input(8, 9, 9) -> upconv(4, 2, extra = -1)
    input(8, 9, 9) -> deformable(4, 3, g = 1/2)
    input(8, 9, 9) -> separable(4, 3, m = 0)
    input(1, 9) -> embedding(0, 8)
    input(1, 9) -> embedding(1/2, 8)
    input(8, 9) -> relative_position(0, 3)
    input(8, 9) -> relative_position(2, 0)
    input(8, 9) -> relative_position(2, 3/2)
    input(8, 9) -> relative_bias(0)
    input(8, 9) -> relative_bias(2, buckets = 0)
    input(8, 9) -> gn(-1)
    input(8, 9) -> gn(1/2)
    input(8, 9) -> attention(-1)
    input(8, 9) -> attention(1/2)
    input(8, 9) -> attention(2, kv = 1/2)
    input(8, 9) -> attention(2, w = 0)
    input(8, 9) -> router(0)
    input(8, 9) -> router(1/2)
    input(8, 9) -> moe(linear(8), k = -1)
    input(8, 9) -> moe(linear(8), k = 1/2)
    input(8, 9) -> split(2, 3/2)
    input(8, 9) -> take(2, after = 1/2)
    input(8, 9) -> channel_shuffle(-1)
    input(8, 9) -> channel_shuffle(1/2)
    input(8, 8, 8) -> pixel_unshuffle(1/2)
""".strip().splitlines()
]
"""Counts that are no counts: whatever is said, they must not be counted."""


def counted(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(folder)
    Path("t.arch").write_text(text, encoding="utf-8")
    return command("count", "t.arch")


@pytest.mark.parametrize(("name", "text", "words"), ROWS, ids=[f"{name}: {words}" for name, _, words in ROWS])
def test_misuse(name: str, text: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = counted(text, tmp_path, monkeypatch)
    assert (done.status, done.out) == (1, "")
    first, place, *_ = done.err.splitlines()
    assert first.startswith("error[E")
    assert words in first
    assert place.strip().startswith("┌─ t.arch:1:")
    assert done.err.count("error[E") == 1, "and nothing that only follows from it"


@pytest.mark.parametrize("chain", SENSELESS)
def test_what_makes_no_sense_is_refused(chain: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = counted(f"net N {{ out {chain} }}", tmp_path, monkeypatch)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error[E")


def test_what_is_only_remarked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = counted("net N { out input(4, 8, 8) -> linear(3) }", tmp_path, monkeypatch)
    assert done.status == 0
    assert "`linear`: applied per position; flatten or gap?" in done.err.splitlines()[0]


def test_every_layer_and_block_is_misused() -> None:
    misused = {name for name, *_ in ROWS}
    assert misused <= set(library().names)
    assert {name for name in library().names if refuses(name)} - misused == HELPERS


def refuses(name: str) -> bool:
    """Whether there is something to do wrong: arguments, or something that it requires."""
    found = library().find(name)
    assert found is not None
    match found.declaration:
        case syntax.Layer(parameters=parameters, rules=rules):
            return bool(parameters) or any(isinstance(rule, syntax.Require) for rule in rules)
        case syntax.Definition() | syntax.Block():
            return True
        case _:
            return False
