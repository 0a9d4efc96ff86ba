"""Reading a text by the grammar's tables: characters to words, words to the tree that a builder makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from symcount.language.source import Source, Span
from symcount.language.tables import PART, PARTS, Tables, load_tables
from symcount.record import record

END, STRAY = "$END", "STRAY"
"""The end of the text; a character that begins no word."""


@record
class Token:
    """A word: its terminal in the grammar, its spelling, and where it stands."""

    kind: str
    text: str
    span: Span


class Unexpected(Exception):
    """A word that cannot stand where it stands, and the terminals that could."""

    def __init__(self, token: Token, accepted: frozenset[str]) -> None:
        super().__init__(token, accepted)
        self.token = token
        self.accepted = accepted


class Machine:
    """An LALR(1) parser of the tables."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        groups = [f"(?P<{kind}>{pattern})" for kind, pattern in {**tables.terminals, STRAY: r"[\s\S]"}.items()]
        self._words = re.compile(f"(?:{'|'.join(tables.ignored)})*(?:{'|'.join(groups)}|\\Z)")

    def tokens(self, text: str, source: Source, shift: int) -> Iterator[Token]:
        """The words of `text`, whose first character is at `shift` in `source`, and its END."""
        words = self.tables.words
        for match in self._words.finditer(text):
            kind = match.lastgroup
            if kind is None:
                break
            word, start = match[kind], shift + match.start(kind)
            yield Token(words.get(word, kind), word, Span(source, start, start + len(word)))
        yield Token(END, "", Span(source, shift + len(text), shift + len(text)))

    def parse(self, tokens: Iterable[Token], builder: object) -> Any:
        """What the builder's methods make of the words. Raises Unexpected."""
        states, end = self.tables.states, self.tables.end
        rules = [
            (symbol, size, how, spliced, None if how in (PART, PARTS) else getattr(builder, how))
            for symbol, size, how, spliced in self.tables.rules
        ]
        stack: list[int] = [0]
        values: list[Any] = []
        for token in tokens:
            kind = token.kind
            while (action := states[stack[-1]].get(kind)) is not None and action < 0:
                symbol, size, how, spliced, method = rules[~action]
                if how == PART:
                    stack[-1] = states[stack[-2]][symbol]
                    continue
                first = len(values) - size
                parts = _splice(values[first:]) if spliced else values[first:]
                values[first:] = [parts if method is None else method(parts)]
                stack[first + 1 :] = [states[stack[first]][symbol]]
                if stack[-1] == end and kind == END:
                    return values[0]
            if action is None:
                raise Unexpected(token, self._accepted(stack))
            stack.append(action)
            values.append(token)
        raise AssertionError("a text has an end")

    def _accepted(self, stack: list[int]) -> frozenset[str]:
        """The terminals with which the text could go on."""
        return frozenset(kind for kind in self.tables.states[stack[-1]] if kind.isupper() and self._fits(stack, kind))

    def _fits(self, stack: list[int], kind: str) -> bool:
        stack = list(stack)
        while (action := self.tables.states[stack[-1]].get(kind)) is not None and action < 0:
            symbol, size, *_ = self.tables.rules[~action]
            del stack[len(stack) - size :]
            stack.append(self.tables.states[stack[-1]][symbol])
            if stack[-1] == self.tables.end:
                return True
        return action is not None


def _splice(parts: list[Any]) -> list[Any]:
    """The parts, with those that were collected for `x*` in place of their list."""
    spliced = parts[0] if type(parts[0]) is list else parts[:1]  # `x*` grows at its end
    for part in parts[1:]:
        spliced += part if type(part) is list else [part]
    return spliced


@cache
def machine() -> Machine:
    return Machine(load_tables())
