"""How two networks differ: `symcount compare LEFT RIGHT`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from symcount import pipeline
from symcount.console import put, say
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.options import file_and_net, format_option, output_option, pairs_of, request, request_options


@click.command()
@click.argument("left")
@click.argument("right", required=False)
@request_options
@click.option("--against", multiple=True, metavar="NAME=VALUE", callback=pairs_of, help="The other variant of LEFT.")
@format_option("text", "json", "csv", "latex")
@output_option
def compare(
    left: str, right: str | None, against: dict[str, str], format_: str, output: str | None, **options: Any
) -> None:
    """Compare two networks, or two variants of one, stage by stage.

    LEFT and RIGHT are a FILE or FILE:NAME; what is said are difference, ratio and crossings.
    """
    from symcount.render import scaling as render
    from symcount.scaling.compare import compare

    if (right is None) == (not against):
        raise click.UsageError("name a second FILE, or a variant with --against NAME=VALUE")
    what = request(options, "all")
    first = _variant(left, what)
    if right is not None:
        second, titles = _variant(right, what), (left, right)
    else:
        if what.keep is None:  # what tells the variants apart is a number
            what = replace(what, keep=frozenset(first.keep) - {*what.settings, *against}, insist=False)
            first = _variant(left, what)
        second = _variant(left, replace(what, settings={**what.settings, **against}))
        titles = (_title(what.settings, against) or left, _title(against, against))
    say((*first.diagnostics, *(d for d in second.diagnostics if d not in first.diagnostics)))
    put(render.comparison_text(compare(first, second), *titles, format_), output)


def _variant(name: str, what: Request) -> Network:
    """The network of FILE or FILE:NAME, with those settings that are its own."""
    file, net = file_and_net(name)
    model = pipeline.model_of(pipeline.source_of(file))
    return pipeline.network_of(model, replace(what, net=net or what.net, insist=False))


def _title(settings: Any, shown: dict[str, str]) -> str:
    return ", ".join(f"{name} = {settings[name]}" for name in shown if name in settings)
