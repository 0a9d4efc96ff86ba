"""The tree of a file as it was written. Spans take no part in equality, so format can be tested by it."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction

from symcount.language.source import NOWHERE, Span
from symcount.record import record


@record
class Placed:
    """What stands at a place of a text."""

    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@record
class Named(Placed):
    """What has a name there, or is called by one."""

    name_span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


# ---- Expressions ------------------------------------------------------------------------


@record
class Number(Placed):
    """`3`, `1.4` (exactly 7/5), `7_765_442`; `text` keeps the author's grouping."""

    value: int | Fraction
    text: str = field(compare=False)


@record
class Window(Placed):
    """`3x3`, `1x7`."""

    sides: tuple[int, ...]


@record
class Flag(Placed):
    """`on`, `off`."""

    value: bool


@record
class Name(Placed):
    """A bare name: a value, or a call without arguments."""

    id: str


@record
class Argument(Placed):
    """`c` or `bias = off`."""

    name: str | None
    value: Expression


@record
class Call(Named):
    """`conv(64, 3, s = 2)`."""

    name: str
    arguments: tuple[Argument, ...]


@record
class Point(Placed):
    """`b.c3`: a tensor that the block which made `b` binds; `b.C` and `b.S` are its channels and sizes."""

    tensor: Expression
    point: str


@record
class Concat(Placed):
    """`[e5 -> up(8*w), e4]`: channels side by side."""

    items: tuple[Expression, ...]


@record
class List(Placed):
    """`(3, 4, 6, 3)`, `(w,)`, `()`: values of any kinds, in order."""

    items: tuple[Expression, ...]


@record
class Index(Placed):
    """`w[2]`: an item of a list; the first is 1."""

    list: Expression
    place: Expression


@record
class Arrow(Placed):
    """`-> layer`, one link of a chain."""

    layer: Expression


@record
class LabelMark(Placed):
    """`@ "Stage 1"`, one link of a chain; `@ "Classifier" as head` also says which part of the net it is."""

    text: str
    part: str | None = None


@record
class Chain(Placed):
    """`a -> f @ "L" -> g`, left to right and flat."""

    first: Expression
    links: tuple[Arrow | LabelMark, ...]


@record
class Choice(Placed):
    """`if c then f else g`; without `else` the identity."""

    condition: Expression
    then: Expression
    otherwise: Expression | None


@record
class Range(Placed):
    """`1..n`, both ends included."""

    low: Expression
    high: Expression


@record
class Loop(Placed):
    """`for i in 1..n: f`, `for c, n in w, L: f`: a variable for each range or list, in step.

    Bare in `[…]` or `sum(…)` its iterations are side by side.
    """

    variables: tuple[str, ...]
    sources: tuple[Range | Expression, ...]
    body: Expression
    beside: bool = False


@record
class Logic(Placed):
    """`a and b and c` or `a or b`, flat."""

    operator: str
    operands: tuple[Expression, ...]


@record
class Not(Placed):
    """`not a`."""

    operand: Expression


@record
class Comparison(Placed):
    """`C_i != c`; comparisons are not chained."""

    operator: str
    left: Expression
    right: Expression


@record
class Arithmetic(Placed):
    """`a + b - c` or `a * b / c % d`, flat and left to right; `rest` holds (operator, operand)."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]


@record
class Negative(Placed):
    """`-a`."""

    operand: Expression


@record
class Frozen(Placed):
    """`frozen f`: a layer whose parameters are not trained."""

    layer: Expression


@record
class Power(Placed):
    """`a ^ b`, to the right."""

    base: Expression
    exponent: Expression


Expression = (
    Number
    | Window
    | Flag
    | Name
    | Call
    | Point
    | Concat
    | List
    | Index
    | Chain
    | Choice
    | Loop
    | Logic
    | Not
    | Comparison
    | Arithmetic
    | Negative
    | Frozen
    | Power
)


# ---- What is stated of a count ----------------------------------------------------------


@record
class Printed(Placed):
    """`7.8M`, as a table prints it: so many digits, then a unit."""

    digits: str
    unit: str


@record
class Within(Placed):
    """`25_500_000 within 1%`: so far off at most, as a number or in percent of what is stated."""

    stated: Expression | Printed
    tolerance: Number | Printed
    percent: bool


Stated = Expression | Printed | Within


# ---- Statements and items ---------------------------------------------------------------


@record
class Domain(Placed):
    """`whole`, `positive`, `multiple(h)`: what the values of a parameter can be."""

    word: str
    of: Expression | None = None


@record
class Parameter(Placed):
    """`c`, `s = 1`, `p = same | valid` (the words it allows), `alpha as "\\alpha": positive = 1`."""

    name: str
    default: Expression | None = None
    words: tuple[str, ...] = ()
    writing: str | None = None
    domains: tuple[Domain, ...] = ()


@record
class Definition(Named):
    """`NAME = e` (parameters None) or `NAME(…) = e`."""

    name: str
    parameters: tuple[Parameter, ...] | None
    body: Expression


@record
class Share(Named):
    """`share tokens = embedding(V, d)`."""

    name: str
    body: Expression


@record
class Out(Placed):
    """`out e`: what a net or block gives."""

    value: Expression


@record
class Expect(Named):
    """`expect params(norm = off) @ "BN" == 0`."""

    quantity: str
    arguments: tuple[Argument, ...] | None
    label: str | None
    expected: Stated


@record
class Variant(Named):
    """`variant resnet50(depth = 50) == 25_557_032`: a configuration with a name, and the parameters it has."""

    name: str
    arguments: tuple[Argument, ...] | None
    expected: Stated | None


@record
class Paper(Placed):
    """`paper "He et al., …" 2016`: where the variants below it come from."""

    title: str
    year: int | Fraction


@record
class Block(Named):
    """`block NAME(…) { bindings … out e }`."""

    name: str
    parameters: tuple[Parameter, ...]
    body: tuple[Statement, ...]


@record
class Require(Placed):
    """`require C_i % g == 0 "groups must divide the channels"`, or `note … "…"` that is said where it holds."""

    condition: Expression
    text: str | None
    note: bool = False


@record
class Tensor(Placed):
    """`weight = area(K) * C_i/g * C_o when …`, or a `buffer`: one tensor that the layer owns."""

    role: str
    count: Expression
    when: Expression | None
    buffer: bool = False


@record
class Shape(Placed):
    """`out C = C_o` or `out S = window(S, K, s, p, d)`."""

    what: str
    value: Expression


@record
class Layer(Named):
    """`layer NAME(…) of T_i as "…" "caption" "plural" { rules }`."""

    name: str
    parameters: tuple[Parameter, ...]
    entering: str | None
    writing: str | None
    caption: str | None
    plural: str | None
    rules: tuple[Require | Tensor | Shape, ...]
    expects: tuple[Expect, ...] = ()


@record
class Import(Placed):
    """`import "parts.arch"`."""

    path: str


@record
class Net(Named):
    """`net NAME(…) { … }`."""

    name: str
    parameters: tuple[Parameter, ...]
    body: tuple[Statement, ...]


Statement = Definition | Block | Layer | Share | Out | Expect | Variant | Paper | Require
Item = Import | Net | Definition | Block | Layer | Share
Node = Stated | Argument | Range | Arrow | LabelMark | Domain | Parameter | Statement | Item | Require | Tensor | Shape


@record
class File:
    """A parsed text: its items in order."""

    items: tuple[Item, ...]
