"""The picture of a network, as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from symcount.api.asking import asked, one_of
from symcount.render.formats import PICTURES

if TYPE_CHECKING:
    from symcount.diagram.drawing import Drawing

MOST_SHOWN = 40_000
"""Of so many characters a notebook shows an SVG."""


@dataclass(frozen=True, repr=False)
class DrawResult:
    """A picture; `str()` is SVG, which a notebook shows."""

    name: str
    drawing: Drawing

    @asked()
    def to(self, format: str = "svg") -> str | bytes:
        """As "svg", as "tikz" for `\\\\input`, or as "tex" that compiles by itself. Raises Problem."""
        text: str | bytes = PICTURES[one_of("format", format, PICTURES)].write(self.drawing)
        return text

    def _repr_html_(self) -> str | None:
        text = str(self)
        return f'<div style="max-width:40em">{text}</div>' if len(text) <= MOST_SHOWN else None

    def __repr__(self) -> str:
        return f'picture of {self.name}: .to("svg"), .to("tikz") or .to("tex")'

    def __str__(self) -> str:
        return str(self.to())
