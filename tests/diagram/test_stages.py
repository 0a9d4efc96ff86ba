"""What a box of a picture stands for: its name, what it counts, its size, its kind and its colour."""

from __future__ import annotations

from itertools import combinations

import pytest

from symcount.algebra.formula import Number, value
from symcount.derivation.tally import tally, total_value
from symcount.diagram.diagram import Count, Diagram, StageBox, diagram
from symcount.diagram.lettering import words, wrapped
from symcount.diagram.looks import KINDS
from symcount.diagram.placement import place
from symcount.diagram.stages import stages_of
from symcount.network.catalogue import shipped_models
from symcount.render.svg import svg
from symcount.render.tikz import tikz
from tests.diagram.test_draw import pictured, shipped
from tests.support import network


def box(picture: Diagram, title: str) -> StageBox:
    """The only box with a title."""
    (only,) = (b for b in picture.boxes if words(b.title) == title)
    return only


def number(count: Count | None) -> int | None:
    return None if count is None else int(value(count.here))


# ---- one name has one count --------------------------------------------------------------

PARTS = """
net N(w = 8) {
  f(c) = conv(c, 3) -> (bn @ "BN") -> relu
  a = input(3, 32, 32) -> f(w)                      @ "A"
  b = a -> maxpool(2) -> f(2*w)                     @ "B"
  out [b -> (upconv(w, 2, s = 2) @ "Up"), a] -> f(w)  @ "A"
}
"""


def test_a_box_counts_its_label_and_names_the_others() -> None:
    picture = diagram(network(PARTS))
    groups = {g.label: total_value(g.terms(), {}) for g in tally(network(PARTS)).groups}
    first, second = (b.count for b in picture.boxes if words(b.title) == "A")
    assert first is not None
    assert second is not None
    assert value(first.here) + value(second.here) == value(first.everywhere) == value(second.everywhere) == groups["A"]
    assert first.partial
    assert box(picture, "B").others == ("BN",)
    assert not getattr(box(picture, "B").count, "partial", True)
    assert [(c.label, number(c)) for c in picture.apart] == [("BN", groups["BN"])]
    assert [(words(b.title), number(b.count)) for b in picture.boxes].count(("Up", groups["Up"])) == 1


def test_unet_has_the_numbers_of_its_equations() -> None:
    picture = pictured("unet")
    assert [(c.label, number(c)) for c in picture.apart] == [("TransposeConv", 696_800), ("BN", 5_888)]
    page = svg(place(picture))
    for text in ("9,568", "27,778", "of 37,346", "3,539,968", "+ TransposeConv", "TransposeConv 696,800, BN 5,888"):
        assert f"{text}</text>" in page
    assert 9_568 + 27_778 == 37_346


@pytest.mark.parametrize("name", shipped_models())
def test_a_label_shows_the_number_of_the_derivation_or_says_of_how_many(name: str) -> None:
    net, picture = shipped(name), pictured(name)
    groups = {g.label: total_value(g.terms(), {}) for g in tally(net).groups}
    drawn = [b.count for b in picture.boxes if b.count is not None]
    for count in (*drawn, *picture.apart):
        if count.label:
            assert int(value(count.everywhere)) == groups[count.label]
            assert count.partial == (number(count) != groups[count.label])
    for one in picture.boxes:
        title = words(one.title)
        if title in groups and one.count is not None:
            assert one.count.label == title
            assert not one.count.partial or f"of {groups[title]:,}</text>" in svg(place(picture))
    shown = [*drawn, *picture.apart]
    assert sum(value(c.here) for c in shown) == value(picture.total)


def test_what_has_no_label_stays_out_of_a_label() -> None:
    picture = diagram(network('net N { out input(3, 8, 8) -> (conv(4, 3) @ "A") -> bn -> relu -> conv(4, 3) @ "B" }'))
    assert [(words(b.title), number(b.count)) for b in picture.boxes[1:3]] == [("A", 112), ("B", 156)]
    picture = diagram(network('net N { out input(3, 8, 8) -> (conv(4, 3) @ "A") -> bn -> relu -> (conv(4, 3) @ "B") }'))
    assert [(words(b.title), number(b.count)) for b in picture.boxes[1:]] == [("A", 112), ("bn", 8), ("B", 148)]


def test_a_symbol_in_a_part_and_in_the_whole() -> None:
    page = svg(place(pictured("unet", keep="w")))
    assert "18w² + 12w" not in page
    assert "of 36w² + 15w +" in page


# ---- sizes -------------------------------------------------------------------------------


def test_a_box_has_the_size_of_what_leaves_it() -> None:
    picture = diagram(
        network(
            'net N(w = 8) { out input(3, 32, 32) -> conv(w, 3) -> squeeze_excite(4) @ "SE" -> gap -> linear(2) @ "Head" }'
        )
    )
    assert (box(picture, "SE").channels, box(picture, "SE").size) == (8, 32)


@pytest.mark.parametrize("name", ["seresnet50", "resnet50", "efficientnet_b0"])
def test_a_box_is_as_high_as_the_arrow_behind_it_says(name: str) -> None:
    picture = pictured(name)
    for arrow in picture.arrows:
        sizes = [float(words(side)) for side in arrow.shape[1:]] or [1.0]
        assert picture.boxes[arrow.source].size == pytest.approx((sizes[0] * sizes[-1]) ** 0.5)


def test_the_last_box_is_as_wide_as_its_widest_weights() -> None:
    assert pictured("unet").boxes[-1].channels == pictured("unet", keep="w").boxes[-1].channels == 32
    assert pictured("alexnet").boxes[-1].channels == 4096


# ---- kinds -------------------------------------------------------------------------------

KIND = [
    ("a class token", 'input(8, 196) -> class_token @ "Box" -> linear(10) @ "Head"', "embedding"),
    ("a class token before one place", 'input(8, 1) -> class_token @ "Box" -> linear(10) @ "Head"', "embedding"),
    ("padding", 'input(3, 30, 30) -> pad(3) -> conv(4, 3) @ "Box" -> conv(2, 1) @ "Head"', "window"),
    ("upsampling", 'input(3, 30, 30) -> upsample(2) -> conv(4, 3) @ "Box" -> conv(2, 1) @ "Head"', "up"),
    ("a sequence", 'input(3, 30) -> upsample(2) -> conv(4, 3) @ "Box" -> conv(2, 1) @ "Head"', "up"),
    ("a transposed convolution", 'input(3, 1, 1) -> upconv(4, 4) @ "Box" -> conv(2, 1) @ "Head"', "up"),
    (
        "a value for a whole image",
        'input(3, 1, 1) -> conv(4, 1) -> upsample(8) @ "Box" -> conv(2, 1) @ "Head"',
        "window",
    ),
    ("shuffled channels", 'input(8, 30, 30) -> pixel_shuffle(2) -> conv(4, 3) @ "Box" -> conv(2, 1) @ "Head"', "up"),
]


@pytest.mark.parametrize(("text", "kind"), [row[1:] for row in KIND], ids=[row[0] for row in KIND])
def test_kinds(text: str, kind: str) -> None:
    assert box(diagram(network(f"net N {{ out {text} }}")), "Box").kind == kind


@pytest.mark.parametrize("name", ["vit", "mlp_mixer", "gpt2", "bert", "t5"])
def test_nothing_in_a_sequence_of_tokens_is_upsampling(name: str) -> None:
    assert all(b.kind != "up" for b in pictured(name).boxes)


# ---- names -------------------------------------------------------------------------------


def test_tied_weights_lend_no_name_to_a_normalisation() -> None:
    last = pictured("gpt2").boxes[-1]
    assert words(last.title) == "ln, linear (shared)"
    assert number(last.count) == 1_536
    assert pictured("gpt3").boxes[-1].count is None


@pytest.mark.parametrize("name", shipped_models())
def test_names_are_words(name: str) -> None:
    net = shipped(name)
    labels = {stage.label for stage in stages_of(net)}
    for one in diagram(net).boxes:
        lines = [one.unit, *one.kinds]
        lines += [] if words(one.title) in labels else [one.title]
        assert not any("_" in words(line) or "[" in words(line) for line in lines)


def test_a_count_that_is_a_sum_stands_in_brackets() -> None:
    picture = diagram(
        network('net N(L = 4) { out input(8) -> linear(8) -> L * linear(8) @ "Body" -> linear(3) @ "H" }', keep="L")
    )
    assert words(box(picture, "Body").kinds[0]) == "(L + 1) linear"
    assert any("(L + 1) linear" in words(text.line) for text in place(picture).texts)
    assert "($L + 1$) linear" in tikz(place(picture))


BREAKS = [
    (("inverted residual", " × ", Number(2)), 60.0, ["inverted", "residual × 2"]),
    (("inverted residual", " × ", Number(2)), 90.0, ["inverted residual × 2"]),
    ((Number(2), " ", Number(3), "×", Number(3), " depthwise"), 20.0, ["2 3×3 depthwise"]),
    (("Dense Block 4",), 30.0, ["Dense", "Block 4"]),
    (("+ TransposeConv",), 20.0, ["+ TransposeConv"]),
    (("× ", Number(3)), 5.0, ["× 3"]),
]


@pytest.mark.parametrize(("line", "limit", "lines"), BREAKS)
def test_a_count_stays_with_what_it_counts(line: tuple[str | Number, ...], limit: float, lines: list[str]) -> None:
    assert [words(part) for part in wrapped(line, limit)] == lines


# ---- colours -----------------------------------------------------------------------------


FILLS = {name: kind.fill for name, kind in KINDS.items()}


def lightness(colour: str) -> float:
    """CIE L* of a colour, 0 to 100: what is left of it in grey."""
    linear = [
        ((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92
        for c in (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


@pytest.mark.parametrize(("one", "other"), list(combinations(FILLS, 2)))
def test_colours_differ_in_grey(one: str, other: str) -> None:
    assert abs(lightness(FILLS[one]) - lightness(FILLS[other])) > 8


def test_convolutional_and_fully_connected_differ_in_grey() -> None:
    assert abs(lightness(FILLS["window"]) - lightness(FILLS["dense"])) > 18


def test_each_kind_has_a_colour_in_both_formats() -> None:
    drawing = place(pictured("resnet50"))
    red, green, blue = (int(FILLS["dense"][i : i + 2], 16) for i in (0, 2, 4))
    assert f'fill="#{FILLS["dense"]}"' in svg(drawing)
    assert f"{{rgb,255:red,{red};green,{green};blue,{blue}}}" in tikz(drawing)


def test_many_stages_of_one_name_are_one_whatever_their_channels() -> None:
    growing = " -> ".join(f"widen({4 * k})" for k in range(1, 22))
    text = (
        f"net N {{ widen(c) = conv(c, 3)  mix(c) = conv(c, 1)  out input(3, 8, 8) -> {growing} -> mix(84) -> mix(9) }}"
    )
    assert [words(b.title) for b in diagram(network(text)).boxes] == ["input", "widen × 21", "mix × 2"]


def test_what_the_repeated_unit_says_is_not_said_again() -> None:
    body = "residual(ln -> attention(h)) -> residual(ln -> mlp(4*d))"
    text = f'net N(d = 8, h = 2) {{ out input(d, 9) -> (3 * ({body}) @ "Encoder") -> linear(3) }}'
    encoder = box(diagram(network(text)), "Encoder")
    assert words(encoder.unit) == "attention, mlp × 3"
    assert [words(line) for line in encoder.kinds] == ["6 linear", "residual"]
