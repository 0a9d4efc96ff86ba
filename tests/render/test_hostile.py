"""What a user wrote in a file, and the name of the file, are no commands in any format."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from symcount.language.source import printable
from symcount.render.data import defused
from symcount.render.formats import FORMATS
from tests.render.support import HOSTILE
from tests.support import command

_INTERPOLATED = re.compile(r"\{[A-Za-z]\w*\}")  # `{secret}` in a label asks for the value of `secret`
TEXTS = [text for text in HOSTILE if text.isprintable() and '"' not in text]
"""Those that can stand between quotation marks; for the others see the tests of the formats."""
UNSEEN = "\x07\u202e\u200f"


class Commands(NamedTuple):
    """What no text of a user may be in a format."""

    pattern: str | None = None
    """None where a text is data, whatever it says."""
    inert: str | None = None
    """What the format itself reads as text, or another test looks at: it is left out before anything is looked for."""


_IN_TEX = Commands(r"\\input|\\write|\^\^5c|(?<!\\)%b")
COMMANDS = {
    "latex": _IN_TEX,
    "tex": _IN_TEX,
    "katex": Commands(r"\\input|\\write|\\href|<|`"),
    "markdown": Commands(
        r"(?<!\\)(?:\\\\)*(?:\\input|[\[*_~]\w)|<(?!/?span>)|@(?!<)", inert=r"(?s:```math\n.*?\n```)|\$`.*?`\$"
    ),
    "html": Commands(r"<script|<img|<b>|<!--"),
    "typst": Commands(
        r"#(?!set|show|heading|text|table|par|\[|\n|1\.2em)|secret|owned|example",
        inert=r'"(?:[^"\\]|\\.)*"|<eq:[a-z0-9-]*>',
    ),
    "pdf": Commands(),  # LaTeX or Typst sets it
    "text": Commands(),
    "json": Commands(),
    "csv": Commands(),
}
"""Each format has a row."""


def commands_of(format_: str) -> Commands:
    assert format_ in COMMANDS, f"COMMANDS in {PLACE} has no row for the format `{format_}`: add one"
    return COMMANDS[format_]


PLACE = Path(__file__).relative_to(Path(__file__).parents[2])


def hostile_file(folder: Path) -> Path:
    """A network whose own layers, labels and symbols are hostile, under a hostile name."""
    layers = "\n".join(f'layer odd{i} "{text}" {{ weight = C_i }}' for i, text in enumerate(TEXTS))
    labels = [_INTERPOLATED.sub("{secret.tex}", text) for text in TEXTS]
    chain = "\n".join(f'    -> odd{i} -> linear({i + 2}) @ "{label}"' for i, label in enumerate(labels))
    path = folder / "a $(touch owned) ; `x` <b> \\input{y} '#read.arch"
    path.write_text(f'{layers}\nnet N(w as "\\hat{{w}}" = 3) {{\n  out input(w)\n{chain}\n}}\n', encoding="utf-8")
    return path


def derived(path: Path, format_: str, *options: str) -> str:
    done = command("derive", str(path), "--format", format_, *options)
    assert done.status == 0, done.err
    return done.out


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format_has_a_row(format_: str) -> None:
    assert commands_of(format_)


@pytest.mark.parametrize("format_", [name for name, row in FORMATS.items() if not row.binary])
def test_no_command_of_a_user_is_in_the_output(format_: str, tmp_path: Path) -> None:
    out = derived(hostile_file(tmp_path), format_, "--show", "full", "--underbrace", "--labels", "eq:")
    assert not set(out) & set(UNSEEN)
    pattern, inert = commands_of(format_)
    if inert is not None:
        out = re.sub(inert, "", out)
    if pattern is not None:
        assert not (hit := re.search(pattern, out)), out[hit.start() - 80 : hit.end() + 80]
        assert "$(touch" not in out


def test_json_holds_the_texts(tmp_path: Path) -> None:
    groups = json.loads(derived(hostile_file(tmp_path), "json"))["groups"]
    assert len(groups) > len(TEXTS) / 2


def test_csv_is_read_back(tmp_path: Path) -> None:
    head, *rows = csv.reader(io.StringIO(derived(hostile_file(tmp_path), "csv")))
    assert head == ["label", "caption", "symbolic", "closed form", "substituted", "value"]
    assert all(len(row) == len(head) for row in rows)
    assert rows[-1][0] == "Total"
    assert int(rows[-1][-1]) == sum(int(row[-1]) for row in rows[:-1])
    assert not any(re.match(r"\s*[=+@＝＋－＠-]", cell) for row in rows for cell in row)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text: str) -> None:
    cell = defused(text)
    assert not re.match(r"\s*[=+@＝＋－＠-]", cell)
    assert cell.removeprefix("'") == printable(text) or cell == printable(text)


def test_csv_of_a_network() -> None:
    rows = list(csv.DictReader(io.StringIO(command("derive", "unet", "--format", "csv").out)))
    assert rows[1] == {
        "label": "Stage 2",
        "caption": "4 3×3 convolutions",
        "symbolic": "3^2*(w*2*w + 2*w*2*w + 4*w*2*w + 2*w*2*w) + 2*w*4",
        "closed form": "162*w^2 + 8*w",
        "substituted": "3^2*(32*64 + 64*64 + 128*64 + 64*64) + 64*4",
        "value": "166144",
    }
    assert rows[-1]["value"] == "7765442"
