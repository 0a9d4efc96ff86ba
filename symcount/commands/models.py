"""The shelf of networks: `symcount models`."""

from __future__ import annotations

import click

from symcount.console import put
from symcount.options import format_option


@click.command()
@format_option("text", "json")
def models(format_: str) -> None:
    """List the networks that ship with symcount. Each name can stand in place of FILE."""
    from symcount.document.models import ShippedNetwork, lay_out_models, shipped_networks
    from symcount.render.formats import Answer

    def data(networks: list[ShippedNetwork]) -> list[dict[str, object]]:
        return [network._asdict() for network in networks]

    put(Answer(lay_out_models, data).text(format_, shipped_networks()), None)
