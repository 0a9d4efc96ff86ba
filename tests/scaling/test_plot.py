"""What `scale --plot` draws: files that are whole, of the right kind, the same each time, and safe."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

import symcount

pytest.importorskip("matplotlib", reason="NOT RUN: matplotlib is missing, pip install 'symcount[plot]'")
pytest.importorskip("numpy", reason="NOT RUN: numpy is missing, pip install 'symcount[sweep]'")
from symcount.render.plot import plot


@pytest.mark.parametrize("name", ["mobilenet_v2", "resnet50"])
def test_an_svg_is_xml_and_says_what_it_shows(name: str, tmp_path: Path) -> None:
    growth = symcount.load(name).scale("alpha")
    plot(growth, tmp_path / "a.svg")
    root = ElementTree.fromstring((tmp_path / "a.svg").read_text(encoding="utf-8"))
    assert root.tag.endswith("svg")
    plot(growth, tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize(("suffix", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF-")])
def test_other_kinds(suffix: str, magic: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    plot(symcount.load("unet").scale("w"), path)
    assert path.read_bytes().startswith(magic)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_another_kind_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(symcount.Problem) as caught:
        plot(symcount.load("unet").scale("w"), path)
    assert caught.value.diagnostics[0].code == "E515"
    assert path.read_text(encoding="utf-8") == "mine"


def test_labels_reach_the_drawing_as_they_are(tmp_path: Path) -> None:
    text = 'net N(w = 8) { out input(3) -> linear(w) @ "$\\input$" -> linear(2*w) @ "<b>" -> linear(3) @ "100 %" }'
    plot(symcount.load(text).scale("w"), tmp_path / "a.svg")
    ElementTree.fromstring((tmp_path / "a.svg").read_text(encoding="utf-8"))
    plot(symcount.load(text).scale("w"), tmp_path / "a.pdf")
