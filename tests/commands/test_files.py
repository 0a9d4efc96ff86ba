"""Many files: folders and patterns, for `check` and `format`; and what is wrong with all of them said once."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from symcount.outside import files_of
from tests.support import ROOT, command

GOOD = "net N {\n  out input(3, 8, 8) -> conv(4, 3)\n}\n"
LOOSE = "net M{out input(3,8,8)->conv(4,3)}\n"
BAD = "net B {\n  out input(3, 8, 8) -> conf(4, 3)\n}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {"nets/a.arch": GOOD, "nets/deep/b.arch": LOOSE, "bad.arch": BAD, "nets/.x/c.arch": BAD}.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    Path("nets/readme.md").write_text("no network", encoding="utf-8")
    Path("[b].arch").write_text(GOOD, encoding="utf-8")
    return tmp_path


NAMES = [
    (["nets"], ["nets/a.arch", "nets/deep/b.arch"]),
    (["."], ["[b].arch", "bad.arch", "nets/a.arch", "nets/deep/b.arch"]),
    (["nets/*.arch"], ["nets/a.arch"]),
    (["nets/**/*.arch"], ["nets/a.arch", "nets/deep/b.arch"]),
    (["nets/a.arch", "nets"], ["nets/a.arch", "nets/deep/b.arch"]),
    (["[b].arch"], ["[b].arch"]),
    (["unet", "-", "none.arch"], ["unet", "-", "none.arch"]),
]


@pytest.mark.parametrize(("names", "files"), NAMES, ids=lambda x: " ".join(x))
def test_which_files_are_meant(names: list[str], files: list[str]) -> None:
    assert files_of(names) == [file.replace("/", os.sep) for file in files]


@pytest.mark.parametrize("name", ["empty", "none/*.arch", "nets/*.txt"])
def test_a_place_without_files(name: str) -> None:
    Path("empty").mkdir()
    done = command("check", name)
    assert (done.status, done.err.splitlines()[0]) == (1, f"error[E401]: `{name}` has no files of the language")


def test_check_builds_what_expects_nothing() -> None:
    done = command("check", ".")
    assert done.status == 1
    assert done.out.splitlines() == [
        "none  [b].arch  no expect lines",
        "FAIL  bad.arch:1:5  B",
        "none  nets/a.arch  no expect lines",
        "none  nets/deep/b.arch  no expect lines",
    ]
    assert done.err.count("error[E201]") == 1
    assert command("check", "nets", "-q").out == ""


FAMILY = """net V(w = 4) {
  out input(3, 8, 8) -> conv(w, 3) -> (conv(2*w, 3) + id)
  expect params == 12
  variant a(w = 5)
  variant b(w = 6) == 3
}
net D(w = 3) {
  require_four = halves(w)
  out input(3, 8, 8) -> require_four
  variant good(w = 4)
}
block halves(c) {
  require c % 4 == 0 "fours"
  out conv(c, 1)
}
"""


def test_a_cause_is_said_once_and_defaults_are_built() -> None:
    Path("family.arch").write_text(FAMILY, encoding="utf-8")
    done = command("check", "family.arch")
    assert done.out.splitlines() == [
        "FAIL  family.arch:1:5  V",
        "FAIL  family.arch:3:3  expect params == 12  (the same)",
        "FAIL  family.arch:4:3  variant a(w = 5)  (the same)",
        "FAIL  family.arch:5:3  variant b(w = 6) == 3  (the same)",
        "FAIL  family.arch:7:5  D",
        "ok    family.arch:10:3  variant good(w = 4)",
    ]
    assert [done.err.count(f"error[{code}]") for code in ("E204", "E208")] == [1, 1]


def test_format_says_which_files_it_would_write() -> None:
    done = command("format", "--check", "nets")
    assert (done.status, done.out) == (1, "not in canonical form  nets/deep/b.arch\n")
    assert done.err == "1 to be written, 1 as they should be\n"
    assert Path("nets/deep/b.arch").read_text(encoding="utf-8") == LOOSE
    assert command("format", "--check", "nets/a.arch").status == 0


def test_format_shows_what_it_would_write() -> None:
    done = command("format", "--diff", "nets")
    assert done.status == 1
    assert done.out.splitlines() == [
        "--- nets/deep/b.arch",
        "+++ nets/deep/b.arch",
        "@@ -1 +1,3 @@",
        "-net M{out input(3,8,8)->conv(4,3)}",
        "+net M {",
        "+  out input(3, 8, 8) -> conv(4, 3)",
        "+}",
    ]


def test_format_in_place() -> None:
    done = command("format", "-i", "nets", "nets/*.arch")
    assert (done.status, done.out, done.err) == (0, "written  nets/deep/b.arch\n", "1 written, 1 as they should be\n")
    assert Path("nets/deep/b.arch").read_text(encoding="utf-8").startswith("net M {\n")
    assert command("format", "--check", "nets").status == 0


def test_format_goes_on_after_a_file_with_a_mistake() -> None:
    Path("nets/a.arch").write_text("net {", encoding="utf-8")
    done = command("format", "-i", "nets")
    assert (done.status, done.out) == (1, "written  nets/deep/b.arch\n")
    assert done.err.endswith("1 written, 1 with mistakes\n")


def test_a_report_names_the_first_line_that_is_not_so() -> None:
    Path("nets/a.arch").write_text(GOOD.replace("conv(4, 3)", "conv(4,3)"), encoding="utf-8")
    done = command("format", "--check", "nets", "-f", "github")
    assert (done.status, done.err) == (1, "")
    assert [line.partition("::`")[0] for line in done.out.splitlines()] == [
        "::error title=symcount (E416),file=nets/a.arch,line=2,col=1,endLine=2,endColumn=34",
        "::error title=symcount (E416),file=nets/deep/b.arch,line=1,col=1,endLine=1,endColumn=35",
    ]
    assert command("format", "-i", "nets", "-f", "github").out == ""


HOOKS = re.findall(r"entry: symcount (.*)", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("words", HOOKS)
def test_the_hooks_are_commands(words: str) -> None:
    """pre-commit adds the names of files."""
    assert command(*words.split(), "nets/a.arch", "nets/deep/b.arch").status == 0
    assert command(*words.split(), "nets/a.arch", "bad.arch").status == (1 if "check" in words else 0)


def test_what_ships_is_not_written() -> None:
    assert "`mixtral` cannot be written in place" in command("format", "-i", "mixtral").err


def test_line_ends_are_part_of_the_form() -> None:
    Path("nets/a.arch").write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert command("format", "--check", "nets/a.arch").status == 1
    command("format", "-i", "nets/a.arch")
    assert Path("nets/a.arch").read_bytes() == GOOD.encode()
