"""Pictures of networks: what is in them, that it is legible, and that no user's word is more than a word."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import warnings
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symcount.algebra.formula import Number, Symbol
from symcount.api import load
from symcount.derivation.tally import count
from symcount.diagram.diagram import Diagram, diagram
from symcount.diagram.drawing import PAGE, Drawing
from symcount.diagram.lettering import words
from symcount.diagram.placement import place
from symcount.network.catalogue import shipped_models
from symcount.network.network import Network
from symcount.network.request import Request, keep_names
from symcount.pipeline import network_of as elaborated
from symcount.render.svg import svg
from symcount.render.tikz import document, tikz
from tests.render.tex import HOSTILE_TO_TEX, compiled, hostile_text
from tests.support import NETWORKS, ROOT, command, network, process

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")

SVG = "{http://www.w3.org/2000/svg}"

U = """
net U(w = 8) {
  f(c) = conv(c, 3) -> relu
  e1 = input(3, 64, 64) -> f(w)              @ "E1"
  e2 = e1 -> maxpool(2) -> f(2*w)            @ "E2"
  e3 = e2 -> maxpool(2) -> f(4*w)            @ "E3"
  d2 = [e3 -> upconv(2*w, 2, s = 2), e2] -> f(w) @ "D2"
  d1 = [d2 -> upconv(w, 2, s = 2), e1] -> f(w)   @ "D1"
  out d1 -> conv(2, 1)                       @ "Out"
}
"""

BRANCHES = """
net Branches {
  x = input(3, 32, 32) -> conv(8, 3)         @ "Stem"
  a = x -> (conv(8, 3) @ "A1") -> conv(8, 3) @ "A2"
  b = x -> conv(16, 1)                       @ "B"
  y = [a, b] -> conv(8, 1)                   @ "Fuse"
  side = y -> gap -> linear(5)               @ "Side"
  z = y -> 3 * ((conv(8, 3) @ "Body") -> conv(8, 1) @ "Tail")
  out [z, x] -> gap -> linear(10)            @ "Head"
}
"""


def pictured(name: str, keep: str = "none") -> Diagram:
    """The diagram of a shipped network."""
    return diagram(shipped(name, keep))


def shipped(name: str, keep: str = "none") -> Network:
    """A shipped network: the first of its file where there are several."""
    model = load(name).model
    net = model.scope.chosen or model.scope.nets[0].name
    return elaborated(model, Request(net, keep=keep_names([keep]), insist=False))


def drawn(text: str, keep: str = "") -> Drawing:
    return place(diagram(network(text, keep=keep)))


# ---- structure ---------------------------------------------------------------------------

STRUCTURE = [
    ("labels", 'net N { out input(3) -> linear(4) @ "A" -> relu -> linear(5) @ "B" }', ["input", "A", "B"]),
    (
        "layers",
        "net N { out input(3, 9, 9) -> conv(4, 3) -> relu -> gap -> linear(5) }",
        ["input", "3×3 conv", "linear"],
    ),
    (
        "alike layers in a row are one",
        "net N { out input(4, 9, 9) -> conv(4, 3) -> relu -> conv(4, 3) -> relu -> conv(8, 3) }",
        ["input", "2 3×3 conv", "3×3 conv"],
    ),
    (
        "blocks by their names",
        "net N { f(c) = conv(c, 3) -> bn\n out input(3, 9, 9) -> f(4) -> f(8) -> gap -> linear(2) }",
        ["input", "f 1", "f 2", "linear"],
    ),
    (
        "a transformer's block is folded",
        "net N(L = 12) { block attention { out input -> linear(24) -> linear(8) }\n"
        "  block mlp { out input -> linear(32) -> linear(8) }\n"
        "  out input(1, 16) -> embedding(100, 8) -> L * (residual(ln -> attention) -> residual(ln -> mlp)) -> ln -> linear(100) }",
        ["input", "embedding", "attention, mlp × 12", "linear"],
    ),
    (
        "labels in blocks, where the net's own statements have none and show little",
        'net N { block s(c) { out input -> conv(c, 3) @ "S {c}" }\n body = s(8) -> s(16) -> s(32)\n'
        "  out input(3, 9, 9) -> body }",
        ["input", "S 8", "S 16", "S 32"],
    ),
    (
        "an inner label goes with its stage",
        'net N { f(c) = conv(c, 3) -> (bn @ "Norm") -> relu\n out input(3, 9, 9) -> f(4) @ "A" -> f(8) @ "B" }',
        ["input", "A", "B"],
    ),
    (
        "one label used twice in the flow is two stages",
        'net N { out input(3) -> linear(4) @ "A" -> linear(5) @ "B" -> linear(6) @ "A" }',
        ["input", "A", "B", "A"],
    ),
    (
        "side by side under one label is one stage",
        'net N { out input(3, 9, 9) -> conv(8, 3) @ "Stem" -> [conv(4, 1), conv(4, 3), maxpool(3, 1, p = 1)] @ "Mix" -> gap '
        '-> linear(2) @ "Head" }',
        ["input", "Stem", "Mix", "Head"],
    ),
    (
        "the head of a detector with one set of weights",
        "net N { share one = conv(6, 3)\n block head { out input -> one -> gap }\n x = input(3, 32, 32) -> conv(8, 3)\n"
        "  out [x -> head, x -> maxpool(2) -> head, x -> maxpool(4) -> head] -> linear(2) }",
        ["input", "3×3 conv", "head × 3", "linear"],
    ),
]


@pytest.mark.parametrize(("text", "titles"), [row[1:] for row in STRUCTURE], ids=[row[0] for row in STRUCTURE])
def test_boxes(text: str, titles: list[str]) -> None:
    assert [words(box.title) for box in diagram(network(text)).boxes] == titles


def test_skips_arrows_and_ends() -> None:
    picture = diagram(network(U))
    assert [words(b.title) for b in picture.boxes] == ["input", "E1", "E2", "E3", "D2", "D1", "Out"]
    assert {(a.source, a.target) for a in picture.skips} == {(1, 5), (2, 4)}
    assert [(a.source, a.target) for a in picture.arrows] == [(i, i + 1) for i in range(6)]
    assert [(e.source, e.shape) for e in picture.ends] == [(6, (("2",), ("64",), ("64",)))]
    assert [a.shape for a in picture.arrows][1] == (("8",), ("64",), ("64",))


def test_branches_and_folds() -> None:
    picture = diagram(network(BRANCHES))
    titles = [words(b.title) for b in picture.boxes]
    pairs = {(titles[a.source], titles[a.target]) for a in picture.arrows}
    assert {("Stem", "A1"), ("A1", "A2"), ("A2", "Fuse"), ("Stem", "B"), ("B", "Fuse"), ("Fuse", "Side")} <= pairs
    assert [(titles[a.source], titles[a.target]) for a in picture.skips] == [("Stem", "Head")]
    assert [([titles[b] for b in fold.boxes], fold.times) for fold in picture.folds] == [(["Body", "Tail"], Number(3))]
    assert sorted(titles[e.source] for e in picture.ends) == ["Head", "Side"]


UNITS = [
    ("resnet50", {"conv2_x": "3", "conv3_x": "4", "conv4_x": "6", "conv5_x": "3"}),
    ("gpt3", {"Decoder": "12"}),
    ("fcn_vgg16", {"VGG16": "5"}),
    ("retinanet", {"Stage 3": "6"}),
]


@pytest.mark.parametrize(("name", "times"), UNITS)
def test_units_of_labelled_stages(name: str, times: dict[str, str]) -> None:
    units = {words(box.title): words(box.unit) for box in pictured(name).boxes}
    assert {title: units[title].rpartition(" × ")[2] for title in times} == times


def test_a_kept_count_stays_a_symbol() -> None:
    picture = diagram(
        network("net N(L = 4, d = 8) { out input(d) -> L * (linear(d) -> relu) -> linear(3) }", keep="L,d")
    )
    assert words(picture.boxes[1].title) == "L linear"
    assert picture.boxes[1].count is not None
    assert words((picture.boxes[1].count.here,)) == "Ld² + Ld"
    picture = diagram(
        network("net N(L = 4) { f = linear(8) -> linear(8)\n out input(8) -> L * f -> linear(3) }", keep="L")
    )
    assert picture.boxes[1].title == ("f",)
    assert picture.boxes[1].unit == ("× ", Symbol("L"))


def test_a_stage_that_feeds_many_has_no_line_to_each() -> None:
    stages = "\n".join(f'  x = (x -> conv(8, 3)) * (t -> linear(8)) -> conv(8, 3) @ "S{i}"' for i in range(7))
    text = f'net N {{\n  t = input(4, 1, 1) -> linear(8) @ "Time"\n  x = input(3, 9, 9) -> conv(8, 3) @ "Stem"\n{stages}\n  out x\n}}'
    picture = diagram(network(text))
    (time,) = (i for i, b in enumerate(picture.boxes) if b.title == ("Time",))
    assert picture.boxes[time].feeds == 7
    assert all(a.source != time for a in (*picture.arrows, *picture.skips))


def test_many_layers_are_few_boxes() -> None:
    chain = " ".join(f"-> conv({i % 7 + 1}, 1) -> relu" for i in range(1_500))
    picture = diagram(network(f"net N {{ out input(3, 8, 8) {chain} }}"))
    assert len(picture.boxes) <= 20
    assert picture.boxes[1].count is not None
    assert picture.boxes[1].count.here == picture.total


# ---- all shipped networks ----------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_models())
def test_each_parameter_is_in_one_box(name: str) -> None:
    picture = pictured(name)
    total = count(shipped(name)).parameters
    counts = [c.here for c in (*(box.count for box in picture.boxes), *picture.apart) if c is not None]
    assert picture.total == total
    assert isinstance(total, Number)
    assert sum(c.value for c in counts if isinstance(c, Number)) == total.value


Extent = tuple[float, float, float, float]


def overlap(a: Extent, b: Extent) -> bool:
    return a[0] < b[2] - 0.2 and b[0] < a[2] - 0.2 and a[1] < b[3] - 0.2 and b[1] < a[3] - 0.2


def check_legible(drawing: Drawing) -> None:
    """No text meets another one, a slab, or a wire that goes straight up, down or across; all is on the page."""
    texts = [(words(t.line), t.extent) for t in drawing.texts]
    for (one, a), (other, b) in combinations(texts, 2):
        assert not overlap(a, b), f"{one!r} meets {other!r}"
    things: list[tuple[str, Extent]] = [
        (s.description, (s.x - s.width / 2, s.y - s.height / 2, s.x + s.width / 2, s.y + s.height / 2))
        for s in drawing.slabs
    ]
    for wire in drawing.wires:
        for (x, y), (to_x, to_y) in zip(wire.points, wire.points[1:], strict=False):
            if x == to_x or y == to_y:
                things.append(
                    (wire.role, (min(x, to_x) - 0.3, min(y, to_y) - 0.3, max(x, to_x) + 0.3, max(y, to_y) + 0.3))
                )
    for text, a in texts:
        assert not any(overlap(a, b) for _, b in things), f"{text!r} meets {[n for n, b in things if overlap(a, b)]}"
    for left, top, right, bottom in (e for _, e in [*texts, *things]):
        assert left >= 0
        assert top >= 0
        assert right <= drawing.width
        assert bottom <= drawing.height


@pytest.mark.parametrize("name", shipped_models())
def test_numbers_are_legible_within_the_text_width(name: str) -> None:
    drawing = place(pictured(name))
    check_legible(drawing)
    assert drawing.width <= PAGE + 8


@pytest.mark.parametrize("name", shipped_models())
def test_symbols_are_legible(name: str) -> None:
    check_legible(place(pictured(name, keep="all")))


@pytest.mark.parametrize("text", [U, BRANCHES, hostile_text()], ids=["U", "branches", "hostile"])
def test_small_pictures_are_legible(text: str) -> None:
    check_legible(drawn(text))


@pytest.mark.parametrize("text", [U, (NETWORKS / "unet6.arch").read_text(encoding="utf-8")])
def test_a_u_looks_like_a_u(text: str) -> None:
    """Down on the left, up on the right, skips straight across, the smallest at the bottom between them."""
    drawing = drawn(text)
    skips = [w.points for w in drawing.wires if w.role == "skip"]
    assert len(skips) >= 2
    assert all(a[1] == b[1] and a[0] < b[0] for a, b in skips)
    slabs = [s for s in drawing.slabs if s.description]
    columns = {round(s.x, 1) for s in slabs}
    assert len(columns) == 3
    left, middle, right = sorted(columns)
    (bottom,) = (s for s in slabs if round(s.x, 1) == middle)
    assert bottom.y == max(s.y for s in slabs)
    for column in (left, right):
        heights = [s.height for s in sorted(slabs, key=lambda s: s.y) if round(s.x, 1) == column]
        assert heights == sorted(heights, reverse=True)


def test_a_chain_with_a_skip_from_its_bottom_is_no_u() -> None:
    """Each tensor has a wire: from the bottom of a U it would meet what is written beside the way up."""
    text = U.replace(
        "d2 = [e3 -> upconv(2*w, 2, s = 2), e2]",
        'm = e3 -> f(4*w) @ "M" -> f(4*w) @ "N"\n  d2 = [m -> upconv(2*w, 2, s = 2), e2, e3 -> upconv(2*w, 2, s = 2)]',
    )
    drawing = drawn(text)
    check_legible(drawing)
    picture = diagram(network(text))
    assert len(drawing.wires) == len([*picture.arrows, *picture.skips, *picture.ends])
    assert len({(s.x, s.y) for s in drawing.slabs if s.description}) == len(picture.boxes)


def test_slabs_are_to_scale() -> None:
    widths = [
        m.width
        for m in drawn("net N { out input(64, 8, 8) -> conv(64, 3) -> conv(128, 3) -> conv(1024, 3) }").slabs[1:4]
    ]
    assert widths[2] > widths[1] > widths[0] > 5
    assert round((widths[2] - widths[1]) / (widths[1] - widths[0]), 3) == 3


# ---- SVG ---------------------------------------------------------------------------------


def read(text: str) -> tuple[ElementTree.Element, list[str]]:
    root = ElementTree.fromstring(text)
    return root, ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", ["unet", "resnet50", "gpt2", "densenet"])
def test_svg_is_one_document_that_holds_the_counts(name: str) -> None:
    done = command("draw", name)
    assert done.status == 0, done.err
    root, texts = read(done.out)
    picture = pictured(name)
    for box in picture.boxes:
        if box.count is not None and isinstance(box.count.here, Number):
            assert f"{box.count.here.value:,}" in texts
    assert any(f"{picture.total.value:,}" in t for t in texts if isinstance(picture.total, Number))
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    assert root.get("viewBox")
    assert "prefers-color-scheme: dark" in done.out
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
        *("svg", "title", "desc", "style", "rect", "g", "path", "polygon", "text")
    }


def test_svg_has_nothing_that_acts_or_loads() -> None:
    out = svg(drawn(hostile_text()))
    root, _ = read(out)
    names = {name for element in root.iter() for name in element.attrib}
    assert not any(name.startswith("on") or "href" in name or name in ("id", "style") for name in names)
    assert "url(" not in out
    assert "@import" not in out


HTML = ["</text><script>alert(1)</script>", "]]>", "&amp;<", "' onload='x", "<!--", "\u202eabc", "\x07"]


@pytest.mark.parametrize(
    "text", [*HTML, *(t for t in HOSTILE_TO_TEX if "{" not in t and '"' not in t and "\\" not in t)]
)
def test_a_hostile_label_stays_text(text: str) -> None:
    label = text.replace("\\", "\\\\").replace('"', "")
    source = f'net N {{ out input(3) -> linear(4) @ "{label}" -> linear(5) @ "B" }}'
    drawing = drawn(source)
    root, texts = read(svg(drawing))
    assert not list(root.iter(f"{SVG}script"))
    told = "".join(root.findtext(f"{SVG}desc") or "")
    shown = re.sub(r"\s", "", "".join([*texts, told]))
    printed = "".join(
        c if c.isprintable() else f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" for c in text
    )
    assert re.sub(r"\s", "", printed) in shown
    assert all(c.isprintable() or c == "\n" for c in svg(drawing))


APART = """net N {{
  f(c) = conv(c, 3) -> (bn @ "{label}") -> relu
  x = input(3, 32, 32) -> f(4) @ "A" -> f(8) @ "B"
  out x -> (conv(2, 1) @ "{label} 2") -> gap
}}"""


@pytest.mark.parametrize("label", [*HTML, "W" * 300, "word " * 200, "a, b of 7", "+", "× 3"])
def test_a_label_that_is_counted_apart_stays_text_on_the_page(label: str) -> None:
    drawing = drawn(APART.format(label=label))
    check_legible(drawing)
    root, texts = read(svg(drawing))
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
        *("svg", "title", "desc", "style", "rect", "g", "path", "polygon", "text")
    }
    assert sum(text.startswith("+ ") for text in texts) >= 2
    assert any(text.startswith("counted apart (+):") for text in texts)
    assert drawing.width <= PAGE + 8


def test_names_that_are_long_are_cut() -> None:
    drawing = drawn(f'net N {{ out input(3) -> linear(4) @ "{"W" * 300}" -> linear(5) @ "{"word " * 200}" }}')
    check_legible(drawing)
    assert drawing.width < PAGE


# ---- TikZ --------------------------------------------------------------------------------


def needs_tikz() -> None:
    missing = shutil.which("pdflatex") is None or shutil.which("kpsewhich") is None
    if missing or subprocess.run(["kpsewhich", "tikz.sty"], capture_output=True, check=False).returncode:
        warnings.warn(pytest.PytestWarning("TikZ is not installed, so NO picture was compiled"), stacklevel=2)
        pytest.skip("TikZ is not installed")


@pytest.mark.parametrize(
    ("name", "keep"), [("unet", "none"), ("resnet50", "none"), ("gpt2", "all"), ("densenet", "all")]
)
def test_documents_compile_to_one_page(name: str, keep: str, tmp_path: Path) -> None:
    needs_tikz()
    done = command("draw", name, "--format", "tex", "--keep", keep)
    log = compiled(done.out, tmp_path)
    assert "(1 page" in log
    assert not re.search("Overfull|Missing character", log)


def test_fragments_fit_a_paper(tmp_path: Path) -> None:
    needs_tikz()
    pictures = "\n\n\\noindent\n".join(tikz(place(pictured(name))) for name in ("unet", "resnet50", "gpt2", "densenet"))
    head = "\\documentclass{article}\n\\usepackage{amsmath, tikz}\n\\begin{document}\n\\noindent\n"
    log = compiled(f"{head}{pictures}\n\\end{{document}}\n", tmp_path)
    assert "Overfull \\hbox" not in log


def test_a_hostile_picture_compiles_and_reads_no_file(tmp_path: Path) -> None:
    out = document(drawn(hostile_text()))
    for word in (r"\input", r"\write", "^^5c", "\x07", "\u202e"):
        assert word not in out
    assert out.count(r"\end{document}") == 1
    needs_tikz()
    log = compiled(out, tmp_path)
    assert "secret.tex" not in log
    assert not (tmp_path / "owned").exists()


def test_own_writing_of_names_reaches_tex() -> None:
    out = tikz(drawn('net N(w as "\\hat{w}" = 3) { out input(3) -> linear(w) -> linear(2) }', keep="w"))
    assert r"\hat{w}" in out


# ---- the command -------------------------------------------------------------------------


def test_numbers_are_drawn_without_sympy(tmp_path: Path) -> None:
    out = tmp_path / "u.svg"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "symcount", "draw", "unet", "-o", str(out)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert " sympy\n" not in done.stderr
    assert "7,765,442" in out.read_text(encoding="utf-8")


def test_output_is_the_same_every_time() -> None:
    one, other = (process("draw", "densenet", PYTHONHASHSEED=seed).out for seed in ("1", "2"))
    assert one == other
    assert one.startswith("<svg ")


def test_a_mistake_leaves_the_file_alone(tmp_path: Path) -> None:
    out = tmp_path / "n.svg"
    out.write_text("old", encoding="utf-8")
    done = command("draw", "-", "-o", str(out), stdin=b"net N { out input(3) -> nolayer }")
    assert done.status == 1
    assert out.read_text(encoding="utf-8") == "old"


def test_settings_and_views() -> None:
    assert "224×224" not in command("draw", "unet", "--set", "w=64").out
    assert "31,0" in command("draw", "unet", "--set", "w=64").out
    assert "trainable" in command("draw", "unet", "--view", "trainable").out
