"""A finished network: its layers in the order of the data flow, each with its tensors, shapes and repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from itertools import chain, islice, product
from math import prod

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import ONE, Factor, Formula, Product, Summation, TooLarge, symbols, value
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.algebra.relations import Domain, Relation, follows, follows_from_domain, plain_text, shortest, shown
from symcount.language.diagnostics import Diagnostic
from symcount.language.source import Span
from symcount.record import record

MOST_ITERATIONS = 10_000
"""In so many a condition is asked one by one."""

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
    calls: tuple[Span, ...] = ()
    """The applications of blocks round it, from the user's file inwards."""


@record
class Condition:
    """What must hold for a form to be the count: a layer requires it, or a choice was made by it at the values."""

    relation: Relation
    span: Span
    decided: bool = False
    """Whether there is another network where it does not hold; else there is none."""
    over: tuple[tuple[str, Formula], ...] = ()
    """The indices of repetitions in it, from 0 up to so many: it must hold in each iteration."""
    given: tuple[Relation, ...] = ()
    """It is asked only where these hold: in a repetition, where there is an iteration."""
    calls: tuple[Span, ...] = ()
    """The applications of blocks round it, from the user's file inwards."""

    def holds(self, values: Mapping[str, Exact], most: int | None = None) -> bool:
        """Whether it holds at numbers, in each iteration, or in the first `most` and the last.

        Raises what `formula.value` raises, and TooLarge beyond MOST_ITERATIONS.
        """
        if not all(relation.holds(values) for relation in self.given):
            return True
        counts = [int(value(count, values)) for _, count in self.over]
        if most is None and prod(max(0, n) for n in counts) > MOST_ITERATIONS:
            raise TooLarge(f"a condition is not asked in more than {MOST_ITERATIONS:,} iterations")
        ends = [range(n) for n in counts]
        names = [name for name, _ in self.over]
        points = chain(islice(product(*(end[:most] for end in ends)), most), product(*(end[-1:] for end in ends)))
        return all(self.relation.holds({**values, **dict(zip(names, at, strict=True))}) for at in points)

    @property
    def open_names(self) -> tuple[str, ...]:
        """The symbols that need a value."""
        relations = (self.relation, *self.given)
        names = dict.fromkeys(name for relation in relations for name in relation.names)
        names |= dict.fromkeys(name for _, count in self.over for name in symbols(count))
        return tuple(name for name in names if name not in dict(self.over))

    @property
    def text(self) -> str:
        """In English: `g divides w`, `w > 4`."""
        ranges = (f" for {name} = 0, …, {plain(arithmetic.subtract(count, ONE))}" for name, count in self.over)
        return plain_text(self.relation) + "".join(ranges)


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
    domain: Domain = Domain(frozenset(), frozenset())
    """What is taken for granted of the symbols."""

    @property
    def told(self) -> tuple[Condition, ...]:
        """The conditions that a reader has to be told, whether or not there is an iteration that requires them.

        What follows from the domain or from others is left out, and what speaks of a size that has no name in the text.
        """
        freed = [c for c in map(self._freed, self.conditions) if not any("?" in name for name in c.open_names)]
        single = {c.relation: c for c in freed if not c.over}
        told = shown(single, self.domain)
        short = tuple(replace(single[relation], relation=short, given=()) for relation, short in told.items())
        over = (c for c in freed if c.over)
        return (*short, *(c for c in over if not self._follows_in_each(c, [s.relation for s in short])))

    def _follows_in_each(self, condition: Condition, told: Iterable[Relation]) -> bool:
        """Whether it holds in every iteration by the domain, or by what is told."""
        domain = self.domain._replace(natural=self.domain.natural | {name for name, _ in condition.over})
        if follows_from_domain(condition.relation, domain):
            return True
        return any(follows(condition.relation, other, domain) for other in told)

    def _freed(self, condition: Condition) -> Condition:
        """Of all iterations where it does not depend on which."""
        if not condition.over:
            return condition
        indices = frozenset(name for name, _ in condition.over)
        short = shortest(condition.relation, self.domain._replace(natural=self.domain.natural | indices))
        return condition if indices & set(short.names) else replace(condition, relation=short, over=())


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
