"""The shelf of networks: `symcount models`."""

from __future__ import annotations

import click

from symcount.console import put
from symcount.options import format_option


@click.command()
@format_option("text", "json")
def models(format_: str) -> None:
    """List the networks that ship with symcount. Each name can stand in place of FILE."""
    from symcount.document.models import lay_out_models, shipped_networks

    if format_ == "json":
        from symcount.render import data

        put(data.dump([network._asdict() for network in shipped_networks()]), None)
    else:
        from symcount.render import text

        put(text.plain_text(lay_out_models()), None)
