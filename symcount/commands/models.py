"""The shelf of networks: `symcount models`."""

from __future__ import annotations

import click

from symcount.command import Page
from symcount.console import put
from symcount.language.diagnostics import problem
from symcount.outputs import file_options


@click.command(cls=Page, epilog='symcount models --filter "vision transformer"')
@click.option("--filter", "words", metavar="WORDS", default="", help="Those whose name, file or paper has all words.")
@file_options("text", "markdown", "csv", "json")
def models(words: str, format_: str, output: str | None) -> None:
    """List the networks that ship with symcount. Each name can stand in place of FILE."""
    from symcount.document.models import shipped_networks, with_words
    from symcount.render.answers import MODELS

    networks = with_words(shipped_networks(), words)
    if not networks:
        raise problem(
            "E401", f"no shipped network is called or cited with `{words}`", help="`symcount models` lists all"
        )
    put(MODELS.text(format_, networks), output)
