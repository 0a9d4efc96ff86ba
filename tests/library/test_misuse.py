"""Each layer and block of the library has a case of wrong use in tests/mistakes, which holds its whole picture."""

from __future__ import annotations

import pytest

from symcount.language import syntax
from symcount.network.catalogue import library
from tests.library.shelf import HELPERS
from tests.mistakes.cases import Case, read
from tests.support import TESTS

CASES = [case for name in ("layers.txt", "blocks.txt") for case in read(TESTS / "mistakes" / name)[1]]


def layer(case: Case) -> str:
    return case.name.partition(":")[0]


def test_every_layer_and_block_is_misused() -> None:
    misused = {layer(case) for case in CASES}
    assert misused <= set(library().names)
    lacking = {name for name in library().names if refuses(name)} - misused
    assert lacking == HELPERS, "tests/mistakes/layers.txt or blocks.txt lacks a case `=== NAME: …` of it"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_wrong_use_is_one_mistake_in_the_user_s_text(case: Case) -> None:
    first, place, *_ = case.runs[0].shown.splitlines()
    assert layer(case) in case.files[0][1]
    assert first.startswith("error[E")
    assert place.strip().startswith("┌─ t.arch:1:")
    assert case.runs[0].shown.count("error[E") == 1, "and nothing that only follows from it"


def refuses(name: str) -> bool:
    """Whether there is something to do wrong: arguments, or something that it requires."""
    declared = library().find(name)
    assert declared is not None
    match declared.declaration:
        case syntax.Layer(parameters=parameters, rules=rules):
            return bool(parameters) or any(isinstance(rule, syntax.Require) for rule in rules)
        case syntax.Definition() | syntax.Block():
            return True
        case _:
            return False
