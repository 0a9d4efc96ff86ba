"""A page stands by itself, is well-formed, and a browser shows every line of it within its width."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symcount.algebra.formula import Formula, Number
from symcount.algebra.notation import write
from symcount.algebra.notations.mathml import MATHML, mathml_name
from symcount.algebra.notations.unicode import UNICODE
from symcount.document.blocks import Document, Equations, Heading, Note, Paragraph, Table
from symcount.language.source import printable
from symcount.render.html import html
from symcount.render.style import Style
from tests.algebra.test_notation import TABLE
from tests.render.support import HOSTILE, Case, cases, hostile_document, missing, shutil

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")


@cache
def rendered() -> tuple[tuple[Case, str], ...]:
    return tuple((case, html(case.document, case.style)) for case in cases())


def main(page: str) -> ElementTree.Element:
    """The part of a page that is made of blocks; it is XML too."""
    return ElementTree.fromstring(page[page.index("<main>") : page.index("</main>") + 7])


def text(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


# ---- without a browser -------------------------------------------------------------------


def test_every_block_is_on_the_page() -> None:
    for case, page in rendered():
        body = main(page)
        for kind, path in (
            (Heading, "h2"),
            (Paragraph, "p[@class!='note']"),
            (Note, "p[@class='note']"),
            (Equations, "div[@class='equation']"),
            (Table, "div[@class='wide']"),
        ):
            number = sum(isinstance(block, kind) for block in case.document.blocks)
            assert len(body.findall(path)) == number or path.startswith("p["), (case.name, path)
        assert len(body.findall("p")) == sum(isinstance(b, Paragraph | Note) for b in case.document.blocks)


def test_pages_need_nothing_else() -> None:
    for _, page in rendered():
        assert not re.search(r"<script|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import", page)
        assert "default-src 'none'" in page


def test_language_and_title() -> None:
    for case, page in rendered():
        assert f'<html lang="{ {"en": "en", "zh": "zh-Hans"}[case.document.language] }">' in page
        assert f"<title>{case.document.title}</title>" in page


CORE = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "msub", "msup", "msubsup", "mover"}
CORE |= {"munder", "munderover", "mtable", "mtr", "mtd"}
CHILDREN = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "mover": 2, "munder": 2, "munderover": 3}
LEAVES = {"mi", "mn", "mo", "mtext", "mspace"}


def test_formulas_are_mathml_core() -> None:
    for case, page in rendered():
        for math in main(page).iter("math"):
            for element in math.iter():
                assert element.tag in CORE, (case.name, element.tag)
                assert len(element) == CHILDREN.get(element.tag, len(element)), (case.name, text(element))
                assert (element.tag in LEAVES) == (len(element) == 0) or element.tag in ("mrow", "mtd"), case.name
                assert element.tag in LEAVES or not (element.text or "").strip(), case.name


@pytest.mark.parametrize("tree", [row[0] for row in TABLE], ids=str)
def test_a_formula_says_the_same_as_in_text(tree: Formula) -> None:
    """Every number and letter of the terminal's notation, in its order."""
    shown = text(ElementTree.fromstring(f"<m>{write(tree, MATHML)}</m>"))
    assert _letters(shown) == _letters(write(tree, UNICODE))


def _letters(shown: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", shown)))


NAMES = [
    ("w", "<mi>w</mi>"),
    (r"\alpha", "<mi>α</mi>"),
    (r"\Gamma", '<mi mathvariant="normal">Γ</mi>'),
    (r"C_{\mathrm{in}}", '<msub><mi>C</mi><mi mathvariant="normal">in</mi></msub>'),
    (r"\mathrm{a\_b}", '<mi mathvariant="normal">a_b</mi>'),
    (r"\hat{C}_i", '<msub><mover accent="true"><mi>C</mi><mo stretchy="false">^</mo></mover><mi>i</mi></msub>'),
    (r"\mathcal{L}^2", '<msup><mi mathvariant="normal">ℒ</mi><mn>2</mn></msup>'),
    ("ab", "<mrow><mi>a</mi><mi>b</mi></mrow>"),
]


@pytest.mark.parametrize(("writing", "element"), NAMES)
def test_names(writing: str, element: str) -> None:
    assert mathml_name(writing) == element


# ---- hostile texts -----------------------------------------------------------------------


def hostile() -> str:
    return html(hostile_document(), Style(underbrace=True, numbered=True, labels='"><script>'))


def test_hostile_texts_are_shown_as_they_are() -> None:
    body = main(hostile())
    shown = [printable(text) for text in HOSTILE]
    assert [text(e) for e in body.findall("h2")] == shown
    assert [text(e) for e in body.findall("p")] == [t for t in shown for _ in ("paragraph", "note")]
    assert [text(e) for e in body.iter("mtext")] == [
        t for t in shown for _ in ("first", "second", "one case", "another")
    ]
    assert {e.tag for e in body.iter()} <= CORE | set("main h1 h2 p div span table thead tbody tr th td".split())
    assert all(set(e.attrib) <= {"class", "id", "scope", *MATHML_ATTRIBUTES} for e in body.iter())


MATHML_ATTRIBUTES = "display displaystyle columnalign form stretchy mathsize mathvariant accent accentunder"
MATHML_ATTRIBUTES = set(f"{MATHML_ATTRIBUTES} width height depth largeop lspace rspace".split())


# ---- a browser ---------------------------------------------------------------------------

_LOOK = """
<script>
const found = [...document.querySelectorAll("div.equation")].map(e => {
  const math = e.querySelector("math"), row = math.querySelector("mtr");
  const box = math.getBoundingClientRect(), size = parseFloat(getComputedStyle(math).fontSize);
  return [box.width / size * 10, box.height / size, row.getBoundingClientRect().width, getComputedStyle(math).display];
});
const tables = [...document.querySelectorAll("table")].map(e => e.getBoundingClientRect().height);
document.body.textContent = "RESULT" + JSON.stringify({found, tables, title: document.title, scripts: document.scripts.length}) + "END";
</script>
"""


def shown(page: str, folder: Path) -> dict[str, object]:
    """What a browser makes of a page: for each equation its width (in pt where a letter is 10 pt high) and height."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        missing("chromium", "NO page was opened in a browser")
    page = re.sub(r"<meta http-equiv=.*?>", "", page)
    (folder / "page.html").write_text(page.replace("</body>", f"{_LOOK}</body>"), encoding="utf-8")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", f"--user-data-dir={folder}/profile"]
        + ["--window-size=1200,900", "page.html"],
        cwd=folder,
        capture_output=True,
        timeout=180,
        check=True,
    )
    match = re.search(r"RESULT(.*?)END", done.stdout.decode(), re.DOTALL)
    assert match, done.stderr.decode()[-2000:]
    report: dict[str, object] = json.loads(match[1].replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))
    return report


SLACK = 1.25
"""A reader's font may be so much wider than Computer Modern."""


def test_a_browser_shows_every_line_within_its_width(tmp_path: Path) -> None:
    """All documents on one page."""
    blocks = [page[page.index("<h1>") : page.index("</main>")] for _, page in rendered()]
    first = rendered()[0][1]
    page = first[: first.index("<h1>")] + "\n".join(blocks) + first[first.index("</main>") :]
    equations = shown(page, tmp_path)["found"]
    assert isinstance(equations, list)
    limits = [
        case.style.width for case, _ in rendered() for block in case.document.blocks if isinstance(block, Equations)
    ]
    assert len(equations) == len(limits)
    for (width, height, row, display), limit in zip(equations, limits, strict=True):
        assert 0 < width <= limit * SLACK, (width, limit)
        assert height > 1
        assert row > 0
        assert display == "block math"


def test_a_browser_finds_no_command_in_hostile_texts(tmp_path: Path) -> None:
    report = shown(hostile(), tmp_path)
    assert report["title"] == "</title><script>document.title = 'owned'</script>"
    assert report["scripts"] == 1  # the test's own


def test_a_line_that_begins_with_a_minus() -> None:
    page = html(Document("N", (Equations(((Number(-123456),), (Number(-5),))),)), Style(digits="comma"))
    assert re.search('<mo form="prefix">−</mo> ?<mn>123,456</mn></mtd>', page)
    assert re.search('<mo form="prefix">−</mo> ?<mn>5</mn></mtd>', page)


def test_an_empty_document() -> None:
    assert "<h1>N</h1>" in html(Document("N", ()))
