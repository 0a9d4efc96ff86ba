"""The pictures are what the program draws and prints today, small, and shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.writers.pictures import PICTURES, TYPESET, drawings
from tests.docs.running import PAGES, ROOT

ALL = sorted(PICTURES.iterdir())
STALE = "run `python docs/pictures.py`: docs/pictures/{} is stale"


def test_these_are_the_pictures() -> None:
    assert [p.name for p in ALL] == sorted([*drawings(), *TYPESET])


@pytest.mark.parametrize("name", drawings())
def test_a_drawing_is_fresh(name: str) -> None:
    assert (PICTURES / name).read_text(encoding="utf-8") == drawings()[name], STALE.format(name)


@pytest.mark.parametrize("name", TYPESET)
def test_a_page_was_set_from_what_is_printed_today(name: str) -> None:
    """Without TeX: its PNG holds a digest of the text behind it."""
    assert TYPESET[name].digest.encode() in (PICTURES / name).read_bytes(), STALE.format(name)


@pytest.mark.parametrize("picture", ALL, ids=lambda p: p.name)
def test_a_picture_is_small_and_shown(picture: Path) -> None:
    assert picture.stat().st_size < 150_000
    shown = "pictures/" + picture.name
    assert any(shown in page.read_text(encoding="utf-8") for page in PAGES)


def test_the_readme_opens_with_a_file_and_its_derivation() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    before, _, _ = readme.partition("\n## ")
    assert before.index("```arch\n# unet.arch") < before.index("docs/pictures/derivation.png")
