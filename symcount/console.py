"""What all commands share: their options, pictures on standard error, and output that is whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import click

from symcount.language.diagnostics import Diagnostic, picture, problem
from symcount.network.request import CONVENTIONS, Request, keep_names
from symcount.network.views import PARAMS, VIEWS
from symcount.network.width import width_of
from symcount.render.style import WIDTHS

Command = TypeVar("Command", bound=Callable[..., Any])


# ---- options that several commands have --------------------------------------------------


def pairs_of(context: click.Context, parameter: click.Parameter, texts: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"`{text}` is not NAME=VALUE")
        if name.strip() in found:
            raise click.BadParameter(f"`{name.strip()}` is set twice")
        found[name.strip()] = value.strip()
    return found


def _refuse_misspelt(texts: Iterable[str]) -> None:
    """A name that is nearly that of a width is not taken for a multiplier."""
    for text in texts:
        meant = get_close_matches(text, WIDTHS, 1, 0.8) if text not in WIDTHS else []
        if meant:
            raise click.BadParameter(f"`{text}` is neither a line width nor unlike one: is `{meant[0]}` meant?")


def widths_of(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """What `--width` was given: widths of a line, such as 345pt or twocolumn, and names of multipliers."""
    texts = list(texts)
    if texts:
        _refuse_misspelt(texts)
    widths = [t for t in texts if t in WIDTHS or not t[:1].isalpha()]
    return widths, [t for t in texts if t not in widths]


WIDTH_HELP = (
    "Multiply every hidden channel count by a new symbol NAME; or, for derive, the WIDTH of a line: 345pt, 8.4cm, "
    "article, twocolumn, ieee, acm."
)
VIEW_HELP = "What is counted, such as `trainable`, `active` or `non_embedding`."


def request_options(command: Command) -> Command:
    """What is counted: `--net`, `--set`, `--keep`, `--view` and their like."""
    for option in (
        click.option("--keep", metavar="NAMES", help="Parameters that stay symbols: NAME,NAME, all or none."),
        click.option(
            "--set", "settings", metavar="NAME=VALUE", multiple=True, callback=pairs_of, help="Set a parameter."
        ),
        click.option("--net", metavar="NAME", help="Which net, variant, block or layer."),
        click.option("--view", type=click.Choice(list(VIEWS)), default=PARAMS, show_default=True, help=VIEW_HELP),
        click.option("--convention", type=click.Choice(CONVENTIONS), help="Whose rules hold where frameworks differ."),
        click.option("--width", metavar="NAME|WIDTH", multiple=True, help=WIDTH_HELP),
        click.option("--round", "rounding", metavar="RULE", help="With --width: divisible:8, floor, ceil or round."),
    ):
        command = option(command)
    return command


def request(options: dict[str, Any], otherwise: str, lines: bool = False) -> Request:
    """The request of the options; `otherwise` is what --keep means where it is not given.

    `lines` for a command that prints lines of a width.
    """
    keep = options["keep"] if options["keep"] is not None else otherwise
    widths, names = widths_of(options["width"])
    if len(names) > 1 or len(widths) > int(lines):
        raise click.UsageError("--width takes the name of one multiplier" + (" and one line width" if lines else ""))
    width = width_of(names[0] if names else None, options["rounding"])
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


def put(text: str | bytes, output: str | None) -> None:
    """Print, or write to a file; bytes are neither decoded nor ended with a new line."""
    if output is not None and output != "-":
        write_whole(Path(output), text if isinstance(text, bytes) else (text.rstrip("\n") + "\n").encode())
        return
    try:
        click.echo(text if isinstance(text, bytes) else text.rstrip("\n"), nl=isinstance(text, str))
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what waits to be written has no place
        raise problem("E408", f"cannot write standard output: {error.strerror}") from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises Problem where the system refuses."""
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        if target.exists() and not target.is_file():  # a pipe or device is written to, not replaced
            target.write_bytes(data)
        else:
            _replace(target, data)
    except OSError as error:
        raise problem("E408", f"cannot write `{path}`: {error.strerror}") from None


def _replace(path: Path, data: bytes) -> None:
    """Beside its place first, where a full disk or an interrupt leaves nothing behind; then in its place."""
    temporary = path.with_name(f".{path.name[:32]}.{os.urandom(6).hex()}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # some file systems find out only now that they are full
        if path.exists():
            os.chmod(temporary, path.stat().st_mode & 0o777)
        os.replace(temporary, path)
    except BaseException:  # an interrupt too
        temporary.unlink(missing_ok=True)
        raise


def utf8() -> None:
    """The Unicode of pictures and formulas, also where the locale is C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
