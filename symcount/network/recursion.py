"""Definitions that are being worked out, each inside the one before; and what would never end.

A definition may use itself where a choice ends it: `if n > 1 then level(n - 1)`. What it uses in any case is refused
before it is evaluated (`definitions`). The rest shows here: the same definition again with the same arguments and
shape takes the same way again, and what takes another way each time is refused at a depth.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import Problem, problem
from symcount.language.source import Span, short
from symcount.network.values import NUMBERS, Flow, Scope, tensors

MAX_DEPTH = 60


class Worked(NamedTuple):
    """A definition that is being worked out: its body, with the arguments in `given` and what enters."""

    name: str
    body: object
    given: Scope
    entry: Flow | None
    span: Span
    """Where it is used."""

    def is_again(self, other: Worked) -> bool:
        """Whether the same body takes the same way: nothing else decides it."""
        a, b = self.given, other.given
        same_shape = (self.entry and self.entry.shape) == (other.entry and other.entry.shape)
        return same_shape and a.parent is b.parent and a.names == b.names

    def __str__(self) -> str:
        bound = ((name, values[-1][1]) for name, values in self.given.names.items())
        given = [f"{name} = {plain(value)}" for name, value in bound if isinstance(value, NUMBERS)]
        shapes = [" × ".join(map(plain, tensor.shape)) for tensor in tensors(self.entry)] if self.entry else []
        entering = f" on {', '.join(shapes)}" if shapes else ""
        return short(f"`{self.name}({', '.join(given)})`" if given else f"`{self.name}`{entering}")


class Recursion:
    """The definitions that are being worked out, the outermost first."""

    def __init__(self) -> None:
        self._inside: list[Worked] = []

    def into(self, worked: Worked) -> Recursion:
        """Itself, to be entered for one definition further inside. Raises Problem where that has no end."""
        above = next((other for other in reversed(self._inside) if other.body is worked.body), None)
        if above is not None and worked.is_again(above):
            raise self._endless(worked, "with nothing changed, so it never ends")
        self._inside.append(worked)
        if len(self._inside) <= MAX_DEPTH:
            return self
        often, times = Counter(other.body for other in self._inside).most_common(1)[0]
        if times == 1:
            raise problem("E220", f"definitions are nested more than {MAX_DEPTH} deep", worked.span)
        last = next(other for other in reversed(self._inside) if other.body is often)
        raise self._endless(last, f"again and again: definitions are nested at most {MAX_DEPTH} deep")

    def _endless(self, worked: Worked, how: str) -> Problem:
        chain = [str(other) for other in (*self._inside, worked) if other.body is worked.body]
        shown = [*chain[:3], "…", chain[-1]] if len(chain) > 4 else chain
        help = help_for(worked.name, bool(worked.given.names))
        return problem(
            "E209", f"`{worked.name}` uses itself {how}", worked.span, "here", note=" → ".join(shown), help=help
        )

    def __enter__(self) -> None:
        pass

    def __exit__(self, *raised: object) -> None:
        self._inside.pop()


def help_for(name: str, arguments: bool) -> list[str]:
    """What to write in place of a definition that has no end."""
    end = f"a number that falls must end it in a choice: `if n > 1 then {name}(n - 1)`"
    return [end] if arguments else [f"to repeat a layer, write `n * {name}`", end]
