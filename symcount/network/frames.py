"""Scopes: what a name means where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from symcount.language.source import Span
from symcount.network.values import Declared, Tensor, Value


class Fallback(Protocol):
    """Where names are looked up that no scope binds."""

    def find(self, name: str) -> Declared | None: ...

    def words(self) -> set[str]: ...

    @property
    def names(self) -> list[str]: ...


@dataclass(slots=True, eq=False)
class Frame:
    """The names of one scope, inside those of `parent`. Bindings keep their order: a name can be bound again."""

    parent: Frame | None = None
    limit: int | None = None
    """How many bindings of `parent` are visible from here; None for all."""
    entry: Tensor | None = None
    """The tensor that enters the block or layer whose body this is."""
    names: dict[str, list[tuple[int, Value]]] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    """Where the arguments stand that the parameters were given."""
    owner: str = ""
    """The layer, block or net whose parameters these are."""
    clock: int = 0
    awaited: dict[str, Span] = field(default_factory=dict)
    """The names that the statements of this body bind sooner or later, and where."""
    fallback: Fallback | None = None
    """The file scope, in the outermost frame."""

    def bind(self, name: str, value: Value) -> None:
        """Bind `name` from here on."""
        self.clock += 1
        self.names.setdefault(name, []).append((self.clock, value))

    def define(self, name: str, value: Declared) -> None:
        """Define `name`, visible in all of this scope."""
        self.names.setdefault(name, []).insert(0, (0, value))

    def find(self, name: str) -> Value | None:
        """What `name` means here, or None."""
        frame: Frame | None = self
        limit: int | None = None
        while frame is not None:
            for bound_at, value in reversed(frame.names.get(name, ())):
                if limit is None or bound_at <= limit:
                    return value
            limit, frame = frame.limit, frame.parent
        return None

    def find_own(self, name: str) -> Value | None:
        """What `name` means among the names and arguments of this body itself."""
        if name in self.names:
            return self.names[name][-1][1]
        return self.parent.names[name][-1][1] if self.parent is not None and name in self.parent.names else None

    def find_entry(self) -> Tensor | None:
        """The tensor that enters the innermost block or layer round this place."""
        return next((f.entry for f in self.chain() if f.entry is not None), None)

    def find_span(self, name: str) -> tuple[Span, str] | None:
        """Where the argument for parameter `name` stands, and whose parameter it is."""
        return next(((f.spans[name], f.owner) for f in self.chain() if name in f.spans), None)

    def chain(self) -> Iterator[Frame]:
        """This frame and those round it."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.parent

    def visible(self) -> list[str]:
        """Every name that can be seen from here."""
        return [name for frame in self.chain() for name in frame.names]
