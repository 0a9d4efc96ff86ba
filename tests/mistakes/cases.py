"""Mistakes as text files: what a user writes, the command, and the picture that a terminal shows. See README.md."""

from __future__ import annotations

import re
import shlex
from contextlib import chdir
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import Result, command

FILES = sorted(Path(__file__).parent.glob("*.txt"))

_UNUSUAL = re.compile(r"‹(?:U\+(?P<character>[0-9A-F]+)|0x(?P<byte>[0-9A-F]{2})|(?P<times>\d+) × (?P<text>[^›]*))›")


@dataclass(frozen=True, slots=True)
class Run:
    """A command, and what it shows: standard output, then standard error."""

    command: str
    shown: str

    def result(self) -> Result:
        """How the command ends in the folder that this process is in."""
        words = shlex.split(self.command)
        assert words[0] == "symcount", f"not a command of this project: {self.command}"
        if "<" not in words:
            return command(*words[1:])
        return command(*words[1 : words.index("<")], stdin=Path(words[-1]).read_bytes())


@dataclass(frozen=True, slots=True)
class Case:
    """A mistake: its name, the files as they stand in the text, and what is run in their folder, in order."""

    name: str
    files: tuple[tuple[str, str], ...]
    runs: tuple[Run, ...]

    def results(self, folder: Path) -> list[Result]:
        """How each command ends, the files being in a folder inside `folder`."""
        (inner := folder / "inner").mkdir()
        for name, text in self.files:
            (inner / name).parent.mkdir(exist_ok=True)
            (inner / name).write_bytes(content(text))
        with chdir(inner):
            return [run.result() for run in self.runs]


def content(text: str) -> bytes:
    """The bytes that a text stands for, with the notation of unusual ones."""
    return _UNUSUAL.sub(_usual, text.removesuffix("‹end›\n")).encode("utf-8", "surrogateescape")


def _usual(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "character":
            return chr(int(match["character"], 16))
        case "byte":
            return bytes.fromhex(match["byte"]).decode("utf-8", "surrogateescape")
        case _:
            return match["text"] * int(match["times"])


def shown(result: Result) -> str:
    return (result.out + result.err).rstrip("\n")


def read(path: Path) -> tuple[str, list[Case]]:
    """The head of a file and its cases."""
    head, *cases = re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return head, [_case(text) for text in cases]


def _case(text: str) -> Case:
    title, _, body = text.partition("\n")
    before, *runs = re.split(r"^\$ ", body, flags=re.MULTILINE)
    first, *others = re.split(r"^--- ", before.rstrip("\n") + "\n", flags=re.MULTILINE)
    files = [("t.arch", first)] if first.strip() else []
    files += [(name, text) for name, _, text in (other.partition("\n") for other in others)]
    return Case(title, tuple(files), tuple(_run(run) for run in runs))


def _run(text: str) -> Run:
    line, _, shown = text.partition("\n")
    return Run(line, shown.rstrip("\n"))


def written(head: str, cases: list[Case]) -> str:
    """The text of a file."""
    return head + "\n".join(_written(case) for case in cases)


def _written(case: Case) -> str:
    files = "".join(text if name == "t.arch" else f"--- {name}\n{text}" for name, text in case.files)
    return "\n".join([f"=== {case.name}\n{files}", *(f"$ {run.command}\n{run.shown}\n" for run in case.runs)])


def renew(path: Path) -> list[str]:
    """Writes what is shown now into a file of cases; the names of those whose picture changed."""
    head, cases = read(path)
    fresh = [_renewed(case) for case in cases]
    path.write_text(written(head, fresh), encoding="utf-8")
    return [new.name for old, new in zip(cases, fresh, strict=True) if old != new]


def _renewed(case: Case) -> Case:
    with TemporaryDirectory() as folder:
        pairs = zip(case.runs, case.results(Path(folder)), strict=True)
        return replace(case, runs=tuple(replace(run, shown=shown(result)) for run, result in pairs))
