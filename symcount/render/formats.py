"""The formats of a derivation, one row each; a renderer is loaded only when its format is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcount.derivation.steps import Derivation
    from symcount.document.layout import Plan
    from symcount.render.style import Style


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


def rendered(derivation: Derivation, format: str, plan: Plan | None = None, style: Style | None = None) -> str | bytes:
    """The derivation in a row of FORMATS: text, or bytes where the row says so. Raises Problem."""
    from symcount.document.layout import Plan, lay_out  # a list of the formats does not need them
    from symcount.render.style import Style

    row = FORMATS[format]
    write: Callable[..., str | bytes] = getattr(import_module(f"symcount.render.{row.module}"), row.function)
    return write(lay_out(derivation, plan or Plan()), style or Style()) if row.from_document else write(derivation)
