"""The formats of a derivation, one row each; a renderer is loaded only when its format is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from symcount.render.style import Style

if TYPE_CHECKING:
    from symcount.derivation.steps import Derivation
    from symcount.document.layout import Plan


class Format(NamedTuple):
    """Which function of which module writes it, from the document or from the derivation itself."""

    module: str
    function: str
    from_document: bool = True
    binary: bool = False


FORMATS = {
    "latex": Format("latex", "latex_lines"),
    "tex": Format("latex", "latex_article"),
    "pdf": Format("pdf", "pdf", binary=True),
    "markdown": Format("markdown", "markdown"),
    "katex": Format("katex", "katex"),
    "html": Format("html", "html"),
    "typst": Format("typst", "typst"),
    "text": Format("text", "plain_text"),
    "json": Format("data", "derivation_json", from_document=False),
    "csv": Format("data", "derivation_csv", from_document=False),
}


def rendered(derivation: Derivation, format: str, plan: Plan, style: Style) -> str | bytes:
    """The derivation in a row of FORMATS: text, or bytes where the row says so. Raises Problem."""
    from symcount.document.layout import lay_out  # a list of the formats does not need it

    row = FORMATS[format]
    write = getattr(import_module(f"symcount.render.{row.module}"), row.function)
    made: str | bytes = write(lay_out(derivation, plan), style) if row.from_document else write(derivation)
    return made
