"""What ends a run from outside, at any time; and what a terminal is given."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, environment, process

posix = pytest.mark.skipif(os.name != "posix", reason="signals and terminals as POSIX has them")


def test_an_interrupt_while_modules_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    done = process("count", "unet", PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]))
    assert (done.status, done.out, done.err) == (130, "", "")


SLOW = """
import os, time

def slow(file):
    print("now", flush=True)
    time.sleep(60)

os.fsync = slow
from symcount.__main__ import main
main()
"""


@posix
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_amid_writing_leaves_the_file_as_it_was(tmp_path: Path, number: signal.Signals, status: int) -> None:
    (out := tmp_path / "out.tex").write_text("old\n", encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW, "derive", "unet", "-o", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert run.stdout is not None
    assert run.stdout.readline() == b"now\n"
    run.send_signal(number)
    _, err = run.communicate(timeout=60)
    assert (run.returncode, err.strip()) == (status, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["out.tex"]
    assert out.read_text(encoding="utf-8") == "old\n"


HOSTILE = """# a comment \x1b]0;owned\x07 \u202e \x9b2J
net N(w = 2) {  # twice \x1b[2J
\tout input(3) -> linear(w) @ "E\x1b[31m\u202e\u2028"
\texpect params @ "E\x1b[31m\u202e\u2028" == 8
}
"""

COMMANDS = [
    ["format"],
    ["check"],
    ["macros"],
    ["count"],
    ["count", "--format", "json"],
    ["derive", "--format", "json"],
    *(["derive", "--format", name] for name in ("text", "latex", "html", "markdown", "typst", "csv", "katex")),
    ["draw"],
    ["draw", "--format", "tikz"],
    ["scale", "--by", "w"],
    *(["show", "--stage", stage] for stage in ("tree", "network", "derivation")),
]


@posix
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_terminal_is_given_no_control_characters(tmp_path: Path, words: list[str]) -> None:
    (file := tmp_path / "t.arch").write_text(HOSTILE, encoding="utf-8")
    command, *more = words
    ours, theirs = os.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "symcount", command, str(file), *more],
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    os.close(theirs)
    out = b""
    while block := _block(ours):
        out += block
    os.close(ours)
    _, err = run.communicate(timeout=60)
    assert (run.returncode, b"Traceback" in err) == (0, False), err.decode()
    text = out.decode().replace("\r\n", "\n")
    assert text
    assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e", "\u2028"}


def _block(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # the other end is closed
        return b""


def test_a_pipe_is_given_the_file_itself(tmp_path: Path) -> None:
    (tmp_path / "t.arch").write_text(HOSTILE, encoding="utf-8")
    assert "# a comment \x1b]0;owned\x07 \u202e \x9b2J" in process("format", "t.arch", cwd=tmp_path).out
