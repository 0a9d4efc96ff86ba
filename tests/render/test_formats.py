"""One page in every format, to the letter: `formats/` has it, and `python -m tests.render.test_formats` writes it anew."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from docs.writers import rewrite
from symcount import pipeline
from symcount.derivation.steps import Derivation
from symcount.document.layout import Plan, parts_to_show
from symcount.document.translations import LANGUAGES, Language
from symcount.language.source import Source
from symcount.network.request import Request
from symcount.render.formats import FORMATS
from symcount.render.style import Style

FOLDER = Path(__file__).with_name("formats")
NET = r"""
net N(w as "\hat{w}" = 12345, r = 3/2, norm = on) {
  out input(3, 9, 9) -> conv(w, 3) @ "A & b" -> (if norm then bn) @ "A & b" -> conv(round(r*w), 1) -> conv(8, 1)
    -> (if w > 20000 then conv(w/2, 1)) -> flatten -> (linear(10) -> linear(10, bias = off)) @ "Head_1 <3×3>"
}
"""
TEXTS = {name: row for name, row in FORMATS.items() if not row.binary}
PAGES = [(name, code) for name, row in TEXTS.items() for code in (LANGUAGES if row.from_document else ("en",))]


@cache
def derivation() -> Derivation:
    model = pipeline.model_of(Source("n.arch", NET))
    request = Request(keep=frozenset({"w", "r"}))
    return pipeline.derivation_in(model, request, pipeline.network_of(model, request), form="pieces", collect="w")


def page(format_: str, code: str) -> str:
    """Everything that a page can hold, on narrow lines."""
    style = Style(150.0, digits="comma", numbered=True, labels="eq:", underbrace=True)
    text = pipeline.text_of(derivation(), format_, Plan(parts_to_show("full"), Language(code)), style)
    assert isinstance(text, str)
    return text.rstrip("\n") + "\n"


def path(format_: str, code: str) -> Path:
    return FOLDER / f"{format_}.{code}.txt"


@pytest.mark.parametrize(("format_", "code"), PAGES)
def test_a_page(format_: str, code: str) -> None:
    renew = "`python -m tests.render.test_formats` writes it"
    assert path(format_, code).exists(), (
        f"tests/render/formats has no page of the format `{format_}` in `{code}`: {renew}"
    )
    assert page(format_, code) == path(format_, code).read_text(encoding="utf-8"), f"if that is meant, {renew} anew"


WRITING = {
    "latex": r"\hat{c}",
    "katex": r"\hat{c}",
    "markdown": r"\hat{c}",
    "typst": "accent(c, hat)",
    "html": "<mover",
}


@pytest.mark.parametrize(("format_", "text"), WRITING.items())
def test_an_author_s_writing_holds_in_all_tables(format_: str, text: str) -> None:
    plan, style = Plan(parts_to_show("theory")), Style(writing={"C_i": r"\hat{c}"})
    output = pipeline.text_of(derivation(), format_, plan, style)
    assert isinstance(output, str)
    assert output.count(text) == 2  # of the convolution and the normalisation


def test_no_page_is_left_over() -> None:
    assert {file.name for file in FOLDER.iterdir()} <= {path(*one).name for one in PAGES}


if __name__ == "__main__":
    rewrite({path(*one): page(*one).encode() for one in PAGES})
