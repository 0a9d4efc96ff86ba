"""GitHub's own parser shows the text that was meant, and formulas where formulas were meant."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

import pytest

from symcount.document.blocks import Heading, Note, Paragraph, Table
from symcount.language.source import printable
from symcount.render.markdown import markdown, markdown_text
from symcount.render.style import Style
from tests.render.support import HOSTILE, cases, hostile_document, tool
from tests.render.test_katex import rendered

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")

EXTENSIONS = [part for name in ("table", "strikethrough", "autolink", "tagfilter") for part in ("-e", name)]


@dataclass
class Page(HTMLParser):
    """The elements of a page: the name of each, and the text in it."""

    elements: list[tuple[str, str]] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    """The stretches of text outside of formulas, between two tags each."""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(len(self.elements))
        self.elements.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for i in self.open:
            name, text = self.elements[i]
            self.elements[i] = name, text + data
        if not any(self.elements[i][0] == "code" for i in self.open):
            self.nodes.append(data)

    def texts(self, *tags: str) -> list[str]:
        return [" ".join(text.split()) for tag, text in self.elements if tag in tags]


def parsed(text: str) -> Page:
    """What GitHub's parser makes of it; raw HTML is kept, as it is there."""
    done = subprocess.run(
        [tool("cmark-gfm", "NO Markdown was read by GitHub's parser"), "--unsafe", *EXTENSIONS],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    page = Page()
    page.feed(done.stdout)
    assert not page.open
    return page


@cache
def hostile_page() -> Page:
    return parsed(markdown(hostile_document(), Style(underbrace=True)))


def test_hostile_texts_are_shown_as_they_are() -> None:
    page = hostile_page()
    shown = [" ".join(printable(text).split()) for text in HOSTILE]
    assert page.texts("h2") == shown
    assert page.texts("p") == [text for text in shown for _ in ("paragraph", "note")]
    assert page.texts("th")[::2] == shown
    assert page.texts("td")[::4] == shown
    assert page.texts("td")[3::4] == shown


def test_hostile_texts_make_no_elements() -> None:
    tags = {tag for tag, _ in hostile_page().elements}
    assert tags == {"h2", "p", "pre", "code", "table", "thead", "tbody", "tr", "th", "td", "span"}
    assert len(hostile_page().texts("pre")) == 2 * len(HOSTILE)  # equations and cases


def test_github_finds_nothing_in_hostile_texts() -> None:
    """After parsing, GitHub looks for formulas, people, issues and emoji in each stretch of text."""
    for node in hostile_page().nodes:
        assert not re.search(r"\$.*\$|@\w|#\d|:\w+:|https?://|www\.", node), node


def test_formulas_reach_github_as_they_are() -> None:
    """One fence an equation, with nothing changed in it."""
    whole = "\n\n".join(markdown(case.document, case.style) for case in cases())
    page = parsed(whole)
    meant = [formula for _, texts in rendered() for formula in texts if formula.startswith("\\begin{aligned}")]
    assert [text.strip("\n") for tag, text in page.elements if tag == "pre"] == meant
    blocks = [block for case in cases() for block in case.document.blocks]
    assert len(page.texts("h2")) == sum(isinstance(b, Heading) for b in blocks)
    assert len(page.texts("p")) == sum(isinstance(b, Paragraph | Note) for b in blocks)
    assert len(page.texts("table")) == sum(isinstance(b, Table) for b in blocks)


def test_formulas_in_tables() -> None:
    page = hostile_page()
    assert page.texts("td")[1] == r"$64 \times \hat{w}_{1}' + 2\hat{w}_{1}' \times 123456$"


ESCAPED = [
    ("plain (text), 3×3", "plain (text), 3×3"),
    ("a_b*c", r"a\_b\*c"),
    ("1. one", r"1\. one"),
    ("- one", r"\- one"),
    ("2017: one", "2017: one"),
    ("$x$", "<span>$</span>x<span>$</span>"),
    ("@me", "<span>@</span>me"),
    ("http://a", "http<span>:</span>//a"),
    ("a|b", r"a\|b"),
    ("a\nb", r"a\\x0ab"),
]


@pytest.mark.parametrize(("text", "escaped"), ESCAPED)
def test_escape(text: str, escaped: str) -> None:
    assert markdown_text(text) == escaped
