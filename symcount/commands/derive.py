"""The derivation: `symcount derive FILE --keep w`."""

from __future__ import annotations

from typing import Any

import click

from symcount import pipeline
from symcount.command import Page
from symcount.console import put, say
from symcount.options import (
    choice,
    plan_of,
    request,
    request_options,
    style_of,
    style_options,
)
from symcount.outputs import FILE, file_options
from symcount.render.formats import FORMATS


@click.command(
    cls=Page,
    epilog="symcount derive unet --keep w --format text\nsymcount derive unet --line-width twocolumn -o unet.tex",
)
@FILE
@file_options(*FORMATS, default="latex")
@choice("--factoring", ("article", "layers"), "article", "How layers are grouped and their terms arranged.")
@click.option(
    "--form",
    metavar="NAME",
    help="The whole also expanded, collected, factored, horner, named, by stages or in pieces.",
)
@click.option(
    "--collect",
    metavar="SYMBOL",
    help="Collect the whole in powers of SYMBOL (or the form of --form, or its pieces along SYMBOL).",
)
@request_options
@style_options
def derive(
    file: str, factoring: str, format_: str, form: str | None, collect: str | None, output: str | None, **options: Any
) -> None:
    """Print the derivation of FILE's count, every `=` proved. All parameters stay symbols unless --keep names some."""
    plan, style = plan_of(options), style_of(options)
    text = pipeline.derived(
        pipeline.source_of(file),
        request(options, "all"),
        format_,
        factoring=factoring,
        form=form,
        collect=collect,
        plan=plan,
        style=style,
        notice=say,
    )
    put(text, output)
