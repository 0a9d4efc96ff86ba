"""The picture: `symcount draw FILE -o net.svg`."""

from __future__ import annotations

from typing import Any

import click

from symcount import pipeline
from symcount.command import Page
from symcount.console import put, say
from symcount.options import request, request_options
from symcount.outputs import FILE, file_options
from symcount.render.formats import PICTURES


@click.command(cls=Page, epilog="symcount draw unet -o unet.svg\nsymcount draw resnet50 -o resnet50.png")
@FILE
@file_options(*PICTURES, default="svg")
@request_options
def draw(file: str, format_: str, output: str | None, **options: Any) -> None:
    """Draw FILE: a box a stage, its parameters, the shapes between.

    The format tikz is for \\input, tex compiles by itself. A label makes a stage, and so does a block, a
    repetition or a layer that stands by itself. A box counts its label, as the derivation does; what it holds of
    another label is named with a + and counted below. Slabs are as wide as the channels that leave them and as high as
    the sizes, by doublings.
    """
    from symcount.diagram.diagram import diagram
    from symcount.diagram.placement import place

    network = pipeline.network_of(pipeline.model_of(pipeline.source_of(file)), request(options, "none"))
    say(network.diagnostics)
    put(PICTURES[format_].write(place(diagram(network))), output)
