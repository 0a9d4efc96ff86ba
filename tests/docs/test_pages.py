"""The generated pages are fresh, the page on views has them all, and every link leads somewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from docs.generate import FOLDER, pages
from symcount.network.views import REMARKS, VIEWS
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


def test_the_page_on_views_names_every_view_and_footnote() -> None:
    page = (FOLDER / "views.md").read_text(encoding="utf-8")
    assert [name for name in VIEWS if f"\n| `{name}` |" not in page] == []
    assert [text for text in REMARKS.values() if text.strip("{} ").rstrip("{}. ") not in page] == []
