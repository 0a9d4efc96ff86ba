"""The generated pages are fresh, the page on views has them all, and every link leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from docs.writers import PARTLY, pages
from symcount.document.layout import PARTS, PRESETS
from symcount.network.views import REMARKS, VIEWS
from symcount.render.formats import FORMATS
from symcount.render.style import WIDTHS
from tests.docs.running import GENERATED, PAGES, ROOT, fenced
from tests.support import environment

FOLDER = ROOT / "docs"

_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)|<img src=\"([^\"]+)\"")


@cache
def generated() -> dict[str, str]:
    return pages()


def test_these_pages_are_generated() -> None:
    assert sorted(generated()) == GENERATED


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_fresh(name: str) -> None:
    found = (FOLDER / name).read_text(encoding="utf-8")
    assert found == generated()[name], f"run `python docs/generate.py`: docs/{name} is stale"


def test_the_generator_reads_the_checkout_that_it_stands_in_and_says_what_it_rewrote(tmp_path: Path) -> None:
    for folder in ("symcount", "grammar", "docs"):
        copytree(ROOT / folder, tmp_path / folder, ignore=ignore_patterns("__pycache__", "paper", "pictures"))
    explained = tmp_path / "symcount" / "language" / "errors" / "E204.md"
    explained.write_text(explained.read_text(encoding="utf-8").replace("work channel", "WORK channel"), "utf-8")
    run = [sys.executable, str(tmp_path / "docs" / "generate.py")]
    written = subprocess.run(run, env=environment(), capture_output=True, text=True, timeout=60, check=True)
    assert written.stdout == "rewritten: docs/errors.md\n1 of 8 files changed\n"
    assert "`+`, `-` and `*` WORK channel by channel" in (tmp_path / "docs" / "errors.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    targets = [m[1] or m[2] for m in _LINK.finditer(page.read_text(encoding="utf-8"))]
    assert [t for t in targets if not (page.parent / t).exists()] == []


def test_the_page_on_views_names_every_view_and_footnote() -> None:
    page = (FOLDER / "views.md").read_text(encoding="utf-8")
    assert [name for name in VIEWS if f"\n| `{name}` |" not in page] == []
    assert [text for text in REMARKS.values() if text.strip("{} ").rstrip("{}. ") not in page] == []


@pytest.mark.parametrize("name", PARTLY)
def test_what_is_generated_of_a_page_is_fresh(name: str) -> None:
    found = (FOLDER / name).read_text(encoding="utf-8")
    assert found == PARTLY[name](), f"run `python docs/generate.py`: docs/{name} is stale"


def test_the_page_on_papers_names_every_format_part_and_width() -> None:
    page = (FOLDER / "paper.md").read_text(encoding="utf-8")
    missing = [name for name in [*FORMATS, *PRESETS, *WIDTHS] if f"\n| `{name}` |" not in page]
    assert not missing, f"docs/paper.md has no row for {missing}"
    parts = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", page.partition("| part |")[2], re.MULTILINE)
    assert [name for name in PARTS if f"`{name}`" not in " ".join(parts)] == []
    rows = [f"| `{name}` | `{','.join(PRESETS[name])}`" for name in PRESETS if name != "full"]
    assert [row for row in rows if row not in page] == []


def test_the_page_on_papers_shows_the_network_of_the_paper() -> None:
    shown = next(block for block in fenced(FOLDER / "paper.md") if block.language == "arch")
    assert shown.text == (FOLDER / "paper" / "net.arch").read_text(encoding="utf-8")


# ---- architecture.md -----------------------------------------------------------------------


def test_the_map_of_rooms_names_every_room_and_no_other() -> None:
    """The first words of the lines under `symcount/` are the folders and loose modules of the package."""
    block = (FOLDER / "architecture.md").read_text(encoding="utf-8").partition("symcount/\n")[2].partition("```")[0]
    named = [
        name
        for line in block.splitlines()
        if (m := re.match(r"  (\w+/?(?:, \w+)*)  ", line))
        for name in m[1].split(", ")
    ]
    package = ROOT / "symcount"
    rooms = [f"{f.name}/" for f in package.iterdir() if f.is_dir() and f.name != "__pycache__"]
    assert sorted(named) == sorted([*rooms, *(f.stem for f in package.glob("*.py") if not f.name.startswith("__"))])


def test_every_module_that_the_tables_name_is_there() -> None:
    rows = re.findall(r"^\| (`.*?`) \|", (FOLDER / "architecture.md").read_text(encoding="utf-8"), re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`([\w/]+)`", row)]
    places = [ROOT / "symcount" / room for room in ("", "algebra", "network")]
    assert named
    assert [name for name in named if not any((place / f"{name}.py").is_file() for place in places)] == []
