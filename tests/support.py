"""What several tests need: running the command, loading text, and reading printed formulas back as numbers."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from unittest import mock

import pytest

from symcount import cli, pipeline
from symcount.api import Model, load
from symcount.language.diagnostics import Problem, picture
from symcount.language.source import Source
from symcount.network.network import Network

TESTS = Path(__file__).parent
ROOT = TESTS.parent
NETWORKS = TESTS / "networks"


# ---- running -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str


def command(*arguments: str, stdin: bytes = b"") -> Result:
    """`symcount ARGUMENTS` in this process."""
    out, err = io.StringIO(), io.StringIO()
    standard_input = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with (
        mock.patch.object(sys, "argv", ["symcount", *arguments]),
        mock.patch.object(sys, "stdin", standard_input),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        cli.main()
    status = ended.value.code
    assert isinstance(status, int)
    return Result(status, out.getvalue(), err.getvalue())


def environment(**more: str) -> dict[str, str]:
    """The environment of a child process: this checkout first, bytecode caching on."""
    keep = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "NO_COLOR", "COLUMNS")}
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**keep, "PYTHONPATH": path, **more}


def process(*arguments: str, stdin: bytes = b"", cwd: Path | None = None, seconds: float = 60, **more: str) -> Result:
    """`python -m symcount ARGUMENTS` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "symcount", *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        timeout=seconds,
        env=environment(**more),
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def model(text: str) -> Model:
    """A text in the language, as if it stood in `t.arch`."""
    return Model(pipeline.model_of(Source("t.arch", text)))


def network(text: str, net: str | None = None, keep: str = "", **values: object) -> Network:
    """The graph of a text."""
    loaded = model(text)
    return pipeline.network_of(loaded.model, loaded.at(net=net, keep=keep, set=values).request)  # type: ignore[arg-type]


def parameters(text: str, net: str | None = None, **values: int) -> int:
    """How many parameters a text has, with numbers for all names."""
    found = model(text).count(net=net, **values).parameters
    assert isinstance(found, int)
    return found


def said(text: str, **values: object) -> str:
    """The pictures of all that is wrong or noted about a text, as they stand on a terminal."""
    try:
        return "\n\n".join(picture(d) for d in network(text, **values).diagnostics)  # type: ignore[arg-type]
    except Problem as trouble:
        return str(trouble)


def shipped(name: str) -> Model:
    return load(name)


# ---- printed formulas as numbers -----------------------------------------------------------

_TOKEN = re.compile(
    r"(?P<number>\d+)"
    r"|(?P<symbol>(?:\\mathrm\{[^{}]*\}|\\hat\{[^{}]*\}|(?!\\(?:times|cdot|frac|lfloor|rceil|lceil|rfloor)\b)\\[A-Za-z]+|[A-Za-z])"
    r"(?:_(?:\w|\\[A-Za-z]+|\{(?:[^{}]|\{[^{}]*\})*\}))?)"
    r"|(?P<sign>\\times|\\cdot|\\frac|\\lfloor|\\rceil_\{?|\\,|[-+^()\[\]{}])"
    r"|(?P<space>\s+)"
)


def latex_value(text: str, names: Mapping[str, int | Fraction] = {}) -> Fraction:
    """The number that a printed formula is, by the rules of arithmetic and nothing of symcount.

    Reads numbers, names, +, -, \\times, \\cdot, ^, \\frac, round and square brackets, and
    `2w` as a product. What else stands in `text` raises ValueError.
    """
    reader = _Reader(list(_tokens(text)), names)
    found = reader.sum()
    if reader.here != ("end", ""):
        raise ValueError(f"{reader.here} after the formula {text}")
    return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ValueError(f"cannot read {text[place:]!r}")
        kind = match.lastgroup or ""
        if kind == "number" and text[place - 1 : place] == "^":
            match = re.compile(r"\d").match(text, place)  # TeX raises one digit only
            assert match is not None
        if kind != "space" and match[0] != "\\,":
            yield kind, match[0]
        place = match.end()
    yield "end", ""


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], names: Mapping[str, int | Fraction]) -> None:
        self.tokens = tokens
        self.names = names
        self.place = 0

    @property
    def here(self) -> tuple[str, str]:
        return self.tokens[self.place]

    def take(self, *signs: str) -> str | None:
        kind, text = self.here
        if kind == "sign" and text in signs:
            self.place += 1
            return text
        return None

    def need(self, sign: str) -> None:
        if self.take(sign) is None:
            raise ValueError(f"{sign} is missing before {self.here}")

    def sum(self) -> Fraction:
        total = -self.product() if self.take("-") else self.product()
        while (sign := self.take("+", "-")) is not None:
            total += self.product() if sign == "+" else -self.product()
        return total

    def product(self) -> Fraction:
        total = self.power()
        while True:
            if self.take("\\times", "\\cdot"):
                total *= self.power()
            elif self.here[0] == "symbol" or self.here in [("sign", "("), ("sign", "\\frac"), ("sign", "\\lfloor")]:
                total *= self.power()  # juxtaposed; a number never is
            else:
                return total

    def power(self) -> Fraction:
        base = self.atom()
        if not self.take("^"):
            return base
        if self.take("{"):
            exponent = self.sum()
            self.need("}")
        else:
            exponent = self.atom()
        assert exponent.denominator == 1
        return base ** int(exponent)

    def atom(self) -> Fraction:
        kind, text = self.here
        self.place += 1
        if kind == "number":
            return Fraction(text)
        if kind == "symbol" and text in self.names:
            return Fraction(self.names[text])
        if text in ("(", "["):
            inner = self.sum()
            self.need({"(": ")", "[": "]"}[text])
            return inner
        if text == "\\frac":
            self.need("{")
            top = self.sum()
            self.need("}")
            self.need("{")
            bottom = self.sum()
            self.need("}")
            return top / bottom
        raise ValueError(f"cannot read {text!r}")


def heading(latex: str) -> str:
    """A heading of a derivation in LaTeX, on a line of its own."""
    return f"\\medbreak\\noindent\\parbox{{\\linewidth}}{{\\raggedright\\textbf{{{latex}}}}}"


def remark(latex: str) -> str:
    """A paragraph of a derivation in LaTeX."""
    return f"{{\\par\\noindent\\sloppy {latex}\\par}}"


def squeezed(latex: str) -> str:
    """White space does not matter in LaTeX's mathematics."""
    return re.sub(r"\s+", "", latex)
