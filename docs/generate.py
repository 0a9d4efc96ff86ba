"""The reference pages that are read off the program itself: `python docs/generate.py` writes them.

A test holds the files against `pages()`, so that they are never stale.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from textwrap import fill

import click

from symcount import cli
from symcount.algebra.notation import plain
from symcount.algebra.written import Number, Written
from symcount.derivation.counting import in_views
from symcount.document import models
from symcount.document.theory import LayerFormula, layer_formulas
from symcount.language import syntax
from symcount.language.codes import CODES, Code
from symcount.language.diagnostics import Problem
from symcount.language.parse import parse
from symcount.language.source import Source
from symcount.network.catalogue import FileScope, library_folder, shipped_models
from symcount.network.elaborate import elaborate
from symcount.network.names import signature
from symcount.network.request import Request
from symcount.network.subject import settings_of
from symcount.network.values import Network
from symcount.render.latex import formula

FOLDER = Path(__file__).parent
BANNER = "<!-- Written by docs/generate.py: do not edit. -->\n"
WIDTH = 118


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {
        "blocks.md": _page("Blocks", BLOCKS_HEAD, _shelf("blocks.arch")),
        "cli.md": _page("Commands", _cli_head(), _commands()),
        "errors.md": _page("Error codes", ERRORS_HEAD, _errors()),
        "layers.md": _page("Layers", LAYERS_HEAD, _shelf("layers.arch")),
        "models.md": _page("Networks", MODELS_HEAD, _models()),
    }


def _page(title: str, head: str, parts: Iterator[str]) -> str:
    return "\n".join([BANNER, f"# {title}\n", head, *parts]).rstrip("\n") + "\n"


def _fence(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```\n"


def _table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"


def _paragraph(text: str) -> str:
    return fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"


# ---- commands ----------------------------------------------------------------------------


def _cli_head() -> str:
    files = ", ".join(f"`{name}`" for name in shipped_models())
    names = f"""\
`symcount COMMAND …`, or `python -m symcount COMMAND …`. FILE is a path, `-` for standard input, or the name of
something that ships with symcount: one of the {len(models.rows())} networks of [models.md](models.md), such as
`resnet50`; a file of them, which stands for its defaults; or `layers.arch` and `blocks.arch`, for `--net`. The files
of networks are {files}."""
    return f"{_paragraph(names)}\n{CLI_HEAD}"


CLI_HEAD = """\
Results go to standard output; pictures of mistakes, warnings and notes go to standard error, in colour on a terminal
only and never where `NO_COLOR` is set. The exit status is 0, 1 where the file or the request holds a mistake or an
`expect` line fails, and 2 where the command itself is misspelt.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A command that is shown with what it prints, or with the first lines of it."""

    line: str
    first: int | None = None


EXAMPLES = {
    "derive": [
        Example("symcount derive blocks.arch --net fire --set C_i=96 --set s=16 --set e1=64 --set e3=64 --format text")
    ],
    "count": [
        Example("symcount count unet --keep w --by kind"),
        Example("symcount count mixtral_8x7b --view active"),
        Example("symcount count keras_resnet50 --convention keras --view frozen"),
    ],
    "check": [Example("symcount check unet gpt2")],
    "scale": [Example("symcount scale gpt2 --by d --from 512 --to 1024 --steps 3")],
    "solve": [Example("symcount solve unet --for w --params 5M")],
    "compare": [
        Example("symcount compare unet --keep w --against norm=off"),
        Example("symcount compare resnet50 wide_resnet50_2 --keep none", 12),
    ],
    "layers": [Example("symcount layers", 8)],
    "models": [Example("symcount models", 8)],
    "format": [Example("symcount format cnn")],
    "show": [Example("symcount show cnn --stage network")],
    "explain": [Example("symcount explain E209")],
}
"""What is shown of a command; one without an entry has its options only."""


REQUEST = ("settings", "keep", "net", "view", "convention", "width", "rounding")
"""The options that say what is counted, the same for all commands that have them."""


def _commands() -> Iterator[str]:
    for name in cli.cli.list_commands(_CONTEXT):
        command = cli.cli.get_command(_CONTEXT, name)
        assert command is not None
        yield from _command(name, command)
    options = {str(p.name): p for p in cli.cli.commands["count"].params if isinstance(p, click.Option)}
    yield "## What is counted\n"
    yield "These options are those of every command that counts. [views.md](views.md) is about the views.\n"
    yield _table(("option", "meaning"), (_option(options[name]) for name in REQUEST if name in options))


def _command(name: str, command: click.Command) -> Iterator[str]:
    yield f"## symcount {name}\n"
    yield _paragraph(command.help or "")
    usage = command.collect_usage_pieces(click.Context(command, info_name=name, parent=_CONTEXT))
    yield _fence("text", " ".join(["symcount", name, *usage]))
    options = [p for p in command.params if isinstance(p, click.Option)]
    own = [p for p in options if p.name not in REQUEST]
    if own:
        yield _table(("option", "meaning"), map(_option, own))
    if len(own) < len(options):
        yield "What is counted is said by the options [below](#what-is-counted).\n"
    for example in EXAMPLES.get(name, ()):
        yield _fence("console", f"$ {example.line}\n{_shown(example)}")


_CONTEXT = click.Context(cli.cli, info_name="symcount")


def _shown(example: Example) -> str:
    lines = _printed(example.line).split("\n")
    cut = example.first is not None and len(lines) > example.first
    return "\n".join([*lines[: example.first], "..."] if cut else lines)


def _printed(line: str) -> str:
    """What a command prints on both streams."""
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        cli.cli.main(line.split()[1:], standalone_mode=False)
    return shown.getvalue().rstrip("\n")


def _option(option: click.Option) -> tuple[str, str]:
    value = "" if option.is_flag else f" {option.metavar or _choices(option)}"
    default = option.default
    shown = f"Default: `{default}`." if option.show_default and isinstance(default, str | int) else ""
    again = "May be repeated." if option.multiple else ""
    text = option.help or OPTION_TEXTS.get(str(option.name), "")
    sentences = dict.fromkeys((text.strip(), "" if option.is_flag else shown, "" if again in text else again))
    return f"`{', '.join(option.opts)}{value}`", " ".join(" ".join(filter(None, sentences)).split())


def _choices(option: click.Option) -> str:
    return "|".join(map(str, option.type.choices)) if isinstance(option.type, click.Choice) else "VALUE"


OPTION_TEXTS = {
    "factoring": "How layers are grouped and their terms arranged.",
    "format_": "What is printed.",
    "by": "What a line of the table is.",
    "stage": "Which value of the line is shown.",
    "lang": "The language of the words beside the formulas.",
    "times": "The sign of a product.",
    "digits": "How the digits of a number are grouped.",
    "names": "How names of several letters are set.",
}


# ---- layers and blocks -------------------------------------------------------------------

LAYERS_HEAD = """\
The layers of the library, read off `symcount/library/layers.arch`. A formula counts the layer on an image of $`C_i`$
channels with every parameter that has a default at it, buffers left out; `symcount layers` prints the same table. The
shape is what the layer makes of $`C_i \\times H \\times W`$. `require` lines refuse a wrong use, and `expect` lines are
examples that `symcount check layers.arch` runs.

| parameter | meaning |
| --- | --- |
| `C_o`, `T_o` | channels that leave |
| `K` | kernel: a number, or a window such as `1x7` |
| `s`, `p`, `d`, `g` | stride, padding (`same`, `valid` or a number), dilation, groups |
| `h`, `kv`, `w` | heads, heads of the keys and values, width of a head; `h` of a recurrent layer: its units |
| `bias`, `affine`, `stats` | flags: whether the layer has a bias, a learned scale and shift, moving statistics |
"""

BLOCKS_HEAD = """\
The blocks of the library, read off `symcount/library/blocks.arch`; each is written in the language, from
[layers](layers.md). A formula counts the block in the channels $`C_i`$ that enter and in its parameters, as
`symcount derive blocks.arch --net NAME` does; flags and words are at their defaults. A block that takes layers or
tensors has no formula of its own. `expect` lines are examples that `symcount check blocks.arch` runs, and identities
that it proves; those that a paper prints are marked.
"""

SECTION = "# ----"
LayerLike = syntax.Layer | syntax.Block | syntax.Definition


@dataclass(frozen=True, slots=True)
class Part:
    """An item of a library file, or a heading with what is said below it, as the text has them."""

    item: LayerLike | None
    text: str


def _parts(name: str) -> Iterator[Part]:
    """The headings and items of a library file in order, each item with the comment directly above it."""
    text = (library_folder() / name).read_text(encoding="utf-8")
    end = 0
    for item in parse(Source(name, text)).items:
        assert isinstance(item, LayerLike)
        gap = text[end : item.span.start].split("\n\n")
        for paragraph in map(str.strip, gap[:-1]):
            if paragraph.startswith(SECTION) or (paragraph and end):  # the file's own comment stands first
                yield Part(None, paragraph)
        yield Part(item, _words(gap[-1]))
        end = item.span.end


def _words(comment: str) -> str:
    """The lines of a comment as one."""
    return " ".join(line.strip().removeprefix("#").strip() for line in comment.strip().splitlines())


def _shelf(name: str) -> Iterator[str]:
    formulas = {f.name: f for f in layer_formulas()}
    bare: list[tuple[str, ...]] = []
    for part in _parts(name):
        item = part.item
        if isinstance(item, syntax.Layer) and not (item.rules or part.text):  # no more to say: a line of a table
            bare.append((f"`{signature(item)}`", item.caption or item.name))
            continue
        if bare:
            yield _table(("layer", "caption"), iter(bare))
            bare = []
        if item is None:
            yield _heading(part.text) if part.text.startswith(SECTION) else _paragraph(_words(part.text))
        elif isinstance(item, syntax.Layer):
            yield from _entry(item, f": {item.caption}. {part.text}", _layer(item, formulas[item.name]))
        else:
            yield from _entry(item, f": {part.text}", _block(item))


def _heading(text: str) -> str:
    title = text.strip("# -")
    return f"## {title[:1].upper()}{title[1:]}\n"


def _entry(item: LayerLike, said: str, formulas: Iterator[str]) -> Iterator[str]:
    yield f"### {item.name}\n"
    yield f"`{signature(item)}`{said.rstrip(' .:')}.\n"
    yield from formulas
    yield _fence("arch", item.span.text)


def _layer(item: syntax.Layer, found: LayerFormula) -> Iterator[str]:
    network = elaborate(_NO_FILE, Request(item.name, defaults=True))
    entering, leaving = network.layers[-1].entering, network.layers[-1].leaving
    owns = any(isinstance(rule, syntax.Tensor) for rule in item.rules)
    none = "No parameters by default.\n" if owns else "No parameters.\n"
    yield none if found.formula == Number(0) else _fence("math", formula(found.formula, found.names))
    yield f"Shape: {'kept' if entering == leaving else f'{_shape(entering)} → {_shape(leaving)}'}.\n"


_NO_FILE = FileScope(syntax.File(()), None, None)


def _shape(sides: tuple[Written, ...]) -> str:
    return " × ".join(f"({text})" if " " in text else text for text in map(plain, sides))


def _block(item: LayerLike) -> Iterator[str]:
    """The closed form in C_i and the parameters, at the settings of the first identity where it needs some."""
    for request, words in _requests(item):
        try:
            network = elaborate(_NO_FILE, request)
        except Problem:
            continue
        counted = in_views(network)
        yield from (f"With {words}:\n",) if words else ()
        yield _fence("math", formula(counted["params"], network.writing))
        for name, text in (("frozen", "Of these not trained:"), ("active", "Active for each token:")):
            if counted[name] not in (counted["params"], Number(0)):
                yield f"{text}\n\n{_fence('math', formula(counted[name], network.writing))}"
        yield from _conditions(network, bool(words))
        return


def _requests(item: LayerLike) -> Iterator[tuple[Request, str]]:
    yield Request(item.name), ""
    for line in item.body if isinstance(item, syntax.Block) else ():
        if isinstance(line, syntax.Expect) and line.arguments and not isinstance(line.expected, syntax.Number):
            words = ", ".join(a.span.text for a in line.arguments)
            yield Request(item.name, settings_of(line.arguments, "")), f"`{words}`"


def _conditions(network: Network, set_: bool) -> Iterator[str]:
    """What the formula depends on, without the choices that follow from what was set."""
    found = [c.text for c in network.conditions if not (c.decided and set_)]
    if found:
        yield f"Where {', '.join(found)}.\n"


# ---- networks ----------------------------------------------------------------------------

MODELS_HEAD = """\
The networks that ship with symcount, as `symcount models` lists them. Every name can stand in place of FILE, and
`--set` changes its settings: `symcount count resnet50 --set classes=10`. Most numbers are checked against a framework;
where a paper prints another one, its file says so. A network without a paper is an example of this documentation.
"""


def _models() -> Iterator[str]:
    yield "## Configurations\n"
    yield _table(("name", "parameters", "year", "paper", "file"), map(_model, models.rows()))
    yield "## Files\n"
    yield "A file stands for the network at the defaults of its parameters.\n"
    yield _table(("file", "what it is", "networks"), map(_family, shipped_models()))


def _model(row: models.Row) -> tuple[str, ...]:
    return f"`{row.name}`", f"{row.parameters:,}", str(row.year or ""), row.paper, f"`{row.file}`"


def _family(name: str) -> tuple[str, ...]:
    """A file with its first comment and the signature of each of its nets."""
    text = (library_folder() / "models" / f"{name}.arch").read_text(encoding="utf-8")
    nets = [i for i in parse(Source(name, text)).items if isinstance(i, syntax.Net)]
    link = f"[{name}.arch](../symcount/library/models/{name}.arch)"
    comment = takewhile(lambda line: line.startswith("#"), text.splitlines())
    return link, _words("\n".join(comment)), ", ".join(map(_net, nets))


def _net(net: syntax.Net) -> str:
    return f"`{net.span.text.partition('{')[0].removeprefix('net').strip()}`".replace("\n", " ")


# ---- error codes -------------------------------------------------------------------------

ERRORS_HEAD = """\
`symcount explain CODE` prints the same. Codes that begin with E are errors, with W warnings, with N notes; E1 codes are
about spelling, E2 about the meaning of a network, E3 about imports and `expect` lines, E4 about what was asked for, E5
about growth, budgets and forms.
"""


def _errors() -> Iterator[str]:
    for code, row in CODES.items():
        yield f"## {code}: {row.title}\n"
        yield _paragraph(row.text)
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
