"""The state of an elaboration in its parts: the graph, what is assumed, the shared weights, the limits, the caches."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from operator import attrgetter

from symcount.algebra.arithmetic import computed, subtract, written_with
from symcount.algebra.formula import Formula, Number, Symbol, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.relations import Domain, Relation, follows_from_domain, unrounded
from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem
from symcount.language.source import Span
from symcount.network.definitions import Definitions, KindReader, Work
from symcount.network.multiplier import Inference, Key, Scaling
from symcount.network.network import Condition, LayerKind, LayerNode, OwnedTensor, Repeat, Shape, Window
from symcount.network.outcomes import LayerRules, Memory
from symcount.network.recursion import Recursion, Worked
from symcount.network.request import TORCH
from symcount.network.values import NUMBERS, Declared, Flow, SharedLayer, Value

UNKNOWN = "size?"
"""What the name of a size begins with that changes from iteration to iteration; nothing may speak of it."""
MAX_LAYERS = 100_000
MAX_STEPS = 200_000
MAX_FORGOTTEN = 6_000


def is_unknown(node: Formula) -> bool:
    """Whether it is a size that changes from iteration to iteration."""
    return isinstance(node, Symbol) and node.name.startswith(UNKNOWN)


# ---- the graph ---------------------------------------------------------------------------


class Application:
    """One application of a block (or the net itself): a step of the path of the layers in it."""

    __slots__ = ("counts", "left_out", "name", "ordinal", "own", "parent", "span")

    def __init__(self, name: str, parent: Application | None = None, span: Span | None = None) -> None:
        self.name = name
        self.parent = parent
        self.span = span
        self.ordinal = 1 if parent is None else parent.next(name)
        self.own = parent is None
        """Whether its labels are the net's own: it is the net itself, or a net that stands in it as a layer."""
        self.left_out: list[Span] | None = None if parent is None else parent.left_out
        """Inside a net without its head: the labels of what was left out."""
        self.counts: dict[str, int] = {}
        """How often each name was applied in it."""

    @property
    def calls(self) -> tuple[Span, ...]:
        """The applications round it and its own, from the user's file inwards."""
        outer = () if self.parent is None else self.parent.calls
        return outer if self.span is None else (*outer, self.span)

    def next(self, name: str) -> int:
        """Count one more application of `name`, and give its number."""
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]


@dataclass(slots=True, eq=False, repr=False)
class PendingNode:
    """A node while its label, its iterations and the number of its namesakes are not settled."""

    kind: LayerKind
    application: Application
    ordinal: int
    window: Window | None
    tensors: tuple[OwnedTensor, ...]
    inputs: tuple[int, ...]
    entering: Shape
    leaving: Shape
    span: Span
    label: str | None = None
    own_label: bool = False
    net_label: bool = False
    """Whether the label is one of a net that was applied: a label round it goes before."""
    part: str | None = None
    shared: str | None = None
    shared_tensors: tuple[OwnedTensor, ...] = ()
    repeats: tuple[Repeat, ...] = ()

    def finished(self, settled: dict[str, Formula]) -> LayerNode:
        """The node of the graph, with `settled` for symbols that have become numbers."""
        if settled:
            self.tensors, self.shared_tensors = (
                tuple(replace(t, count=written_with(t.count, settled)) for t in owned)
                for owned in (self.tensors, self.shared_tensors)
            )
            self.repeats = tuple(replace(r, count=computed(r.count, settled)) for r in self.repeats)
            self.entering, self.leaving = (
                tuple(computed(side, settled) for side in shape) for shape in (self.entering, self.leaving)
            )
        return LayerNode(*_FINAL(self))

    @property
    def calls(self) -> tuple[Span, ...]:
        """The applications of blocks round it, from the user's file inwards."""
        return self.application.calls

    @property
    def path(self) -> str:
        """`double[2].conv[1]`: a number only where the name was applied more than once."""
        steps: list[str] = []
        name, ordinal = self.kind.name, self.ordinal
        application: Application | None = self.application
        while application is not None:
            steps.append(f"{name}[{ordinal}]" if application.counts.get(name, 0) > 1 else name)
            name, ordinal, application = application.name, application.ordinal, application.parent
        return ".".join(reversed(steps))


_FINAL = attrgetter(*(f.name for f in fields(LayerNode)))


@dataclass(slots=True, eq=False, repr=False)
class Use:
    """The applications of one binding, for the warning about weights that were made twice."""

    binding: Declared
    """Each application of the block round it binds anew."""
    shapes: dict[Span, set[object]] = field(default_factory=dict)
    """Where it was applied, and to which shapes."""
    owns: bool = False


class Graph:
    """What was built: the nodes with their labels and names, and the path to where the next one stands."""

    def __init__(self, name: str) -> None:
        self.application = Application(name)
        """The innermost block that is being applied."""
        self.nodes: list[PendingNode] = []
        self.labels: dict[Span, tuple[str, bool]] = {}
        """The labels by their places, and whether they reach parameters."""
        self.bindings: list[tuple[str, Span, Flow, int]] = []
        """Bound tensors: name, place, tensor, and the node where their own layers start."""
        self.carried: list[tuple[int, int, list[int]]] = []
        """Repetitions: from which node on, up to which, and the nodes that leave their iterations."""
        self.uses: dict[int, Use] = {}
        self.repetitions = 0

    def add(self, node: PendingNode, limits: Limits) -> int:
        """Put a node into the graph and give its number."""
        if len(self.nodes) >= MAX_LAYERS:
            raise Exhausted(too_much(node.span))
        limits.layer()
        self.nodes.append(node)
        return len(self.nodes) - 1

    def user_place(self, span: Span) -> Span:
        """`span`, or the application of the block round it where `span` is in the library."""
        application: Application | None = self.application
        while span.source.library and application is not None:
            span, application = application.span or span, application.parent
        return span


# ---- what is assumed ---------------------------------------------------------------------


class Assumptions:
    """What is taken for granted of the symbols, and what was decided by it: the questions are in `conditions`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.keep: frozenset[str] = frozenset()
        """The parameters that keep their names."""
        self.values: dict[str, Exact] = {}
        self.whole: frozenset[str] = frozenset()
        """The symbols that are declared whole."""
        self.conditions: dict[tuple[object, ...], Condition] = {}
        """In the order in which they were met: where the first ones hold, the same way was taken up to the next."""
        self.given: list[Relation] = []
        """That there is an iteration of the repetitions that are being worked out."""
        self.log: list[Condition] = []
        """What was taken for granted, each time that it was."""
        self.equalities: dict[Formula, None] = {}
        """Differences that were decided to be zero."""
        self.inequalities: list[Formula] = []
        """Differences that are not zero in the iteration that is being worked out."""
        self.indices: dict[str, Formula] = {}
        """The indices of the general iterations that are being worked out, whole and not negative; and their ends."""
        self.unknown = 0
        """How many repetitions were looked at for sizes that are UNKNOWN behind them."""
        self.changing: dict[str, None] = {}
        """The symbols that say how often a size changed that is UNKNOWN since."""
        self.convention = TORCH
        self.convention_layers: dict[str, None] = {}
        """The names of the layers whose rules asked for the convention."""
        self.inference: Inference | None = None
        """The first run of `--multiplier`: decisions are made at the values, and channels are watched."""
        self.scaling: Scaling | None = None
        """The second run of `--multiplier`."""

    @property
    def positive(self) -> frozenset[str]:
        """The symbols that are assumed positive: all but those whose value is zero."""
        return frozenset(name for name in self.keep if self.values.get(name, 1) > 0)

    @property
    def domain(self) -> Domain:
        """What is known of the symbols."""
        return Domain(self.positive, frozenset(), frozenset(self.indices))

    def unrounded(self, value: Value) -> Value:
        """A number, or sizes, without roundings of what is declared whole."""
        if self.whole and isinstance(value, Window):
            return Window(tuple(unrounded(side, self.whole) for side in value.sides))
        return unrounded(value, self.whole) if self.whole and isinstance(value, NUMBERS) else value

    def add(self, relation: Relation, span: Span, decided: bool = False) -> None:
        """Take `relation` for granted from here on."""
        over = tuple((name, end) for name, end in self.indices.items() if name in relation.names)
        if not (over and follows_from_domain(relation, self.domain)):
            self.take(Condition(relation, span, decided, over))

    def choose(self, relation: Relation, span: Span) -> None:
        """Take for granted what a form with a repetition asks also where that has no iteration."""
        given, self.given = self.given, self.given[:-1]
        self.add(relation, span, decided=True)
        self.given = given

    def take(self, condition: Condition) -> None:
        """Take a condition for granted, which may have been before."""
        self.log.append(condition)
        given = tuple(self.given)
        if all((condition.relation, condition.over, given[:n]) not in self.conditions for n in range(len(given) + 1)):
            placed = replace(condition, given=given, calls=self._graph.application.calls)
            self.conditions[condition.relation, condition.over, given] = placed
        if condition.decided and condition.relation.sign == "=":
            self.equalities[subtract(condition.relation.left, condition.relation.right)] = None

    def source(self, key: Key, number: Formula, span: Span) -> Formula:
        """A number of the user's text: under `--multiplier` a source that is tagged, or multiplied."""
        if self.inference is not None:
            return self.inference.tagged(key, number, span, self.values)
        return number if self.scaling is None else self.scaling.scale(key, number)

    def untagged(self, *numbers: Formula) -> tuple[Formula, ...]:
        """Numbers as they are; while channels are inferred, at the values: without the tags of their sources."""
        if self.inference is None:
            return numbers
        try:
            return tuple(
                computed(n, {s: Number(self.values[s]) for s in symbols(n) if s in self.values}) for n in numbers
            )
        except ZeroDivisionError:  # w % 0 has no value: whoever asks for one says so
            return numbers


# ---- shared weights ----------------------------------------------------------------------


class Shares:
    """The sets of weights that are used more than once, and who uses them."""

    def __init__(self) -> None:
        self.count = 0
        """How many shares there are: one that is made inside an iteration is that iteration's own."""
        self.of_file: dict[int, SharedLayer] = {}
        self.first_uses: list[SharedLayer] = []
        """The shares that were used a first time: an iteration in which that happened is unlike the next."""
        self.current: SharedLayer | None = None
        """The `share` whose layer is being applied, if its weights are owned already."""
        self.reuses: list[tuple[OwnedTensor, ...]] = []
        """What the layers of a shared use would own if they were not shared."""
        self.ties: list[tuple[SharedLayer, str, Formula, Span]] = []
        """Tensors that are those of a share: which, the role, the count, and where."""

    def older_first_used(self, first_uses: int, count: int) -> bool:
        """Whether one of the first `count` shares was used a first time after `first_uses` others."""
        return any(shared.serial <= count for shared in self.first_uses[first_uses:])


# ---- limits and caches -------------------------------------------------------------------


class Exhausted(Exception):
    """The whole elaboration stops: `trouble` says why."""

    def __init__(self, trouble: Problem) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


class Limits:
    """How much was done, and what would never end or make too many layers."""

    def __init__(self, definitions: Definitions, work: Work) -> None:
        self._work = work
        self._end = work.steps + MAX_STEPS
        """So many steps are taken without another layer."""
        self._recursion = Recursion()
        self.forgotten = 0
        """The layers that were made inside general iterations in iterations that were only tried.

        One in a general iteration of general iterations weighs the square of their number: formulas grow with it.
        """
        self._definitions = definitions

    def step(self, span: Span, graph: Graph) -> None:
        """Count one unit of work since the last layer, and stop what would never end."""
        self._work.steps += 1
        if self._work.steps > self._end:
            raise _too_long(span, graph)

    def layer(self) -> None:
        """There is another layer."""
        self._end = self._work.steps + MAX_STEPS

    def forget(self, weight: int, span: Span, graph: Graph) -> None:
        """Count layers that were made in vain: repetitions in repetitions try each other's iterations."""
        self.forgotten += weight
        if self.forgotten > MAX_FORGOTTEN:
            raise _too_long(span, graph)

    def refuse_cycle(self, declared: Declared) -> None:
        """Raise Problem if the definition uses itself in any case, or stop if its text alone makes too many layers."""
        if self._definitions.least_layers(declared) > MAX_LAYERS:
            raise Exhausted(too_much(declared.declaration.name_span))

    def deeper(self, worked: Worked) -> Recursion:
        """To be entered for one definition further inside; stop where that has no end."""
        try:
            return self._recursion.into(worked)
        except Problem as trouble:
            raise Exhausted(trouble) from None


def _too_long(span: Span, graph: Graph) -> Exhausted:
    return Exhausted(problem("E231", "this takes too long to work out", graph.user_place(span)))


def too_much(span: Span) -> Problem:
    """The network has more layers than are worked out."""
    note = "iterations of a repetition that are all alike are counted once and multiplied; others are unrolled"
    help = "is a definition used twice inside itself, again and again?"
    message = f"the network has more than {MAX_LAYERS:,} layers"
    return problem("E212", message, span, "stopped here", note=note, help=help)


class Caches:
    """What is worked out once; nothing is decided by it."""

    def __init__(self, library: dict[object, LayerRules], work: Work) -> None:
        self.library = library
        """The rules of its layers, and what they make of shapes without symbols: the same for every net."""
        self.work = work
        self.rules: dict[object, LayerRules] = {}
        """Those of the file's own layers, by their declarations."""
        self.outcomes: Memory = {}
        """The same of shapes with symbols, with what it took for granted: it holds for this elaboration."""
        self.kinds = KindReader()
        self.constants: dict[int, Value] = {}
        """The values of file-level definitions without parameters."""
        self.signatures: dict[int, tuple[dict[str, syntax.Parameter], set[str]]] = {}
        """The parameters of definitions, and the names of those without a default."""
