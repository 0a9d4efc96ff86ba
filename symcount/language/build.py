"""From lark's tokens to the tree of `syntax`: one method for each rule of the grammar, no judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from lark import Token

from symcount.language import syntax as s
from symcount.language.source import NOWHERE, Source, Span

Children = list[Any]


class Builder:
    """Callbacks for lark, by rule name. Set `source` (and `shift`, where parsing starts) before each parse."""

    def __init__(self) -> None:
        self.source: Source = NOWHERE.source
        self.shift = 0

    # ---- places --------------------------------------------------------------------------

    def at(self, token: Token) -> Span:
        return Span(self.source, self.shift + token.start_pos, self.shift + token.end_pos)  # type: ignore[operator]

    def over(self, children: Children) -> Span:
        first, last = children[0], children[-1]
        start = (self.at(first) if isinstance(first, Token) else first.span).start
        end = (self.at(last) if isinstance(last, Token) else last.span).end
        return Span(self.source, start, end)

    # ---- items and statements ------------------------------------------------------------

    def start(self, children: Children) -> tuple[s.Item, ...]:
        return tuple(children)

    def import_(self, children: Children) -> s.Import:
        return s.Import(_text(children[1]), self.over(children))

    def net(self, children: Children) -> s.Net:
        return s.Net(str(children[1]), _parameters(children) or (), _nodes(children), *self._named(children))

    def block(self, children: Children) -> s.Block:
        return s.Block(str(children[1]), _parameters(children) or (), _nodes(children), *self._named(children))

    def _named(self, children: Children) -> tuple[Span, Span]:
        return self.over(children), self.at(children[1])

    def definition(self, children: Children) -> s.Definition:
        name = children[0]
        return s.Definition(str(name), _parameters(children), children[-1], self.over(children), self.at(name))

    def share(self, children: Children) -> s.Share:
        return s.Share(str(children[1]), children[-1], *self._named(children))

    def out(self, children: Children) -> s.Out:
        return s.Out(children[-1], self.over(children))

    def expect(self, children: Children) -> s.Expect:
        arguments = next((c.items for c in children if isinstance(c, _Arguments)), None)
        label = next((_text(c) for c in children if _is(c, "TEXT")), None)
        return s.Expect(str(children[1]), arguments, label, children[-1], *self._named(children))

    def variant(self, children: Children) -> s.Variant:
        arguments = next((c.items for c in children if isinstance(c, _Arguments)), None)
        expected = children[-1] if any(_is(c, "EQUAL") for c in children) else None
        return s.Variant(str(children[1]), arguments, expected, *self._named(children))

    def within(self, children: Children) -> s.Within:
        stated, _, tolerance = children[:3]
        if isinstance(tolerance, Token):
            tolerance = self.number([tolerance])
        return s.Within(stated, tolerance, _is(children[-1], "MODULO"), self.over(children))

    def printed(self, children: Children) -> s.Printed:
        text = str(children[0])
        return s.Printed(text[:-1], text[-1], self.at(children[0]))

    def paper(self, children: Children) -> s.Paper:
        year = self.number([children[2]])
        return s.Paper(_text(children[1]), year.value, self.over(children))

    def parameters(self, children: Children) -> _Parameters:
        return _Parameters(_nodes(children), self.over(children))

    def parameter(self, children: Children) -> s.Parameter:
        default = next((c for c in children if not isinstance(c, Token)), None)
        writing = next((_text(c) for c in children if _is(c, "TEXT")), None)
        words = [str(c) for c in children[1:] if _is(c, "NAME")]
        if words and isinstance(default, s.Name):
            words.insert(0, default.id)
        return s.Parameter(str(children[0]), default, tuple(words), writing, self.over(children))

    # ---- layers --------------------------------------------------------------------------

    def layer(self, children: Children) -> s.Layer:
        tokens = [c for c in children[2:] if isinstance(c, Token)]
        kinds = [t.type for t in tokens]
        texts = [_text(t) for t in tokens if t.type == "TEXT"]
        writing = texts.pop(0) if "AS" in kinds else None
        entering = str(tokens[kinds.index("OF") + 1]) if "OF" in kinds else None
        caption, plural = [*texts, None, None][:2]
        parameters = _parameters(children) or ()
        nodes = _nodes(children)
        rules = tuple(n for n in nodes if not isinstance(n, s.Expect))
        expects = tuple(n for n in nodes if isinstance(n, s.Expect))
        name = str(children[1])
        return s.Layer(name, parameters, entering, writing, caption, plural, rules, expects, *self._named(children))

    def requirement(self, children: Children) -> s.Require:
        text = _text(children[2]) if len(children) == 3 else None
        return s.Require(children[1], text, str(children[0]) == "note", self.over(children))

    def tensor(self, children: Children) -> s.Tensor:
        return self._tensor(children, 0, buffer=False)

    def buffer(self, children: Children) -> s.Tensor:
        return self._tensor(children, 1, buffer=True)

    def _tensor(self, children: Children, name: int, buffer: bool) -> s.Tensor:
        values = _nodes(children)
        when = values[1] if len(values) == 2 else None
        return s.Tensor(str(children[name]), values[0], when, buffer, self.over(children))

    def shape(self, children: Children) -> s.Shape:
        return s.Shape(str(children[1]), children[3], self.over(children))

    # ---- expressions ---------------------------------------------------------------------

    def choice(self, children: Children) -> s.Choice:
        values = _nodes(children)
        otherwise = values[2] if len(values) == 3 else None
        return s.Choice(values[0], values[1], otherwise, self.over(children))

    def loop(self, children: Children) -> s.Loop:
        low, high, body = _nodes(children)
        return s.Loop(str(children[1]), low, high, body, self.over(children))

    def chain(self, children: Children) -> s.Chain:
        return s.Chain(children[0], tuple(children[1:]), self.over(children))

    def arrow(self, children: Children) -> s.Arrow:
        return s.Arrow(children[1], self.over(children))

    def label(self, children: Children) -> s.LabelMark:
        part = str(children[-1]) if _is(children[-1], "NAME") else None
        return s.LabelMark(_text(children[1]), part, self.over(children))

    def disjunction(self, children: Children) -> s.Logic:
        return s.Logic("or", _nodes(children), self.over(children))

    def conjunction(self, children: Children) -> s.Logic:
        return s.Logic("and", _nodes(children), self.over(children))

    def not_(self, children: Children) -> s.Not:
        return s.Not(children[1], self.over(children))

    def comparison(self, children: Children) -> s.Comparison:
        return s.Comparison(str(children[1]), children[0], children[2], self.over(children))

    def sum(self, children: Children) -> s.Arithmetic:
        rest = tuple((str(op), operand) for op, operand in zip(children[1::2], children[2::2], strict=True))
        return s.Arithmetic(children[0], rest, self.over(children))

    product = sum

    def negative(self, children: Children) -> s.Negative:
        return s.Negative(children[1], self.over(children))

    def frozen(self, children: Children) -> s.Frozen:
        return s.Frozen(children[1], self.over(children))

    def power(self, children: Children) -> s.Power:
        return s.Power(children[0], children[2], self.over(children))

    def number(self, children: Children) -> s.Number:
        text = str(children[0])
        exact = Fraction(text.replace("_", ""))
        value = exact.numerator if exact.denominator == 1 else exact
        return s.Number(value, text, self.at(children[0]))

    def window(self, children: Children) -> s.Window:
        return s.Window(tuple(int(side) for side in children[0].split("x")), self.at(children[0]))

    def on(self, children: Children) -> s.Flag:
        return s.Flag(True, self.at(children[0]))

    def off(self, children: Children) -> s.Flag:
        return s.Flag(False, self.at(children[0]))

    def name(self, children: Children) -> s.Name:
        return s.Name(str(children[0]), self.at(children[0]))

    def call(self, children: Children) -> s.Call:
        return s.Call(str(children[0]), children[1].items, self.over(children), self.at(children[0]))

    def point(self, children: Children) -> s.Point:
        first = children[0]
        tensor = s.Name(str(first), self.at(first)) if isinstance(first, Token) else first
        return s.Point(tensor, str(children[-1]), self.over(children))

    def arguments(self, children: Children) -> _Arguments:
        return _Arguments(_nodes(children), self.over(children))

    def argument(self, children: Children) -> s.Argument:
        name = str(children[0]) if len(children) == 3 else None
        return s.Argument(name, children[-1], self.over(children))

    def list(self, children: Children) -> s.Concat:
        return s.Concat(_nodes(children), self.over(children))

    def group(self, children: Children) -> s.Expression:
        return replace(children[1], span=self.over(children))  # type: ignore[no-any-return]


setattr(Builder, "import", Builder.import_)  # the grammar's rule has a Python keyword for its name


class _Several:
    """Items in parentheses, on their way to the node that holds them."""

    __slots__ = ("items", "span")

    def __init__(self, items: tuple[Any, ...], span: Span) -> None:
        self.items = items
        self.span = span


class _Parameters(_Several):
    __slots__ = ()


class _Arguments(_Several):
    __slots__ = ()


def _parameters(children: Children) -> tuple[s.Parameter, ...] | None:
    return next((c.items for c in children if isinstance(c, _Parameters)), None)


def _nodes(children: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(c for c in children if not isinstance(c, Token | _Several))


def _is(child: object, kind: str) -> bool:
    return isinstance(child, Token) and child.type == kind


def _text(token: Token) -> str:
    return str(token)[1:-1]
