"""Nets that stand where a layer stands: counts by hand, what enters and leaves them, and what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

import symcount
from symcount.algebra.notations.unicode import plain
from symcount.network.catalogue import shipped_models, shipped_variants
from symcount.network.request import Request
from symcount.pipeline import model_of, network_of, source_of
from tests.support import command, network

SEGMENTATION = """
net SegNet(encoder = resnet34, classes = 1) {
  double(c)         = 2 * (conv(c, 3, bias = off) -> bn -> relu)
  up(x, skip, c)    = [x -> upsample(2), skip] -> double(c)
  e  = input(3, 224, 224) -> backbone(encoder)
  d4 = up(e.c5, e.c4, 256)
  d3 = up(d4, e.c3, 128)
  d2 = up(d3, e.c2, 64)
  d1 = up(d2, e.c1, 32)
  out d1 -> upsample(2) -> double(16) -> conv(classes, 3)
  variant unet_r34
  variant unet_r50(encoder = resnet50)
}
"""

POINTS = {  # channels of c1 … c5
    "resnet18": (64, 64, 128, 256, 512),
    "resnet34": (64, 64, 128, 256, 512),
    "resnet50": (64, 256, 512, 1024, 2048),
    "vgg16": (64, 128, 256, 512, 512),
    "densenet121": (64, 256, 512, 1024, 1024),
    "mobilenet_v2": (16, 24, 32, 96, 320),
    "efficientnet_b0": (16, 24, 40, 112, 320),
    "regnet_y_400mf": (32, 48, 104, 208, 440),
}
PATCHES = {"convnext_tiny": (96, 192, 384, 768), "swin_t": (96, 192, 384, 768)}  # of c2 … c5
HEADS = {  # what is labelled as head: the classifier alone
    "resnet18": 513_000,
    "resnet34": 513_000,
    "resnet50": 2_049_000,
    "vgg16": 25_088 * 4096 + 4096 + 4096 * 4096 + 4096 + 4_097_000,
    "densenet121": 1_025_000,
    "mobilenet_v2": 1_281_000,
    "efficientnet_b0": 1_281_000,
    "regnet_y_400mf": 441_000,
}


def decoder(skips: tuple[int, ...], classes: int = 1) -> int:
    """The decoder of segmentation_models_pytorch: two convolutions with normalisations at each of five scales."""

    def double(c_i: int, c: int) -> int:
        return 9 * c_i * c + 2 * c + 9 * c * c + 2 * c

    total, c_i = 0, skips[-1]
    for skip, c in zip((*reversed(skips[:-1]), 0), (256, 128, 64, 32, 16), strict=True):
        total += double(c_i + skip, c)
        c_i = c
    return total + 9 * 16 * classes + classes


@pytest.mark.parametrize("encoder", POINTS)
def test_one_decoder_on_any_encoder(encoder: str) -> None:
    parameters = symcount.load(encoder).count().parameters
    counted = symcount.load(SEGMENTATION).count(encoder=encoder).parameters
    assert counted == parameters - HEADS[encoder] + decoder(POINTS[encoder])


def test_the_unets_of_segmentation_models_pytorch() -> None:
    model = symcount.load(SEGMENTATION)
    assert model.count(net="unet_r34").parameters == 24_436_369
    assert model.count(net="unet_r50").parameters == 32_521_105
    assert symcount.load(SEGMENTATION).count(keep="classes").closed_form.subs("classes", 1) == 24_436_369


def test_an_encoder_is_shown_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "seg.arch"
    file.write_text(SEGMENTATION, encoding="utf-8")
    shown = {
        (): "SegNet (encoder = resnet34, classes = 1)",
        ("--set", "encoder=resnet50"): "SegNet (encoder = resnet50, classes = 1)",
        ("--set", "encoder=resnet(w = 16, deep = off)"): "SegNet (encoder = resnet(w = 16, deep = off), classes = 1)",
        ("--net", "unet_r50"): "unet_r50 (encoder = resnet50, classes = 1)",
    }
    for options, heading in shown.items():
        assert command("count", str(file), *options).out.splitlines()[0] == heading


E = 'net E(w = 4, C = 3) { a = input(C, 8, 8) -> conv(w, 3)\n out a -> (conv(2, 1) @ "Head" as head) variant wide(w = 8) }\n'


@pytest.mark.parametrize(
    ("net", "parameters"),
    [
        ("out input(3, 8, 8) -> E", 112 + 10),
        ("out input(3, 8, 8) -> wide", 224 + 18),
        ("out input(3, 8, 8) -> wide(w = 2)", 56 + 6),
        ("out input(3, 8, 8) -> E -> E", (112 + 10) + (76 + 10)),  # the channels are those that come
        ("out input(3, 8, 8) -> 2 * E", (112 + 10) + (76 + 10)),
        ("out input(1, 5, 7) -> E", 40 + 10),  # and the sizes
        ("out input(3, 8, 8) -> backbone(E)", 112),
        ("out input(3, 8, 8) -> backbone(E) -> conv(1, 1)", 112 + 5),
        ("x = input(3, 8, 8) -> E\n out [x, x.a] -> conv(1, 1)", 112 + 10 + 7),
        ("out input(3, 8, 8) -> residual(E(w = 3) -> conv(3, 1))", 84 + 8 + 9),
        ("out input(3, 8, 8) -> frozen E", 122),
        # one set of weights, on maps of two sizes
        ("share e = E\n x = input(3, 8, 8) -> e\n y = input(3, 4, 4) -> e\n out [x, y -> upsample(2)]", 122),
        # names of the file that uses it go before nets
        ("E = conv(1, 1)\n out input(3, 8, 8) -> E", 4),
        ("backbone(f) = f -> relu\n out input(3, 8, 8) -> backbone(E)", 122),
    ],
)
def test_a_net_of_the_same_file(net: str, parameters: int) -> None:
    text = E + "net N {\n " + net + "\n}\n"
    assert symcount.load(text).count(net="N").parameters == parameters


def test_what_enters_is_the_parameter_that_its_input_names() -> None:
    text = (
        "net Auto(C = 1) { out input(C, 8, 8) -> conv(4, 3) -> conv(C, 3) }\n"
        "net N { out input(3, 8, 8) -> Auto -> conv(1, 1) }\n"
        "net Bad { out input(3, 8, 8) -> Auto(C = 1) }\n"
    )
    assert symcount.load(text).count(net="N").parameters == (27 * 4 + 4) + (36 * 3 + 3) + 4
    with pytest.raises(symcount.Problem, match="E236"):
        symcount.load(text).count(net="Bad")


def test_a_label_round_a_net_goes_before_those_in_it() -> None:
    grouped = {
        "E": ["E", "N"],
        'E @ "Encoder"': ["Encoder", "N"],
        '(frozen E) @ "Encoder"': ["Encoder", "N"],
        "twice": ["Head", "N"],
    }
    inner = E.replace("conv(w, 3)", 'conv(w, 3) @ "E"').replace('"Head"', '"E"')
    twice = 'net twice { out input(3, 8, 8) -> E -> (conv(1, 1) @ "Head") }\n'.replace("-> E", '-> E @ "Head"')
    for expression, labels in grouped.items():
        text = inner + twice + "net N { out input(3, 8, 8) -> (" + expression + ") -> conv(1, 1) }\n"
        found = network(text, net="N")
        assert list(dict.fromkeys(x.label or "N" for x in found.layers if x.tensors)) == labels
    head = network(inner + 'net N { out input(3, 8, 8) -> (E @ "Encoder") }', net="N")
    assert [x.part for x in head.layers if x.tensors] == [None, "head"]


def test_labels_of_a_net_are_in_the_order_of_the_data() -> None:
    file = SEGMENTATION.replace("conv(classes, 3)", 'conv(classes, 3) @ "Out"')
    rows = list(symcount.load(file).count().groups)
    assert rows == ["conv1", "conv2_x", "conv3_x", "conv4_x", "conv5_x", "Out", None]


def test_an_imported_net(tmp_path: Path) -> None:
    (tmp_path / "e.arch").write_text(E, encoding="utf-8")
    (tmp_path / "f.arch").write_text(E.replace("E(", "F(").replace("wide", "wide_f"), encoding="utf-8")
    main = tmp_path / "main.arch"
    imports = 'import "e.arch"\nimport "f.arch"\n'
    main.write_text(imports + "net N(e = wide) { out input(3, 8, 8) -> e -> F }", encoding="utf-8")
    assert symcount.load(main).count().parameters == (224 + 18) + (76 + 10)
    assert symcount.load(main).count(e="backbone(E)").parameters == 112 + (148 + 10)
    (tmp_path / "f.arch").write_text(E, encoding="utf-8")
    main.write_text(imports + "net N { out input(3, 8, 8) -> E }", encoding="utf-8")
    with pytest.raises(symcount.Problem, match="E305"):
        symcount.load(main).count()


NO_LAYERS = {"lora", "t5_small_encoder"}  # the name of a block of the library; an input in each branch of a choice


@pytest.mark.parametrize("name", sorted({*shipped_models(), *shipped_variants()} - NO_LAYERS))
def test_a_shipped_net_counts_as_it_does_alone(name: str) -> None:
    inputs = [n for n in network_of(model_of(source_of(name)), Request()).layers if n.kind.name == "input"]
    if len(inputs) != 1:
        return
    shape = ", ".join(plain(side) for side in inputs[0].leaving)
    used = symcount.load(f"net N {{ out input({shape}) -> {name} }}").count()
    assert used.parameters == symcount.load(name).count().parameters


def test_an_item_of_a_list_is_set_by_its_name() -> None:
    used = symcount.load("net N(e = convnext_tiny) { out input(3, 224, 224) -> e }")
    assert used.count(e="convnext_tiny(L_3 = 27)").parameters == symcount.load("convnext_small").count().parameters
    assert used.count(e="convnext(L = (3, 3, 27, 3))").parameters == symcount.load("convnext_small").count().parameters
    with pytest.raises(symcount.Problem, match="E225"):
        used.count(e="convnext_tiny(L_9 = 27)")
    with pytest.raises(symcount.Problem, match="E225"):
        used.count(e="convnext_tiny(M_3 = 27)")


def test_symbols_pass_into_a_net() -> None:
    text = E + "net N(w = 5) { out input(3, 8, 8) -> E(w = 2*w) }"
    form = symcount.load(text).count(net="N", keep="w").closed_form
    assert form.subs("w", 5) == symcount.load(text).count(net="N").parameters == 27 * 10 + 10 + 2 * 10 + 2
    assert str(form) == "60*w + 2"


def test_shipped_nets_are_not_looked_for_where_none_is_used() -> None:
    from symcount.network import catalogue

    catalogue.shipped_variants.cache_clear()
    catalogue._shipped_file.cache_clear()
    symcount.load("net N { out input(3, 8, 8) -> conv(4, 3, p = same) -> bn -> maxpool(2) }").count()
    assert catalogue._shipped_file.cache_info().misses == catalogue.shipped_variants.cache_info().misses == 0


@pytest.mark.parametrize("encoder", PATCHES)
def test_encoders_of_patches(encoder: str) -> None:
    text = f"net N {{ e = input(3, 224, 224) -> backbone({encoder})\n out [{', '.join(f'e.c{i} -> gap' for i in (2, 3, 4, 5))}] }}"
    channels = network(text).layers[-1].leaving[0]
    assert plain(channels) == str(sum(PATCHES[encoder]))
