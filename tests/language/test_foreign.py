"""What people write who come from elsewhere gets help that names the right spelling; the table is as it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from symcount import pipeline
from symcount.language import foreign
from symcount.language.diagnostics import Problem
from symcount.language.source import Source
from symcount.network.catalogue import library
from symcount.network.request import Request
from symcount.network.values import parameters_of
from tests.support import environment

_ITEM = re.compile(r"(?:net|class|import|from|def) ")
AT_LEAST = 180
"""Of 200 snippets."""


def snippets() -> list[tuple[str, str]]:
    """The snippets of foreign.txt and the spelling that their help must name."""
    lines = Path(__file__).with_name("foreign.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("  =>  ") for line in lines if "  =>  " in line]
    return [(text.replace("¶", "\n"), spelling.rstrip("\n")) for text, spelling in pairs]


def text_of(snippet: str) -> str:
    """A whole file with the snippet in it."""
    if _ITEM.match(snippet):
        return snippet
    statement = f"out x {snippet}" if snippet.startswith("->") else snippet
    end = "" if statement.startswith("out ") else "\n  out x"
    return f"net N(w = 8) {{\n  x = input(3, 32, 32)\n  y = x\n  {statement}{end}\n}}\n"


def helps(snippet: str) -> list[str]:
    """The help lines of all that is said of a snippet."""
    try:
        network = pipeline.network_of(pipeline.model_of(Source("t.arch", text_of(snippet))), Request())
    except Problem as trouble:
        return [text for d in trouble.diagnostics for text in d.help]
    return [text for d in network.diagnostics for text in d.help]


def test_wrong_snippets_get_help_that_names_the_right_spelling() -> None:
    wrong = snippets()
    assert len(wrong) >= 200
    assert len(set(wrong)) == len(wrong)
    missed = [(text, spelling, helps(text)) for text, spelling in wrong if not any(spelling in h for h in helps(text))]
    right = len(wrong) - len(missed)
    print(f"{right} of {len(wrong)} wrong snippets get the right help")
    assert right * 200 >= AT_LEAST * len(wrong), "\n".join(map(str, missed))


# ---- the table ------------------------------------------------------------------------------

ROWS = foreign.table()
NOT_LAYERS = {"net", "out", "symcount", "floor", "on", "off", "id", "input", "f", "a", "x", "x.C", "[a,", "1..n", "for"}
"""What `write` begins with where it is no layer or block of the library."""


@pytest.mark.parametrize("row", ROWS["signs"], ids=lambda row: row["there"])
def test_a_sign_is_found_in_its_example_and_says_what_to_write(row: dict[str, str]) -> None:
    found = re.search(row["like"], row["there"])
    assert found is not None
    said = foreign.sign_help(Source("t", f"a\n{row['there']}\nb"), 2 + found.start())
    assert said
    assert foreign.written(row, found) in said[0], "another row is found before it"


@pytest.mark.parametrize("row", ROWS["names"], ids=lambda row: row["write"])
def test_what_is_written_for_a_name_is_known_here(row: dict[str, str]) -> None:
    assert re.split(r"[( ]", row["write"])[0] in {*library().names, *NOT_LAYERS}


def test_what_is_written_for_an_argument_is_a_parameter_here() -> None:
    shipped = [library().find(name) for name in library().names]
    parameters = {p.name for d in shipped if d is not None for p in parameters_of(d.declaration)}
    assert {name for row in ROWS["arguments"] for name in row.get("write", "").split()} <= parameters


def test_a_name_stands_in_one_row() -> None:
    named = [n for row in ROWS["arguments"] for n in row["names"].split()]
    assert len(set(named)) == len(named)
    for origin in foreign.ORIGINS:
        named = [n for row in ROWS["names"] for n in row.get(origin, "").split()]
        assert len(set(named)) == len(named), origin


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("nn.Conv2d", "write `conv(64, 3)`; channels out, kernel; the channels that enter are not written"),
        ("BATCH_NORM3d", "write `bn`; without a number: it has the channels that enter"),
        ("torch.nn.Mish", "write `mish`; names stand without a module"),
        ("Mish", None),
        ("cov", None),
    ],
)
def test_help_for_a_name(text: str, help: str | None) -> None:
    assert foreign.name_help(text) == ([] if help is None else [help])


def test_the_table_is_read_only_where_a_mistake_is_reported() -> None:
    code = "import sys\nfrom symcount import cli\nsys.argv[1:] = ['count', '-']\n"
    code += "try: cli.main()\nexcept SystemExit: pass\nprint('tomllib' in sys.modules)"
    for text, expected in (("net N { out input(3) -> relu }", "False"), ("net N { out input(3) -> dense }", "True")):
        run = [sys.executable, "-c", code]
        shown = subprocess.run(run, input=text, capture_output=True, text=True, timeout=60, env=environment())
        assert shown.stdout.splitlines()[-1] == expected
