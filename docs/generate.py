"""The reference pages that are read off the program itself: `python docs/generate.py` writes them.

A test holds the files against `pages()`, so that they are never stale.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from textwrap import fill

import click

from symcount import cli
from symcount.algebra.notation import plain
from symcount.algebra.written import Written
from symcount.document.theory import LayerFormula, layer_formulas
from symcount.language import syntax
from symcount.language.codes import CODES, Code
from symcount.language.parse import parse
from symcount.language.source import Source
from symcount.network.catalogue import LIBRARY, FileScope, library_folder
from symcount.network.elaborate import elaborate
from symcount.network.names import signature
from symcount.network.request import Request
from symcount.render.latex import formula

FOLDER = Path(__file__).parent
BANNER = "<!-- Written by docs/generate.py: do not edit. -->\n"
SECTION = "# ----"
WIDTH = 118


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {
        "cli.md": _page("Commands", CLI_HEAD, _commands()),
        "layers.md": _page("Layers", LAYERS_HEAD, _layers()),
        "errors.md": _page("Error codes", ERRORS_HEAD, _errors()),
    }


def _page(title: str, head: str, parts: Iterator[str]) -> str:
    return "\n".join([BANNER, f"# {title}\n", head, *parts]).rstrip("\n") + "\n"


def _fence(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```\n"


# ---- commands ----------------------------------------------------------------------------

CLI_HEAD = """\
`symcount COMMAND …`, or `python -m symcount COMMAND …`. FILE is a path, `-` for standard input, or the name of a
network that ships with symcount (`cnn`, `densenet`, `gpt2`, `mobilenet_v2`, `resnet50`, `unet`).

Results go to standard output; pictures of mistakes, warnings and notes go to standard error, in colour on a terminal
only and never where `NO_COLOR` is set. The exit status is 0, 1 where the file or the request holds a mistake or an
`expect` line fails, and 2 where the command itself is misspelt.
"""

EXAMPLES = {
    "derive": "symcount derive resnet50 --net bottleneck --set C_i=256 --set c=64 --format text",
    "count": "symcount count unet --keep w --by kind",
    "check": "symcount check unet gpt2",
    "scale": "symcount scale gpt2 --by d --from 512 --to 1024 --steps 3",
    "solve": "symcount solve unet --for w --params 5M",
    "compare": "symcount compare unet --keep w --against norm=off",
    "layers": "symcount layers",
    "format": "symcount format cnn",
    "show": "symcount show cnn --stage network",
    "explain": "symcount explain E209",
}
"""An example of each command, shown with what it prints."""


def _commands() -> Iterator[str]:
    context = click.Context(cli.cli, info_name="symcount")
    for name, command in cli.cli.commands.items():
        yield f"## symcount {name}\n"
        yield f"{_sentence(command.help or '')}\n"
        usage = command.collect_usage_pieces(click.Context(command, info_name=name, parent=context))
        yield _fence("text", " ".join(["symcount", name, *usage]))
        options = [p for p in command.params if isinstance(p, click.Option)]
        if options:
            yield "| option | meaning |\n| --- | --- |"
            yield "\n".join(map(_option, options)) + "\n"
        if name in EXAMPLES:
            yield _fence("console", f"$ {EXAMPLES[name]}\n{_printed(EXAMPLES[name])}")


def _sentence(help: str) -> str:
    return fill(" ".join(help.split()), WIDTH, break_on_hyphens=False)


def _printed(line: str) -> str:
    """What a command prints on both streams."""
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        cli.cli.main(line.split()[1:], standalone_mode=False)
    return shown.getvalue().rstrip("\n")


def _option(option: click.Option) -> str:
    value = "" if option.is_flag else f" {option.metavar or _choices(option)}"
    default = option.default
    shown = f" Default: `{default}`." if option.show_default and isinstance(default, str) else ""
    again = " May be repeated." if option.multiple else ""
    text = (option.help or OPTION_TEXTS.get(str(option.name), "")).strip()
    return f"| `{', '.join(option.opts)}{value}` | {text}{shown}{again} |".replace("  ", " ")


def _choices(option: click.Option) -> str:
    return "\\|".join(map(str, option.type.choices)) if isinstance(option.type, click.Choice) else "VALUE"


OPTION_TEXTS = {
    "factoring": "How layers are grouped and their terms arranged.",
    "format_": "What is printed.",
    "by": "What a line of the table is.",
    "stage": "Which value of the line is shown.",
}


# ---- layers ------------------------------------------------------------------------------

LAYERS_HEAD = """\
The layers of the library, read off `symcount/library/layers.arch`. A formula counts the layer on an image of $`C_i`$
channels with every parameter that has a default at it, buffers left out; `symcount layers` prints the same table. The
shape is what the layer makes of $`C_i \\times H \\times W`$.

| parameter | meaning |
| --- | --- |
| `C_o`, `T_o` | channels that leave |
| `K` | kernel: a number, or a window such as `1x7` |
| `s`, `p`, `d`, `g` | stride, padding (`same`, `valid` or a number), dilation, groups |
| `bias`, `affine` | flags: whether the layer has a bias, or a learned scale and shift |
"""


def _layers() -> Iterator[str]:
    text = (library_folder() / LIBRARY).read_text(encoding="utf-8")
    source = Source(LIBRARY, text)
    formulas = {f.name: f for f in layer_formulas()}
    section = ""
    without: list[str] = []
    for item in parse(source).items:
        if not isinstance(item, syntax.Layer):
            continue
        above = _section(text, item.span.start)
        if not item.rules:
            without.append(f"| `{signature(item)}` | {_caption(item)} |")
            continue
        if above != section:
            section = above
            yield f"## {section[:1].upper()}{section[1:]}\n"
        yield from _layer(item, formulas[item.name], _comment(text, item.span.start))
    yield "## Layers that own nothing and keep the shape\n"
    yield "| layer | caption |\n| --- | --- |"
    yield "\n".join(without)


def _layer(item: syntax.Layer, found: LayerFormula, comment: str) -> Iterator[str]:
    network = elaborate(FileScope(syntax.File(()), None, None), Request(item.name, defaults=True))
    entering, leaving = network.layers[-1].entering, network.layers[-1].leaving
    yield f"### {item.name}\n"
    yield f"`{signature(item)}`: {_caption(item)}. {comment}\n".replace(". \n", ".\n")
    yield _fence("math", formula(found.formula, found.names))
    yield f"Shape: {'kept' if entering == leaving else f'{_shape(entering)} → {_shape(leaving)}'}.\n"
    yield _fence("arch", item.span.text)


def _shape(sides: tuple[Written, ...]) -> str:
    return " × ".join(f"({text})" if " " in text else text for text in map(plain, sides))


def _caption(item: syntax.Layer) -> str:
    return item.caption or item.name


def _comment(text: str, start: int) -> str:
    """The comment lines that stand directly above a place, as one sentence."""
    lines: list[str] = []
    for line in reversed(text[:start].splitlines()):
        if not line.startswith("#") or line.startswith(SECTION):
            break
        lines.insert(0, line.lstrip("# "))
    return f"{' '.join(lines)}." if lines else ""


def _section(text: str, start: int) -> str:
    """The heading above a place: `# ---- pooling ----`."""
    headings = [line for line in text[:start].splitlines() if line.startswith(SECTION)]
    return headings[-1].strip("# -") if headings else ""


# ---- error codes -------------------------------------------------------------------------

ERRORS_HEAD = """\
`symcount explain CODE` prints the same. Codes that begin with E are errors, with W warnings, with N notes; E1 codes are
about spelling, E2 about the meaning of a network, E3 about imports and `expect` lines, E4 about what was asked for, E5
about growth, budgets and forms.
"""


def _errors() -> Iterator[str]:
    for code, row in CODES.items():
        yield f"## {code}: {row.title}\n"
        yield f"{_sentence(row.text)}\n"
        yield _wrong(code, row)
        yield f"Instead:\n\n{_example(row.instead)}"


def _wrong(code: str, row: Code) -> str:
    if row.wrong.startswith("$ "):
        return _fence("sh", row.wrong.removeprefix("$ "))
    if row.wrong.startswith("# "):
        return _fence("arch-error", f"# gives {code}\n{row.wrong}")
    return _fence("arch-error" if code.startswith("E") else "arch", f"# gives {code}\n{row.wrong}")


def _example(text: str) -> str:
    if text.endswith("."):
        return f"{text}\n"
    return _fence("sh", text.removeprefix("$ ")) if text.startswith("$ ") else _fence("arch", text)


if __name__ == "__main__":
    for name, content in pages().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
