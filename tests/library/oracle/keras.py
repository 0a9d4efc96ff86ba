"""The second opinion on Keras: the weights that its layers build when a shape enters.

Every class takes first what enters: the channels, which Keras learns only when it builds the layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tests.library.oracle import Module, Shape, biases, share


@dataclass(frozen=True)
class Dense(Module):
    entering: int
    units: int
    use_bias: bool = True

    def parameters(self) -> list[Shape]:
        return [(self.entering, self.units), *biases(self.units, self.use_bias)]


@dataclass(frozen=True)
class Conv2D(Module):
    entering: int
    filters: int
    kernel_size: Shape
    groups: int = 1
    use_bias: bool = True

    def parameters(self) -> list[Shape]:
        assert share(self.filters, self.groups)
        kernel = (*self.kernel_size, share(self.entering, self.groups), self.filters)
        return [kernel, *biases(self.filters, self.use_bias)]


@dataclass(frozen=True)
class DepthwiseConv2D(Module):
    entering: int
    kernel_size: Shape
    depth_multiplier: int = 1
    use_bias: bool = True

    def parameters(self) -> list[Shape]:
        kernel = (*self.kernel_size, self.entering, self.depth_multiplier)
        return [kernel, *biases(self.entering * self.depth_multiplier, self.use_bias)]


@dataclass(frozen=True)
class SeparableConv2D(Module):
    entering: int
    filters: int
    kernel_size: Shape
    depth_multiplier: int = 1
    use_bias: bool = True

    def parameters(self) -> list[Shape]:
        depthwise = (*self.kernel_size, self.entering, self.depth_multiplier)
        pointwise = (1, 1, self.entering * self.depth_multiplier, self.filters)
        return [depthwise, pointwise, *biases(self.filters, self.use_bias)]


SeparableConv1D = SeparableConv2D


@dataclass(frozen=True)
class Conv2DTranspose(Module):
    entering: int
    filters: int
    kernel_size: Shape
    use_bias: bool = True

    def parameters(self) -> list[Shape]:
        return [(*self.kernel_size, self.filters, self.entering), *biases(self.filters, self.use_bias)]


@dataclass(frozen=True)
class BatchNormalization(Module):
    """gamma and beta; moving_mean and moving_variance are weights that are not trained."""

    entering: int

    def parameters(self) -> list[Shape]:
        return [(self.entering,)] * 4

    def buffers(self) -> list[Shape]:
        return [(self.entering,)] * 2


@dataclass(frozen=True)
class LayerNormalization(Module):
    entering: int
    center: bool = True
    scale: bool = True

    def parameters(self) -> list[Shape]:
        return [(self.entering,)] * (self.center + self.scale)


@dataclass(frozen=True)
class SimpleRNN(Module):
    """kernel, recurrent_kernel and bias."""

    entering: int
    units: int
    use_bias: bool = True
    gates: ClassVar[int] = 1

    def parameters(self) -> list[Shape]:
        columns = self.gates * self.units
        return [(self.entering, columns), (self.units, columns), *biases(self.sets * columns, self.use_bias)]

    @property
    def sets(self) -> int:
        """How many biases there are for each gate."""
        return 1


class LSTM(SimpleRNN):
    gates = 4


@dataclass(frozen=True)
class GRU(SimpleRNN):
    reset_after: bool = True
    gates: ClassVar[int] = 3

    @property
    def sets(self) -> int:
        return 2 if self.reset_after else 1


@dataclass(frozen=True)
class Bidirectional(Module):
    """A recurrent layer for each direction."""

    layer: SimpleRNN

    def parameters(self) -> list[Shape]:
        return self.layer.parameters() * 2


@dataclass(frozen=True)
class MultiHeadAttention(Module):
    """Kernels and biases by heads; `memory` are the channels of keys and values."""

    entering: int
    num_heads: int
    key_dim: int
    use_bias: bool = True
    memory: int | None = None

    def parameters(self) -> list[Shape]:
        d, memory, heads = self.entering, self.memory or self.entering, (self.num_heads, self.key_dim)
        kernels = [(d, *heads), (memory, *heads), (memory, *heads), (*heads, d)]
        return [*kernels, *([heads, heads, heads, (d,)] if self.use_bias else [])]


@dataclass(frozen=True)
class GroupQueryAttention(Module):
    entering: int
    head_dim: int
    num_query_heads: int
    num_key_value_heads: int
    use_bias: bool = True

    def parameters(self) -> list[Shape]:
        d, queries, keys = (
            self.entering,
            (self.num_query_heads, self.head_dim),
            (self.num_key_value_heads, self.head_dim),
        )
        kernels = [(d, *queries), (d, *keys), (d, *keys), (*queries, d)]
        return [*kernels, *([queries, keys, keys, (d,)] if self.use_bias else [])]


CLASSES: dict[str, type[Module]] = {name: x for name, x in globals().items() if isinstance(x, type)}
