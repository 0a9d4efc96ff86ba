"""Eight networks layer by layer: the class and the parameters of each layer of the framework, as often as it is there."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.library.classes import rows
from tests.library.shelf import counted, layer_files, measured_layers, turned

NETWORKS = {
    "densenet121": ("torchvision", "densenet121"),
    "efficientnet_b0": ("torchvision", "efficientnet_b0"),
    "hf_gpt2": ("transformers", "gpt2"),
    "inception_v3": ("torchvision", "inception_v3"),
    "keras_small_conv16_2x2_dense133_noflatten": ("keras", "cnn"),
    "mobilenet_v2": ("torchvision", "mobilenet_v2"),
    "resnet50": ("torchvision", "resnet50"),
    "vit_b_16": ("torchvision", "vit_b_16"),
}

NOT_IN_ORDER = {"vit_b_16": "the class token belongs to the whole network, which PyTorch lists before its layers"}
"""What a framework registers in another order than that of the data flow, and why."""


def ours(file: str) -> list[tuple[str, int]]:
    framework, name = NETWORKS[file]
    return list(rows(framework, name, turned(counted(name))))


def theirs(file: str) -> list[tuple[str, int]]:
    return [(row["type"], row["params"]) for row in measured_layers(file)]


def test_there_is_a_network_for_every_file() -> None:
    assert layer_files() == sorted(NETWORKS)


@pytest.mark.parametrize("file", NETWORKS)
def test_every_layer(file: str) -> None:
    assert Counter(ours(file)) == Counter(theirs(file))


@pytest.mark.parametrize("file", [f for f in NETWORKS if f not in NOT_IN_ORDER])
def test_in_the_order_of_the_framework(file: str) -> None:
    assert ours(file) == theirs(file)


def test_what_is_in_another_order() -> None:
    token = ("VisionTransformer", 768)
    assert theirs("vit_b_16")[0] == token
    assert [x for x in ours("vit_b_16") if x != token] == theirs("vit_b_16")[1:]
