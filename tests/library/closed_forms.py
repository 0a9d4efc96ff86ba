"""The closed forms of derivations.md, with the integers beside them, in the names of our files."""

from __future__ import annotations

from dataclasses import dataclass

Checks = dict[str, int]
"""Settings, as `--set` takes them, and the count there."""


@dataclass(frozen=True)
class Form:
    """`file` (its net or block `net`) with `set` settings is, in the symbols `keep`, `form`."""

    name: str
    file: str
    form: str
    checks: Checks
    net: str | None = None
    keep: str = "all"
    set: str = ""
    view: str = "params"
    convention: str = "torch"


LAYERS = [
    Form(
        "convolution",
        "layers.arch",
        "K^2*C_i*C_o/g + C_o",
        {"K=3 C_i=64 C_o=64 g=32": 1216, "K=7 C_i=3 C_o=64 g=1": 9472},
        net="conv",
    ),
    Form(
        "depthwise separable",
        "layers.arch",
        "K^2*C_i + C_i*C_o",
        {"K=3 C_i=32 C_o=64": 2336},
        net="separable",
        keep="K,C_i,C_o",
        set="m=1 bias=off",
    ),
    Form(
        "depthwise separable with width multiplier",
        "net N(a, M, N, K) { out input(a*M, 8, 8) -> separable(a*N, K, bias = off) }",
        "K^2*a*M + a*M*a*N",
        {"K=3 a=1/2 M=32 N=64": 9 * 16 + 16 * 32},
    ),
    Form(
        "LSTM of Keras",
        "net N(m, n) { out input(m, 9) -> lstm(n) }",
        "4*(n*m + n^2 + n)",
        {"m=25 n=100": 50400},
        convention="keras",
    ),
    Form("LSTM of PyTorch", "net N(m, n) { out input(m, 9) -> lstm(n) }", "4*(n*m + n^2 + 2*n)", {"m=25 n=100": 50800}),
    *(
        Form(
            f"GRU of {convention}",
            "net N(m, n) { out input(m, 9) -> gru(n) }",
            "3*(n*m + n^2 + 2*n)",
            {"m=25 n=100": 38100},
            convention=convention,
        )
        for convention in ("keras", "torch")
    ),
    Form(
        "multi-head attention, whatever the number of heads",
        "net N(d, h) { out input(d, 9) -> attention(h) }",
        "4*d^2 + 4*d",
        {f"d=512 h={h}": 1050624 for h in (1, 2, 8, 64)},
    ),
]

BLOCKS = [
    Form(
        "bottleneck, c of 4c channels in the middle",
        "net N(c) { out input(4*c, 8, 8) -> bottleneck(c, norm = off) }",
        "2*(4*c)*c + 9*c^2",
        {"c=64": 69632},
    ),
    Form(
        "ResNeXt block",
        "net N(C, d) { out input(256, 8, 8) -> residual(resnext_paths(256, d, C)) }",
        "C*(256*d + 9*d^2 + 256*d)",
        {"C=32 d=4": 70144, "C=1 d=64": 69632},
    ),
    Form(
        "squeeze and excitation, N_s blocks of C_s channels",
        """net SE(r, N1, N2, N3, N4, C1, C2, C3, C4) {
          gates(n, c) = n * squeeze_excite(c/r, bias = off)
          out input(C1, 56, 56) -> gates(N1, C1)
          out input(C2, 28, 28) -> gates(N2, C2)
          out input(C3, 14, 14) -> gates(N3, C3)
          out input(C4, 7, 7) -> gates(N4, C4)
        }""",
        "(2/r)*(N1*C1^2 + N2*C2^2 + N3*C3^2 + N4*C4^2)",
        {"r=16 N1=3 N2=4 N3=6 N4=3 C1=256 C2=512 C3=1024 C4=2048": 2514944},
    ),
    Form(
        "fire module",
        "blocks.arch",
        "C_i*s + s + s*e1 + e1 + 9*s*e3 + e3",
        {
            "C_i=96 s=16 e1=64 e3=64": 11920,
            "C_i=128 s=16 e1=64 e3=64": 12432,
            "C_i=128 s=32 e1=128 e3=128": 45344,
            "C_i=256 s=32 e1=128 e3=128": 49440,
            "C_i=256 s=48 e1=192 e3=192": 104880,
            "C_i=384 s=48 e1=192 e3=192": 111024,
            "C_i=384 s=64 e1=256 e3=256": 188992,
            "C_i=512 s=64 e1=256 e3=256": 197184,
        },
        net="fire",
    ),
    Form(
        "inception module",
        "blocks.arch",
        "C_i*(b1 + c3 + c5 + p) + 9*c3*b3 + 25*c5*b5",
        {"C_i=192 b1=64 c3=96 b3=128 c5=16 b5=32 p=32": 163328},
        net="inception",
        keep="C_i,b1,c3,b3,c5,b5,p",
        set="K=5 norm=off bias=off",
    ),
    Form("two 3×3 for a 5×5", "net N(c) { out input(c, 8, 8) -> two_3x3(c) }", "18*c^2", {"c=64": 18 * 64**2}),
    Form("1×3 and 3×1 for a 3×3", "net N(c) { out input(c, 8, 8) -> asymmetric(c, 3) }", "6*c^2", {"c=64": 6 * 64**2}),
    Form(
        "transformer block",
        "net N(d, h) { out input(d, 9) -> encoder_block(h) }",
        "12*d^2 + 13*d",
        {"d=768 h=12": 7087872, "d=1600 h=25": 30740800},
    ),
    Form(
        "SwiGLU block, grouped queries, RMSNorm",
        "blocks.arch",
        "2*C_i^2 + 2*C_i*(kv*C_i/h) + 3*C_i*d_ff + 2*C_i",
        {"C_i=4096 h=32 kv=32 d_ff=11008": 202383360, "C_i=4096 h=32 kv=8 d_ff=14336": 218112000},
        net="swiglu_block",
    ),
    Form(
        "LoRA on a d×k matrix",
        "blocks.arch",
        "r*(C_i + k)",
        {"r=8 C_i=4096 k=11008": 120832},
        net="lora_linear",
        view="trainable",
    ),
    Form(
        "LoRA on the queries and values of GPT-3",
        "lora_gpt3_175b",
        "2*L*r*(d + d)",
        {"r=1": 4718592, "r=8": 37748736},
        view="trainable",
    ),
]

NETWORKS = [
    Form(
        "MobileNetV1(a)",
        "mobilenet_v1",
        "3139584*alpha^2 + 1091392*alpha + 1000",
        {"alpha=1": 4231976, "alpha=0.75": 2585560, "alpha=0.5": 1331592, "alpha=0.25": 470072},
        keep="alpha",
    ),
    Form("ResNet-18(w)", "resnet18", "2724*w^2 + 8297*w + 1000", {"w=64": 11689512}, keep="w"),
    Form("ResNet-34(w)", "resnet34", "5190*w^2 + 8413*w + 1000", {"w=64": 21797672}, keep="w"),
    Form("ResNet-50(w)", "resnet50", "5724*w^2 + 32977*w + 1000", {"w=64": 25557032}, keep="w"),
    Form("ResNet-101(w)", "resnet101", "10348*w^2 + 33793*w + 1000", {"w=64": 44549160}, keep="w"),
    Form("ResNet-152(w)", "resnet152", "14156*w^2 + 34513*w + 1000", {"w=64": 60192808}, keep="w"),
    Form(
        "CIFAR ResNet-(6n+2)",
        "cifar_resnet",
        "97216*n - 21926",
        {"n=3": 269722, "n=5": 464154, "n=7": 658586, "n=9": 853018, "n=18": 1727962, "n=200": 19421274},
        keep="n",
    ),
    Form("DenseNet-121(k)", "densenet121", "6700*k^2 + 34908*k + 1000", {"k=32": 7978856}, keep="k"),
    Form("U-Net(f)", "unet", "7574*w^2 + 118*w + 2", {"w=32": 7759554, "w=64": 31030658}, keep="w", set="norm=off"),
    Form(
        "GPT-2",
        "gpt2",
        "12*L*d^2 + 13*L*d + (V + T + 2)*d",
        {"": 124439808, "L=24 d=1024": 354823168, "L=36 d=1280": 774030080, "L=48 d=1600": 1557611200},
    ),
    Form(
        "BERT with pooler",
        "bert_base",
        "(V + T + segments + 2)*d + L*(12*d^2 + 13*d) + d^2 + d",
        {"": 109482240, "L=24 d=1024 h=16": 335141888},
    ),
    Form(
        "LLaMA",
        "llama_7b",
        "L*(4*d^2 + 3*d*d_ff + 2*d) + 2*V*d + d",
        {"": 6738415616, "L=40 d=5120 h=40": 13015864320, "L=80 d=8192 h=64": 65285660672},
        keep="V,L,d,d_ff",
    ),
    Form(
        "Mixtral 8×7B",
        "mixtral_8x7b",
        "2*V*d + L*(2*d^2 + 2*d*(kv*d/h) + 3*E*d*d_ff + E*d + 2*d) + d",
        {"": 46702792704},
    ),
    Form(
        "Mixtral 8×7B, active",
        "mixtral_8x7b",
        "2*V*d + L*(2*d^2 + 2*d*(kv*d/h) + 3*k*d*d_ff + E*d + 2*d) + d",
        {"": 12879925248},
        view="active",
    ),
    Form(
        "ViT",
        "vit_b_16",
        "3*P^2*d + d + d + (G^2 + 1)*d + L*(12*d^2 + 13*d) + 2*d + (d + 1)*classes",
        {"": 86567656, "d=1024 L=24 h=16": 304326632, "P=14 G=16 d=1280 L=32 h=16": 632045800},
        keep="P,G,d,L,classes",
    ),
]

FORMS = [*LAYERS, *BLOCKS, *NETWORKS]

# ---- with roundings ----------------------------------------------------------------------------

ROUNDED = {
    "efficientnet": {
        "w=1.0 d=1.0": 5288548,
        "w=1.0 d=1.1": 7794184,
        "w=1.1 d=1.2": 9109994,
        "w=1.2 d=1.4": 12233232,
        "w=1.4 d=1.8": 19341616,
        "w=1.6 d=2.2": 30389784,
        "w=1.8 d=2.6": 43040704,
        "w=2.0 d=3.1": 66347960,
    },
    "mobilenet_v2": {
        "alpha=1": 3504872,
        "alpha=0.75": 2636424,
        "alpha=0.5": 1968680,
        "alpha=0.35": 1677128,
        "alpha=1.3": 5386792,
        "alpha=1.4": 6108776,
    },
}

IDEAL = [  # without the roundings: file, symbol, symbols, form
    ("efficientnet", "w", "w,d", "4665984*d*w^2 + 268452*d*w - 892672*w^2 + 1245784*w + 1000"),
    ("mobilenet_v2", "alpha", "alpha", "1715072*alpha^2 + 506240*alpha + 1283560"),
]
