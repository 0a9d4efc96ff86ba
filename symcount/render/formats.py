"""The formats of a derivation, one row each, and those of other answers.

A renderer is loaded only when its format is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from symcount.derivation.steps import Derivation
    from symcount.document.blocks import Document
    from symcount.document.layout import Plan
    from symcount.render.style import Style


class Format(NamedTuple):
    """Which function of which module writes it, from the document or from the derivation itself."""

    module: str
    function: str
    use: str
    """What it is for, and what it needs: the line of the user's manual, in Markdown."""
    needs: str = ""
    from_document: bool = True
    binary: bool = False

    @property
    def write(self) -> Callable[..., Any]:
        """The function, whose module is loaded here."""
        function: Callable[..., Any] = getattr(import_module(f"symcount.render.{self.module}"), self.function)
        return function


FORMATS = {
    "latex": Format(
        "latex", "latex_lines", "a paper that reads it in; the default", "`amsmath`; tables `booktabs` and `graphicx`"
    ),
    "tex": Format("latex", "latex_article", "a document that compiles by itself", "the same; in Chinese `ctex`"),
    "pdf": Format(
        "pdf",
        "pdf",
        "reading, and sending",
        "`pip install 'symcount[pdf]'`, which is Typst, or a TeX: latexmk, tectonic, pdflatex or xelatex",
        binary=True,
    ),
    "markdown": Format("markdown", "markdown", "a README, an issue, a comment on GitHub"),
    "katex": Format("katex", "katex", "pages and notebooks with KaTeX or MathJax"),
    "html": Format("html", "html", "a browser, with or without a network, and printing"),
    "typst": Format("typst", "typst", "a Typst document that includes it"),
    "text": Format("text", "plain_text", "a terminal, a mail"),
    "json": Format("data", "derivation_json", "a program: [output.md](output.md#json)", from_document=False),
    "csv": Format("data", "derivation_csv", "a spreadsheet: one row a group", from_document=False),
}

PICTURES = {
    "svg": Format("svg", "svg", "a page, a slide"),
    "png": Format("png", "png", "a place that takes pixels only", "`pip install 'symcount[pdf]'`", binary=True),
    "tikz": Format("tikz", "tikz", "a paper that reads it in"),
    "tex": Format("tikz", "document", "a document that compiles by itself"),
}
"""The formats of a picture."""


def rendered(derivation: Derivation, format: str, plan: Plan | None = None, style: Style | None = None) -> str | bytes:
    """The derivation in a row of FORMATS: text, or bytes where the row says so. Raises Problem."""
    from symcount.document.layout import Plan, lay_out  # a list of the formats does not need them
    from symcount.render.style import Style

    row = FORMATS[format]
    source = (lay_out(derivation, plan or Plan()), style or Style()) if row.from_document else (derivation,)
    text: str | bytes = row.write(*source)
    return text


class Answer(NamedTuple):
    """What an answer is as a page, as data for JSON, and as rows for a spreadsheet."""

    page: Callable[..., Document]
    data: Callable[..., object]
    rows: Callable[..., Iterable[Iterable[object]]] = lambda *answer: ()

    def text(self, format: str, *answer: object) -> str | bytes:
        """An answer, which the three functions take, as json, as csv or in a format of documents."""
        if FORMATS[format].from_document:
            text: str | bytes = FORMATS[format].write(self.page(*answer))
            return text
        from symcount.render.data import csv_text, dump

        return dump(self.data(*answer)) if format == "json" else csv_text(self.rows(*answer))
