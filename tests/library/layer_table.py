"""Every layer of the library that has parameters, beside the layers of a framework that a user writes for it."""

from __future__ import annotations

from tests.library.oracle import Module, keras, torch
from tests.library.oracle.torch import Linear, Parameter

# ---- PyTorch -------------------------------------------------------------------------------

TORCH: list[tuple[str, list[Module]]] = [
    ("input(6, 9) -> conv(4, 3)", [torch.Conv1d(6, 4, (3,))]),
    ("input(6, 9) -> conv(4, 3, g = 2, bias = off)", [torch.Conv1d(6, 4, (3,), groups=2, bias=False)]),
    ("input(6, 9, 9) -> conv(4, 3, d = 2)", [torch.Conv2d(6, 4, (3, 3))]),
    ("input(6, 9, 9) -> conv(9, 1x7, g = 3, s = 2)", [torch.Conv2d(6, 9, (1, 7), groups=3)]),
    ("input(6, 9, 9, 9) -> conv(4, 2, p = 0)", [torch.Conv3d(6, 4, (2, 2, 2))]),
    ("input(6, 9, 9, 9) -> conv(4, 1x2x3, bias = off)", [torch.Conv3d(6, 4, (1, 2, 3), bias=False)]),
    ("input(6, 9, 9) -> depthwise(3)", [torch.Conv2d(6, 6, (3, 3), groups=6)]),
    ("input(6, 9, 9) -> depthwise(5, m = 2, bias = off)", [torch.Conv2d(6, 12, (5, 5), groups=6, bias=False)]),
    ("input(6, 9, 9) -> pointwise(5)", [torch.Conv2d(6, 5, (1, 1))]),
    ("input(6, 9) -> pointwise(5, bias = off)", [torch.Conv1d(6, 5, (1,), bias=False)]),
    ("input(6, 9) -> upconv(4, 2, s = 2)", [torch.ConvTranspose1d(6, 4, (2,))]),
    ("input(6, 9, 9) -> upconv(4, 3, s = 2, p = 1, extra = 1)", [torch.ConvTranspose2d(6, 4, (3, 3))]),
    ("input(6, 9, 9) -> upconv(4, 2x3, g = 2)", [torch.ConvTranspose2d(6, 4, (2, 3), groups=2)]),
    ("input(6, 9, 9, 9) -> upconv(4, 2, bias = off)", [torch.ConvTranspose3d(6, 4, (2, 2, 2), bias=False)]),
    # torchvision's layer takes the offsets, two for each place of the kernel, and masks from a convolution beside it
    ("input(6, 9, 9) -> deformable(4, 3)", [torch.DeformConv2d(6, 4, (3, 3)), torch.Conv2d(6, 3 * 9, (3, 3))]),
    (
        "input(6, 9, 9) -> deformable(4, 3, g = 2, modulated = off, bias = off)",
        [torch.DeformConv2d(6, 4, (3, 3), groups=2, bias=False), torch.Conv2d(6, 2 * 9, (3, 3))],
    ),
    ("input(6) -> linear(4)", [Linear(6, 4)]),
    ("input(6, 9) -> linear(4, bias = off)", [Linear(6, 4, bias=False)]),
    ("input(6) -> linear(12)", [torch.Conv1D(12, 6)]),
    ("input(6) -> bilinear(4)", [torch.Bilinear(6, 6, 4)]),
    (
        "x = input(6) out x -> bilinear(4, other = x -> linear(5), bias = off)",
        [Linear(6, 5), torch.Bilinear(6, 5, 4, bias=False)],
    ),
    ("input(1, 9) -> embedding(50, 6)", [torch.Embedding(50, 6)]),
    ("input(6, 9) -> position(12)", [torch.Embedding(12, 6)]),
    ("input(6, 9) -> class_token", [Parameter((1, 1, 6))]),
    ("input(6, 9) -> relative_position(3, 7)", [Parameter((13 * 13, 3))]),
    ("input(6, 9) -> relative_bias(3)", [torch.Embedding(32, 3)]),
    ("input(6, 9) -> relative_bias(3, buckets = 8)", [torch.Embedding(8, 3)]),
    ("input(6, 9) -> parameter(7)", [Parameter((7,))]),
    ("input(6, 9, 9) -> bn", [torch.BatchNorm2d(6)]),
    ("input(6, 9) -> bn(affine = off)", [torch.BatchNorm1d(6, affine=False)]),
    ("input(6, 9, 9, 9) -> bn(stats = off)", [torch.BatchNorm3d(6, track_running_stats=False)]),
    ("input(6, 9) -> ln", [torch.LayerNorm((6,))]),
    ("input(6, 9) -> ln(bias = off)", [torch.LayerNorm((6,), bias=False)]),
    ("input(6, 9) -> ln(affine = off)", [torch.LayerNorm((6,), elementwise_affine=False)]),
    ("input(64, 9, 9) -> gn", [torch.GroupNorm(32, 64)]),
    ("input(6, 9, 9) -> gn(3)", [torch.GroupNorm(3, 6)]),
    ("input(6, 9, 9) -> gn(3, affine = off)", [torch.GroupNorm(3, 6, affine=False)]),
    ("input(6, 9, 9) -> instance_norm", [torch.InstanceNorm2d(6)]),
    (
        "input(6, 9) -> instance_norm(affine = on, stats = on)",
        [torch.InstanceNorm1d(6, affine=True, track_running_stats=True)],
    ),
    ("input(6, 9) -> rmsnorm", [torch.RMSNorm((6,))]),
    ("input(6, 9) -> rmsnorm(affine = off)", [torch.RMSNorm((6,), elementwise_affine=False)]),
    ("input(6, 9, 9) -> prelu", [torch.PReLU(6)]),
    ("input(6, 9, 9) -> prelu(shared = on)", [torch.PReLU()]),
    ("input(6, 9, 9) -> layer_scale", [Parameter((6, 1, 1))]),
    ("input(6, 9) -> router(8)", [Linear(6, 8, bias=False)]),
    ("input(6, 9) -> rnn(5)", [torch.RNN(6, 5)]),
    (
        "input(6, 9) -> rnn(5, layers = 3, bidirectional = on, bias = off)",
        [torch.RNN(6, 5, 3, bias=False, bidirectional=True)],
    ),
    ("input(6, 9) -> lstm(5)", [torch.LSTM(6, 5)]),
    ("input(6, 9) -> lstm(5, layers = 2, bidirectional = on)", [torch.LSTM(6, 5, 2, bidirectional=True)]),
    ("input(6, 9) -> lstm(5, layers = 3, projection = 2)", [torch.LSTM(6, 5, 3, proj_size=2)]),
    (
        "input(6, 9) -> lstm(5, layers = 3, bidirectional = on, projection = 2, bias = off)",
        [torch.LSTM(6, 5, 3, bias=False, bidirectional=True, proj_size=2)],
    ),
    ("input(6, 9) -> gru(5, bias = off)", [torch.GRU(6, 5, bias=False)]),
    ("input(6, 9) -> gru(5, layers = 2, bidirectional = on)", [torch.GRU(6, 5, 2, bidirectional=True)]),
    ("input(6, 9) -> rnn_layer(5)", [torch.RNN(6, 5)]),
    ("input(6, 9) -> lstm_layer(5, projection = 2)", [torch.LSTM(6, 5, proj_size=2)]),
    ("input(6, 9) -> gru_layer(5)", [torch.GRU(6, 5)]),
    ("input(6, 9) -> attention(3)", [torch.MultiheadAttention(6, 3), torch.NonDynamicallyQuantizableLinear(6, 6)]),
    ("input(6, 9) -> attention(2, bias = off)", [torch.MultiheadAttention(6, 2, bias=False), Linear(6, 6, bias=False)]),
    (
        "m = input(10, 4) out input(6, 9) -> attention(3, memory = m)",
        [torch.MultiheadAttention(6, 3, kdim=10, vdim=10), torch.NonDynamicallyQuantizableLinear(6, 6)],
    ),
    # grouped queries with normalised heads (Qwen): query, key, value, out; a scale for the heads' queries and keys
    (
        "input(32, 9) -> attention(8, kv = 2, w = 16, bias = off, qk_norm = on)",
        [
            *(Linear(32, n * 16, bias=False) for n in (8, 2, 2)),
            Linear(8 * 16, 32, bias=False),
            *[torch.RMSNorm((16,))] * 2,
        ],
    ),
    # Qwen2: biases on the way in only; one head of keys and values for all (multi-query)
    (
        "input(32, 9) -> attention(8, kv = 1, out_bias = off)",
        [Linear(32, 32), Linear(32, 4), Linear(32, 4), Linear(32, 32, bias=False)],
    ),
]

BLOCKS: list[tuple[str, list[Module]]] = [
    ("input(6, 9) -> mlp(24)", [Linear(6, 24), Linear(24, 6)]),
    ("input(6, 9) -> swiglu(16)", [*[Linear(6, 16, bias=False)] * 2, Linear(16, 6, bias=False)]),
    # paths side by side are a grouped convolution (figure 3 of the ResNeXt paper)
    (
        "input(16, 9, 9) -> resnext_paths(16, 2, 4)",
        [
            torch.Conv2d(16, 8, (1, 1), bias=False),
            torch.Conv2d(8, 8, (3, 3), groups=4, bias=False),
            torch.Conv2d(8, 16, (1, 1), bias=False),
        ],
    ),
    ("input(6, 9) -> moe(linear(6), E = 5, k = 2)", [Linear(6, 5, bias=False), *[Linear(6, 6)] * 5]),
    ("input(6, 9) -> moe(linear(6), 5, 2, shared = 1)", [Linear(6, 5, bias=False), *[Linear(6, 6)] * 6]),
    ("input(6, 9) -> lora(linear(8), 2)", [Linear(6, 8), Linear(6, 2, bias=False), Linear(2, 8, bias=False)]),
    (
        "input(6, 8, 8) -> shuffle_unit(6)",
        [
            torch.Conv2d(3, 3, (1, 1), bias=False),
            torch.BatchNorm2d(3),
            torch.Conv2d(3, 3, (3, 3), groups=3, bias=False),
            torch.BatchNorm2d(3),
            torch.Conv2d(3, 3, (1, 1), bias=False),
            torch.BatchNorm2d(3),
        ],
    ),
]

# ---- Keras ---------------------------------------------------------------------------------

KERAS: list[tuple[str, list[Module]]] = [
    ("input(6) -> linear(4)", [keras.Dense(6, 4)]),
    ("input(6, 9, 9) -> conv(4, 3, g = 2)", [keras.Conv2D(6, 4, (3, 3), groups=2)]),
    ("input(6, 9, 9) -> depthwise(3)", [keras.DepthwiseConv2D(6, (3, 3))]),
    ("input(6, 9, 9) -> depthwise(3, m = 2)", [keras.DepthwiseConv2D(6, (3, 3), depth_multiplier=2)]),
    ("input(6, 9, 9) -> separable(4, 3)", [keras.SeparableConv2D(6, 4, (3, 3))]),
    (
        "input(6, 9, 9) -> separable(4, 2x3, m = 2, bias = off)",
        [keras.SeparableConv2D(6, 4, (2, 3), depth_multiplier=2, use_bias=False)],
    ),
    ("input(6, 9) -> separable(4, 3)", [keras.SeparableConv1D(6, 4, (3,))]),
    ("input(6, 9, 9) -> upconv(4, 2, s = 2)", [keras.Conv2DTranspose(6, 4, (2, 2))]),
    ("input(6, 9, 9) -> bn", [keras.BatchNormalization(6)]),
    ("input(6, 9) -> ln", [keras.LayerNormalization(6)]),
    ("input(6, 9) -> ln(bias = off)", [keras.LayerNormalization(6, center=False)]),
    ("input(6, 9) -> rnn(5)", [keras.SimpleRNN(6, 5)]),
    ("input(6, 9) -> lstm(5)", [keras.LSTM(6, 5)]),
    (
        "input(6, 9) -> lstm(5, layers = 2, bias = off)",
        [keras.LSTM(6, 5, use_bias=False), keras.LSTM(5, 5, use_bias=False)],
    ),
    (
        "input(6, 9) -> lstm(5, layers = 2, bidirectional = on)",
        [keras.Bidirectional(keras.LSTM(6, 5)), keras.Bidirectional(keras.LSTM(10, 5))],
    ),
    ("input(6, 9) -> gru(5)", [keras.GRU(6, 5)]),
    ("input(6, 9) -> gru_layer(5, two_biases = off)", [keras.GRU(6, 5, reset_after=False)]),
    ("input(6, 9) -> attention(3, w = 4)", [keras.MultiHeadAttention(6, num_heads=3, key_dim=4)]),
    (
        "m = input(10, 4) out input(6, 9) -> attention(3, w = 4, memory = m, bias = off)",
        [keras.MultiHeadAttention(6, num_heads=3, key_dim=4, use_bias=False, memory=10)],
    ),
    (
        "input(6, 9) -> attention(4, kv = 2, w = 3)",
        [keras.GroupQueryAttention(6, head_dim=3, num_query_heads=4, num_key_value_heads=2)],
    ),
]
