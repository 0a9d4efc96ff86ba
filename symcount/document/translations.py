"""What a derivation says beside its formulas: one table, a column a language.

A language is added here: its code in LANGUAGES, and its column in each row. What the layers and the views say in
English stands with them (the captions of the library, `network.views`) and is empty here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from symcount.network.views import REMARKS, VIEWS

if TYPE_CHECKING:
    from symcount.derivation.captions import Counted
    from symcount.network.network import Condition, Remark

LANGUAGES = ("en", "zh")

WORDS = {
    "total": ("Total", "合计"),
    "where": ("where", "其中"),
    "layers": ("Layers", "各层"),
    "theory": ("What a layer owns", "每层的参数量公式"),
    "decided": (
        "Decided at the values of the parameters, and true where the choices are the same: {}.",
        "以下选择按参数的取值作出，公式在选择相同时成立：{}。",
    ),
    "holds": ("This holds where {}.", "成立条件：{}。"),
    "proved": (
        "Every equality was proved before it was printed: symbols as polynomials, numbers as whole numbers.",
        "每个等号在印出之前都已证明：符号式作为多项式，数值式按整数精确计算。",
    ),
    "layer": ("layer", "层"),
    "kernel": ("kernel", "卷积核"),
    "in": ("in", "输入"),
    "out": ("out", "输出"),
    "size": ("output size", "输出尺寸"),
    "times": ("times", "次数"),
    "parameters": ("parameters", "参数量"),
    "biases": ("biases", "偏置"),
    # a group and its caption: `Stage 2 (4 3×3 convolutions)`
    "title": ("{} ({})", "{}（{}）"),
    "comma": (", ", "，"),
    "after a sentence": (" ", ""),
    # so many layers of one kind; English has a plural, and says it itself
    "counted": ("", "{} 个 {}"),
    # in the text of a condition
    " is whole": (" is whole", " 为整数"),
    " divides ": (" divides ", " 整除 "),
    # the rows of network.views.VIEWS
    "view params": ("", "全部参数，共享的只计一次"),
    "view trainable": ("", "参与训练的参数"),
    "view frozen": ("", "不参与训练的参数"),
    "view buffers": ("", "不经学习的状态，例如滑动统计量"),
    "view repeated": ("", "全部参数，共享的每次使用都计入"),
    "view active": ("", "一个词元所经过的参数"),
    "view embedding": ("", "嵌入的参数"),
    "view non_embedding": ("", "除嵌入以外的参数"),
    "view main": ("", "除辅助分类头以外的参数"),
    "view backbone": ("", "除分类头以外的参数"),
    # the rows of network.views.REMARKS
    "remark view": ("", "此处计入的是{}。"),
    "remark statistics in": ("", "按 Keras 的约定，滑动统计量计入总数，但不参与训练。"),
    "remark statistics out": ("", "滑动统计量不计入参数。"),
    "remark shared once": ("", "共享的权重只计一次。"),
    "remark frozen in": ("", "不参与训练的参数也计入。"),
    "remark experts in": ("", "所有专家都计入，不论是否被激活。"),
    "remark auxiliary in": ("", "辅助分类头计入。"),
    "remark as in torch": ("", "{}按 PyTorch 的约定计算。"),
    "remark as in keras": ("", "{}按 Keras 的约定计算。"),
    # the layers of the library; a user's own keep the caption that their file gives them
    "layer conv": ("", "卷积"),
    "layer depthwise": ("", "逐通道卷积"),
    "layer pointwise": ("", "逐点卷积"),
    "layer separable": ("", "深度可分离卷积"),
    "layer upconv": ("", "转置卷积"),
    "layer deformable": ("", "可变形卷积"),
    "layer linear": ("", "全连接层"),
    "layer bilinear": ("", "双线性层"),
    "layer embedding": ("", "嵌入"),
    "layer position": ("", "位置嵌入"),
    "layer class_token": ("", "分类标记"),
    "layer relative_position": ("", "相对位置偏置"),
    "layer relative_bias": ("", "相对注意力偏置"),
    "layer parameter": ("", "参数张量"),
    "layer bn": ("", "批归一化"),
    "layer ln": ("", "层归一化"),
    "layer gn": ("", "组归一化"),
    "layer instance_norm": ("", "实例归一化"),
    "layer rmsnorm": ("", "RMS 归一化"),
    "layer lrn": ("", "局部响应归一化"),
    "layer prelu": ("", "PReLU"),
    "layer rnn_layer": ("", "RNN 层"),
    "layer lstm_layer": ("", "LSTM 层"),
    "layer gru_layer": ("", "GRU 层"),
    "layer attention": ("", "多头注意力"),
    "layer layer_scale": ("", "层缩放"),
    "layer maxpool": ("", "最大池化"),
    "layer avgpool": ("", "平均池化"),
    "layer gap": ("", "全局平均池化"),
    "layer gmp": ("", "全局最大池化"),
    "layer router": ("", "路由器"),
}
"""By what it is: the words in each of LANGUAGES."""


class Language(NamedTuple):
    """One of LANGUAGES; ValueError from its methods where it is none."""

    code: str

    def word(self, key: str, otherwise: str = "") -> str:
        """The words of a row of WORDS; `otherwise` where there is no row, or it is empty in this language."""
        row = WORDS.get(key)
        return (row and row[LANGUAGES.index(self.code)]) or otherwise

    def noun(self, kind: str, caption: str) -> str:
        """What a layer is called whose kind has `caption` in its file."""
        return self.word(f"layer {kind}", caption)

    def caption(self, layers: Sequence[Counted]) -> str:
        """`4 3×3 convolutions, 1 1×1 convolution`."""
        return self.word("comma").join(map(self._counted, layers))

    def _counted(self, layers: Counted) -> str:
        from symcount.derivation.captions import caption  # the options need the codes alone

        pattern = self.word("counted")
        if not pattern:
            return caption([layers])
        noun = self.noun(layers.kind.name, layers.kind.caption)
        return pattern.format(layers.number, f"{layers.size} {noun}".lstrip())

    def condition(self, condition: Condition) -> str:
        """The text of a condition, such as `4 divides w`."""
        text = condition.text
        for phrase in (" is whole", " divides "):
            text = text.replace(phrase, self.word(phrase))
        return text

    def remark(self, remark: Remark) -> str:
        """The sentence on a convention of counting."""
        if remark.key == "view":
            subject = self.word(f"view {remark.subject}", VIEWS[remark.subject].text)
        else:
            subject = self.noun(remark.subject, remark.subject)
        return self.word(f"remark {remark.key}", REMARKS[remark.key]).format(subject)


ENGLISH = Language("en")
