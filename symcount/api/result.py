"""What every answer can do: be gone through, be a table, be written in every format, and be shown in a notebook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from symcount.api.asking import asked, one_of
from symcount.api.numbers import plain_cell
from symcount.render.formats import FORMATS, Answer

Row = TypeVar("Row", bound=tuple[Any, ...])

SHOWN = 160
"""So many characters has a line of a `repr`."""


def short_line(text: str) -> str:
    """As far as it fits into a line of a `repr`."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"


class Result(ABC, Generic[Row]):
    """An answer. `str()` is all of it as text; `repr()` is a line or two; a notebook shows at most a screen."""

    @property
    @abstractmethod
    def rows(self) -> tuple[Row, ...]:
        """What is gone through, as named tuples."""

    @property
    @abstractmethod
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        """The row of formats, and what its functions take."""

    @abstractmethod
    def _summary(self) -> str:
        """What it is, and its number."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> Row:
        return self.rows[place]

    def table(self) -> list[dict[str, Any]]:
        """A dictionary a row, of numbers, texts and None, for `pandas.DataFrame`; expressions are texts."""
        return [dict(_cells(row)) for row in self.rows]

    @asked()
    def to(self, format: str = "text") -> str | bytes:
        """As text, or bytes for "pdf"; `format` is one that `symcount derive --format` lists. Raises Problem."""
        answer, arguments = self._answer
        return answer.text(one_of("format", format, FORMATS), *arguments)

    @cached_property
    def _screen(self) -> tuple[str, str]:
        """The first screen of the page as HTML, and as one formula."""
        from symcount.render.notebook import screen

        answer, arguments = self._answer
        return screen(answer.page(*arguments))

    @asked()
    def _repr_html_(self) -> str:
        return self._screen[0]

    def __repr__(self) -> str:
        lines = self._summary().split("\n")
        more = [f"… and {len(lines) - 4} more"] if len(lines) > 4 else []
        return "\n".join([*map(short_line, lines[:4]), *more])

    @asked()
    def __str__(self) -> str:
        return str(self.to("text"))


def _cells(row: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    named: dict[str, Any] = row._asdict()  # type: ignore[attr-defined]
    for name, cell in named.items():
        if isinstance(cell, Mapping):
            yield from ((f"{name[:-1]} {key}", plain_cell(part)) for key, part in cell.items())
        else:
            yield name, plain_cell(cell)
