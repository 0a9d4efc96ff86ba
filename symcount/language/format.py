"""A file in its canonical layout, with every comment that its author wrote; the tree stays the same."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from symcount.language import syntax as s
from symcount.language.breaking import BREAK, INDENT, broken
from symcount.language.mistakes import SKIPPED
from symcount.language.parse import parse
from symcount.language.source import Source, Span

WIDTH = 100

Line = s.Import | s.Definition | s.Share | s.Out | s.Expect | s.Variant | s.Paper | s.Require | s.Tensor | s.Shape
Braced = s.Net | s.Block | s.Layer

_OPENING = re.compile(r'"[^"\n]*"|#[^\n]*|\{')
_BESIDE = re.compile(r"[ \t\r]*#")


def format_file(source: Source) -> str:
    """The text of `source`, laid out anew. Raises Problem where it cannot be parsed."""
    file = parse(source)
    page = _Page(source.text, comments(source))
    page.body(file.items, len(source.text), "")
    return page.printed()


def comments(source: Source) -> list[Span]:
    """The places of all comments."""
    return [Span(source, m.start(), m.end()) for m in SKIPPED.finditer(source.text) if m[0].startswith("#")]


def format_items(items: Sequence[s.Item]) -> str:
    """The text of a file that nobody has written yet."""
    page = _Page("", ())
    page.body(items, 0, "")
    return page.printed()


def format_expression(node: s.Expression) -> str:
    """`node` on one line, with no more parentheses than its tree needs."""
    return _at(node, CHOICE)


# ---- Statements and comments ------------------------------------------------------------


class Equals(NamedTuple):
    """The `=` of a definition: its printed statement, its column in the source, and the words before it."""

    statement: int
    column: int
    head: str
    padded: bool
    """Whether its author wrote several blanks before it."""


class _Page:
    """The lines printed so far, and the comments that still wait for their place."""

    def __init__(self, text: str, comments: Sequence[Span]) -> None:
        self.text = text
        self.comments = deque(comments)
        self.lines: list[str] = []
        self.done: int | None = None  # how far the text is printed; None where a body begins
        self.equals: list[Equals] = []

    def printed(self) -> str:
        self.align()
        return "".join(f"{line}\n" for line in self.lines)

    def body(self, nodes: Sequence[Line | Braced], end: int, indent: str) -> None:
        """Statements, items or rules, and the comments round them up to `end`."""
        after_long = False
        for node in nodes:
            before = len(self.lines)
            self.own_lines(node.span.start, indent)
            self.gap(node.span.start)
            first = len(self.lines)
            long = self.statement(node, indent)
            if not indent and before and (long or after_long) and "" not in self.lines[before:first]:
                self.insert_gap(before)
            after_long = long
        self.own_lines(end, indent)

    def insert_gap(self, before: int) -> None:
        self.lines.insert(before, "")
        late = next((i for i, e in enumerate(reversed(self.equals)) if e.statement < before), len(self.equals))
        for i in range(len(self.equals) - late, len(self.equals)):
            self.equals[i] = self.equals[i]._replace(statement=self.equals[i].statement + 1)

    def align(self) -> None:
        """The `=` of definitions below each other stay in one column where their author put them into one."""
        group: list[Equals] = []
        for e in (*self.equals, None):
            if e and group and (e.statement, e.column) == (group[-1].statement + 1, group[-1].column):
                group.append(e)
                continue
            if any(other.padded for other in group[1:] and group):
                width = max(len(other.head) for other in group)
                for other in group:
                    rest = self.lines[other.statement].removeprefix(other.head)
                    self.lines[other.statement] = other.head.ljust(width) + rest
            group = [e] if e else []

    def statement(self, node: Line | Braced, indent: str) -> bool:
        """Prints one node; gives whether it has a body of several lines."""
        head_end = self.opening(node) if isinstance(node, Braced) else node.span.end
        while self.waits(head_end):  # a comment amid an expression: no line of the new layout is its own
            self.lines.append(indent + _comment(self.comments.popleft()))
        long = isinstance(node, Braced) and self.braces(node, head_end, indent)
        if not isinstance(node, Braced):
            if isinstance(node, s.Definition) and self.text:
                self.note_equals(node, indent)
            self.lines.append(_line(node, indent))
        self.beside(node.span.end)
        return long

    def note_equals(self, node: s.Definition, indent: str) -> None:
        """Called before the statement is printed, which begins with this head where it is not broken."""
        place = self.text.rfind("=", node.span.start, node.body.span.start)
        column = place - self.text.rfind("\n", 0, place)
        head = indent + _parts(node)[0].removesuffix(" = ")
        if "\n" not in self.text[node.span.start : place] and len(head) < WIDTH // 2:
            self.equals.append(Equals(len(self.lines), column, head, self.text[place - 2 : place] == "  "))

    def braces(self, node: Braced, opening: int, indent: str) -> bool:
        inside = _in_order(node) if isinstance(node, s.Layer) else node.body
        long = bool(inside) or self.waits(node.span.end)
        self.lines.append(broken(indent + _header(node) + (" {" if long else " {}"), WIDTH))
        if long:
            self.beside(opening + 1)
            self.done = None
            self.body(inside, node.span.end, indent + INDENT)
            self.lines.append(indent + "}")
        return long

    def opening(self, node: Braced) -> int:
        """The place of the brace that ends the header of `node`."""
        braces = (m.start() for m in _OPENING.finditer(self.text, node.span.start) if m[0] == "{")
        return next(braces, node.span.end)

    def waits(self, end: int) -> bool:
        """Whether a comment before `end` is not yet printed."""
        return bool(self.comments) and self.comments[0].start < end

    def own_lines(self, end: int, indent: str) -> None:
        """The comments before `end`, each on a line of its own."""
        while self.waits(end):
            comment = self.comments.popleft()
            self.gap(comment.start)
            self.lines.append(indent + _comment(comment))
            self.done = comment.end

    def beside(self, end: int) -> None:
        """The comment that follows `end` on the same line of the source, if there is one."""
        self.done = end
        if _BESIDE.match(self.text, end):
            comment = self.comments.popleft()
            self.lines[-1] += f"  {_comment(comment)}"
            self.done = comment.end

    def gap(self, start: int) -> None:
        """A blank line, where the author left at least one before `start`."""
        if self.done is not None and self.text.count("\n", self.done, start) > 1:
            self.lines.append("")


def _in_order(layer: s.Layer) -> list[s.Require | s.Tensor | s.Shape | s.Expect]:
    """The rules and `expect` lines of a layer as they were written."""
    return sorted([*layer.rules, *layer.expects], key=lambda node: node.span.start)


def _comment(span: Span) -> str:
    return span.text.rstrip(" \t\r")


def _line(node: Line, indent: str) -> str:
    """A statement without braces: on one line, or broken at the links of its chain where that is too long."""
    head, value, tail = _parts(node)
    links = _links(value) if isinstance(value, s.Chain) else [format_expression(value)] if value else []
    line = indent + head + "".join(links) + tail
    if len(line) <= WIDTH:
        return line
    fresh = f"\n{indent}{BREAK}->"
    lines = indent + head + "".join(fresh + x[3:] if x.startswith(" ->") else x for x in links) + tail
    return "\n".join(broken(line, WIDTH) for line in lines.split("\n"))


def _parts(node: Line) -> tuple[str, s.Expression | None, str]:
    """What stands before the expression that may be broken, that expression, and what follows it."""
    match node:
        case s.Import(path):
            return f'import "{path}"', None, ""
        case s.Definition(name, parameters, body):
            return f"{name}{'' if parameters is None else _parameters(parameters)} = ", body, ""
        case s.Share(name, body):
            return f"share {name} = ", body, ""
        case s.Out(value):
            return "out ", value, ""
        case s.Expect(quantity, arguments, label, expected):
            given = "" if arguments is None else _arguments(arguments)
            return _stated(f"expect {quantity}{given}{_quoted(' @ ', label)} == ", expected)
        case s.Variant(name, arguments, wanted):
            head = f"variant {name}{'' if arguments is None else _arguments(arguments)}"
            return (head, None, "") if wanted is None else _stated(f"{head} == ", wanted)
        case s.Paper(title, year):
            return f'paper "{title}" {year}', None, ""
        case s.Require(condition, text, note):
            return "note " if note else "require ", condition, _quoted(" ", text)
        case s.Tensor(role, count, when, buffer):
            tail = "" if when is None else f" when {format_expression(when)}"
            return f"{'buffer ' if buffer else ''}{role} = ", count, tail
        case s.Shape(what, value):
            return f"out {what} = ", value, ""


def _stated(head: str, node: s.Stated) -> tuple[str, s.Expression | None, str]:
    """The parts of a line that ends with what is stated of a count."""
    match node:
        case s.Printed():
            return head + _printed(node), None, ""
        case s.Within(stated, tolerance, percent):
            start, value, _ = _stated(head, stated)
            return start, value, f" within {_printed(tolerance)}{'%' if percent else ''}"
        case _:
            return head, node, ""


def _printed(node: s.Number | s.Printed) -> str:
    return node.text if isinstance(node, s.Number) else node.digits + node.unit


def _header(node: Braced) -> str:
    parameters = _parameters(node.parameters) if node.parameters else ""
    head = f"{type(node).__name__.lower()} {node.name}{parameters}"
    if isinstance(node, s.Layer):
        head += "" if node.entering is None else f" of {node.entering}{_quoted(' as ', node.writing)}"
        head += _quoted(" ", node.caption) + _quoted(" ", node.plural)
    return head


def _parameters(parameters: Sequence[s.Parameter]) -> str:
    return f"({', '.join(map(_parameter, parameters))})"


def _parameter(node: s.Parameter) -> str:
    domains = " ".join(map(_domain, node.domains))
    head = node.name + _quoted(" as ", node.writing) + (domains and f": {domains}")
    if node.default is None:
        return head
    # the first word is the default itself, where that is a word
    words = node.words[1:] if isinstance(node.default, s.Name) else node.words
    return f"{head} = {' | '.join([format_expression(node.default), *words])}"


def _domain(node: s.Domain) -> str:
    return node.word if node.of is None else f"{node.word}({format_expression(node.of)})"


def _quoted(before: str, text: str | None) -> str:
    return "" if text is None else f'{before}"{text}"'


# ---- Expressions ------------------------------------------------------------------------

CHOICE, CHAIN, OR, AND, NOT, COMPARISON, SUM, PRODUCT, UNARY, POWER, ATOM = range(11)  # loosest first

_LEVELS: dict[type, int] = {
    s.Choice: CHOICE, s.Loop: CHOICE, s.Chain: CHAIN, s.Not: NOT,
    s.Comparison: COMPARISON, s.Negative: UNARY, s.Frozen: UNARY, s.Power: POWER,
}  # fmt: skip
_NUMERIC = s.Number | s.Window | s.Flag | s.Name | s.Index | s.Arithmetic | s.Negative | s.Power


def _level(node: s.Expression) -> int:
    match node:
        case s.Logic(operator):
            return OR if operator == "or" else AND
        case s.Arithmetic():
            return SUM if node.rest[0][0] in "+-" else PRODUCT
        case _:
            return _LEVELS.get(type(node), ATOM)


def _at(node: s.Expression, loosest: int) -> str:
    """`node` where nothing that binds more loosely than `loosest` can stand without parentheses."""
    text = _bare(node)
    return text if _level(node) >= loosest else f"({text})"


def _bare(node: s.Expression) -> str:
    match node:
        case s.Number():
            return node.text
        case s.Window(sides):
            return "x".join(map(str, sides))
        case s.Flag(value):
            return "on" if value else "off"
        case s.Name(id):
            return id
        case s.Call(name, arguments):
            return name + _arguments(arguments)
        case s.Point(tensor, point):
            return f"{_at(tensor, ATOM)}.{point}"
        case s.Concat(items):
            return f"[{', '.join([_at(item, _loosest_item(item)) for item in items])}]"
        case s.Chain():
            return "".join(_links(node))
        case s.Choice(condition, then, otherwise):
            head = f"if {_at(condition, OR)} then {_at(then, CHAIN)}"
            return head if otherwise is None else f"{head} else {_at(otherwise, CHOICE)}"
        case s.List(items):
            comma = "," if len(items) == 1 else ""
            return f"({', '.join([_at(item, CHOICE) for item in items])}{comma})"
        case s.Index(list_, place):
            bare = isinstance(list_, s.Name | s.Call | s.Point | s.Index | s.List)
            return f"{_bare(list_) if bare else f'({_bare(list_)})'}[{_at(place, CHOICE)}]"
        case s.Loop(variables, sources, body):
            return f"for {', '.join(variables)} in {', '.join(map(_source, sources))}: {_at(body, CHOICE)}"
        case s.Logic(operator, operands):
            return f" {operator} ".join([_at(operand, _level(node) + 1) for operand in operands])
        case s.Not(operand):
            return f"not {_at(operand, NOT)}"
        case s.Comparison(operator, left, right):
            return f"{_at(left, SUM)} {operator} {_at(right, SUM)}"
        case s.Arithmetic():
            return _arithmetic(node)
        case s.Negative(operand):
            return f"-{_at(operand, UNARY)}"
        case s.Frozen(layer):
            return f"frozen {_at(layer, UNARY)}"
        case s.Power(base, exponent):
            return f"{_at(base, ATOM)}^{_at(exponent, UNARY)}"


def _source(node: s.Range | s.Expression) -> str:
    return f"{_at(node.low, SUM)}..{_at(node.high, SUM)}" if isinstance(node, s.Range) else _at(node, SUM)


def _loosest_item(item: s.Expression) -> int:
    """A `for` in a row stands in parentheses among what is joined."""
    return CHAIN if isinstance(item, s.Loop) and not item.beside else CHOICE


def _links(chain: s.Chain) -> list[str]:
    """The first operand of a chain, then its arrows and labels."""
    rest = [f" -> {_link(x.layer)}" if isinstance(x, s.Arrow) else f' @ "{x.text}"{_as(x)}' for x in chain.links]
    return [_link(chain.first), *rest]


def _as(mark: s.LabelMark) -> str:
    return "" if mark.part is None else f" as {mark.part}"


def _link(node: s.Expression) -> str:
    return _arithmetic(node, layers=True) if isinstance(node, s.Arithmetic) else _at(node, OR)


def _arguments(arguments: Sequence[s.Argument]) -> str:
    return f"({', '.join([('' if x.name is None else f'{x.name} = ') + _at(x.value, CHOICE) for x in arguments])})"


def _arithmetic(node: s.Arithmetic, layers: bool = False) -> str:
    """`a + b`, `a % b`, `a/b`; `2*w` but `2 * f(w)`, and `n * f` where a chain shows that `f` is a layer."""
    inner = _level(node) + 1
    operands = [node.first, *(operand for _, operand in node.rest)]
    tight = "/" if layers or not all(isinstance(x, _NUMERIC) for x in operands) else "*/"
    pieces = [_at(node.first, inner)]
    for operator, operand in node.rest:
        pieces += [operator if operator in tight else f" {operator} ", _at(operand, inner)]
    return "".join(pieces)
