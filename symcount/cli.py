"""The command line: arguments in, one call, print. Exit status 1 for mistakes in a file, 2 for wrong usage."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from symcount import pipeline
from symcount.language.diagnostics import Diagnostic, Problem, picture, problem
from symcount.network.elaborate import Request, keep_names

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="symcount")
def cli() -> None:
    """Count a neural network's parameters as a formula: symbolic, substituted, proved and typeset."""


def main() -> NoReturn:
    """Run the command; a mistake of the user's is a picture on standard error and status 1."""
    _utf8()
    try:
        status = cli(standalone_mode=False)
    except Problem as trouble:
        _say(trouble.diagnostics)
        status = 1
    except click.ClickException as wrong:
        wrong.show()
        status = wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status if isinstance(status, int) else 0)


# ---- options that several commands have --------------------------------------------------


def _settings(context: click.Context, parameter: click.Parameter, texts: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"`{text}` is not NAME=VALUE")
        if name.strip() in found:
            raise click.BadParameter(f"`{name.strip()}` is set twice")
        found[name.strip()] = value.strip()
    return found


def _request_options(command: Command) -> Command:
    """`--net`, `--set` and `--keep`."""
    for option in (
        click.option("--keep", metavar="NAMES", help="Parameters that stay symbols: NAME,NAME, all or none."),
        click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, callback=_settings, help="Set a parameter."),
        click.option("--net", metavar="NAME", help="Which net, block or layer."),
    ):
        command = option(command)
    return command


def _request(net: str | None, settings: dict[str, str], keep: str | None, otherwise: str) -> Request:
    return Request(net, settings, keep_names((keep if keep is not None else otherwise).split(",")))


FILE = click.argument("file")


# ---- commands ----------------------------------------------------------------------------


@cli.command()
@FILE
@_request_options
@click.option("--factoring", type=click.Choice(["article", "layers"]), default="article", show_default=True)
@click.option("--format", "format_", type=click.Choice(["latex", "tex", "text", "json"]), default="latex", show_default=True)
@click.option("-o", "output", metavar="OUT", help="Write to a file, whole or not at all.")
def derive(
    file: str, net: str | None, settings: dict[str, str], keep: str | None, factoring: str, format_: str, output: str | None
) -> None:
    """Print the derivation of FILE's count, every `=` proved. All parameters stay symbols unless --keep names some."""
    network = pipeline.network(pipeline.model(pipeline.find(file)), _request(net, settings, keep, "all"))
    _say(network.diagnostics)
    _put(pipeline.rendered(pipeline.derivation(network, factoring), format_), output)


@cli.command()
@FILE
@_request_options
@click.option("--by", type=click.Choice(["label", "kind", "layer"]), default="label", show_default=True)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def count(file: str, net: str | None, settings: dict[str, str], keep: str | None, by: str, format_: str) -> None:
    """Count the parameters of FILE, as numbers or as closed forms in the symbols that --keep names."""
    network = pipeline.network(pipeline.model(pipeline.find(file)), _request(net, settings, keep, "none"))
    _say(network.diagnostics)
    found = pipeline.count(network, by)
    if format_ == "json":
        from symcount.render import data

        _put(data.dump(data.count_data(found)), None)
    else:
        from symcount.render import tables

        _put(tables.count_text(found), None)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> None:
    """Run the `expect` lines of each FILE: one line a check, exit status 1 if one fails."""
    failed = False
    for file in files:
        try:
            found = pipeline.check(pipeline.model(pipeline.find(file)))
        except Problem as trouble:
            _say(trouble.diagnostics)
            failed = True
            continue
        for one in found:
            click.echo(f"{'ok  ' if one.holds else 'FAIL'}  {one.line.span}  {_one_line(one.line.span.text)}")
            _say(one.trouble)
            failed = failed or not one.holds
        if not found:
            click.echo(f"none  {file}  no expect lines")
    if failed:
        sys.exit(1)


@cli.command()
@click.option("--format", "format_", type=click.Choice(["latex", "text", "json"]), default="text", show_default=True)
def layers(format_: str) -> None:
    """Print what each layer of the library owns: the theory table."""
    from symcount.document import theory
    from symcount.render import latex, text

    match format_:
        case "json":
            from symcount.render import data

            _put(data.dump(data.layers_data(theory.layer_formulas())), None)
        case "latex":
            _put(latex.lines(theory.lay_out_theory()), None)
        case _:
            _put(text.text(theory.lay_out_theory()), None)


@cli.command("format")
@FILE
def format_command(file: str) -> None:
    """Print FILE in canonical form, with its comments."""
    from symcount.language.format import format_file

    _put(format_file(pipeline.find(file)), None)


@cli.command()
@FILE
@_request_options
@click.option("--stage", type=click.Choice(["tree", "network", "tally", "derivation"]), required=True)
def show(file: str, net: str | None, settings: dict[str, str], keep: str | None, stage: str) -> None:
    """Print one stage of the line, from the tree of FILE to its derivation."""
    model = pipeline.model(pipeline.find(file))
    _put(pipeline.stage(model, _request(net, settings, keep, "all" if stage == "derivation" else "none"), stage), None)


@cli.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain an error code, such as E204."""
    from symcount.language.codes import explanation

    _put(explanation(code), None)


# ---- output ------------------------------------------------------------------------------


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _say(diagnostics: Iterable[Diagnostic]) -> None:
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


def _put(text: str, output: str | None) -> None:
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


def _utf8() -> None:
    """The Unicode of pictures and formulas, also where the locale is C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
