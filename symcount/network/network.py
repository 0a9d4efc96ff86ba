"""A finished network: its layers in the order of the data flow, each with its tensors, shapes and repeats."""

from __future__ import annotations

from dataclasses import field

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import ONE, Factor, Formula, Product, Summation
from symcount.algebra.functions import Exact
from symcount.language.diagnostics import Diagnostic
from symcount.language.source import Span
from symcount.record import record

Shape = tuple[Formula, ...]
"""Channels, then the sizes: three numbers for an image."""


@record
class Window:
    """A window (`3x3`) or the sizes of a tensor: one number a direction."""

    sides: tuple[Formula, ...]


@record
class Lead:
    """What a tensor's rule begins with, for the article's families: a window's area, or a number."""

    kind: str
    factor: Formula


@record
class OwnedTensor:
    """One parameter tensor (or buffer): its role, and its number of elements as the layer's rule writes it."""

    role: str
    count: Formula
    lead: Lead | None = None
    buffer: bool = False
    frozen: bool = False


@record
class Repeat:
    """`count` iterations of a repetition, from the `first`: equal ones, or a general one in which `index` is 0, 1, …

    Copies side by side are iterations too; `active` are those that a token passes through.
    """

    repetition: int
    first: int
    count: Formula
    index: str | None = None
    active: Formula | None = None


@record
class LayerKind:
    """What all layers of one declaration have in common."""

    name: str
    caption: str
    plural: str


@record
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
    entering: Shape
    leaving: Shape
    repeats: tuple[Repeat, ...]
    shared: str | None
    """The `share` whose weights this node uses again; it then owns none."""
    shared_tensors: tuple[OwnedTensor, ...]
    """What it would own if it shared nothing: tensors of its `share`, or taken from one."""
    part: str | None
    """What its label says it is: `head` or `auxiliary`."""
    span: Span


@record
class Condition:
    """What must hold for a result to hold, as a choice was made at the parameters' values or a layer requires."""

    text: str
    span: Span
    decided: bool = False
    """Whether a choice was made by it, at the parameters' values."""


@record
class Remark:
    """A convention that a count depends on: a row of views.REMARKS, and what it speaks of."""

    key: str
    subject: str = ""


@record
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
    convention_layers: tuple[str, ...] = ()
    """The layers whose rules asked for the convention."""
    convention: str = "torch"
    whole: Network | None = None
    """The network before it was seen in its view."""


# ---- over iterations ---------------------------------------------------------------------


def total(count: Formula, repeats: tuple[Repeat, ...]) -> Formula:
    """`count` for all iterations, the innermost first: a product where they are equal, else a sum over the index."""
    tree = count
    for repeat in reversed(repeats):
        if repeat.index is not None:
            tree = Summation(repeat.index, repeat.count, tree)
        elif repeat.count != ONE:
            tree = Product((Factor(repeat.count), tree))
    return tree


def multiplicity(repeats: tuple[Repeat, ...]) -> Formula:
    """How many such layers there are."""
    if any(repeat.index is not None for repeat in repeats):
        return expansion.expand(total(ONE, repeats)).as_formula()
    return arithmetic.multiply(ONE, *(repeat.count for repeat in repeats))
