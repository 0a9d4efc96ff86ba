"""The tree of a file as it was written. Spans take no part in equality, so format can be tested by it."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction

from symcount.language.source import NOWHERE, Span
from symcount.record import record


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


# ---- Expressions ------------------------------------------------------------------------


@record
class Number:
    """`3`, `1.4` (exactly 7/5), `7_765_442`; `text` keeps the author's grouping."""

    value: int | Fraction
    text: str = field(compare=False)
    span: Span = _span()


@record
class Window:
    """`3x3`, `1x7`."""

    sides: tuple[int, ...]
    span: Span = _span()


@record
class Flag:
    """`on`, `off`."""

    value: bool
    span: Span = _span()


@record
class Name:
    """A bare name: a value, or a call without arguments."""

    id: str
    span: Span = _span()


@record
class Argument:
    """`c` or `bias = off`."""

    name: str | None
    value: Expression
    span: Span = _span()


@record
class Call:
    """`conv(64, 3, s = 2)`."""

    name: str
    arguments: tuple[Argument, ...]
    span: Span = _span()
    name_span: Span = _span()


@record
class Point:
    """`b.c3`: a tensor that the block which made `b` binds; `b.C` and `b.S` are its channels and sizes."""

    tensor: Expression
    point: str
    span: Span = _span()


@record
class Concat:
    """`[e5 -> up(8*w), e4]`: channels side by side."""

    items: tuple[Expression, ...]
    span: Span = _span()


@record
class Arrow:
    """`-> layer`, one link of a chain."""

    layer: Expression
    span: Span = _span()


@record
class LabelMark:
    """`@ "Stage 1"`, one link of a chain; `@ "Classifier" as head` also says which part of the net it is."""

    text: str
    part: str | None = None
    span: Span = _span()


@record
class Chain:
    """`a -> f @ "L" -> g`, left to right and flat."""

    first: Expression
    links: tuple[Arrow | LabelMark, ...]
    span: Span = _span()


@record
class Choice:
    """`if c then f else g`; without `else` the identity."""

    condition: Expression
    then: Expression
    otherwise: Expression | None
    span: Span = _span()


@record
class Loop:
    """`for i in 1..n: f`, both ends included."""

    variable: str
    low: Expression
    high: Expression
    body: Expression
    span: Span = _span()


@record
class Logic:
    """`a and b and c` or `a or b`, flat."""

    operator: str
    operands: tuple[Expression, ...]
    span: Span = _span()


@record
class Not:
    """`not a`."""

    operand: Expression
    span: Span = _span()


@record
class Comparison:
    """`C_i != c`; comparisons are not chained."""

    operator: str
    left: Expression
    right: Expression
    span: Span = _span()


@record
class Arithmetic:
    """`a + b - c` or `a * b / c % d`, flat and left to right; `rest` holds (operator, operand)."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]
    span: Span = _span()


@record
class Negative:
    """`-a`."""

    operand: Expression
    span: Span = _span()


@record
class Frozen:
    """`frozen f`: a layer whose parameters are not trained."""

    layer: Expression
    span: Span = _span()


@record
class Power:
    """`a ^ b`, to the right."""

    base: Expression
    exponent: Expression
    span: Span = _span()


Expression = (
    Number
    | Window
    | Flag
    | Name
    | Call
    | Point
    | Concat
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
class Printed:
    """`7.8M`, as a table prints it: so many digits, then a unit."""

    digits: str
    unit: str
    span: Span = _span()


@record
class Within:
    """`25_500_000 within 1%`: so far off at most, as a number or in percent of what is stated."""

    stated: Expression | Printed
    tolerance: Number | Printed
    percent: bool
    span: Span = _span()


Stated = Expression | Printed | Within


# ---- Statements and items ---------------------------------------------------------------


@record
class Parameter:
    """`c`, `s = 1`, `p = same | valid` (the words it allows), `alpha as "\\alpha" = 1`."""

    name: str
    default: Expression | None = None
    words: tuple[str, ...] = ()
    writing: str | None = None
    span: Span = _span()


@record
class Definition:
    """`NAME = e` (parameters None) or `NAME(…) = e`."""

    name: str
    parameters: tuple[Parameter, ...] | None
    body: Expression
    span: Span = _span()
    name_span: Span = _span()


@record
class Share:
    """`share tokens = embedding(V, d)`."""

    name: str
    body: Expression
    span: Span = _span()
    name_span: Span = _span()


@record
class Out:
    """`out e`: what a net or block gives."""

    value: Expression
    span: Span = _span()


@record
class Expect:
    """`expect params(norm = off) @ "BN" == 0`."""

    quantity: str
    arguments: tuple[Argument, ...] | None
    label: str | None
    expected: Stated
    span: Span = _span()
    name_span: Span = _span()


@record
class Variant:
    """`variant resnet50(depth = 50) == 25_557_032`: a configuration with a name, and the parameters it has."""

    name: str
    arguments: tuple[Argument, ...] | None
    expected: Stated | None
    span: Span = _span()
    name_span: Span = _span()


@record
class Paper:
    """`paper "He et al., …" 2016`: where the variants below it come from."""

    title: str
    year: int | Fraction
    span: Span = _span()


@record
class Block:
    """`block NAME(…) { bindings … out e }`."""

    name: str
    parameters: tuple[Parameter, ...]
    body: tuple[Statement, ...]
    span: Span = _span()
    name_span: Span = _span()


@record
class Require:
    """`require C_i % g == 0 "groups must divide the channels"`, or `note … "…"` that is said where it holds."""

    condition: Expression
    text: str | None
    note: bool = False
    span: Span = _span()


@record
class Tensor:
    """`weight = area(K) * C_i/g * C_o when …`, or a `buffer`: one tensor that the layer owns."""

    role: str
    count: Expression
    when: Expression | None
    buffer: bool = False
    span: Span = _span()


@record
class Shape:
    """`out C = C_o` or `out S = window(S, K, s, p, d)`."""

    what: str
    value: Expression
    span: Span = _span()


@record
class Layer:
    """`layer NAME(…) of T_i as "…" "caption" "plural" { rules }`."""

    name: str
    parameters: tuple[Parameter, ...]
    entering: str | None
    writing: str | None
    caption: str | None
    plural: str | None
    rules: tuple[Require | Tensor | Shape, ...]
    expects: tuple[Expect, ...] = ()
    span: Span = _span()
    name_span: Span = _span()


@record
class Import:
    """`import "parts.arch"`."""

    path: str
    span: Span = _span()


@record
class Net:
    """`net NAME(…) { … }`."""

    name: str
    parameters: tuple[Parameter, ...]
    body: tuple[Statement, ...]
    span: Span = _span()
    name_span: Span = _span()


Statement = Definition | Block | Layer | Share | Out | Expect | Variant | Paper | Require
Item = Import | Net | Definition | Block | Layer | Share
Node = Stated | Argument | Arrow | LabelMark | Parameter | Statement | Item | Require | Tensor | Shape


@record
class File:
    """A parsed text: its items in order."""

    items: tuple[Item, ...]
