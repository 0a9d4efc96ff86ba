"""The generated pages are fresh, what they show of the library is true, and every link leads somewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from docs.generate import FOLDER, pages
from symcount import pipeline
from symcount.network.catalogue import LIBRARY
from tests.docs.running import GENERATED, PAGES

_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@cache
def generated() -> dict[str, str]:
    return pages()


def test_these_pages_are_generated() -> None:
    assert sorted(generated()) == GENERATED


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_fresh(name: str) -> None:
    found = (FOLDER / name).read_text(encoding="utf-8")
    assert found == generated()[name], f"run `python docs/generate.py`: docs/{name} is stale"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [t for t in targets if not (page.parent / t).exists()] == []


@pytest.mark.parametrize("name", LIBRARY)
def test_the_examples_of_the_library_hold(name: str) -> None:
    checks = pipeline.check(pipeline.model(pipeline.find(name)))
    assert checks
    assert [f"{check.line.span}: {check.trouble}" for check in checks if not check.holds] == []
