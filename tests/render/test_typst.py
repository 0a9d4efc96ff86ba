"""The Typst compiler accepts every document, finds its lines as narrow as was asked for, and its texts are texts."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from symcount.algebra.formula import Factor, Formula, Number, Product, Quotient, Symbol
from symcount.algebra.notation import write
from symcount.algebra.notations.typst import TYPST, quoted, typst_name
from symcount.document.blocks import Document, Equations, Heading, Note, Paragraph
from symcount.language.source import printable
from symcount.render.latex import latex_page
from symcount.render.style import Style
from symcount.render.typst import BP, typst, typst_document
from tests.algebra.test_notation import TABLE
from tests.render.support import HOSTILE, Case, cases, hostile_document, missing

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")


def compiler() -> Any:
    """The package `typst`, which is imported lately as it is no part of the program."""
    if find_spec("typst") is None:
        missing("typst", "NO Typst document was compiled")
    import typst as package

    return package


@cache
def rendered() -> tuple[tuple[Case, str], ...]:
    return tuple((case, typst(case.document, case.style)) for case in cases())


def query(source: str, selector: str, folder: Path, **options: Any) -> Any:
    """What Typst finds in a document."""
    (folder / "d.typ").write_text(source, encoding="utf-8")
    return json.loads(compiler().query(str(folder / "d.typ"), selector, root=str(folder), **options))


# ---- shipped networks --------------------------------------------------------------------

_PROBE = """\
#set page(width: 4000pt, height: auto)
#set text(font: "New Computer Modern", size: {size}pt)
#show math.equation: set text(font: "New Computer Modern Math")
#show math.equation.where(block: true): it => {{ it; context [#metadata(measure(it).width.pt())<w>] }}
"""


def test_every_line_is_as_narrow_as_asked_for(tmp_path: Path) -> None:
    """All documents in one; Typst measures each equation itself, in Computer Modern."""
    texts = [text.replace('numbering: "(1)"', "numbering: none") for _, text in rendered()]
    source = _PROBE.format(size=10 * BP) + "\n".join(f"#[\n{text}\n]" for text in texts)
    widths = [float(w) for w in query(source, "<w>", tmp_path, field="value")]
    limits = [
        (limit(case, block), case.name)
        for case in cases()
        for block in case.document.blocks
        if isinstance(block, Equations)
    ]
    assert len(widths) == len(limits)
    wide = [(w, most, name) for w, (most, name) in zip(widths, limits, strict=True) if w > most + 2]
    assert not wide, (len(wide), max(wide))


def limit(case: Case, block: Equations) -> float:
    """The width of a line, or of a longer one that LaTeX cannot break either."""
    page = latex_page(case.document, case.style)
    m = page.rules()
    lines = page.lines(block)
    widest = max(m.width(" = " * line.equals + line.text) + line.depth * m.step for line in lines)
    return max(m.limit, widest * 1.1 if widest > m.limit + 0.1 else 0) * BP


def test_a_whole_document_compiles() -> None:
    for case in (cases()[0], next(c for c in cases() if c.document.language == "zh" and c.style.columns == 2)):
        data = compiler().compile(typst_document(case.document, case.style).encode(), format="pdf")
        assert data.startswith(b"%PDF")


def test_headings_and_texts(tmp_path: Path) -> None:
    case = cases()[0]
    headings = query(typst_document(case.document, case.style), "heading", tmp_path, field="body")
    assert [f["text"] for f in headings] == [
        case.document.title,
        *(b.text for b in case.document.blocks if isinstance(b, Heading)),
    ]


# ---- hostile texts -----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_texts_are_shown_as_they_are(language: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("LEAKED")
    document = hostile_document(language)
    source = typst(document, Style(underbrace=True, numbered=True, labels="> #panic() <"))
    shown = [printable(text) for text in HOSTILE]
    headings = query(source, "heading", tmp_path, field="body")
    assert [h["text"] for h in headings] == shown
    equations = [e for e in query(source, "math.equation", tmp_path) if e["block"]]
    in_both = [text for text in shown for _ in ("equations", "cases")]
    assert len(equations) == len(in_both)
    for equation, text in zip(equations, in_both, strict=True):
        assert json.dumps(equation, ensure_ascii=False).count(json.dumps(text, ensure_ascii=False)) == 2


def test_outside_of_strings_nothing_is_a_users() -> None:
    """Take the strings away, and of a text nothing is left."""
    clean = typst(hostile_document(), Style(underbrace=True, labels="eq:"))
    rest = re.sub(r'"(?:[^"\\]|\\.)*"', '""', clean)
    assert not re.search(r"read|panic|owned|secret|example|script", re.sub(r"<eq:[a-z0-9-]*>", "", rest))
    blocks = [b for b in hostile_document().blocks if isinstance(b, Heading | Paragraph | Note)]
    assert all(quoted(printable(b.text)) in clean for b in blocks)


# ---- notation ----------------------------------------------------------------------------


def test_every_formula_of_the_table_of_notations_compiles() -> None:
    source = "\n".join(f"$ {write(row[0], TYPST)} $" for row in TABLE)
    compiler().compile(source.encode(), format="svg")


L, k, classes = Symbol("L_1"), Symbol("k"), Symbol("classes")
FORMULAS: list[tuple[Formula, str]] = [
    (Factor(Product((Number(2), k))), "2 k"),
    (Factor(Product((Number(2), classes, k))), '2 thin "classes" thin k'),
    (Factor(Product((Symbol("C_in"), k))), 'C_"in" k'),
    (Quotient(Factor(Product((L, k))), Number(2)), "(L_1 k)/(2)"),
    (Symbol("d_ff_2"), 'd_"ff_2"'),
    (Symbol("alpha"), "α"),
]


@pytest.mark.parametrize(("tree", "text"), FORMULAS, ids=str)
def test_formulas(tree: Formula, text: str) -> None:
    assert write(tree, TYPST) == text


NAMES = [
    (r"\hat{C}_{i}^{2}", "accent(C, hat)_i^2"),
    (r"\mathrm{in}", '"in"'),
    (r"\mathit{in}", 'italic("in")'),
    (r"\mathcal{D}_{12}", 'cal("D")_(12)'),
    (r"\mathbf{x}'", 'upright(bold("x"))^′'),
    (r"x,y", "x \\, y"),
]


@pytest.mark.parametrize(("writing", "text"), NAMES)
def test_names(writing: str, text: str) -> None:
    assert typst_name(writing) == text
    compiler().compile(f"$ {text} $".encode(), format="svg")


def test_an_empty_document() -> None:
    assert "heading" not in typst(Document("N", ()))
