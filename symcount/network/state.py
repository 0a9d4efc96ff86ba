"""What grows while a net is elaborated: nodes, diagnostics, conditions, and how much work was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from symcount.algebra.arithmetic import computed, written_with
from symcount.algebra.formula import Formula, Number, value
from symcount.algebra.functions import Exact
from symcount.language import syntax
from symcount.language.diagnostics import Diagnostic, Label, Problem, problem
from symcount.language.source import Span, short
from symcount.network.cycles import LeastLayers, refuse_cycle
from symcount.network.kinds import KindReader
from symcount.network.network import Condition, LayerKind, LayerNode, OwnedTensor, Repeat, Window
from symcount.network.request import TORCH
from symcount.network.values import Declared, Scope, SharedLayer, Tensor, Value
from symcount.network.width import Inference, Scaling

MAX_LAYERS = 100_000
MAX_STEPS = 200_000
MAX_BLOCKS = 60


@dataclass(slots=True, eq=False)
class Application:
    """One application of a block (or the net itself): a step of the path of the layers in it."""

    name: str
    parent: Application | None
    ordinal: int = 1
    span: Span | None = None
    applied: dict[str, int] = field(default_factory=dict)
    """How often each name was applied in this application."""

    def next(self, name: str) -> int:
        self.applied[name] = self.applied.get(name, 0) + 1
        return self.applied[name]


@dataclass(slots=True, eq=False)
class PendingNode:
    """A node while its label, its iterations and the number of its namesakes are not settled."""

    kind: LayerKind
    application: Application
    ordinal: int
    window: Window | None
    tensors: tuple[OwnedTensor, ...]
    inputs: tuple[int, ...]
    entering: tuple[Formula, ...]
    leaving: tuple[Formula, ...]
    span: Span
    label: str | None = None
    own_label: bool = False
    part: str | None = None
    shared: str | None = None
    again: tuple[OwnedTensor, ...] = ()
    repeats: tuple[Repeat, ...] = ()

    def finished(self, settled: dict[str, Formula]) -> LayerNode:
        """The node of the graph, with `settled` for symbols that have become numbers."""
        tensors, again = self.tensors, self.again
        entering, leaving, repeats = self.entering, self.leaving, self.repeats
        if settled:
            tensors, again = (
                tuple(replace(t, count=written_with(t.count, settled)) for t in owned) for owned in (tensors, again)
            )
            repeats = tuple(replace(t, count=computed(t.count, settled)) for t in repeats)
            entering, leaving = (tuple(computed(s, settled) for s in shape) for shape in (entering, leaving))
        path = _path(self.application, self.kind.name, self.ordinal)
        return LayerNode(
            self.kind,
            path,
            self.label,
            self.own_label,
            self.window,
            tensors,
            self.inputs,
            entering,
            leaving,
            repeats,
            self.shared,
            again,
            self.part,
            self.span,
        )


def _path(application: Application | None, name: str, ordinal: int) -> str:
    """`double[2].conv[1]`: a number only where the application applied the name more than once."""
    steps: list[str] = []
    while application is not None:
        steps.append(f"{name}[{ordinal}]" if application.applied.get(name, 0) > 1 else name)
        name, ordinal, application = application.name, application.ordinal, application.parent
    return ".".join(reversed(steps))


@dataclass(slots=True, eq=False)
class Use:
    """The applications of one binding, for the warning about weights that were made twice."""

    name: str
    span: Span
    single: bool
    """Whether the binding is one layer, not a chain of them."""
    binding: Declared
    """Each application of the block round it binds anew."""
    spans: dict[tuple[int, int], Span] = field(default_factory=dict)
    places: dict[tuple[int, int], set[tuple[Formula, ...]]] = field(default_factory=dict)
    owns: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """How far the work was."""

    lengths: tuple[int, ...]
    applied: dict[str, int]
    conditions: dict[str, Condition]
    equalities: set[Formula]
    found: dict[tuple[object, ...], Diagnostic]


@dataclass(slots=True, eq=False)
class Elaboration:
    """The state of one elaboration."""

    keep: frozenset[str]
    values: dict[str, Exact]
    evaluate: Callable[[Elaboration, syntax.Expression, Scope], Value]
    nodes: list[PendingNode] = field(default_factory=list)
    found: dict[tuple[object, ...], Diagnostic] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)
    equalities: set[Formula] = field(default_factory=set)
    """Differences that were decided to be zero."""
    inference: Inference | None = None
    """The first run of `--multiplier`: decisions are made at the values, and channels are watched."""
    scaling: Scaling | None = None
    """The second run of `--multiplier`."""
    application: Application = field(default_factory=lambda: Application("", None))
    steps: int = 0
    depth: int = 0
    repetitions: int = 0
    indices: list[str] = field(default_factory=list)
    """The indices of the general iterations that are being worked out: whole and not negative."""
    unlike: list[Formula] = field(default_factory=list)
    """Differences that are not zero in the iteration that is being worked out."""
    made: list[SharedLayer] = field(default_factory=list)
    """The shares that were used a first time: an iteration in which that happened is unlike the next."""
    shares: int = 0
    """How many shares there are: one that is made inside an iteration is that iteration's own."""
    shared: SharedLayer | None = None
    """The `share` whose layer is being applied, if its weights are owned already."""
    reused: list[tuple[int, tuple[OwnedTensor, ...]]] = field(default_factory=list)
    """What the layers of a shared use would own if they were not shared."""
    taken: list[tuple[SharedLayer, str, Formula, tuple[Span, str]]] = field(default_factory=list)
    """Tensors taken from a share: which, the role, the count, and where."""
    labels: dict[Span, tuple[str, bool]] = field(default_factory=dict)
    uses: dict[int, Use] = field(default_factory=dict)
    named: list[tuple[str, Span, Tensor, int]] = field(default_factory=list)
    """Bound tensors: name, place, tensor, and the node where their own layers start."""
    kinds: KindReader = field(default_factory=KindReader)
    sizes: LeastLayers = field(default_factory=LeastLayers)
    constants: dict[int, Value] = field(default_factory=dict)
    """The values of file-level definitions without parameters: computed once."""
    forms: dict[int, tuple[dict[str, syntax.Parameter], set[str]]] = field(default_factory=dict)
    """The parameters and roles of definitions, for names.bound."""
    checked: set[int] = field(default_factory=set)
    """The definitions that neither use themselves nor make too many layers."""
    sound: set[int] = field(default_factory=set)
    """The definitions that are known not to use themselves."""
    file_shares: dict[int, SharedLayer] = field(default_factory=dict)
    known: dict[tuple[object, ...], object] = field(default_factory=dict)
    """What layers of the library make of shapes that are known: the same for every net."""
    convention: str = TORCH
    asked: dict[str, None] = field(default_factory=dict)
    """The captions of the layers whose rules asked for the convention."""

    @property
    def positive(self) -> frozenset[str]:
        """The symbols that are assumed positive: all but those whose value is zero."""
        return frozenset(name for name in self.keep if self.values.get(name, 1) > 0)

    def shares_from_before(self, made: int, shares: int) -> bool:
        """Whether a share that is older than `shares` was used a first time after `made` others."""
        return any(shared.serial <= shares for shared in self.made[made:])

    def checkpoint(self) -> Checkpoint:
        """Where the work stands, to come back to with `undo`."""
        applied = dict(self.application.applied)
        return Checkpoint(
            tuple(map(len, self._lists())), applied, dict(self.conditions), set(self.equalities), dict(self.found)
        )

    def _lists(self) -> tuple[list[Any], ...]:
        """What grows with the graph."""
        return self.nodes, self.named, self.taken, self.reused, self.made

    def undo(self, checkpoint: Checkpoint) -> None:
        """Forget what was added since `checkpoint`: an iteration that was only tried."""
        for shared in self.made[checkpoint.lengths[-1] :]:
            shared.owned = None
        for items, length in zip(self._lists(), checkpoint.lengths, strict=True):
            del items[length:]
        self.application.applied = dict(checkpoint.applied)
        self.conditions = dict(checkpoint.conditions)
        self.equalities = set(checkpoint.equalities)
        self.found = dict(checkpoint.found)

    def report(self, trouble: Problem) -> None:
        """Keep the diagnostics of `trouble`, each once, with the block whose application they are in."""
        for d in map(self._at_user, trouble.diagnostics):
            where = d.labels[0].span if d.labels else None
            key = (d.code, where.start if where else d.message, where.source.name if where else "")
            self.found.setdefault(key, self._placed(d))

    def _at_user(self, d: Diagnostic) -> Diagnostic:
        """A mistake that shows in a block of the library is one of its application."""
        if not d.labels or not d.labels[0].span.source.library:
            return d
        place = self.user_place(d.labels[0].span)
        if place.source.library:
            return d
        label = Label(place, d.labels[0].text if d.labels[0].span == place else "")
        labels = (label, *(x for x in d.labels[1:] if not x.span.source.library))
        return Diagnostic(d.code, d.message, labels, (*d.notes, f"at `{short(d.labels[0].span.text)}` in it"), d.help)

    def _placed(self, d: Diagnostic) -> Diagnostic:
        applied = self.application.span
        if not self.application.parent or applied is None or not d.labels:
            return d
        note = f"in `{self.application.name}`, applied at {applied}"
        return Diagnostic(d.code, d.message, d.labels, (*d.notes, note), d.help)

    def step(self, span: Span) -> None:
        """Count one unit of work since the last layer, and stop what would never end."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise Exhausted(problem("E231", "this takes too long to work out", self.user_place(span)))

    def user_place(self, span: Span) -> Span:
        """`span`, or the application of the block round it where `span` is in the library."""
        application: Application | None = self.application
        while span.source.library and application is not None:
            span, application = application.span or span, application.parent
        return span

    def plain_sizes(self, sides: tuple[Formula, ...]) -> tuple[Formula, ...]:
        """Sizes as they are; while channels are inferred, as numbers."""
        return sides if self.inference is None else tuple(Number(value(side, self.values)) for side in sides)

    def add(self, node: PendingNode) -> int:
        """Put a node into the graph and give its number."""
        if len(self.nodes) >= MAX_LAYERS:
            raise Exhausted(too_much(node.span))
        self.steps = 0
        self.nodes.append(node)
        return len(self.nodes) - 1

    def refuse_cycle(self, declared: Declared) -> None:
        """Raise Problem if the definition uses itself, or stop if its text alone makes too many layers."""
        if id(declared.declaration) in self.checked:
            return
        refuse_cycle(declared, self.sound)
        if self.sizes.least(declared) > MAX_LAYERS:
            raise Exhausted(too_much(declared.declaration.name_span))
        self.checked.add(id(declared.declaration))

    @contextmanager
    def deeper(self, span: Span) -> Iterator[None]:
        """One definition further inside."""
        if self.depth >= MAX_BLOCKS:
            raise Exhausted(problem("E220", f"definitions are nested more than {MAX_BLOCKS} deep", span))
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1

    @contextmanager
    def inside(self, name: str, span: Span) -> Iterator[None]:
        """Inside the application of a block."""
        outer = self.application
        self.application = Application(name, outer, outer.next(name), span)
        try:
            with self.deeper(span):
                yield
        except Problem as trouble:
            self.report(trouble)  # while the application is known
            raise Problem() from None  # only the consequences are left
        finally:
            self.application = outer


class Exhausted(Exception):
    """The whole elaboration stops: `problem` says why."""

    def __init__(self, trouble: Problem) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


def too_much(span: Span) -> Problem:
    return problem(
        "E212",
        f"the network has more than {MAX_LAYERS:,} layers",
        span,
        "stopped here",
        note="iterations of a repetition that are all alike are counted once and multiplied; others are unrolled",
        help="is a definition used twice inside itself, again and again?",
    )
