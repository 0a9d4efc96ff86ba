"""What all commands share: their options, pictures on standard error, and output that is whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from symcount.language.diagnostics import Diagnostic, picture, problem
from symcount.network.request import CONVENTIONS, Request, keep_names
from symcount.network.views import PARAMS, VIEWS
from symcount.network.width import width_of

Command = TypeVar("Command", bound=Callable[..., Any])


# ---- options that several commands have --------------------------------------------------


def settings_of(context: click.Context, parameter: click.Parameter, texts: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"`{text}` is not NAME=VALUE")
        if name.strip() in found:
            raise click.BadParameter(f"`{name.strip()}` is set twice")
        found[name.strip()] = value.strip()
    return found


VIEW_HELP = "What is counted, such as `trainable`, `active` or `non_embedding`."


def request_options(command: Command) -> Command:
    """What is counted: `--net`, `--set`, `--keep`, `--view` and their like."""
    for option in (
        click.option("--keep", metavar="NAMES", help="Parameters that stay symbols: NAME,NAME, all or none."),
        click.option(
            "--set", "settings", metavar="NAME=VALUE", multiple=True, callback=settings_of, help="Set a parameter."
        ),
        click.option("--net", metavar="NAME", help="Which net, variant, block or layer."),
        click.option("--view", type=click.Choice(list(VIEWS)), default=PARAMS, show_default=True, help=VIEW_HELP),
        click.option("--convention", type=click.Choice(CONVENTIONS), help="Whose rules hold where frameworks differ."),
        click.option("--width", metavar="NAME", help="Multiply every hidden channel count by a new symbol NAME."),
        click.option("--round", "rounding", metavar="RULE", help="With --width: divisible:8, floor, ceil or round."),
    ):
        command = option(command)
    return command


def request(options: dict[str, Any], otherwise: str) -> Request:
    """The request of the options; `otherwise` is what --keep means where it is not given."""
    keep = options["keep"] if options["keep"] is not None else otherwise
    width = width_of(options["width"], options["rounding"])
    return Request(
        options["net"],
        options["settings"],
        keep_names(keep.split(",")),
        width=width,
        view=options["view"],
        convention=options["convention"],
    )


FILE = click.argument("file")


# ---- output ------------------------------------------------------------------------------


def say(diagnostics: Iterable[Diagnostic]) -> None:
    """Pictures on standard error, in colour where a person looks."""
    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    for d in diagnostics:
        click.echo(picture(d, _paint if colour else lambda text, role: text) + "\n", err=True)


_STYLES = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "note": {"fg": "cyan", "bold": True},
    "help": {"fg": "green", "bold": True},
    "gutter": {"fg": "blue"},
    "mark": {"fg": "magenta"},
}


def _paint(text: str, role: str) -> str:
    return click.style(text, **_STYLES[role])  # type: ignore[arg-type]


def put(text: str, output: str | None) -> None:
    if output is None or output == "-":
        click.echo(text.rstrip("\n"))
    else:
        _write_whole(Path(output), text.rstrip("\n") + "\n")


def _write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: beside it first, then in its place."""
    import tempfile

    temporary = None
    try:
        if path.exists() and not path.is_file():  # a pipe or device is written to, not replaced
            path.write_text(text, encoding="utf-8")
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise problem("E408", f"cannot write `{path}`: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def utf8() -> None:
    """The Unicode of pictures and formulas, also where the locale is C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
