"""`cli.md`: every command with its options, and what some of them print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from symcount import cli
from symcount.document import models
from symcount.network.catalogue import shipped_models
from symcount.settings import KEYS

from .markdown import fence, page, paragraph, printed, table


def _head() -> str:
    files = ", ".join(f"`{name}`" for name in shipped_models())
    networks = len(models.shipped_networks())
    names = f"""\
`symcount COMMAND …`, or `python -m symcount COMMAND …`. FILE is a path, `-` for standard input, or the name of
something that ships with symcount: one of the {networks} networks of [models.md](models.md), such as
`resnet50`; a file of them, which stands for its defaults; or `layers.arch` and `blocks.arch`, for `--net`. The files
of networks are {files}."""
    keys = paragraph(f"The keys are {', '.join(f'`{key}`' for key in KEYS.values())}.")
    return f"{paragraph(names)}\n{HEAD.read_text(encoding='utf-8').replace('KEYS', keys.strip())}"


HEAD = Path(__file__).with_suffix(".md")
"""What is said of all commands; KEYS stands for the keys of settings."""


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
    "macros": [Example("symcount macros gpt2 --keep L,d")],
}
"""What is shown of a command; one without an entry has its options only."""


REQUEST = ("settings", "keep", "net", "view", "convention", "multiplier", "rounding")
"""The options that say what is counted, the same for all commands that have them."""


def commands() -> str:
    return page("Commands", _head(), _commands())


def _commands() -> Iterator[str]:
    commands = {name: cli.cli.get_command(_CONTEXT, name) for name in cli.COMMANDS}
    for name, command in commands.items():
        assert command is not None
        yield from _command(name, command)
    assert commands["count"] is not None
    options = {str(p.name): p for p in commands["count"].params if isinstance(p, click.Option)}
    yield "## What is counted\n"
    yield "These options are those of every command that counts. [views.md](views.md) is about the views.\n"
    yield table(("option", "meaning"), (_option(options[name]) for name in REQUEST if name in options))


def _command(name: str, command: click.Command) -> Iterator[str]:
    yield f"## symcount {name}\n"
    yield paragraph(command.help or "")
    usage = command.collect_usage_pieces(click.Context(command, info_name=name, parent=_CONTEXT))
    yield fence("text", " ".join(["symcount", name, *usage]))
    options = [p for p in command.params if isinstance(p, click.Option)]
    options = [p for p in options if p.name != "quiet"]
    own = [p for p in options if p.name not in REQUEST]
    if own:
        yield table(("option", "meaning"), map(_option, own))
    if len(own) < len(options):
        yield "What is counted is said by the options [below](#what-is-counted).\n"
    for example in EXAMPLES.get(name, ()):
        yield fence("console", f"$ {example.line}\n{_shown(example)}")


_CONTEXT = click.Context(cli.cli, info_name="symcount", **cli.cli.context_settings)


def _shown(example: Example) -> str:
    lines = printed(example.line).split("\n")
    cut = example.first is not None and len(lines) > example.first
    return "\n".join([*lines[: example.first], "..."] if cut else lines)


def _option(option: click.Option) -> tuple[str, str]:
    value = "" if option.is_flag else f" {option.metavar or _choices(option)}"
    default = option.default
    shown = f"Default: `{default}`." if option.show_default and isinstance(default, str | int) else ""
    again = "May be repeated." if option.multiple else ""
    text = option.help or ""
    sentences = dict.fromkeys((text.strip(), "" if option.is_flag else shown, "" if again in text else again))
    return f"`{', '.join(option.opts)}{value}`", " ".join(" ".join(filter(None, sentences)).split())


def _choices(option: click.Option) -> str:
    return "|".join(map(str, option.type.choices)) if isinstance(option.type, click.Choice) else "VALUE"
