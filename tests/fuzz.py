"""Random files under random commands: `python tests/fuzz.py --seconds 60 --seed 1`, or `python -m tests.fuzz`.

An input is a file and a command line, made from the seed and its number alone. An answer is an exit status of 0, 1 or
2, on which nothing more is asked than this: no traceback, no defect that a proof found, no raw control character, at
most 5 seconds of CPU and 500 MB. What is wrong is a failure; each distinct one is written once.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import resource
import shlex
import signal
import sys
import tempfile
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # this checkout, also for `python tests/fuzz.py`

from symcount import watching
from symcount.cli import COMMANDS
from symcount.render.formats import FORMATS
from tests.language.random_texts import Text, random_text
from tests.support import Result, command

MOST_SECONDS = 5.0
MOST_MEGABYTES = 500
FRESH_MEGABYTES = 150
"""What a process has after its imports: an input may add the rest."""
MOST_ADDRESSES = 6 * 10**9
"""Bytes, of all inputs: what takes all memory must not take the fuzzer with it."""
STOPPED_AFTER = 3 * MOST_SECONDS

# ---- commands --------------------------------------------------------------------------------

Words = list[str]
LISTS = ["text", "markdown", "csv", "json", "github", "sarif"]
REPORTS = ["json", "github", "sarif"]
TEXT_FORMATS = [name for name in FORMATS if name != "pdf"]
ANSWERS = ["text", "json", "csv", "latex"]
VALUES = ["1", "2", "3", "4", "5", "7", "8", "16", "64", "0", "1/2", "on", "off", "1e6"]
FEW_VALUES = ["1", "2", "4", "8", "12"]
CODES = ["E201", "E204", "E511", "N605", "W504", "e204", "E999", "204"]


@dataclass(frozen=True)
class Asker:
    """Writes the arguments of a command that is asked about a text, which stands in FILE."""

    random: Random
    text: Text

    def maybe(self, chance: float, *words: str) -> Words:
        return list(words) if self.random.random() < chance else []

    def name(self) -> str:
        return self.random.choice(self.text.parameters or ("w",))

    def value(self) -> str:
        return self.random.choice(FEW_VALUES if self.random.random() < 0.8 else VALUES)

    def setting(self) -> str:
        return f"{self.name()}={self.value()}"

    def request(self, keep: bool = True) -> Words:
        choice = self.random.choice
        net = (
            ["--net", choice(self.text.nets or ("N",))]
            if len(self.text.nets) > 1 or self.random.random() < 0.05
            else []
        )
        keeps = ["all", "none", self.name(), f"{self.name()},{self.name()}"]
        return [
            *net,
            *self.maybe(0.2, "--set", self.setting()),
            *(self.maybe(0.5, "--keep", choice(keeps)) if keep else []),
            *self.maybe(0.1, "--view", choice(["trainable", "active", "backbone", "repeated", "embedding", "buffers"])),
            *self.maybe(0.05, "--convention", choice(["keras", "torch"])),
            *self.maybe(0.05, "--multiplier", choice(["alpha", "a", "w"])),
            *self.maybe(0.02, "--round", choice(["floor", "divisible:8", "up"])),
        ]

    def style(self) -> Words:
        choice = self.random.choice
        return [
            *self.maybe(0.1, "--lang", "zh"),
            *self.maybe(0.1, "--digits", choice(["comma", "thin", "siunitx"])),
            *self.maybe(0.1, "--times", choice(["dot", "none"])),
            *self.maybe(0.2, "--show", choice(["full", "short", "table", "theory,layers", "closed,total"])),
            *self.maybe(0.1, "--numbered"),
            *self.maybe(0.1, "--underbrace"),
            *self.maybe(0.1, "--line-width", choice(["twocolumn", "50pt", "8.4cm"])),
        ]

    def derive(self) -> Words:
        choice = self.random.choice
        forms = ["expanded", "collected", "factored", "horner", "named", "stages", "pieces"]
        return [
            *["FILE", *self.request(), "--format", choice(TEXT_FORMATS), *self.style()],
            *self.maybe(0.2, "--form", choice(forms)),
            *self.maybe(0.1, "--collect", self.name()),
            *self.maybe(0.2, "--factoring", "layers"),
        ]

    def count(self) -> Words:
        by = self.random.choice(["label", "kind", "layer"])
        return ["FILE", *self.request(), "--by", by, *self.maybe(0.3, "--format", self.random.choice(LISTS))]

    def check(self) -> Words:
        return ["FILE", *self.maybe(0.1, "resnet50"), *self.maybe(0.3, "--format", self.random.choice(REPORTS))]

    def layers(self) -> Words:
        return self.maybe(0.7, "--format", self.random.choice(["latex", *LISTS]))

    def models(self) -> Words:
        return self.maybe(0.5, "--format", self.random.choice(LISTS))

    def format(self) -> Words:
        return ["FILE", *self.maybe(0.3, self.random.choice(["--check", "--diff"]))]

    def show(self) -> Words:
        return ["FILE", *self.request(), "--stage", self.random.choice(["tree", "network", "tally", "derivation"])]

    def explain(self) -> Words:
        return [self.random.choice(CODES)]

    def draw(self) -> Words:
        return ["FILE", *self.request(), "--format", self.random.choice(["svg", "tikz", "tex"])]

    def macros(self) -> Words:
        return ["FILE", *self.request(), *self.maybe(0.2, "--prefix", self.random.choice(["Mine", "A1"]))]

    def help(self) -> Words:
        return self.maybe(0.9, self.random.choice([*COMMANDS, "nothing"]))

    def completion(self) -> Words:
        return [self.random.choice(["bash", "zsh", "fish", "csh"])]

    def watch(self) -> Words:
        return [
            "FILE",
            *self.request(),
            *self.maybe(0.4, "--format", self.random.choice(TEXT_FORMATS)),
            "-o",
            "OUT.txt",
        ]

    def scale(self) -> Words:
        by = self.name() + ("," + self.name() if self.random.random() < 0.1 else "")
        range_ = self.maybe(0.4, "--from", self.value(), "--to", self.random.choice(["8", "16", "100", "1e6"]))
        plot = self.maybe(0.05, "--plot", "OUT.svg")
        form = self.random.choice(ANSWERS)
        return ["FILE", *self.request(keep=False), "--by", by, *range_, *plot, "--format", form]

    def solve(self) -> Words:
        budget = self.random.choice(["0", "20", "100", "1000", "5e4", "5M", "1e9"])
        form = self.random.choice(ANSWERS)
        symbol = self.name() + ("," + self.name() if self.random.random() < 0.1 else "")
        like = self.maybe(0.1, "--like", self.random.choice(["FILE", "cnn", "nothing"]))
        multiple = self.maybe(0.1, "--multiple-of", self.random.choice(["8", "1/2", "0", "3"]))
        words = ["FILE", *self.request(keep=False), "--for", symbol, "--params", budget, "--format", form]
        return [*words, *like, *multiple]

    def compare(self) -> Words:
        other = ["--against", self.setting()] if self.random.random() < 0.8 else ["cnn"]
        return ["FILE", *other, *self.request(), "--format", self.random.choice(ANSWERS)]

    def sweep(self) -> Words:
        values = ["1:4", "2,4,8", "4:16:4", "1/2:2:4", "2:16:+2", "on,off", "0:300", "-2:2", "same,valid", "1:2000:+7"]
        names = {self.name(), self.name()} if self.random.random() < 0.3 else {self.name()}
        ranges = [f"{name}={self.random.choice(values)}" for name in sorted(names)]
        over = [word for range_ in ranges for word in ("--over", range_)]
        return ["FILE", *self.request(keep=False), *over, "-o", "OUT.csv"]


WEIGHTS = {
    "count": 5,
    "derive": 5,
    "check": 2,
    "show": 2,
    "draw": 2,
    "layers": 0.3,
    "models": 0.1,
    "explain": 0.3,
    "help": 0.1,
    "completion": 0.1,
}
"""How often a command is asked; 1 where it is not said."""
TURN = 100
"""Of so many inputs, each command is asked once in any case."""


@dataclass(frozen=True)
class Input:
    """A file and the command line that is asked about it, in which FILE is the file, and OUT.… what it may write."""

    text: str
    words: tuple[str, ...]

    @property
    def command(self) -> str:
        return shlex.join(["symcount", *self.words])


def input_of(seed: str, number: int) -> Input:
    """The input of a number; the same for the same seed."""
    random = Random(f"{seed}:{number}")
    text = random_text(random)
    name = random.choices(list(COMMANDS), [WEIGHTS.get(name, 1) for name in COMMANDS])[0]
    if number % TURN < len(COMMANDS):
        name = list(COMMANDS)[number % TURN]
    arguments: Callable[[], Words] = getattr(Asker(random, text), name)
    return Input(text.text, (name, *arguments()))


# ---- one answer ------------------------------------------------------------------------------


class Stopped(BaseException):
    """An input took so long that it was stopped; no `except Exception` catches it."""


@dataclass(frozen=True)
class Failure:
    """What is wrong with an answer: `signature` is the same for the same defect, as far as can be seen."""

    signature: str
    details: str


@dataclass(frozen=True)
class Answer:
    """How a command ended, None where it did not, and what is wrong with it."""

    status: int | None
    failures: tuple[Failure, ...]


def answer(asked: Input, folder: Path) -> Answer:
    """Run a command in this process, watched."""
    file = folder / "t.arch"
    file.write_text(asked.text, encoding="utf-8", errors="surrogatepass", newline="")
    words = [str(file) if w == "FILE" else str(folder / w) if w.startswith("OUT.") else w for w in asked.words]
    before, started = _megabytes("VmRSS"), time.process_time()
    result: Result | None = None
    failures: list[Failure] = []
    try:
        with stopping():
            result = command(*words)
    except Stopped:
        failures.append(Failure(f"{asked.words[0]}: over {MOST_SECONDS:g} s", f"stopped after {STOPPED_AFTER:g} s"))
    except Exception as error:
        failures.append(Failure(f"{type(error).__name__} in {place(error)}", traceback.format_exc()))
    seconds, megabytes = time.process_time() - started, FRESH_MEGABYTES + _megabytes("VmHWM") - before
    if MOST_SECONDS < seconds < STOPPED_AFTER:
        failures.append(Failure(f"{asked.words[0]}: over {MOST_SECONDS:g} s", f"{seconds:.1f} s of CPU"))
    if megabytes > MOST_MEGABYTES:
        failures.append(Failure(f"{asked.words[0]}: over {MOST_MEGABYTES} MB", f"{megabytes:.0f} MB"))
    if result is not None:
        failures += _said(asked.words[0], result)
    return Answer(None if result is None else result.status, tuple(failures))


def _said(name: str, result: Result) -> Iterator[Failure]:
    """What may not stand in what a command wrote."""
    if result.status not in (0, 1, 2):
        yield Failure(f"{name}: status {result.status}", result.err)
    if "found a defect of its own" in result.err:
        formulas = re.sub(r"\d+", "0", result.err.splitlines()[0])[:70]
        yield Failure(f"unproved: {formulas}", result.err)
    own = "" if name == "format" else result.out  # the comments of a file are its own; a terminal gets them escaped
    for stream, text in (("output", own), ("error", result.err)):
        raw = next((sign for sign in text if sign != "\n" and _is_raw(sign)), None)
        if raw is not None:
            at = text.index(raw)
            yield Failure(f"{name}: raw control character on standard {stream}", repr(text[max(0, at - 60) : at + 20]))


def _is_raw(sign: str) -> bool:
    """A control character, or one that changes the direction of what follows."""
    return (
        unicodedata.category(sign) == "Cc"
        or sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
    )


def place(error: BaseException) -> str:
    """The last function of symcount in a traceback: `algebra/expansion.py:summed`."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if f"{os.sep}symcount{os.sep}" in f.filename and "site-packages" not in f.filename]
    last = (ours or list(frames))[-1]
    return f"{last.filename.rpartition(f'{os.sep}symcount{os.sep}')[2]}:{last.name}"


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Stops what takes too long, and looks at files once where a command would watch them for ever."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # the peak of the memory begins anew
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, STOPPED_AFTER)
    try:
        with mock.patch.object(watching, "changes", return_value=[[]]):
            yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _megabytes(name: str) -> float:
    """A row of Linux's account of this process; elsewhere the peak since it began."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# ---- many ------------------------------------------------------------------------------------

WARM = [("derive", "cnn"), ("derive", "cnn", "--format", "html"), ("scale", "unet", "--by", "w"), ("draw", "cnn")]
"""Commands that load what others need, so that it is not counted as theirs."""


@dataclass
class Found:
    """The figures of a run, and each distinct failure with the first input that shows it."""

    inputs: int = 0
    statuses: Counter[int | None] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    first: dict[str, tuple[int, Input, Failure]] = field(default_factory=dict)

    def add(self, number: int, asked: Input, answered: Answer) -> None:
        self.inputs += 1
        self.statuses[answered.status] += 1
        self.commands[asked.words[0]] += 1
        for failure in answered.failures:
            self.failed[failure.signature] += 1
            self.first.setdefault(failure.signature, (number, asked, failure))

    @property
    def share_of_status_0(self) -> float:
        return self.statuses[0] / max(1, self.inputs)

    @property
    def figures(self) -> str:
        answers = sum(count for status, count in self.statuses.items() if status is not None)
        met = ", ".join(f"{name} {self.commands[name]:,}" for name in COMMANDS)
        lines = [
            f"inputs    {self.inputs:,}",
            f"answers   {answers:,}",
            f"status 0  {self.statuses[0]:,} ({100 * self.share_of_status_0:.1f} %)",
            f"commands  {len(+self.commands)} of {len(COMMANDS)}: {met}",
            f"failures  {sum(self.failed.values()):,}, {len(self.failed)} distinct",
            *(
                f"  {times:5,} × {name}, first in input {self.first[name][0]}"
                for name, times in self.failed.most_common()
            ),
        ]
        return "\n".join(lines)


def fuzz(seed: str, numbers: Iterator[int] | range, folder: Path, seconds: float | None = None) -> Found:
    """Ask the inputs of these numbers, up to so many seconds."""
    found = Found()
    for words in WARM:
        command(*words)
    began = time.monotonic()
    for number in numbers:
        if seconds is not None and time.monotonic() - began > seconds:
            break
        asked = input_of(seed, number)
        found.add(number, asked, answer(asked, folder))
    return found


def write(found: Found, folder: Path, seed: str) -> None:
    """Each distinct failure: its file, and beside it its command and what was seen."""
    for k, (signature, (number, asked, failure)) in enumerate(sorted(found.first.items())):
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{k:02d}-" + re.sub(r"\W+", "-", signature)[:60].strip("-")
        (folder / f"{name}.arch").write_text(asked.text, encoding="utf-8", errors="surrogatepass", newline="")
        about = f"{signature}\nseed {seed}, input {number}\n$ {asked.command}\n\n{failure.details}\n"
        (folder / f"{name}.txt").write_text(about, encoding="utf-8", errors="backslashreplace")


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests/fuzz.py", description="Ask random commands about random files.")
    parser.add_argument("--seconds", type=float, default=60, help="how long (default 60)")
    parser.add_argument("--seed", default="1", help="what the inputs are made from (default 1)")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="ask one input, and print it")
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="where failures go (default build/fuzz)")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))  # more is a MemoryError, and a failure
    with tempfile.TemporaryDirectory() as folder:
        if given.only is not None:
            asked = input_of(given.seed, given.only)
            print(asked.text, f"$ {asked.command}", sep="\n")
            found = fuzz(given.seed, range(given.only, given.only + 1), Path(folder))
        else:
            found = fuzz(given.seed, range(10**9), Path(folder), given.seconds)
    print(found.figures)
    write(found, given.out, given.seed)
    if found.first:
        print(f"written to {given.out}")
    return 1 if found.first else 0


if __name__ == "__main__":
    sys.exit(main())
