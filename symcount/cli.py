"""The command line: arguments in, one call, print. Exit status 1 for mistakes in a file, 2 for wrong usage."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from symcount import __version__, pipeline
from symcount.algebra.formula import TooLarge
from symcount.console import FILE, put, request, request_options, say, utf8, widths_of
from symcount.language.diagnostics import Problem, problem
from symcount.options import plan_of, style_of, style_options
from symcount.render.formats import FORMATS

ELSEWHERE = {
    "draw": "commands_draw",
    "macros": "commands_paper",
    "watch": "commands_paper",
    "scale": "commands_scaling",
    "solve": "commands_scaling",
    "compare": "commands_scaling",
    "sweep": "commands_sweep",
}
"""Commands with a module of their own, which is loaded when the command is run."""


class Commands(click.Group):
    """The commands of this file, and those of ELSEWHERE."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.commands, *ELSEWHERE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(import_module(f"symcount.{ELSEWHERE[cmd_name]}"), cmd_name)
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symcount")
def cli() -> None:
    """Count a neural network's parameters as a formula: symbolic, substituted, proved and typeset."""


def main() -> NoReturn:
    """Run the command; a mistake of the user's is a picture on standard error and status 1."""
    utf8()
    gc.set_threshold(100_000, 50, 50)  # a short run makes much and drops little: look for cycles rarely
    try:
        status = cli(standalone_mode=False)
    except Problem as trouble:
        say(trouble.diagnostics)
        status = 1
    except TooLarge as reason:
        say(problem("E211", str(reason), help="keep fewer symbols, or smaller numbers").diagnostics)
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


# ---- commands ----------------------------------------------------------------------------


@cli.command()
@FILE
@request_options
@click.option("--factoring", type=click.Choice(["article", "layers"]), default="article", show_default=True)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="latex", show_default=True)
@style_options
@click.option(
    "--form", metavar="NAME", help="The whole also expanded, collected, factored, horner, named or by stages."
)
@click.option("--collect", metavar="SYMBOL", help="Collect the whole in powers of SYMBOL (or the form of --form).")
@click.option("-o", "output", metavar="OUT", help="Write to a file, whole or not at all.")
def derive(
    file: str, factoring: str, format_: str, form: str | None, collect: str | None, output: str | None, **options: Any
) -> None:
    """Print the derivation of FILE's count, every `=` proved. All parameters stay symbols unless --keep names some."""
    lines, _ = widths_of(options["width"])
    plan, style = plan_of(options), style_of(options, lines[0] if lines else None)
    network = pipeline.network(pipeline.model(pipeline.find(file)), request(options, "all", lines=True))
    say(network.diagnostics)
    form = form or ("collected" if collect else None)
    put(pipeline.rendered(pipeline.derivation(network, factoring, form, collect), format_, plan, style), output)


@cli.command()
@FILE
@request_options
@click.option("--by", type=click.Choice(["label", "kind", "layer"]), default="label", show_default=True)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def count(file: str, by: str, format_: str, **options: Any) -> None:
    """Count the parameters of FILE, as numbers or as closed forms in the symbols that --keep names."""
    network = pipeline.network(pipeline.model(pipeline.find(file)), request(options, "none"))
    say(network.diagnostics)
    found = pipeline.count(network, by)
    if format_ == "json":
        from symcount.render import data

        put(data.dump(data.count_data(found)), None)
    else:
        from symcount.render import tables

        put(tables.count_text(found), None)


@cli.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--library", is_flag=True, help="Check every layer, block and network that ships with symcount.")
@click.option("--against", metavar="TABLE", help="Check the printed counts of a CSV, Markdown or LaTeX table instead.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="With --against.")
def check(files: tuple[str, ...], library: bool, against: str | None, format_: str) -> None:
    """Run the `expect` lines of each FILE: one line a check, exit status 1 if one fails.

    With --against, each row of TABLE names a network that ships with symcount, a FILE, or one of the nets and variants
    of the FILEs given; a column that has the name of a parameter sets it.
    """
    if against is not None:
        from symcount.commands_paper import check_against

        sys.exit(0 if check_against(against, files, format_) else 1)
    if format_ != "text":
        raise click.UsageError("--format is for --against")
    if not files and not library:
        raise click.UsageError("name a FILE, or --library")
    failed = False
    names = (*files, *(pipeline.library_files() if library else ()))
    for file, found in zip(names, pipeline.check_all(names), strict=True):
        if isinstance(found, Problem):
            say(found.diagnostics)
            failed = True
            continue
        for one in found:
            click.echo(f"{'ok  ' if one.holds else 'FAIL'}  {one.line.span}  {_one_line(one.line.span.text)}")
            say(one.trouble)
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

            put(data.dump(data.layers_data(theory.layer_formulas())), None)
        case "latex":
            put(latex.lines(theory.lay_out_theory()), None)
        case _:
            put(text.text(theory.lay_out_theory()), None)


@cli.command()
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def models(format_: str) -> None:
    """List the networks that ship with symcount; each name can stand in place of FILE."""
    from symcount.document import models as shelf

    found = shelf.rows()
    if format_ == "json":
        from symcount.render import data

        put(data.dump(data.models_data(found)), None)
    else:
        from symcount.render import text

        put(text.text(shelf.lay_out_models(found)), None)


@cli.command("format")
@FILE
def format_command(file: str) -> None:
    """Print FILE in canonical form, with its comments."""
    from symcount.language.format import format_file

    put(format_file(pipeline.find(file)), None)


@cli.command()
@FILE
@request_options
@click.option("--stage", type=click.Choice(["tree", "network", "tally", "derivation"]), required=True)
def show(file: str, stage: str, **options: Any) -> None:
    """Print one stage of the line, from the tree of FILE to its derivation."""
    model = pipeline.model(pipeline.find(file))
    put(pipeline.stage(model, request(options, "all" if stage == "derivation" else "none"), stage), None)


@cli.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain an error code, such as E204."""
    from symcount.language.codes import explanation

    put(explanation(code), None)


def _one_line(text: str) -> str:
    return " ".join(text.split())
