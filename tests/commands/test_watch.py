"""`symcount watch`: what it looks at, what it writes again, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from symcount import watching
from tests.support import command, environment

NET = 'import "parts.arch"\nnet N {{ out input(3, 8, 8) -> f({}) }}\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("n.arch").write_text(NET.format(4), encoding="utf-8")
    Path("parts.arch").write_text("f(c) = conv(c, 3)\n", encoding="utf-8")


def watched(
    monkeypatch: pytest.MonkeyPatch, edits: list[Callable[[], object]], *arguments: str
) -> tuple[int, list[str], str]:
    """Status, lines without their time and errors of `symcount watch`, with an edit in each pause and Ctrl-C at last."""
    todo = iter(edits)

    def sleep(seconds: float) -> None:
        if seconds == watching.PAUSE:
            edit = next(todo, None)
            if edit is None:
                raise KeyboardInterrupt
            edit()

    monkeypatch.setattr(time, "sleep", sleep)
    done = command("watch", *arguments)
    return done.status, [line[10:] for line in done.out.splitlines()], done.err.removesuffix("\n")


def write(name: str, text: str) -> Callable[[], object]:
    return lambda: Path(name).write_text(text, encoding="utf-8")


def test_a_change_of_the_file_or_of_an_import_is_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def look() -> None:
        seen.append("\\newcommand{\\NParams}{140}" in Path("p.tex").read_text(encoding="utf-8"))

    edits = [
        lambda: None,
        write("n.arch", NET.format(5)),
        look,
        lambda: os.utime("n.arch"),  # the same text
        write("parts.arch", "f(c) = conv(c, 5)\n"),
    ]
    status, lines, err = watched(monkeypatch, edits, "n.arch", "-o", "p.tex")
    assert lines == ["p.tex written", "p.tex written: n.arch changed", "p.tex written: parts.arch changed"]
    assert (status, err, seen) == (130, "", [True])
    assert "\\newcommand{\\NParams}{380}" in Path("p.tex").read_text(encoding="utf-8")


def test_a_mistake_is_shown_and_leaves_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    edits = [
        write("n.arch", "net N { out"),
        lambda: texts.append(Path("p.tex").read_text(encoding="utf-8")),
        lambda: Path("parts.arch").unlink(),
        write("n.arch", "net N { out input(3) -> linear(4) }"),
    ]
    status, lines, err = watched(monkeypatch, edits, "n.arch", "-o", "p.tex")
    assert status == 130
    assert "error[E102]" in err
    assert "{112}" in texts[0]
    assert lines == ["p.tex written", "p.tex written: n.arch changed"]


def test_a_file_that_begins_with_a_mistake_is_watched_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("n.arch").write_text("net", encoding="utf-8")
    edits = [write("n.arch", "net N { out input(3) -> linear(4) }")]
    _, lines, err = watched(monkeypatch, edits, "n.arch", "-o", "p.tex")
    assert ("error[E102]" in err, lines) == (True, ["p.tex written: n.arch changed"])


def test_an_import_that_is_not_there_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("parts.arch").unlink()
    edits = [write("parts.arch", "f(c) = conv(c, 1)\n")]
    _, lines, err = watched(monkeypatch, edits, "n.arch", "-o", "p.tex")
    assert ("error[E301]" in err, lines) == (True, ["p.tex written: parts.arch changed"])


OPTIONS = [
    (["--set", "w=8", "n.arch", "-o", "out"], "\\newcommand{\\NParams}{32}"),
    (["-oout", "n.arch", "--digits=plain", "--prefix", "Mine"], "\\newcommand{\\MineParams}{16}"),
    (["n.arch", "--format", "latex", "--keep", "none", "-o", "out"], "\\begin{align*}"),
    (["n.arch", "--format=text", "-o", "out", "--factoring", "layers"], "3 × w + w"),
    (["n.arch:N", "-o", "out"], "\\newcommand{\\NParams}{16}"),
]


@pytest.mark.parametrize(("arguments", "text"), OPTIONS)
def test_the_options_of_macros_and_of_derive(monkeypatch: pytest.MonkeyPatch, arguments: list[str], text: str) -> None:
    Path("n.arch").write_text("net N(w = 4) { out input(3) -> linear(w) }", encoding="utf-8")
    status, _, err = watched(monkeypatch, [], *arguments)
    assert (status, err) == (130, "")
    assert text in Path("out").read_text(encoding="utf-8")


def test_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("m.arch").write_text("net M { out input(3) -> linear(4) }", encoding="utf-8")
    edits = [write("m.arch", "net M { out input(3) -> linear(5) }")]
    _, lines, _ = watched(monkeypatch, edits, "n.arch", "m.arch", "-o", "p.tex")
    assert lines == ["p.tex written", "p.tex written: m.arch changed"]


WRONG = [
    (["n.arch"], 2, "-o"),
    (["n.arch", "-o", "-"], 2, "writes to a file"),
    (["n.arch", "-o", "n.arch"], 2, "is the file that is watched"),
    (["n.arch", "-o", "p.tex", "--check"], 2, "--check"),
    (["n.arch", "-o", "p.tex", "--nonsense"], 2, "--nonsense"),
    (["n.arch", "-o", "p.tex", "--format", "doc"], 2, "doc"),
    (["unet", "-o", "p.tex"], 1, "error[E418]"),
    (["-", "-o", "p.tex"], 1, "error[E418]"),
    (["no.arch", "-o", "p.tex"], 1, "error[E401]"),
]


@pytest.mark.parametrize(("arguments", "status", "message"), WRONG)
def test_what_cannot_be_watched(arguments: list[str], status: int, message: str) -> None:
    done = command("watch", *arguments)
    assert (done.status, message in done.err) == (status, True), done.err
    assert not Path("p.tex").exists()


def test_hostile_imports_are_looked_at_and_read_no_device() -> None:
    Path("n.arch").write_bytes(
        b'import "/dev/zero" import "\0" import "n.arch" import "../\xff" import "' + b"x" * 5000 + b'" import "."'
    )
    found = watching.snapshot(["n.arch"])
    assert [path.name for path, text in found.items() if text is not None] == ["n.arch"]


def test_imports_without_an_end_are_bounded() -> None:
    for i in range(30):
        Path(f"{i}.arch").write_text("".join(f'import "{j}.arch"\n' for j in range(30)), encoding="utf-8")
    assert len(watching.snapshot(["0.arch"])) == 30


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Where the tests run in the background, interrupts are ignored, and a child would ignore them too."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_from_outside(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "symcount", "watch", "n.arch", "-o", "p.tex"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert b"p.tex written" in process.stdout.readline()
        Path("n.arch").write_text(NET.format(5), encoding="utf-8")
        assert b"n.arch changed" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, b"", b"\n")  # below the ^C of a terminal
    assert {p.name for p in tmp_path.iterdir()} == {"n.arch", "parts.arch", "p.tex"}
