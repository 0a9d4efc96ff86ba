"""Documents to render: every shipped network in several styles, and texts that would be commands if they could."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

from symcount.algebra.formula import Factor, Formula, Number, Product, Sum, Symbol
from symcount.algebra.relations import Relation
from symcount.api import load
from symcount.derivation.steps import Derivation
from symcount.document.blocks import Block, Cases, Document, Equations, Heading, Note, Paragraph, Table
from symcount.document.layout import PRESETS, Plan, lay_out
from symcount.document.translations import Language
from symcount.network.catalogue import shipped_models
from symcount.render.style import WIDTHS, Style
from tests.render.tex import HOSTILE_TO_TEX

STYLES = {
    "plain": Style(),
    "dot": Style(times="dot", digits="comma"),
    "none": Style(times="none", digits="thin"),
    "digits": Style(digits="siunitx", numbered=True, labels="eq:"),
    "italic": Style(italic=True, digits="comma", writing={"w": r"\hat{w}", "d": r"\mathcal{D}_{1}"}),
    "underbrace": Style(underbrace=True, numbered=True),
}
COLUMNS = {1: WIDTHS["article"], 2: WIDTHS["twocolumn"]}
LOOKED_AT = ("unet", "resnet50", "gpt2", "densenet", "mobilenet_v2")
"""Rendered in every style, in English in one column and in Chinese in two in turn; the others in one of all ways."""
_NET = {"lora": "LoRALLaMA"}


@dataclass(frozen=True)
class Case:
    """A document, and how it is set."""

    name: str
    document: Document
    style: Style


@cache
def derivation(name: str) -> Derivation:
    return load(name).derive(net=_NET.get(name)).derivation


@cache
def cases() -> tuple[Case, ...]:
    """Every shipped network."""
    chosen_cases = []
    ways = [(lang, columns, style) for lang in ("en", "zh") for columns in COLUMNS for style in STYLES]
    for i, name in enumerate(dict.fromkeys([*shipped_models(), *LOOKED_AT])):
        both = [("en", 1, style) if (i + j) % 2 else ("zh", 2, style) for j, style in enumerate(STYLES)]
        chosen = both if name in LOOKED_AT else [ways[7 * i % len(ways)]]
        chosen_cases += [_case(name, *way) for way in chosen]
    return tuple(chosen_cases)


def _case(name: str, lang: str, columns: int, style: str) -> Case:
    parts = PRESETS["full" if style == "plain" else "article"]
    plan = Plan(frozenset(parts), Language(lang))
    document = lay_out(derivation(name), plan)
    return Case(
        f"{name} {lang} {columns} {style}", document, STYLES[style]._replace(width=COLUMNS[columns], columns=columns)
    )


# ---- hostile texts -----------------------------------------------------------------------

HOSTILE = [
    *HOSTILE_TO_TEX,
    "</script><script>document.title = 'owned'</script>",
    "</style></title><img src=x onerror=\"document.title='owned'\">",
    "<!-- -->]]></math>",
    "&lt;b&gt; &#36;",
    "```",
    "```\n\n# owned\n\n```math",
    "~~~ ~~gone~~",
    "[link](https://example.org) ![image](x.png)",
    "<https://example.org> https://example.org www.example.org me@example.org",
    "@everyone #1 :smile: GH-1",
    "$`x`$ $$x$$ \\(x\\) \\[x\\]",
    "\\begin{aligned} \\end{aligned}",
    "\\htmlData{a=b}{c} \\href{javascript:x}{y} \\url{z}",
    "# owned",
    "1. owned",
    "- owned",
    "+ owned",
    "=====",
    "*owned* _owned_ **owned** `owned`",
    "| a | b |",
    '"); #read("secret.txt")',
    '\\"); #panic("owned',
    '#read("secret.txt") $x$ = y <label> @ref // comment /* */',
    '=HYPERLINK("https://example.org")',
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "a\u200fb\u2066c\u2069\u202ed",
    "\u0000\u0085\u2028\ufeff\u200b",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🧠 עברית العربية ﷽",
    "a,b;c:d{e}f",
]

_TREE = Sum((Product((Number(64), Symbol("w"))), Product((Factor(Product((Number(2), Symbol("w")))), Number(123456)))))


def hostile_blocks(text: str) -> tuple[Block, ...]:
    """`text` wherever a text can stand."""
    rows: tuple[tuple[Formula, ...], ...] = ((_TREE,), (Number(1234567),))
    return (
        Heading(text),
        Paragraph(text),
        Equations(rows, text, ((text, _TREE.terms[0]), (text, _TREE.terms[1]))),
        Cases(((_TREE, (text, Symbol("w"))), (Number(1234567), (text, Relation("≥", Symbol("w"), Number(1234)))))),
        Table((text, "n"), ((text, _TREE), (text, text)), right=(1,)),
        Note(text),
    )


def hostile_document(
    language: str = "en", title: str = "</title><script>document.title = 'owned'</script>"
) -> Document:
    blocks = [block for text in HOSTILE for block in hostile_blocks(text)]
    return Document(title, tuple(blocks), {"w": r"\hat{w}_{1}'"}, language)


# ---- tools -------------------------------------------------------------------------------


def missing(tool: str, consequence: str) -> NoReturn:
    """Skip, and say loudly what was not tested."""
    warnings.warn(pytest.PytestWarning(f"{tool} is not installed, so {consequence}"), stacklevel=3)
    pytest.skip(f"{tool} is not installed")


def tool(name: str, consequence: str) -> str:
    """The path of a program."""
    return shutil.which(name) or missing(name, consequence)


def said_by_engines(formulas: list[str]) -> dict[str, list[str]]:
    """What KaTeX and MathJax say against each formula; nothing where they accept it."""
    import os

    consequence = "NO formula was read by KaTeX or MathJax"
    node = tool("node", consequence)
    modules = (
        os.environ.get("NODE_PATH")
        or subprocess.run(
            [tool("npm", consequence), "root", "-g"], capture_output=True, text=True, check=True
        ).stdout.strip()
    )
    if not all((Path(modules) / name).is_dir() for name in ("katex", "mathjax")):
        missing("katex or mathjax", consequence)
    distinct = list(dict.fromkeys(formulas))
    done = subprocess.run(
        [node, str(Path(__file__).with_name("engines.cjs"))],
        input=json.dumps(distinct),
        env={**os.environ, "NODE_PATH": modules},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return {
        engine: list(map(dict(zip(distinct, messages, strict=True)).__getitem__, formulas))
        for engine, messages in json.loads(done.stdout).items()
    }
