"""Shipped networks against models that were built in their frameworks: in all, trained, buffers, and by class of layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.library.classes import by_class
from tests.library.shelf import counted, measured, turned, views


@dataclass(frozen=True)
class Row:
    """A measured model, the network of the library that it is, and what it has besides."""

    truth: str
    name: str
    set: str = ""
    tables: int = 0
    """Entries of index tables, which PyTorch keeps among the buffers."""
    besides: tuple[tuple[str, int], ...] = ()
    """State by class that is not learned and that the library's network does not have."""

    @property
    def framework(self) -> str:
        return self.truth.split()[0]

    @property
    def convention(self) -> str:
        return "keras" if self.framework == "keras" else "torch"

    @property
    def missing(self) -> int:
        return sum(size for _, size in self.besides)

    @property
    def measured(self) -> dict[str, Any]:
        return measured()[self.truth]


TORCHVISION = """
    alexnet vgg11 vgg16 vgg16_bn vgg19 resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d
    wide_resnet50_2 densenet121 densenet161 densenet169 densenet201 squeezenet1_0 squeezenet1_1 googlenet inception_v3
    mobilenet_v2 mobilenet_v3_small mobilenet_v3_large mnasnet0_5 mnasnet1_0 shufflenet_v2_x0_5 shufflenet_v2_x1_0
    efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6
    efficientnet_b7 convnext_tiny convnext_base vit_b_16 vit_l_16 vit_h_14
""".split()  # of one name here and there

UP = {
    "transpose2x2": "",
    "bilinear_conv1x1": "bilinear=on K=1",
    "bilinear_conv2x2": "bilinear=on K=2",
    "bilinear_conv3x3": "bilinear=on K=3",
    "bilinear_noconv": "bilinear=on K=0",
}
NORM = {"nobn": "norm=off", "bn": "norm=on", "bn_nobias": "norm=on bias=off"}

ROWS = [
    *(Row(f"torchvision {name}", name) for name in TORCHVISION),
    # each of Swin's 2 + 2 + 6 + 2 blocks numbers the pairs of the 7 × 7 places of a window
    Row("torchvision swin_t", "swin_t", tables=12 * 7**4),
    Row("keras MobileNet", "mobilenet_v1"),
    Row("keras MobileNetV2", "mobilenet_v2"),
    Row("keras VGG16", "vgg16"),
    Row("keras ResNet50", "keras_resnet50"),
    Row("keras DenseNet121", "densenet121"),
    # Keras normalises the image first: three means, three variances and a count of what was seen
    Row("keras EfficientNetB0", "efficientnet_b0", besides=(("Normalization", 7),)),
    Row("keras Xception", "xception"),
    *(Row(f"transformers gpt2 {cls}", "gpt2") for cls in ("GPT2LMHeadModel", "GPT2Model")),
    *(Row(f"transformers gpt2-medium {cls}", "gpt2_medium") for cls in ("GPT2LMHeadModel", "GPT2Model")),
    *(Row(f"transformers gpt2-large {cls}", "gpt2_large") for cls in ("GPT2LMHeadModel", "GPT2Model")),
    *(Row(f"transformers gpt2-xl {cls}", "gpt2_xl") for cls in ("GPT2LMHeadModel", "GPT2Model")),
    Row("transformers bert-base-uncased BertModel", "bert_base"),
    Row("transformers bert-base-uncased BertForMaskedLM", "bert_base_masked_lm"),
    Row("transformers bert-base-uncased BertForPreTraining", "bert_base_pretraining"),
    Row("transformers bert-large-uncased BertModel", "bert_large"),
    Row("transformers bert-large-uncased BertForMaskedLM", "bert_large_masked_lm"),
    Row("transformers bert-large-uncased BertForPreTraining", "bert_large_pretraining"),
    Row("transformers llama-7b LlamaForCausalLM", "llama_7b"),
    Row("transformers llama-13b LlamaForCausalLM", "llama_13b"),
    Row("transformers llama-65b LlamaForCausalLM", "llama_65b"),
    Row("transformers mixtral-8x7b-v0.1 MixtralForCausalLM", "mixtral_8x7b"),
    Row("transformers t5-small T5ForConditionalGeneration", "t5_small"),
    Row("transformers t5-small T5Model", "t5_small"),
    Row("transformers t5-small T5EncoderModel", "t5_small_encoder"),
    *(Row(f"torch unet_b32_in1_cls2_{n}_{u}", "unet", f"{NORM[n]} {UP[u]}") for n in NORM for u in UP),
    Row("torch unet_b64_in1_cls2_nobn_transpose2x2", "unet_64"),
    Row("torch unet_b64_in3_cls2_bn_transpose2x2", "unet_64", "norm=on C_in=3"),
]

NOT_COVERED: dict[str, str] = {}
"""Rows of models.jsonl without a network in the library, and why."""

rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.truth)


@rows
def test_total_and_trainable(row: Row) -> None:
    found = views(row.name, row.set, row.convention)
    assert found["params"] == row.measured["total"] - row.missing
    assert found["trainable"] == row.measured["trainable"]


@rows
def test_state_that_is_not_learned(row: Row) -> None:
    """In Keras what is not trained; in PyTorch the buffers, without its counters of batches and tables of indices."""
    found, truth = views(row.name, row.set, row.convention), row.measured
    if row.convention == "keras":
        assert found["buffers"] == found["frozen"] == truth["non_trainable"] - row.missing
    else:
        counters = truth.get("buffers_num_batches_tracked", 0)
        assert found["buffers"] == truth.get("buffers", 0) - counters - row.tables
        assert found["frozen"] == 0


@rows
def test_parameters_by_class(row: Row) -> None:
    layers = turned(counted(row.name, row.set, row.convention))
    assert by_class(row.framework, row.name, layers) | dict(row.besides) == row.measured["by_type"]


def test_every_measured_model_is_covered_or_listed(capsys: pytest.CaptureFixture[str]) -> None:
    covered = [row.truth for row in ROWS]
    with capsys.disabled():
        print(*(f"\nnot covered: {name}: {why}" for name, why in NOT_COVERED.items()), sep="", end="")
    assert len(set(covered)) == len(covered)
    assert {*covered, *NOT_COVERED} == set(measured())
    assert not {*covered} & {*NOT_COVERED}
    assert all(NOT_COVERED.values())
