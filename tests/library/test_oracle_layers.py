"""The oracle on every layer: on those that were measured, on the table beside each other, and on random ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symcount import load
from symcount.language import syntax
from symcount.network.catalogue import library
from tests.library.layer_table import BLOCKS, KERAS, TORCH
from tests.library.oracle import Module, build, keras, torch
from tests.library.shelf import counted, layer_files, measured_layers

ROWS = [
    *(("torch", text, modules) for text, modules in (*TORCH, *BLOCKS)),
    *(("keras", text, modules) for text, modules in KERAS),
]


def network(text: str) -> str:
    """A chain, or bindings and an `out`, as a net."""
    return f"net N {{ {text if ' out ' in text else f'out {text}'} }}"


def assert_agree(text: str, modules: list[Module], convention: str) -> None:
    """Both counts, the parameters and the state that is not learned."""
    views = load(network(text)).count(convention=convention).views
    assert views["params"] == sum(module.count for module in modules)
    assert views["buffers"] == sum(module.state for module in modules)


@pytest.mark.parametrize(("convention", "text", "modules"), ROWS, ids=[f"{c}: {t}" for c, t, _ in ROWS])
def test_a_layer_and_what_it_is_in_a_framework(convention: str, text: str, modules: list[Module]) -> None:
    assert_agree(text, modules, convention)


def test_every_layer_with_parameters_is_in_the_table() -> None:
    owning = {name for name in library().layers() if owns(name)}
    seen = {
        layer.kind.name
        for convention, text, _ in ROWS
        for layer in counted(network(text), convention=convention).result.network.layers
        if layer.tensors
    }
    rows = [f'("input(6, 9, 9) -> {name}(…)", [torch.…(…)])' for name in sorted(owning - seen)]
    assert not rows, f"TORCH in tests/library/layer_table.py lacks a row: {', '.join(rows)}"


def owns(name: str) -> bool:
    found = library().find(name)
    assert found is not None
    assert isinstance(found.declaration, syntax.Layer)
    return any(isinstance(rule, syntax.Tensor) for rule in found.declaration.rules)


# ---- what was measured -----------------------------------------------------------------------

ENTERING = {"conv2d": 3, "dense": 16}
"""The channels that enter Keras's layers, which their arguments do not say."""


def measured_module(file: str, row: dict[str, Any]) -> Module:
    """The module of a measured row; what its arguments leave open comes from the whole."""
    args = row["args"]
    if file.startswith("keras"):
        return build(vars(keras), row["type"], {**args, "entering": ENTERING[row["path"]]})
    if row["type"] == "Encoder":
        (vit,) = (build(vars(torch), x["type"], x["args"]) for x in measured_layers(file) if x["path"] == "")
        assert isinstance(vit, torch.VisionTransformer)
        args = {"seq_length": vit.places, "hidden_dim": vit.hidden_dim}
    return build(vars(torch), row["type"], args)


@pytest.mark.parametrize("file", layer_files())
def test_the_oracle_agrees_with_every_measured_layer(file: str) -> None:
    rows = measured_layers(file)
    assert [measured_module(file, row).count for row in rows] == [row["params"] for row in rows]


# ---- at random ---------------------------------------------------------------------------------

some = st.integers(1, 7)
flag = st.booleans()
often = settings(max_examples=40, deadline=None)


def on(value: bool) -> str:
    return "on" if value else "off"


@often
@given(kernel=st.lists(st.integers(1, 5), min_size=1, max_size=3), a=some, b=some, g=some, s=some, d=some, bias=flag)
def test_convolutions(kernel: list[int], a: int, b: int, g: int, s: int, d: int, bias: bool) -> None:
    window, rank = "x".join(map(str, kernel)), len(kernel)
    sizes = ", ".join(["40"] * rank)
    classes = ((torch.Conv1d, torch.ConvTranspose1d), (torch.Conv2d, torch.ConvTranspose2d))
    conv, transposed = (*classes, (torch.Conv3d, torch.ConvTranspose3d))[rank - 1]
    entering, leaving, shape = a * g, b * g, tuple(kernel)
    assert_agree(
        f"input({entering}, {sizes}) -> conv({leaving}, {window}, s = {s}, d = {d}, g = {g}, bias = {on(bias)})",
        [conv(entering, leaving, shape, groups=g, bias=bias)],
        "torch",
    )
    assert_agree(
        f"input({entering}, {sizes}) -> upconv({leaving}, {window}, s = {s}, g = {g}, bias = {on(bias)})",
        [transposed(entering, leaving, shape, groups=g, bias=bias)],
        "torch",
    )


@often
@given(kernel=st.tuples(some, some), c=some, m=some, out=some, bias=flag)
def test_depthwise_and_separable_convolutions(kernel: tuple[int, int], c: int, m: int, out: int, bias: bool) -> None:
    window = "x".join(map(str, kernel))
    entering = f"input({c}, 9, 9) ->"
    depthwise = f"{entering} depthwise({window}, m = {m}, bias = {on(bias)})"
    assert_agree(depthwise, [torch.Conv2d(c, c * m, kernel, groups=c, bias=bias)], "torch")
    assert_agree(depthwise, [keras.DepthwiseConv2D(c, kernel, m, bias)], "keras")
    separable = f"{entering} separable({out}, {window}, m = {m}, bias = {on(bias)})"
    assert_agree(separable, [keras.SeparableConv2D(c, out, kernel, m, bias)], "keras")


@often
@given(kind=st.sampled_from(["rnn", "lstm", "gru"]), m=some, h=some, layers=st.integers(1, 4), both=flag, bias=flag)
def test_recurrent_layers(kind: str, m: int, h: int, layers: int, both: bool, bias: bool) -> None:
    text = f"input({m}, 9) -> {kind}({h}, layers = {layers}, bidirectional = {on(both)}, bias = {on(bias)})"
    in_torch = {"rnn": torch.RNN, "lstm": torch.LSTM, "gru": torch.GRU}[kind]
    assert_agree(text, [in_torch(m, h, layers, bias, both)], "torch")
    in_keras = {"rnn": keras.SimpleRNN, "lstm": keras.LSTM, "gru": keras.GRU}[kind]
    deep = [in_keras(m, h, bias), *(in_keras(h * (1 + both), h, bias) for _ in range(layers - 1))]
    assert_agree(text, [keras.Bidirectional(x) if both else x for x in deep], "keras")


@often
@given(m=some, h=st.integers(2, 9), p=some, layers=st.integers(1, 4), both=flag, bias=flag)
def test_projected_lstm(m: int, h: int, p: int, layers: int, both: bool, bias: bool) -> None:
    p = 1 + p % (h - 1)
    text = f"lstm({h}, layers = {layers}, bidirectional = {on(both)}, projection = {p}, bias = {on(bias)})"
    assert_agree(f"input({m}, 9) -> {text}", [torch.LSTM(m, h, layers, bias, both, p)], "torch")


@often
@given(group=some, kv=some, w=some, d=some, memory=some, bias=flag, out_bias=flag, norm=flag)
def test_attention(group: int, kv: int, w: int, d: int, memory: int, bias: bool, out_bias: bool, norm: bool) -> None:
    h = group * kv
    options = f"kv = {kv}, w = {w}, bias = {on(bias)}, out_bias = {on(out_bias)}, qk_norm = {on(norm)}"
    projections: list[Module] = [
        torch.Linear(d, h * w, bias),
        torch.Linear(memory, kv * w, bias),
        torch.Linear(memory, kv * w, bias),
        torch.Linear(h * w, d, out_bias),
        *([torch.RMSNorm((w,))] * 2 if norm else []),
    ]
    text = f"m = input({memory}, 4) out input({d}, 9) -> attention({h}, {options}, memory = m)"
    assert_agree(text, projections, "torch")


@often
@given(h=some, w=some, memory=some, bias=flag)
def test_multihead_attention(h: int, w: int, memory: int, bias: bool) -> None:
    d = h * w
    text = f"m = input({memory}, 4) out input({d}, 9) -> attention({h}, memory = m, bias = {on(bias)})"
    in_torch = [torch.MultiheadAttention(d, h, bias, memory, memory), torch.NonDynamicallyQuantizableLinear(d, d, bias)]
    assert_agree(text, [*in_torch], "torch")
    assert_agree(text, [keras.MultiHeadAttention(d, h, w, bias, memory)], "keras")


@often
@given(c=st.integers(1, 6), g=some, affine=flag, stats=flag, bias=flag)
def test_normalisations(c: int, g: int, affine: bool, stats: bool, bias: bool) -> None:
    n = c * g
    state, image, sequence = f"affine = {on(affine)}, stats = {on(stats)}", f"input({n}, 9, 9)", f"input({n}, 9)"
    assert_agree(f"{image} -> bn({state})", [torch.BatchNorm2d(n, affine, stats)], "torch")
    assert_agree(f"{image} -> instance_norm({state})", [torch.InstanceNorm2d(n, affine, stats)], "torch")
    assert_agree(f"{image} -> gn({g}, affine = {on(affine)})", [torch.GroupNorm(g, n, affine)], "torch")
    layer = f"{sequence} -> ln(affine = {on(affine)}, bias = {on(bias)})"
    assert_agree(layer, [torch.LayerNorm((n,), affine, bias)], "torch")
