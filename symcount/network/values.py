"""What expressions are worth: numbers, flags, windows, words, tensors and layers; and the finished Network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from symcount.algebra.formula import Bracket, Call, Factor, Formula, Number, Power, Product, Quotient, Sum, Symbol
from symcount.algebra.functions import Exact
from symcount.language import syntax
from symcount.language.diagnostics import Diagnostic
from symcount.language.source import Span

if TYPE_CHECKING:
    from symcount.network.frames import Frame

NUMBERS = (Number, Symbol, Sum, Product, Quotient, Power, Call, Factor, Bracket)


@dataclass(frozen=True, slots=True)
class Window:
    """A window (`3x3`) or the sizes of a tensor: one number a direction."""

    sides: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """An option such as `same`."""

    name: str


@dataclass(frozen=True, slots=True)
class Tensor:
    """Channels × sizes, and the node of the graph that it comes from. A sequence has one size, a vector none."""

    channels: Formula
    sizes: tuple[Formula, ...]
    node: int
    points: Frame | None = field(default=None, compare=False, repr=False)
    """The names in the block that gave it, for `b.c3`."""

    @property
    def shape(self) -> tuple[Formula, ...]:
        return (self.channels, *self.sizes)


@dataclass(frozen=True, slots=True)
class Poison:
    """The value of what was wrong and has been reported: it makes no further errors."""


POISON = Poison()


# ---- layers: functions from tensor to tensor ---------------------------------------------


@dataclass(frozen=True, slots=True)
class Identity:
    """`id`."""


@dataclass(frozen=True, slots=True, eq=False)
class Primitive:
    """A `layer` with its arguments."""

    declaration: syntax.Layer
    frame: Frame
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class BlockValue:
    """A block, or a layer-valued definition, with its arguments."""

    name: str
    body: syntax.Expression | tuple[syntax.Statement, ...]
    parameters: tuple[syntax.Parameter, ...]
    frame: Frame
    span: Span
    binding: Declared | None = None
    """What a warning about making weights twice speaks of: the binding, where it has no parameters."""


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """`f -> g -> h`."""

    parts: tuple[tuple[LayerValue, Span], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Join:
    """`f + g`, `f * g` or `[f, g]`: the same input to each."""

    kind: str
    parts: tuple[tuple[LayerValue, Span], ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class RepeatedLayer:
    """`n * f`."""

    count: Formula
    layer: LayerValue
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class ParallelLayer:
    """`parallel(n, f, active = k)`: copies side by side on the same input, their outputs added."""

    count: Formula
    layer: LayerValue
    active: Formula | None
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class FrozenLayer:
    """`frozen f`: parameters that are not trained."""

    layer: LayerValue
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class LoopedLayer:
    """`for i in low..high: f`."""

    loop: syntax.Loop
    low: Formula
    high: Formula
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class LabelledLayer:
    """`f @ "L"`."""

    layer: LayerValue
    label: str
    span: Span
    part: str | None = None


@dataclass(slots=True, eq=False)
class SharedLayer:
    """`share NAME = f`: one set of weights. `owned` are the tensors, after the first use."""

    name: str
    layer: LayerValue
    span: Span
    serial: int
    """How many shares there were before it; 0 for one of the whole file."""
    owned: list[OwnedTensor] | None = None


LayerValue = (
    Identity
    | Primitive
    | BlockValue
    | Composition
    | Join
    | RepeatedLayer
    | ParallelLayer
    | LoopedLayer
    | LabelledLayer
    | FrozenLayer
    | SharedLayer
)
LAYERS = LayerValue.__args__


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """A definition that is not evaluated yet, where it stands, and how much of that scope it may see."""

    declaration: syntax.Definition | syntax.Block | syntax.Layer | syntax.Share
    frame: Frame
    limit: int | None = None
    bound: bool = False
    """Whether it is a binding of a net or block, not a definition with parameters."""


Value = Formula | bool | Window | Word | Tensor | Poison | LayerValue | Declared


def kind_of(value: Value) -> str:
    """What a value is, with its article, for messages."""
    match value:
        case bool():
            return "a flag"
        case Window():
            return "a window"
        case Word():
            return "an option"
        case Tensor():
            return "a tensor"
        case _ if isinstance(value, NUMBERS):
            return "a number"
        case _:
            return "a layer"


# ---- the network -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lead:
    """What a tensor's rule begins with, for the article's families: a window's area, or a number."""

    kind: str
    factor: Formula


@dataclass(frozen=True, slots=True)
class OwnedTensor:
    """One parameter tensor (or buffer): its role, and its number of elements as the layer's rule writes it."""

    role: str
    count: Formula
    lead: Lead | None = None
    buffer: bool = False
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """`count` iterations of a repetition, from the `first`: equal ones, or a general one in which `index` is 0, 1, …

    Copies side by side are iterations too; `active` are those that a token passes through.
    """

    repetition: int
    first: int
    count: Formula
    index: str | None = None
    active: Formula | None = None


@dataclass(frozen=True, slots=True)
class LayerKind:
    """What all layers of one declaration have in common."""

    name: str
    caption: str
    plural: str


@dataclass(frozen=True, slots=True)
class LayerNode:
    """A node of the graph: a layer, a join (`+`, `*`, `concat`) or an `input`."""

    kind: LayerKind
    path: str
    label: str | None
    own_label: bool
    """Whether the label was given in the net's own statements."""
    window: Window | None
    tensors: tuple[OwnedTensor, ...]
    inputs: tuple[int, ...]
    entering: tuple[Formula, ...]
    leaving: tuple[Formula, ...]
    repeats: tuple[Repeat, ...]
    shared: str | None
    """The `share` whose weights this node uses again; it then owns none."""
    again: tuple[OwnedTensor, ...]
    """What it would own if it shared nothing: tensors of its `share`, or taken from one."""
    part: str | None
    """What its label says it is: `head` or `auxiliary`."""
    span: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold for a result to hold, as a choice was made at the parameters' values or a layer requires."""

    text: str
    span: Span
    decided: bool = False
    """Whether a choice was made by it, at the parameters' values."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A convention that a count depends on: a row of views.REMARKS, and what it speaks of."""

    key: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """An elaborated net: its layers in the order of the data flow, its symbols and the values behind them."""

    name: str
    layers: tuple[LayerNode, ...]
    keep: tuple[str, ...]
    values: dict[str, Exact]
    bindings: dict[str, object] = field(default_factory=dict)
    writing: dict[str, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    view: str = "params"
    """Which parameters are counted: a row of views.VIEWS."""
    remarks: tuple[Remark, ...] = ()
    """The conventions that the count depends on."""
    asked: tuple[str, ...] = ()
    """The layers whose rules asked for the convention."""
    convention: str = "torch"
    whole: Network | None = None
    """The network before it was seen in its view."""
