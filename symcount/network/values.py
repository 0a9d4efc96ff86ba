"""What expressions are worth: numbers, flags, windows, words, tensors, layers; and scopes, where names have values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeGuard

from symcount.algebra.formula import Formula, Node
from symcount.language import syntax
from symcount.language.source import Span
from symcount.network.network import OwnedTensor, Repeat, Shape, Window
from symcount.record import entity, record

NUMBERS = (Node,)


@record
class Word:
    """An option such as `same`."""

    name: str


@record
class Tensor:
    """Channels × sizes, and the node of the graph that it comes from. A sequence has one size, a vector none."""

    channels: Formula
    sizes: tuple[Formula, ...]
    node: int
    points: Scope | Iterations | None = field(default=None, compare=False, repr=False)
    """The names in the block that gave it, for `b.c3`, or in each iteration."""

    @property
    def shape(self) -> Shape:
        return (self.channels, *self.sizes)


@record
class ListValue:
    """`(a, b, c)`: values of any kinds. One of tensors flows as a tensor does, and has the points of its block."""

    items: tuple[Value, ...]
    points: Scope | Iterations | None = field(default=None, compare=False, repr=False)
    size: int = field(init=False, compare=False, repr=False)
    """How many items there are in it, with those of the lists in it."""

    def __post_init__(self) -> None:
        inner = sum(item.size for item in self.items if isinstance(item, ListValue))
        object.__setattr__(self, "size", len(self.items) + inner)

    @property
    def shape(self) -> tuple[object, ...]:
        """The shapes of its tensors."""
        return tuple(item.shape for item in self.items if isinstance(item, Tensor | ListValue))


Flow = Tensor | ListValue
"""What enters and leaves a layer: one tensor, or a list of them."""


def tensors(flow: Flow) -> list[Tensor]:
    """The tensors in the order of the text, those of lists in a list too."""
    if isinstance(flow, Tensor):
        return [flow]
    return [t for item in flow.items if isinstance(item, Tensor | ListValue) for t in tensors(item)]


def flows(value: Value) -> TypeGuard[Flow]:
    """Whether it is a tensor, or a list of nothing but tensors."""
    return spreads(value) and bool(tensors(value))


def spreads(value: Value) -> TypeGuard[Flow]:
    """Whether it is so, or an empty list: what brackets spread."""
    return isinstance(value, Tensor) or (isinstance(value, ListValue) and all(map(spreads, value.items)))


@entity
class Iterations:
    """What each iteration of a repetition gave: those that were worked out, and for which ones each stands."""

    kept: tuple[tuple[Flow, Repeat], ...]


@entity
class Taps:
    """`y.skip` behind a repetition: the tensor of that name in each iteration, with the repeats that it stands for."""

    pieces: tuple[tuple[Tensor, tuple[Repeat, ...]], ...]


TAPS_HELP = "`sum(…)` adds them, `[…]` puts their channels side by side, `…[1]` is the first"


class Poison:
    """The value of what was wrong and has been reported: it makes no further errors."""

    __slots__ = ()


POISON = Poison()


# ---- layers: functions from tensor to tensor ---------------------------------------------


@entity
class Primitive:
    """A `layer` with its arguments."""

    declaration: syntax.Layer
    scope: Scope
    span: Span


@entity
class BlockValue:
    """A block, or a layer-valued definition, with its arguments."""

    name: str
    body: syntax.Expression | tuple[syntax.Statement, ...]
    parameters: tuple[syntax.Parameter, ...]
    scope: Scope
    span: Span
    binding: Declared | None = None
    """What a warning about making weights twice speaks of: the binding, where it has no parameters."""


@entity
class NetLayer:
    """A net that stands where a layer stands, with its arguments."""

    name: str
    """The net's, or the variant's that was named."""
    net: syntax.Net
    settings: Mapping[str, syntax.Expression]
    """Those of the variant."""
    scope: Scope
    """The arguments, inside the scope of the net's file; before there are any, that scope itself."""
    span: Span
    headless: bool = False
    """Whether what is labelled as a head is left out."""
    shown: str = ""
    """The arguments in parentheses, for headings."""

    @property
    def body(self) -> tuple[syntax.Statement, ...]:
        return self.net.body

    def __str__(self) -> str:
        net = self.name + self.shown
        return f"backbone({net})" if self.headless else net


@entity
class Composition:
    """`f -> g -> h`; without parts it is `id`."""

    parts: tuple[tuple[LayerValue, Span], ...]


IDENTITY = Composition(())


@entity
class Join:
    """`f + g`, `f - g`, `f * g`, `[f, g]`, `matmul(f, g)` or `append(f, g)`: the same input to each."""

    kind: str
    parts: tuple[tuple[LayerValue | Beside, Span], ...]
    span: Span
    along: int | None = None
    """In which direction `append` puts one behind the other."""


@entity
class RepeatedLayer:
    """`n * f`."""

    times: Formula
    layer: LayerValue
    span: Span


@entity
class ParallelLayer:
    """`parallel(n, f, active = k)`: copies side by side on the same input, their outputs added."""

    copies: Formula
    layer: LayerValue
    active: Formula | None
    span: Span


@entity
class FrozenLayer:
    """`frozen f`: parameters that are not trained."""

    layer: LayerValue


@entity
class LoopedLayer:
    """`for i in low..high: f`, `for c, n in w, L: f`; a range is its first and its last number."""

    loop: syntax.Loop
    sources: tuple[tuple[Formula, Formula] | ListValue, ...]
    scope: Scope


@entity
class Beside:
    """A `for` among what is joined: its iterations are branches, not in a row."""

    layer: LoopedLayer


@entity
class LabelledLayer:
    """`f @ "L"`."""

    layer: LayerValue
    label: str
    span: Span
    part: str | None = None


@dataclass(slots=True, eq=False, repr=False)
class SharedLayer:
    """`share NAME = f`: one set of weights."""

    name: str
    layer: LayerValue
    span: Span
    serial: int
    """How many shares there were before it; 0 for one of the whole file."""
    owned: list[OwnedTensor] | None = None
    """Its tensors, after the first use."""


LayerValue = (
    Primitive
    | BlockValue
    | NetLayer
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


Item = syntax.Definition | syntax.Block | syntax.Layer | syntax.Share
"""What a name can be declared as."""


Headed = Item | syntax.Net
"""What has parameters."""


def parameters_of(item: Headed) -> tuple[syntax.Parameter, ...]:
    """The parameters of a definition; a share has none, nor has a plain binding."""
    return () if isinstance(item, syntax.Share) else item.parameters or ()


@entity
class Declared:
    """A definition that is not evaluated yet, where it stands, and how much of that scope it may see."""

    declaration: Item
    scope: Scope
    limit: int | None = None
    bound: bool = False
    """Whether it is a binding of a net or block, not a definition with parameters."""


Value = Formula | bool | Window | Word | Tensor | ListValue | Poison | LayerValue | Beside | Taps | Declared


def kind_of(value: Value) -> str:
    """What a value is, with its article, for messages."""
    return next((kind for type_, kind in _KINDS if isinstance(value, type_)), "a layer")


_KINDS = (
    *((bool, "a flag"), (Window, "a window"), (Word, "an option"), (Tensor, "a tensor"), (Node, "a number")),
    (ListValue, "a list"),
    (Taps, "a tensor of each iteration"),
)


# ---- scopes ------------------------------------------------------------------------------


class Fallback(Protocol):
    """Where names are looked up that no scope binds."""

    def find(self, name: str) -> Declared | None: ...

    def words(self) -> set[str]: ...

    def net(self, name: str, span: Span | None = None) -> NetLayer | None: ...

    @property
    def net_names(self) -> list[str]: ...

    @property
    def names(self) -> list[str]: ...


class Scope:
    """The names of one scope, inside those of `parent`. Bindings keep their order: a name can be bound again."""

    __slots__ = ("arriving", "awaited", "clock", "entry", "fallback", "limit", "names", "owner", "parent", "spans")

    def __init__(
        self,
        parent: Scope | None = None,
        limit: int | None = None,
        entry: Flow | None = None,
        owner: str = "",
        fallback: Fallback | None = None,
    ) -> None:
        self.parent = parent
        self.limit = limit
        """How many bindings of `parent` are visible from here; None for all."""
        self.entry = entry
        """What enters the block or layer whose body this is."""
        self.owner = owner
        """The layer, block or net whose parameters these are."""
        self.fallback: Fallback | None = fallback if parent is None else parent.fallback
        """The file scope round it."""
        self.arriving: Tensor | None = None
        """What the `input(…)` of a net is that stands where a layer stands."""
        self.names: dict[str, list[tuple[int, Value]]] = {}
        self.spans: dict[str, Span] = {}
        """Where the arguments stand that the parameters were given."""
        self.awaited: dict[str, Span] = {}
        """The names that the statements of this body bind sooner or later, and where."""
        self.clock = 0

    def bind(self, name: str, value: Value) -> None:
        """Bind `name` from here on."""
        self.clock += 1
        self.names.setdefault(name, []).append((self.clock, value))

    def define(self, name: str, value: Declared) -> None:
        """Define `name`, visible in all of this scope."""
        self.names.setdefault(name, []).insert(0, (0, value))

    def find(self, name: str) -> Value | None:
        """What `name` means here, or None."""
        scope: Scope | None = self
        limit: int | None = None
        while scope is not None:
            if name in scope.names:
                for bound_at, value in reversed(scope.names[name]):
                    if limit is None or bound_at <= limit:
                        return value
            limit, scope = scope.limit, scope.parent
        return None

    def find_own(self, name: str) -> Value | None:
        """What `name` means among the names and arguments of this body itself."""
        if name in self.names:
            return self.names[name][-1][1]
        return self.parent.names[name][-1][1] if self.parent is not None and name in self.parent.names else None

    def find_entry(self) -> Flow | None:
        """What enters the innermost block or layer round this place."""
        return next((f.entry for f in self.chain() if f.entry is not None), None)

    def find_span(self, name: str) -> tuple[Span, str] | None:
        """Where the argument for parameter `name` stands, and whose parameter it is."""
        return next(((f.spans[name], f.owner) for f in self.chain() if name in f.spans), None)

    def chain(self) -> Iterator[Scope]:
        """This scope and those round it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def visible(self) -> list[str]:
        """Every name that can be seen from here."""
        return [name for scope in self.chain() for name in scope.names]
