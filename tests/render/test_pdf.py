"""A PDF is made by whatever is installed, and where nothing is the message names both ways."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from symcount.document.blocks import Document, Heading
from symcount.language.diagnostics import Problem, problem
from symcount.render import pdf as module
from symcount.render.pdf import pdf
from symcount.render.style import Style
from tests.render.support import HOSTILE, Case, cases, hostile_document, missing, tool

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")


def words(data: bytes, folder: Path) -> str:
    """The text of a PDF."""
    (folder / "d.pdf").write_bytes(data)
    pdftotext = tool("pdftotext", "NO text of a PDF was read")
    return subprocess.run(
        [pdftotext, "-raw", "d.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def unet(language: str) -> Case:
    return next(c for c in cases() if c.name.startswith(f"unet {language}") and c.style.digits == "plain")


@pytest.fixture
def without_typst(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str, extra: str, what: str) -> None:
        raise problem("E510", f"{what} needs {name}")

    monkeypatch.setattr(module, "require", absent)


# ---- by Typst ----------------------------------------------------------------------------


def by_typst(document: Document, style: Style) -> bytes:
    if find_spec("typst") is None:
        missing("typst", "NO PDF was made by Typst")
    return pdf(document, style)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_typst_makes_the_whole_document(language: str, tmp_path: Path) -> None:
    case = unet(language)
    shown = re.sub(r"\s+", "", words(by_typst(case.document, case.style), tmp_path))
    for block in case.document.blocks:
        if isinstance(block, Heading):
            assert re.sub(r"\s+", "", block.text) in shown
    assert "7765442" in shown


def test_a_document_is_the_same_twice() -> None:
    case = cases()[0]
    assert by_typst(case.document, case.style) == by_typst(case.document, case.style)


def test_typst_shows_hostile_texts_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("LEAKED")
    shown = words(by_typst(hostile_document(), Style()), tmp_path)
    assert "LEAKED" not in shown
    squeezed = re.sub(r"\s+", "", shown)
    for text in HOSTILE:
        if text.isascii() and text.isprintable():
            assert re.sub(r"\s+", "", text) in squeezed, text


# ---- by TeX ------------------------------------------------------------------------------


def test_tex_makes_the_whole_document(tmp_path: Path, without_typst: None) -> None:
    tool("pdflatex", "NO PDF was made by TeX")
    case = unet("en")
    assert "7765442" in re.sub(r"\s+", "", words(pdf(case.document, case.style), tmp_path))


def test_tex_reads_nothing_that_a_user_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_typst: None
) -> None:
    tool("pdflatex", "NO PDF was made by TeX")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.tex").write_text("LEAKED")
    assert "LEAKED" not in words(pdf(hostile_document(), Style(underbrace=True)), tmp_path)
    assert not (tmp_path / "owned").exists()


def engine(folder: Path, script: str) -> module.Engine:
    """A program that stands for TeX."""
    program = folder / "tex"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return module.Engine(str(program), ("-no-shell-escape",))


def message(
    engines: dict[str, tuple[module.Engine, ...]], monkeypatch: pytest.MonkeyPatch, language: str = "en"
) -> str:
    monkeypatch.setattr(module, "ENGINES", engines)
    with pytest.raises(Problem) as trouble:
        pdf(Document("N", (), language=language), Style())
    return str(trouble.value)


def test_a_tex_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_typst: None) -> None:
    text = message({"en": (engine(tmp_path, "echo '! Missing $ inserted.'; exit 1"),)}, monkeypatch)
    assert "E510" in text
    assert "Missing $ inserted." in text
    assert "symcount[pdf]" in text


def test_a_tex_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_typst: None) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.2)
    assert "did not finish" in message({"en": (engine(tmp_path, "exec sleep 60"),)}, monkeypatch)


def test_a_tex_runs_in_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_typst: None
) -> None:
    script = f'pwd > {tmp_path}/where; ls > {tmp_path}/files; echo "$openin_any$openout_any $*" > {tmp_path}/how; echo %PDF > paper.pdf'
    monkeypatch.setattr(module, "ENGINES", {"en": (engine(tmp_path, script),)})
    assert pdf(Document("N", ()), Style()) == b"%PDF\n"
    where = Path((tmp_path / "where").read_text().strip())
    assert where != tmp_path
    assert not where.exists()
    assert (tmp_path / "files").read_text() == "paper.tex\n"
    assert (tmp_path / "how").read_text() == "pp -no-shell-escape paper.tex\n"


# ---- by nothing --------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "programs"), [("en", "latexmk or tectonic or pdflatex"), ("zh", "xelatex")])
def test_the_message_names_both_ways(
    language: str, programs: str, monkeypatch: pytest.MonkeyPatch, without_typst: None
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    text = message(module.ENGINES, monkeypatch, language)
    assert "E510" in text
    assert "pip install 'symcount[pdf]'" in text
    assert programs in text
    assert ("Noto Serif CJK" in text) == (language == "zh")


def test_typst_without_a_chinese_font_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    if find_spec("typst") is None:
        missing("typst", "NO PDF was made by Typst")
    monkeypatch.setattr(module, "_CHINESE", re.compile("no such font"))
    assert "Noto Serif CJK" in message({"en": ()}, monkeypatch, "zh")


def test_tex_never_gets_a_shell() -> None:
    for engines in module.ENGINES.values():
        assert all({"-no-shell-escape", "--untrusted"} & set(e.arguments) for e in engines)
