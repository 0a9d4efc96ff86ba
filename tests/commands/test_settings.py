"""Defaults of a project: `[tool.symcount]` of the nearest pyproject.toml."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from tests.support import command

TEXT = "net N(w = 64, c = 3) {\n  out input(c, 8, 8) -> conv(w, 3)\n  variant wide(w = 6400)\n}\nnet M { out input(3, 8, 8) -> conv(4, 1) }\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "nets/deep").mkdir(parents=True)
    (tmp_path / "nets/n.arch").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "nets")
    return tmp_path


def project(text: str, path: str = "../pyproject.toml", table: str = "[tool.symcount]") -> None:
    Path(path).write_text(f'[project]\nname = "digits"\n\n{table}\n{text}\n', encoding="utf-8")


SAME = [
    ('keep = "w"', "count n.arch --net N", "--keep w"),
    ('keep = ["w", "c"]', "count n.arch --net N", "--keep w,c"),
    ('keep = ["w", "L"]', "count n.arch --net N", "--keep w"),
    ('keep = "w"', "count n.arch --net M", ""),
    ('keep = "none"', "derive n.arch --net N", "--keep none"),
    ('view = "buffers"', "count n.arch --net N", "--view buffers"),
    ('convention = "keras"', "count n.arch --net N", "--convention keras"),
    ('lang = "zh"', "derive n.arch --net N", "--lang zh"),
    ('show = "full"', "derive n.arch --net N", "--show full"),
    ('line-width = "100pt"', "derive n.arch --net N", "--line-width 100pt"),
    ('digits = "comma"', "derive n.arch --net wide", "--digits comma"),
    ('digits = "plain"', "macros n.arch:wide", "--digits plain"),
    ('times = "dot"', "derive n.arch --net N", "--times dot"),
    ('names = "italic"', "derive n.arch --net N", "--names italic"),
    ("notation = { w = '\\omega' }", "derive n.arch --net N", "--notation w='\\omega'"),
    ("numbered = true", "derive n.arch --net N", "--numbered"),
    ("underbrace = true", "derive n.arch --net N", "--underbrace"),
    ("numbered = false", "derive n.arch --net N", ""),
    ('keep = "c"', "derive n.arch --net N --keep w", ""),
    ('keep = "w"', "solve n.arch --net N --for w --params 1M", ""),
    ('keep = "w"', "compare n.arch --net N --against w=5", "--keep none"),
    ('keep = "w"', "scale n.arch --net N --by w", ""),
    ('digits = "comma"', "count n.arch --net N", ""),
]
"""A setting, a command, and the options which say the same."""


def lines(words: str, *more: str) -> str:
    done = command(*shlex.split(words), *more)
    assert done.status == 0, done.err
    return "\n".join(line for line in done.out.splitlines() if not line.startswith("%   symcount"))


@pytest.mark.parametrize(("setting", "words", "options"), SAME, ids=lambda text: text)
def test_a_setting_is_the_default_of_an_option(setting: str, words: str, options: str) -> None:
    wanted = lines(words, *shlex.split(options))
    project(setting)
    assert lines(words) == wanted


def test_the_nearest_file_with_a_table_counts() -> None:
    project('keep = "w"')
    project("", "pyproject.toml", table="[tool.other]")
    assert command("count", "n.arch", "--net", "N").out.splitlines()[-1].endswith("28w")
    project('keep = "none"', "pyproject.toml")
    assert command("count", "n.arch", "--net", "N").out.splitlines()[-1].endswith("1,792")


def test_it_is_looked_for_from_the_file_upwards(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project('keep = "w"', "pyproject.toml")
    monkeypatch.chdir(folder)
    assert "w" in command("count", "nets/n.arch", "--net", "N").out.splitlines()[-1]
    assert "w" not in command("count", "cnn").out.splitlines()[-1]


WRONG = [
    ('digit = "thin"', "`digit` is no setting of symcount", "did you mean `digits`?"),
    ('format = "json"', "`format` is no setting of symcount", "the keys are `keep`, `view`, "),
    ('view = "all"', "`view`: 'all' is not one of 'params', ", ""),
    ("keep = 3", "`keep` takes a text", ""),
    ("keep = [3]", "`keep` takes a text", ""),
    ('numbered = "yes"', "`numbered` takes true or false", ""),
    ('notation = "w"', "`notation` takes a table of texts", ""),
    ("notation = 7", "`notation` takes a table of texts", ""),
    ("keep = ", "cannot be read: Invalid value (at line 5", ""),
]


@pytest.mark.parametrize(("text", "message", "help"), WRONG, ids=lambda text: text)
def test_a_wrong_setting_is_shown_where_it_stands(text: str, message: str, help: str) -> None:
    project(text)
    done = command("derive", "n.arch", "--net", "N")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error[E419]: ")
    assert message in done.err
    assert help in done.err
    assert "cannot be read" in message or "../pyproject.toml:5:1" in done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_what_is_no_file_or_too_large_is_not_read() -> None:
    os.mkfifo("pyproject.toml")
    Path("../pyproject.toml").write_text("#" * 1_000_000 + "\n[tool.symcount]\nx = 1\n", encoding="utf-8")
    assert command("count", "n.arch", "--net", "N").status == 0


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")  # the fixture goes back
    (tmp_path / "gone").rmdir()
    assert command("count", "cnn").status == 0


def test_help_needs_no_project() -> None:
    project("digit = 1")
    assert command("derive", "--help").status == 0


@pytest.mark.parametrize("table", ["[tool]\nsymcount = 3", "[[tool.symcount]]"])
def test_what_is_no_table(table: str) -> None:
    project("", table=table)
    done = command("count", "n.arch", "--net", "N")
    assert "error[E419]: `tool.symcount` is a table" in done.err
