"""From tokens to the tree of `syntax`: one method for each rule of the grammar, no judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from symcount.language import syntax as s
from symcount.language.machine import Token
from symcount.language.source import Source, Span
from symcount.record import record

Parts = list[Any]


class Builder:
    """The nodes of a text: each method is given the parts of its rule, which are nodes, tokens, or several nodes."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def over(self, parts: Parts) -> Span:
        return Span(self.source, parts[0].span.start, parts[-1].span.end)

    # ---- items and statements ------------------------------------------------------------

    def start(self, parts: Parts) -> tuple[s.Item, ...]:
        return tuple(parts)

    def import_(self, parts: Parts) -> s.Import:
        return s.Import(_text(parts[1]), span=self.over(parts))

    def net(self, parts: Parts) -> s.Net:
        return s.Net(parts[1].text, _items(parts) or (), _nodes(parts), **self._named(parts))

    def block(self, parts: Parts) -> s.Block:
        return s.Block(parts[1].text, _items(parts) or (), _nodes(parts), **self._named(parts))

    def _named(self, parts: Parts) -> dict[str, Span]:
        return {"span": self.over(parts), "name_span": parts[1].span}

    def definition(self, parts: Parts) -> s.Definition:
        name = parts[0]
        return s.Definition(name.text, _items(parts), parts[-1], span=self.over(parts), name_span=name.span)

    def share(self, parts: Parts) -> s.Share:
        return s.Share(parts[1].text, parts[-1], **self._named(parts))

    def out(self, parts: Parts) -> s.Out:
        return s.Out(parts[-1], span=self.over(parts))

    def expect(self, parts: Parts) -> s.Expect:
        arguments = _items(parts)
        label = next((_text(c) for c in parts if _is(c, "TEXT")), None)
        return s.Expect(parts[1].text, arguments, label, parts[-1], **self._named(parts))

    def variant(self, parts: Parts) -> s.Variant:
        arguments = _items(parts)
        expected = parts[-1] if any(_is(c, "EQUAL") for c in parts) else None
        return s.Variant(parts[1].text, arguments, expected, **self._named(parts))

    def within(self, parts: Parts) -> s.Within:
        stated, _, tolerance = parts[:3]
        if isinstance(tolerance, Token):
            tolerance = self.number([tolerance])
        return s.Within(stated, tolerance, _is(parts[-1], "MODULO"), span=self.over(parts))

    def printed(self, parts: Parts) -> s.Printed:
        text = parts[0].text
        return s.Printed(text[:-1], text[-1], span=parts[0].span)

    def paper(self, parts: Parts) -> s.Paper:
        year = self.number([parts[2]])
        return s.Paper(_text(parts[1]), year.value, span=self.over(parts))

    def parameters(self, parts: Parts) -> _Listed:
        return _Listed(_nodes(parts), span=self.over(parts))

    arguments = parameters

    def parameter(self, parts: Parts) -> s.Parameter:
        domains = tuple(c for c in parts if isinstance(c, s.Domain))
        default = next((c for c in parts if not isinstance(c, Token | s.Domain)), None)
        writing = next((_text(c) for c in parts if _is(c, "TEXT")), None)
        words = [c.text for c in parts[1:] if _is(c, "NAME")]
        if words and isinstance(default, s.Name):
            words.insert(0, default.id)
        return s.Parameter(parts[0].text, default, tuple(words), writing, domains, span=self.over(parts))

    def domain(self, parts: Parts) -> s.Domain:
        return s.Domain(parts[0].text, next(iter(_nodes(parts)), None), span=self.over(parts))

    # ---- layers --------------------------------------------------------------------------

    def layer(self, parts: Parts) -> s.Layer:
        tokens = [c for c in parts[2:] if isinstance(c, Token)]
        kinds = [t.kind for t in tokens]
        texts = [_text(t) for t in tokens if t.kind == "TEXT"]
        writing = texts.pop(0) if "AS" in kinds else None
        entering = tokens[kinds.index("OF") + 1].text if "OF" in kinds else None
        caption, plural = [*texts, None, None][:2]
        parameters = _items(parts) or ()
        nodes = _nodes(parts)
        rules = tuple(n for n in nodes if not isinstance(n, s.Expect))
        expects = tuple(n for n in nodes if isinstance(n, s.Expect))
        name = parts[1].text
        return s.Layer(name, parameters, entering, writing, caption, plural, rules, expects, **self._named(parts))

    def requirement(self, parts: Parts) -> s.Require:
        text = _text(parts[2]) if len(parts) == 3 else None
        return s.Require(parts[1], text, parts[0].text == "note", span=self.over(parts))

    def tensor(self, parts: Parts) -> s.Tensor:
        buffer = _is(parts[0], "BUFFER")
        count, when = (*_nodes(parts), None)[:2]
        return s.Tensor(parts[1 if buffer else 0].text, count, when, buffer, span=self.over(parts))

    buffer = tensor

    def shape(self, parts: Parts) -> s.Shape:
        return s.Shape(parts[1].text, parts[3], span=self.over(parts))

    # ---- expressions ---------------------------------------------------------------------

    def choice(self, parts: Parts) -> s.Choice:
        condition, then, otherwise = (*_nodes(parts), None)[:3]
        return s.Choice(condition, then, otherwise, span=self.over(parts))

    def loop(self, parts: Parts) -> s.Loop:
        names = tuple(part.text for part in parts if _is(part, "NAME"))
        *sources, body = _nodes(parts)
        return s.Loop(names, tuple(sources), body, span=self.over(parts))

    def range(self, parts: Parts) -> s.Range:
        return s.Range(parts[0], parts[-1], span=self.over(parts))

    def chain(self, parts: Parts) -> s.Chain:
        return s.Chain(parts[0], tuple(parts[1:]), span=self.over(parts))

    def arrow(self, parts: Parts) -> s.Arrow:
        return s.Arrow(parts[1], span=self.over(parts))

    def label(self, parts: Parts) -> s.LabelMark:
        part = parts[-1].text if _is(parts[-1], "NAME") else None
        return s.LabelMark(_text(parts[1]), part, span=self.over(parts))

    def disjunction(self, parts: Parts) -> s.Logic:
        return s.Logic(parts[1].text, _nodes(parts), span=self.over(parts))

    conjunction = disjunction

    def not_(self, parts: Parts) -> s.Not:
        return s.Not(parts[1], span=self.over(parts))

    def comparison(self, parts: Parts) -> s.Comparison:
        return s.Comparison(parts[1].text, parts[0], parts[2], span=self.over(parts))

    def sum(self, parts: Parts) -> s.Arithmetic:
        rest = tuple((op.text, operand) for op, operand in zip(parts[1::2], parts[2::2], strict=True))
        return s.Arithmetic(parts[0], rest, span=self.over(parts))

    product = sum

    def negative(self, parts: Parts) -> s.Negative:
        return s.Negative(parts[1], span=self.over(parts))

    def frozen(self, parts: Parts) -> s.Frozen:
        return s.Frozen(parts[1], span=self.over(parts))

    def power(self, parts: Parts) -> s.Power:
        return s.Power(parts[0], parts[2], span=self.over(parts))

    def number(self, parts: Parts) -> s.Number:
        text = parts[0].text
        exact = Fraction(text.replace("_", "")) if "." in text else int(text.replace("_", ""))
        return s.Number(exact.numerator if exact.denominator == 1 else exact, text, span=parts[0].span)

    def window(self, parts: Parts) -> s.Window:
        return s.Window(tuple(int(side) for side in parts[0].text.split("x")), span=parts[0].span)

    def on(self, parts: Parts) -> s.Flag:
        return s.Flag(parts[0].text == "on", span=parts[0].span)

    off = on

    def name(self, parts: Parts) -> s.Name:
        return s.Name(parts[0].text, span=parts[0].span)

    def call(self, parts: Parts) -> s.Call:
        name, arguments = parts[0].text, parts[1].items
        if name == "sum":
            arguments = tuple(replace(a, value=_beside(a.value)) for a in arguments)
        return s.Call(name, arguments, span=self.over(parts), name_span=parts[0].span)

    def point(self, parts: Parts) -> s.Point:
        return s.Point(self._named_value(parts[0]), parts[-1].text, span=self.over(parts))

    def index(self, parts: Parts) -> s.Index:
        return s.Index(self._named_value(parts[0]), parts[2], span=self.over(parts))

    def _named_value(self, part: Any) -> s.Expression:
        return self.name([part]) if isinstance(part, Token) else part

    def argument(self, parts: Parts) -> s.Argument:
        name = parts[0].text if len(parts) == 3 else None
        return s.Argument(name, parts[-1], span=self.over(parts))

    def concat(self, parts: Parts) -> s.Concat:
        return s.Concat(tuple(map(_beside, _nodes(parts))), span=self.over(parts))

    def list(self, parts: Parts) -> s.List:
        return s.List(_nodes(parts), span=self.over(parts))

    def group(self, parts: Parts) -> s.Expression:
        return replace(parts[1], span=self.over(parts))  # type: ignore[no-any-return]


def _beside(item: s.Expression) -> s.Expression:
    """A `for` that stands bare among what is joined."""
    bare = isinstance(item, s.Loop) and item.span.text.startswith("for")
    return replace(item, beside=True) if bare else item  # type: ignore[arg-type]


@record
class _Listed(s.Placed):
    """Parameters or arguments in parentheses, on their way to the node that holds them."""

    items: tuple[Any, ...]


def _items(parts: Parts) -> tuple[Any, ...] | None:
    return next((part.items for part in parts if isinstance(part, _Listed)), None)


def _nodes(parts: Sequence[Any]) -> tuple[Any, ...]:
    return tuple([part for part in parts if not isinstance(part, (Token, _Listed))])


def _is(child: object, kind: str) -> bool:
    return isinstance(child, Token) and child.kind == kind


def _text(token: Token) -> str:
    return token.text[1:-1]
