"""What a derivation says beside its formulas, one table a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from symcount.derivation.tally import Counted, caption
from symcount.document.blocks import LANGUAGES
from symcount.network.network import Condition, Remark
from symcount.network.views import REMARKS, VIEWS


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language."""

    caption: Callable[[Sequence[Counted]], str]
    title: str
    """A group and its caption: `Stage 2 (4 3×3 convolutions)`."""
    sentence_end: str
    views: Mapping[str, str]
    remarks: Mapping[str, str]
    nouns: Mapping[str, str]
    """The layers of the library, where the language is not that of the library."""
    words: Mapping[str, str]
    conditions: tuple[tuple[str, str], ...] = ()
    """Words of a condition, and what they become."""

    def noun(self, kind: str, otherwise: str) -> str:
        """A layer's name; that of a user's own layer stays as it is."""
        return self.nouns.get(kind, otherwise)

    def condition(self, condition: Condition) -> str:
        text = condition.text
        for english, word in self.conditions:
            text = text.replace(english, word)
        return text

    def remark(self, remark: Remark) -> str:
        subject = self.views[remark.subject] if remark.key == "view" else self.nouns.get(remark.subject, remark.subject)
        return self.remarks[remark.key].format(subject)


ENGLISH = Language(
    caption=caption,
    title="{} ({})",
    sentence_end=" ",
    views={name: view.text for name, view in VIEWS.items()},
    remarks=REMARKS,
    nouns={},
    words={
        "total": "Total",
        "where": "where",
        "layers": "Layers",
        "theory": "What a layer owns",
        "decided": "Decided at the values of the parameters, and true where the choices are the same: {}.",
        "holds": "This holds where {}.",
        "proved": "Every equality was proved before it was printed: symbols as polynomials, numbers as whole numbers.",
        "layer": "layer",
        "kernel": "kernel",
        "in": "in",
        "out": "out",
        "size": "output size",
        "times": "times",
        "parameters": "parameters",
        "biases": "biases",
        "and": ", ",
        "language": "en",
    },
)


_NOUNS = {
    "conv": "卷积",
    "depthwise": "逐通道卷积",
    "separable": "深度可分离卷积",
    "upconv": "转置卷积",
    "deformable": "可变形卷积",
    "linear": "全连接层",
    "bilinear": "双线性层",
    "embedding": "嵌入",
    "position": "位置嵌入",
    "class_token": "分类标记",
    "relative_position": "相对位置偏置",
    "relative_bias": "相对注意力偏置",
    "parameter": "参数张量",
    "bn": "批归一化",
    "ln": "层归一化",
    "gn": "组归一化",
    "instance_norm": "实例归一化",
    "rmsnorm": "RMS 归一化",
    "lrn": "局部响应归一化",
    "prelu": "PReLU",
    "rnn_layer": "RNN 层",
    "lstm_layer": "LSTM 层",
    "gru_layer": "GRU 层",
    "attention": "多头注意力",
    "layer_scale": "层缩放",
    "maxpool": "最大池化",
    "avgpool": "平均池化",
    "gap": "全局平均池化",
    "gmp": "全局最大池化",
    "router": "路由器",
}


def _chinese_caption(found: Sequence[Counted]) -> str:
    """`4 个 3×3 卷积，1 个 1×1 卷积`."""
    return "，".join(f"{c.number} 个 {_chinese(c)}" for c in found)


def _chinese(found: Counted) -> str:
    """`3×3 卷积`."""
    noun = _NOUNS.get(found.kind.name, found.kind.caption)
    return f"{found.size} {noun}" if found.size else noun


CHINESE = Language(
    caption=_chinese_caption,
    title="{}（{}）",
    sentence_end="",
    views={
        "params": "全部参数，共享的只计一次",
        "trainable": "参与训练的参数",
        "frozen": "不参与训练的参数",
        "buffers": "不经学习的状态，例如滑动统计量",
        "repeated": "全部参数，共享的每次使用都计入",
        "active": "一个词元所经过的参数",
        "embedding": "嵌入的参数",
        "non_embedding": "除嵌入以外的参数",
        "main": "除辅助分类头以外的参数",
        "backbone": "除分类头以外的参数",
    },
    remarks={
        "view": "此处计入的是{}。",
        "statistics in": "按 Keras 的约定，滑动统计量计入总数，但不参与训练。",
        "statistics out": "滑动统计量不计入参数。",
        "shared once": "共享的权重只计一次。",
        "frozen in": "不参与训练的参数也计入。",
        "experts in": "所有专家都计入，不论是否被激活。",
        "auxiliary in": "辅助分类头计入。",
        "as in torch": "{}按 PyTorch 的约定计算。",
        "as in keras": "{}按 Keras 的约定计算。",
    },
    nouns=_NOUNS,
    words={
        "total": "合计",
        "where": "其中",
        "layers": "各层",
        "theory": "每层的参数量公式",
        "decided": "以下选择按参数的取值作出，公式在选择相同时成立：{}。",
        "holds": "成立条件：{}。",
        "proved": "每个等号在印出之前都已证明：符号式作为多项式，数值式按整数精确计算。",
        "layer": "层",
        "kernel": "卷积核",
        "in": "输入",
        "out": "输出",
        "size": "输出尺寸",
        "times": "次数",
        "parameters": "参数量",
        "biases": "偏置",
        "and": "，",
        "language": "zh",
    },
    conditions=((" is whole", " 为整数"), (" divides ", " 整除 ")),
)

WORDS = dict(zip(LANGUAGES, (ENGLISH, CHINESE), strict=True))
