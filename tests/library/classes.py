"""Our layers as the classes of the frameworks: a rule a line, the first that fits decides.

Where a framework makes several classes of what we count as one layer, the role of the tensor tells them apart; where it
makes one class of what we write as blocks, the path within the network does. `*` stands for anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from symcount.network.network import LayerNode
from tests.library.shelf import elements


class Rule(NamedTuple):
    """The tensors of layers of these kinds, of a role, at a path, in a network, are in the framework of class `cls`."""

    cls: str
    kinds: str
    role: str = "*"
    path: str = "*"
    network: str = "*"


TORCH = (
    Rule("Conv2d", "conv depthwise pointwise"),
    Rule("ConvTranspose2d", "upconv"),
    Rule("Linear", "linear"),
    Rule("BatchNorm2d", "bn"),
    Rule("LayerNorm", "ln"),
)
RULES = {
    "torch": TORCH,
    "torchvision": (
        # ConvNeXt's norms of stem, downsampling and head act on images; its block holds the layer scale itself
        Rule("LayerNorm", "ln", path="*convnext_block*"),
        Rule("LayerNorm2d", "ln", network="convnext*"),
        Rule("CNBlock", "layer_scale"),
        # Swin's attention is two linear layers and a table
        Rule("ShiftedWindowAttention", "relative_position"),
        Rule("Linear", "attention", path="*swin_block*"),
        # ViT's MultiheadAttention holds the projections that enter; the one that leaves is a layer of its own
        Rule("NonDynamicallyQuantizableLinear", "attention", role="*_out"),
        Rule("MultiheadAttention", "attention"),
        Rule("Encoder", "position"),
        Rule("VisionTransformer", "class_token"),
        *TORCH,
    ),
    "keras": (
        Rule("Conv2D", "conv pointwise"),
        Rule("DepthwiseConv2D", "depthwise"),
        Rule("SeparableConv2D", "separable"),
        Rule("Dense", "linear"),
        Rule("BatchNormalization", "bn"),
    ),
    "transformers": (
        Rule("Conv1D", "linear", network="gpt2*"),
        # the bias of BERT's output stands beside the layer that is tied to the embedding
        Rule("BertLMPredictionHead", "linear", role="bias", path="predict.linear*2?"),
        # all experts of a block of Mixtral are one class, and its router another
        Rule("MixtralTopKRouter", "router"),
        Rule("MixtralExperts", "linear", path="*moe*"),
        Rule("LlamaRMSNorm", "rmsnorm", network="llama*"),
        Rule("MixtralRMSNorm", "rmsnorm", network="mixtral*"),
        Rule("T5LayerNorm", "rmsnorm", network="t5*"),
        Rule("Embedding", "embedding position relative_bias"),
        Rule("Linear", "linear attention"),
        Rule("LayerNorm", "ln"),
    ),
}


def class_of(framework: str, network: str, layer: LayerNode, role: str) -> str:
    """The framework's class of one tensor."""
    for rule in RULES[framework]:
        fits = ((role, rule.role), (layer.path, rule.path), (network, rule.network))
        if layer.kind.name in rule.kinds.split() and all(fnmatchcase(*pair) for pair in fits):
            return rule.cls
    raise AssertionError(f"no class of {framework} for `{role}` of `{layer.path}`")


def rows(framework: str, network: str, layers: Iterable[LayerNode]) -> Iterator[tuple[str, int]]:
    """(class, parameters) of each layer as the framework has it."""
    for layer in layers:
        found: Counter[str] = Counter()
        for role, size in elements(layer):
            found[class_of(framework, network, layer, role)] += size
        yield from found.items()


def by_class(framework: str, network: str, layers: Iterable[LayerNode]) -> dict[str, int]:
    """The parameters of each class."""
    found: Counter[str] = Counter()
    for cls, size in rows(framework, network, layers):
        found[cls] += size
    return dict(found)
