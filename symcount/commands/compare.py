"""How two networks differ: `symcount compare LEFT RIGHT`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import click

from symcount import pipeline
from symcount.command import Page
from symcount.console import put, say
from symcount.network.request import own_or_item
from symcount.options import pairs_of, request, request_options
from symcount.outputs import file_options, networks_argument


@click.command(
    cls=Page, epilog="symcount compare resnet50 wide_resnet50_2\nsymcount compare unet --keep w --against norm=off"
)
@networks_argument("left")
@networks_argument("right", required=False)
@click.option("--against", multiple=True, metavar="NAME=VALUE", callback=pairs_of, help="The other variant of LEFT.")
@file_options("text", "markdown", "csv", "json", "latex")
@request_options
def compare(
    left: str, right: str | None, against: dict[str, str], format_: str, output: str | None, **options: Any
) -> None:
    """Compare two networks, or two variants of one, stage by stage.

    LEFT and RIGHT are a FILE or FILE:NAME; what is said are difference, ratio and crossings, in symbols that have one
    value on both sides or are named by --keep, and at the values of the parameters.
    """
    from symcount.render.scaling import COMPARISON
    from symcount.scaling.compare import compare

    if (right is None) == (not against):
        raise click.UsageError("name a second FILE, or a variant with --against NAME=VALUE")
    what = replace(request(options, "all"), insist=False)  # each network has settings of its own
    model, net = pipeline.model_at(left)  # once: it may be standard input
    ours = replace(what, net=net or what.net)
    first = pipeline.network_of(model, ours)
    if right is not None:
        second, titles = pipeline.network_at(right, what), (left, right)
    else:
        if what.keep is None or what.lenient:  # what tells the variants apart is a number
            given = {*what.settings, *against}
            ours = replace(ours, keep=frozenset(k for k in first.keep if own_or_item(k).isdisjoint(given)))
            first = pipeline.network_of(model, ours)
        other = {**what.settings, **against}
        second = pipeline.network_of(model, replace(ours, settings=other))
        titles = (_title(what.settings, against) or left, _title(other, against))
    say((*first.diagnostics, *(d for d in second.diagnostics if d not in first.diagnostics)))
    put(COMPARISON.text(format_, compare(first, second, what.keep or frozenset()), *titles), output)


def _title(settings: Mapping[str, object], names: Iterable[str]) -> str:
    return ", ".join(f"{name} = {settings[name]}" for name in names if name in settings)
