"""The lines of the article and of other networks, exactly; and the same rules on other input, derived by hand.

Every printed line is besides read as arithmetic by a reader that knows nothing of symcount, and must be true.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sympy

from tests.support import NETWORKS, TESTS, command, latex_value, squeezed

ARTICLE = json.loads((TESTS / "golden" / "article.json").read_text(encoding="utf-8"))
MORE = json.loads((TESTS / "golden" / "more.json").read_text(encoding="utf-8"))["lines"]

KEEP = [("--keep", "all"), ("--keep", "w"), ("--keep", "none"), ()]


@cache
def derived(file: str, *options: str) -> dict[str, Any]:
    """`symcount derive FILE --format json`; FILE is the name of a shipped network or a path."""
    done = command("derive", file, "--format", "json", *options)
    assert done.status == 0, done.err
    return json.loads(done.out)  # type: ignore[no-any-return]


def line_of(file: str, label: str | None, *options: str) -> str:
    (line,) = [g["latex"] for g in derived(file, *options)["groups"] if g["label"] == label]
    return str(line)


def assert_true(line: str) -> None:
    """All sides of a line are the same number."""
    sides = [latex_value(side) for side in line.split("=")]
    assert len(set(sides)) == 1, line


# ---- the article -------------------------------------------------------------------------


@pytest.mark.parametrize("options", KEEP, ids=" ".join)
def test_the_article_s_unet(options: tuple[str, ...]) -> None:
    wanted = ARTICLE["unet"]
    found = derived("unet", *options)
    assert [g["label"] for g in found["groups"]] == [g["label"] for g in wanted["groups"]]
    for group, expected in zip(found["groups"], wanted["groups"], strict=True):
        assert group["caption"] == expected["caption"]
        assert squeezed(group["latex"]) == squeezed(expected["latex"])
        assert group["value"] == expected["value"]
        assert_true(group["latex"])
    assert found["total"]["value"] == wanted["total"]


def test_the_article_s_unet_without_normalisation() -> None:
    wanted = ARTICLE["unet"]
    found = derived("unet", "--set", "norm=off")
    rows = [(g["label"], g["caption"], squeezed(g["latex"])) for g in found["groups"]]
    assert rows == [(g["label"], g["caption"], squeezed(g["latex"])) for g in wanted["groups"] if g["label"] != "BN"]
    assert found["total"]["value"] == wanted["total_without_bn"] == 7759554


@pytest.mark.parametrize("options", [(), ("--keep", "none")], ids=" ".join)
def test_the_article_s_cnn_layer_by_layer(options: tuple[str, ...]) -> None:
    wanted = ARTICLE["cnn"]
    found = derived("cnn", "--factoring", "layers", *options)
    rows = [(g["label"], squeezed(g["latex"]), g["value"]) for g in found["groups"]]
    assert rows == [(x["layer"], squeezed(x["latex"]), x["value"]) for x in wanted["layers"]]
    assert found["total"]["value"] == wanted["total"]


@pytest.mark.parametrize(("layer", "latex"), ARTICLE["theory"].items())
def test_the_article_s_theory(layer: str, latex: str) -> None:
    rows = {row["name"]: row["latex"] for row in json.loads(command("layers", "--format", "json").out)}
    assert squeezed(rows[layer]) == squeezed(latex)


# ---- other networks ----------------------------------------------------------------------

RESNET50 = str(NETWORKS / "resnet50.arch")  # with a width multiplier, which the shipped one has not

FILES = {
    "resnet50": RESNET50,
    "gpt2": "gpt2",
    "vgg16 classifier": str(NETWORKS / "vgg16_classifier.arch"),
    "mobilenet_v2 row (6, 24, 2, 2)": str(NETWORKS / "mobilenet_v2_row.arch"),
    "lstm 25 -> 100, one bias": str(NETWORKS / "lstm.arch"),
    "three 1x7 convolutions": str(NETWORKS / "factorised.arch"),
}


@pytest.mark.parametrize("wanted", MORE, ids=lambda row: row["name"])
@pytest.mark.parametrize("keep", ["all", "none"])
def test_lines_beyond_the_article(wanted: dict[str, Any], keep: str) -> None:
    if (wanted["name"], keep) == ("gpt2", "all"):
        keep = "V,T,d"  # its depth is a repeat count
    line = line_of(FILES[wanted["name"]], wanted["label"], "--keep", keep)
    assert squeezed(line) == squeezed(wanted["latex"])
    assert line.endswith(f"= {wanted['value']}")
    assert_true(line)


def test_there_is_a_file_for_every_line() -> None:
    assert {row["name"] for row in MORE} == set(FILES)


# ---- closed forms ------------------------------------------------------------------------


def counted(file: str, *options: str) -> tuple[sympy.Expr, dict[str, sympy.Expr]]:
    """The whole and the groups of `symcount count --format json`, read by sympy."""
    done = command("count", file, "--format", "json", *options)
    assert done.status == 0, done.err
    data = json.loads(done.out)
    names = {name: sympy.Symbol(name) for name in data["symbols"]}
    groups = {g["label"]: sympy.sympify(g["parameters"], locals=names) for g in data["groups"]}
    return sympy.sympify(data["parameters"], locals=names), groups


def test_closed_forms_of_the_unet() -> None:
    total, groups = counted("unet", "--keep", "w")
    wanted = dict(ARTICLE["closed_forms"]["unet in w"])
    assert sympy.expand(total - sympy.sympify(wanted.pop("total"))) == 0
    assert list(groups) == list(wanted)
    for label, form in wanted.items():
        assert sympy.expand(groups[label] - sympy.sympify(form)) == 0, label


def test_closed_form_of_resnet50() -> None:
    total, _ = counted(RESNET50, "--keep", "alpha")
    assert sympy.expand(total - sympy.sympify(ARTICLE["closed_forms"]["resnet50 in alpha"]["total"])) == 0


@pytest.mark.parametrize("depth", [1, 2, 3, 12, 48])
@pytest.mark.parametrize("keep", ["d", "V,T,d"])
def test_closed_form_of_gpt2_at_a_depth(depth: int, keep: str) -> None:
    total, _ = counted("gpt2", "--set", f"L={depth}", "--keep", keep)
    wanted = sympy.sympify(ARTICLE["closed_forms"]["gpt2 in V,T,L,d"]["total"]).subs("L", depth)
    if keep == "d":
        wanted = wanted.subs({"V": 50257, "T": 1024})
    assert sympy.expand(total - wanted) == 0


# ---- the same rules on other input, by hand -------------------------------------------------
# 3x3 convolutions of one stage are one family: their area once, a product for each layer (rule 3), then
# the bias of all of them under its count (rules 3 and 4); a 1x1 convolution is another family, so both
# stand in square brackets (rule 5), and its one bias has no count (rule 3).

OTHER_UNET = [  # w = 48, five classes, one channel
    ("Stage 1", r"[3^2 \times (1 \times 48 + 48 \times 48 + 96 \times 48 + 48 \times 48) + 48 \times 4] + [1^2 \times 48 \times 5 + 5] = 83813"),
    ("Stage 2", r"3^2 \times (48 \times 96 + 96 \times 96 + 192 \times 96 + 96 \times 96) + 96 \times 4 = 373632"),
    ("Stage 3", r"3^2 \times (96 \times 192 + 192 \times 192 + 384 \times 192 + 192 \times 192) + 192 \times 4 = 1493760"),
    ("Stage 4", r"3^2 \times (192 \times 384 + 384 \times 384 + 768 \times 384 + 384 \times 384) + 384 \times 4 = 5973504"),
    ("Stage 5", r"3^2 \times (384 \times 768 + 768 \times 768) + 768 \times 2 = 7964160"),
    ("TransposeConv", r"2^2 \times (768 \times 384 + 384 \times 192 + 192 \times 96 + 96 \times 48) + (384 + 192 + 96 + 48) = 1567440"),
    ("BN", r"2 \times (48 \times 4 + 96 \times 4 + 192 \times 4 + 384 \times 4 + 768 \times 2) = 8832"),
]  # fmt: skip

DEEP_UNET = [  # three channels, widths 16 to 512, four classes
    ("Level 1", r"[3^2 \times (3 \times 16 + 16 \times 16 + 32 \times 16 + 16 \times 16) + 16 \times 4] + [1^2 \times 16 \times 4 + 4] = 9780"),
    ("Level 2", r"3^2 \times (16 \times 32 + 32 \times 32 + 64 \times 32 + 32 \times 32) + 32 \times 4 = 41600"),
    ("Level 3", r"3^2 \times (32 \times 64 + 64 \times 64 + 128 \times 64 + 64 \times 64) + 64 \times 4 = 166144"),
    ("Level 4", r"3^2 \times (64 \times 128 + 128 \times 128 + 256 \times 128 + 128 \times 128) + 128 \times 4 = 664064"),
    ("Level 5", r"3^2 \times (128 \times 256 + 256 \times 256 + 512 \times 256 + 256 \times 256) + 256 \times 4 = 2655232"),
    ("Level 6", r"3^2 \times (256 \times 512 + 512 \times 512) + 512 \times 2 = 3539968"),
    ("Up", r"2^2 \times (512 \times 256 + 256 \times 128 + 128 \times 64 + 64 \times 32 + 32 \times 16) + (256 + 128 + 64 + 32 + 16) = 698864"),
]  # fmt: skip

VGG16 = [  # the first iteration of stages 1 to 4 differs; that of stage 5 does not, so its three iterations are written once (rule 8)
    ("Stage 1", r"3^2 \times (3 \times 64 + 64 \times 64) + 64 \times 2 = 38720"),
    ("Stage 2", r"3^2 \times (64 \times 128 + 128 \times 128) + 128 \times 2 = 221440"),
    ("Stage 3", r"3^2 \times (128 \times 256 + 256 \times 256 + 256 \times 256) + 256 \times 3 = 1475328"),
    ("Stage 4", r"3^2 \times (256 \times 512 + 512 \times 512 + 512 \times 512) + 512 \times 3 = 5899776"),
    ("Stage 5", r"3^2 \times 3 \times 512 \times 512 + 3 \times 512 = 7079424"),
    ("Classifier", r"25088 \times 4096 + 4096 \times 4096 + 4096 \times 1000 + (4096 \times 2 + 1000) = 123642856"),
]  # fmt: skip

BY_HAND = [
    ("unet", ("--set", "w=48", "--set", "classes=5"), OTHER_UNET, 17465141),
    (str(NETWORKS / "unet6.arch"), (), DEEP_UNET, 7775652),
    (str(NETWORKS / "vgg16_stages.arch"), (), VGG16, 138357544),
]


@pytest.mark.parametrize(
    ("file", "options", "lines", "total"), BY_HAND, ids=["unet at other values", "deep unet", "vgg16"]
)
@pytest.mark.parametrize("keep", ["all", "w", "none"])
def test_lines_derived_by_hand(
    file: str, options: tuple[str, ...], lines: list[tuple[str, str]], total: int, keep: str
) -> None:
    found = derived(file, *options, "--keep", keep)
    assert [(g["label"], squeezed(g["latex"])) for g in found["groups"]] == [(a, squeezed(b)) for a, b in lines]
    for _, line in lines:
        assert_true(line)
    assert found["total"]["value"] == total == sum(int(line.rsplit("= ")[1]) for _, line in lines)


# ---- every printed line is true -----------------------------------------------------------

LATEX_NAMES = {
    "unet": {r"C_{\mathrm{in}}": 1, r"\mathrm{classes}": 2, "w": 32},
    RESNET50: {r"C_{\mathrm{in}}": 3, r"\mathrm{classes}": 1000, r"\alpha": 1},
    "gpt2": {"V": 50257, "T": 1024, "d": 768},
    "densenet": {"k": 32, r"\mathrm{classes}": 1000},
    "cnn": {r"C_{\mathrm{in}}": 3, r"\mathrm{classes}": 133},
}


@pytest.mark.parametrize("factoring", ["article", "layers"])
@pytest.mark.parametrize("file", LATEX_NAMES, ids=lambda file: Path(file).stem)
def test_all_views_of_a_row_are_the_same_number(file: str, factoring: str) -> None:
    keep = {"gpt2": "V,T,d", "densenet": "k,classes"}.get(file, "all")
    found = derived(file, "--factoring", factoring, "--keep", keep)
    for row in (*found["groups"], found["total"]):
        views = [row["symbolic"], row["closed_form"], *row["latex"].split("=")]
        assert {latex_value(view, LATEX_NAMES[file]) for view in views} == {row["value"]}
    assert found["total"]["value"] == sum(row["value"] for row in found["groups"])
