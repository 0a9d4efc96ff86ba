"""`models.md`: the networks that ship, with their papers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from symcount.document import models
from symcount.language import syntax
from symcount.language.parse import parse
from symcount.language.source import Source
from symcount.network.catalogue import library_folder, shipped_models

from .markdown import page, table, words

HEAD = """\
The networks that ship with symcount, as `symcount models` lists them. Every name can stand in place of FILE, and
`--set` changes its settings: `symcount count resnet50 --set classes=10`. Most numbers are checked against a framework;
where a paper prints another one, its file says so. A network without a paper is an example of this documentation.
"""


def networks() -> str:
    return page("Networks", HEAD, _tables())


def _tables() -> Iterator[str]:
    yield "## Configurations\n"
    yield table(("name", "parameters", "year", "paper", "file"), map(_model, models.shipped_networks()))
    yield "## Files\n"
    yield "A file stands for the network at the defaults of its parameters.\n"
    yield table(("file", "what it is", "networks"), map(_family, shipped_models()))


def _model(row: models.ShippedNetwork) -> tuple[str, ...]:
    return f"`{row.name}`", f"{row.parameters:,}", str(row.year or ""), row.paper, f"`{row.file}`"


def _family(name: str) -> tuple[str, ...]:
    """A file with its first comment and the signature of each of its nets."""
    text = (library_folder() / "models" / f"{name}.arch").read_text(encoding="utf-8")
    nets = [i for i in parse(Source(name, text)).items if isinstance(i, syntax.Net)]
    link = f"[{name}.arch](../symcount/library/models/{name}.arch)"
    comment = takewhile(lambda line: line.startswith("#"), text.splitlines())
    return link, words("\n".join(comment)), ", ".join(map(_net, nets))


def _net(net: syntax.Net) -> str:
    return f"`{net.span.text.partition('{')[0].removeprefix('net').strip()}`".replace("\n", " ")
