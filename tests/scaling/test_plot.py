"""What `scale --plot` draws: files that are whole, of the right kind, the same each time, and safe."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import symcount

pytest.importorskip("matplotlib", reason="NOT RUN: matplotlib is missing, pip install 'symcount[plot]'")
pytest.importorskip("numpy", reason="NOT RUN: numpy is missing, pip install 'symcount[sweep]'")
from symcount.render import plot
from symcount.render.plot import plot_growth
from tests.support import NETWORKS


@pytest.fixture
def letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An .svg has letters in place of their outlines."""
    style = tmp_path / "letters.mplstyle"
    style.write_text(plot.STYLE.read_text(encoding="utf-8") + "svg.fonttype: none\n", encoding="utf-8")
    monkeypatch.setattr(plot, "STYLE", style)


@pytest.mark.parametrize("name", ["mobilenet_v2", str(NETWORKS / "resnet50.arch")], ids=lambda name: Path(name).stem)
def test_an_svg_is_xml_and_says_what_it_shows(name: str, tmp_path: Path) -> None:
    growth = symcount.load(name).scale("alpha").result
    plot_growth(growth, tmp_path / "a.svg")
    root = ElementTree.fromstring((tmp_path / "a.svg").read_text(encoding="utf-8"))
    assert root.tag.endswith("svg")
    plot_growth(growth, tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize(("suffix", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF-")])
def test_other_kinds(suffix: str, magic: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    plot_growth(symcount.load("unet").scale("w").result, path)
    assert path.read_bytes().startswith(magic)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_another_kind_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(symcount.Problem) as caught:
        plot_growth(symcount.load("unet").scale("w").result, path)
    assert caught.value.diagnostics[0].code == "E515"
    assert path.read_text(encoding="utf-8") == "mine"


LABELS = ["$\\input$", "<b>", "100 %"]


@pytest.mark.usefixtures("letters")
def test_labels_reach_the_drawing_as_they_are(tmp_path: Path) -> None:
    layers = " -> ".join(f'linear({i}*w) @ "{label}"' for i, label in enumerate(LABELS, 1))
    growth = symcount.load(f"net N(w = 8) {{ out input(3) -> {layers} }}").scale("w").result
    plot_growth(growth, tmp_path / "a.svg")
    root = ElementTree.fromstring((tmp_path / "a.svg").read_text(encoding="utf-8"))
    texts = [node.text for node in root.iter() if node.tag.endswith("}text")]
    assert [label for label in LABELS if label not in texts] == []
    plot_growth(growth, tmp_path / "a.pdf")


@pytest.mark.parametrize("suffix", ["svg", "pdf", "png"])
def test_settings_of_the_user_do_not_matter(suffix: str, tmp_path: Path) -> None:
    import matplotlib

    growth = symcount.load("unet").scale("w").result
    plot_growth(growth, tmp_path / f"a.{suffix}")
    with matplotlib.rc_context({"font.size": 20, "text.usetex": True, "svg.hashsalt": None}):
        plot_growth(growth, tmp_path / f"b.{suffix}")
        assert matplotlib.rcParams["font.size"] == 20
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


STAGES = " -> ".join(f'conv(w, 3) @ "Stage {i}, of a network with many and long names, 日本"' for i in range(12))


@pytest.mark.parametrize(
    ("text", "symbol", "at"),
    [
        ("net N(n = 3) { out input(3, 64, 64) -> (for i in 1..n: conv(4*2^i, 3)) -> gap }", "n", [1, 2, 3]),
        ("net N(w = 3) { out input(3, 64, 64) -> conv(w, 3) }", "w", [5]),
        ("net N(w = 3) { out input(3, 64, 64) -> conv(w, 3) }", "w", [10, 11]),
        ("net N(w = 3) { out input(3, 64, 64) -> conv(w, 3) }", "w", [1, 10**9]),
        (f"net N(w = 3) {{ out input(3, 64, 64) -> {STAGES} }}", "w", [1, 2, 4]),
    ],
    ids=["an exponent", "one value", "close values", "far values", "many stages"],
)
@pytest.mark.usefixtures("letters")
def test_unusual_tables(text: str, symbol: str, at: list[int], tmp_path: Path) -> None:
    plot_growth(symcount.load(text).scale(symbol, at).result, tmp_path / "a.svg")
    root = ElementTree.fromstring((tmp_path / "a.svg").read_text(encoding="utf-8"))
    texts = [node.text for node in root.iter() if node.tag.endswith("}text")]
    assert symbol in texts


def test_without_matplotlib_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(symcount.Problem) as caught:
        plot_growth(symcount.load("unet").scale("w").result, tmp_path / "a.svg")
    assert str(caught.value) == "error[E510]: a plot needs matplotlib: pip install 'symcount[plot]'"
    assert not list(tmp_path.iterdir())
