"""The second opinion on PyTorch, torchvision and transformers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tests.library.oracle import Module, Shape, biases, share

# ---- convolutions --------------------------------------------------------------------------


@dataclass(frozen=True)
class Conv(Module):
    in_channels: int
    out_channels: int
    kernel_size: Shape
    groups: int = 1
    bias: bool = True

    def parameters(self) -> list[Shape]:
        assert share(self.out_channels, self.groups)
        weight = (self.out_channels, share(self.in_channels, self.groups), *self.kernel_size)
        return [weight, *biases(self.out_channels, self.bias)]


@dataclass(frozen=True)
class ConvTranspose(Conv):
    def parameters(self) -> list[Shape]:
        assert share(self.in_channels, self.groups)
        weight = (self.in_channels, share(self.out_channels, self.groups), *self.kernel_size)
        return [weight, *biases(self.out_channels, self.bias)]


Conv1d = Conv2d = Conv3d = DeformConv2d = Conv  # of torchvision.ops the last, whose offsets are another layer's
ConvTranspose1d = ConvTranspose2d = ConvTranspose3d = ConvTranspose


# ---- fully connected, embedding --------------------------------------------------------------


@dataclass(frozen=True)
class Linear(Module):
    in_features: int
    out_features: int
    bias: bool = True

    def parameters(self) -> list[Shape]:
        return [(self.out_features, self.in_features), *biases(self.out_features, self.bias)]


NonDynamicallyQuantizableLinear = Linear


@dataclass(frozen=True)
class Conv1D(Module):
    """transformers: a linear layer whose weight is stored the other way round."""

    nf: int
    nx: int

    def parameters(self) -> list[Shape]:
        return [(self.nx, self.nf), (self.nf,)]


@dataclass(frozen=True)
class Bilinear(Module):
    in1_features: int
    in2_features: int
    out_features: int
    bias: bool = True

    def parameters(self) -> list[Shape]:
        weight = (self.out_features, self.in1_features, self.in2_features)
        return [weight, *biases(self.out_features, self.bias)]


@dataclass(frozen=True)
class Embedding(Module):
    num_embeddings: int
    embedding_dim: int

    def parameters(self) -> list[Shape]:
        return [(self.num_embeddings, self.embedding_dim)]


@dataclass(frozen=True)
class Parameter(Module):
    """A tensor that a module holds itself."""

    shape: Shape

    def parameters(self) -> list[Shape]:
        return [self.shape]


# ---- normalisation ---------------------------------------------------------------------------


@dataclass(frozen=True)
class BatchNorm(Module):
    num_features: int
    affine: bool = True
    track_running_stats: bool = True

    def parameters(self) -> list[Shape]:
        return [(self.num_features,)] * 2 if self.affine else []

    def buffers(self) -> list[Shape]:
        return [(self.num_features,)] * 2 if self.track_running_stats else []


@dataclass(frozen=True)
class InstanceNorm(BatchNorm):
    affine: bool = False
    track_running_stats: bool = False


BatchNorm1d = BatchNorm2d = BatchNorm3d = BatchNorm
InstanceNorm1d = InstanceNorm2d = InstanceNorm3d = InstanceNorm


@dataclass(frozen=True)
class LayerNorm(Module):
    normalized_shape: int | Shape
    elementwise_affine: bool = True
    bias: bool = True

    def parameters(self) -> list[Shape]:
        shape = (self.normalized_shape,) if isinstance(self.normalized_shape, int) else self.normalized_shape
        return [shape] * (1 + self.bias) if self.elementwise_affine else []


@dataclass(frozen=True)
class RMSNorm(LayerNorm):
    bias: bool = False


@dataclass(frozen=True)
class GroupNorm(Module):
    num_groups: int
    num_channels: int
    affine: bool = True

    def parameters(self) -> list[Shape]:
        assert share(self.num_channels, self.num_groups)
        return [(self.num_channels,)] * 2 if self.affine else []


@dataclass(frozen=True)
class PReLU(Module):
    num_parameters: int = 1

    def parameters(self) -> list[Shape]:
        return [(self.num_parameters,)]


# ---- recurrent, attention ----------------------------------------------------------------------


@dataclass(frozen=True)
class Recurrent(Module):
    """weight_ih, weight_hh, bias_ih, bias_hh and weight_hr of every layer and direction."""

    input_size: int
    hidden_size: int
    num_layers: int = 1
    bias: bool = True
    bidirectional: bool = False
    proj_size: int = 0
    gates: ClassVar[int] = 1

    def parameters(self) -> list[Shape]:
        state, directions = self.proj_size or self.hidden_size, 1 + self.bidirectional
        rows = self.gates * self.hidden_size
        found: list[Shape] = []
        for layer in range(self.num_layers):
            entering = self.input_size if layer == 0 else state * directions
            for _ in range(directions):
                found += [(rows, entering), (rows, state)]
                found += [(rows,), (rows,)] if self.bias else []
                found += [(self.proj_size, self.hidden_size)] if self.proj_size else []
        return found


RNN = Recurrent


class LSTM(Recurrent):
    gates = 4


class GRU(Recurrent):
    gates = 3


@dataclass(frozen=True)
class MultiheadAttention(Module):
    """The projections that enter; the one that leaves is a NonDynamicallyQuantizableLinear in it."""

    embed_dim: int
    num_heads: int
    bias: bool = True
    kdim: int | None = None
    vdim: int | None = None

    def parameters(self) -> list[Shape]:
        assert share(self.embed_dim, self.num_heads)
        d, kdim, vdim = self.embed_dim, self.kdim or self.embed_dim, self.vdim or self.embed_dim
        weights: list[Shape] = [(3 * d, d)] if kdim == vdim == d else [(d, d), (d, kdim), (d, vdim)]
        return [*weights, *biases(3 * d, self.bias)]


# ---- torchvision's ViT -----------------------------------------------------------------------------


@dataclass(frozen=True)
class VisionTransformer(Module):
    """Itself it holds the class token."""

    image_size: int
    patch_size: int
    hidden_dim: int

    def parameters(self) -> list[Shape]:
        return [(1, 1, self.hidden_dim)]

    @property
    def places(self) -> int:
        return share(self.image_size, self.patch_size) ** 2 + 1


@dataclass(frozen=True)
class Encoder(Module):
    """Itself it holds the position embedding."""

    seq_length: int
    hidden_dim: int

    def parameters(self) -> list[Shape]:
        return [(1, self.seq_length, self.hidden_dim)]


CLASSES: dict[str, type[Module]] = {name: x for name, x in globals().items() if isinstance(x, type)}
