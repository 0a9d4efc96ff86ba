"""The whole of symcount on one screen: text ─▶ Model ─▶ Network ─▶ Tally ─▶ Derivation ─▶ Document ─▶ text.

Each step is a pure function from one frozen value to the next, and each stage can be shown
(`symcount show FILE --stage …`). What a format needs is imported when it is asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from symcount.algebra.formula import TooLarge, symbols, value
from symcount.language import syntax
from symcount.language.diagnostics import Diagnostic, nearest, problem, too_large
from symcount.language.parse import parse
from symcount.language.source import Source, short
from symcount.network.catalogue import FileScope, decode, read, scope_of, shipped, shipped_models, shipped_variants
from symcount.network.elaborate import elaborate
from symcount.network.network import Network
from symcount.network.request import Request

if TYPE_CHECKING:
    from symcount.derivation.expectations import Check
    from symcount.derivation.steps import Derivation
    from symcount.derivation.tally import Count
    from symcount.document.layout import Plan
    from symcount.render.style import Style


def derived(
    source: Source,
    request: Request = Request(keep=None),
    format: str = "latex",
    *,
    factoring: str = "article",
    form: str | None = None,
    collect: str | None = None,
    plan: Plan | None = None,
    style: Style | None = None,
    notice: Callable[[Iterable[Diagnostic]], None] = lambda diagnostics: None,
) -> str | bytes:
    """The derivation of the network in a text, every `=` proved: bytes for `pdf`, else text.

    `notice` receives the network's warnings before it is derived. Raises Problem with every mistake in the text.
    """
    model = model_of(source)
    network = network_of(model, request)
    notice(network.diagnostics)
    derivation = derivation_in(model, request, network, factoring, form, collect)
    return text_of(derivation, format, plan, style)


# ---- its steps ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Model:
    """A parsed text and the definitions that it can see."""

    source: Source
    tree: syntax.File
    scope: FileScope


def source_of(name: str) -> Source:
    """FILE ─▶ text: a path, `-` for standard input, or the name of a shipped network. Raises Problem."""
    if name == "-":
        return decode(_all_of(sys.stdin.buffer), "<stdin>", None)
    if os.path.exists(name):  # unlike a Path's, for names too long as well
        return read(Path(name), name)
    source = shipped(name)
    if source is None:
        near = nearest(
            short(name), [*shipped_models(), *shipped_variants(), *(p.name for p in Path(".").glob("*.arch"))]
        )
        raise problem("E401", f"there is no file `{short(name)}`, and no shipped network of that name", help=near)
    return source


@lru_cache(maxsize=1)
def _all_of(stream: BinaryIO) -> bytes:
    """What standard input holds: it can be read once, and named twice, as in `compare -:A -:B`."""
    return stream.read()


def model_of(source: Source) -> Model:
    """text ─▶ Model. Raises Problem with every mistake of spelling."""
    tree = parse(source)
    return Model(source, tree, scope_of(source, tree))


def network_of(model: Model, request: Request) -> Network:
    """Model ─▶ Network. Raises Problem with every other mistake."""
    if not model.tree.items:
        raise problem("E402", f"{model.source.name} is empty", help="write `net NAME { out input(3, 224, 224) -> … }`")
    return elaborate(model.scope, request)


def derivation_of(
    network: Network, factoring: str = "article", form: str | None = None, collect: str | None = None
) -> Derivation:
    """Network ─▶ Tally ─▶ Derivation, proved; the whole also in a form of derivation.forms. Raises Problem."""
    from symcount.derivation.steps import derive

    with limits():
        return derive(network, factoring, form or ("collected" if collect else None), collect)


def derivation_in(
    model: Model,
    request: Request,
    network: Network,
    factoring: str = "article",
    form: str | None = None,
    collect: str | None = None,
) -> Derivation:
    """The same, with the form `pieces`, which asks for other networks of the model. Raises Problem."""
    from symcount.derivation.cases import PIECES

    if form != PIECES:
        return derivation_of(network, factoring, form, collect)
    from symcount.scaling.cases import cases_along

    derivation = derivation_of(network, factoring)
    with limits():
        return replace(derivation, cases=cases_along(model.scope, request, derivation, collect))


def text_of(derivation: Derivation, format: str, plan: Plan | None = None, style: Style | None = None) -> str | bytes:
    """Derivation ─▶ Document ─▶ text, in a row of render.formats.FORMATS. Raises Problem."""
    from symcount.render.formats import rendered

    return rendered(derivation, format, plan, style)


def file_and_net(name: str) -> tuple[str, str | None]:
    """FILE, or FILE:NAME, as a file and the net or variant that is meant."""
    file, colon, net = name.rpartition(":")
    return (file, net or None) if colon and file and not os.path.exists(name) else (name, None)


def model_at(name: str) -> tuple[Model, str | None]:
    """FILE or FILE:NAME ─▶ text ─▶ Model, and the net or variant that is meant. Raises Problem."""
    file, net = file_and_net(name)
    return model_of(source_of(file)), net


def network_at(name: str, request: Request) -> Network:
    """FILE or FILE:NAME ─▶ text ─▶ Model ─▶ Network. Raises Problem."""
    model, net = model_at(name)
    return network_of(model, replace(request, net=net or request.net))


def parameters_at(name: str, request: Request) -> int:
    """FILE or FILE:NAME ─▶ … ─▶ its count at the values of its parameters. Raises Problem."""
    from symcount.derivation.tally import count
    from symcount.scaling.feasible import missing_value

    network = network_at(name, Request(view=request.view, convention=request.convention))
    parameters = count(network).parameters
    for symbol in symbols(parameters):
        raise missing_value(f"`{name}` needs", symbol)
    return int(value(parameters, {}))


# ---- what branches off -------------------------------------------------------------------


def count_of(network: Network, by: str = "label") -> Count:
    """Network ─▶ Tally ─▶ Count, in the groups of a row of tally.GROUPINGS. Raises Problem."""
    from symcount.derivation.tally import count

    with limits():
        return count(network, by)


def checks_of(model: Model) -> list[Check]:
    """The `expect` lines of every net of the file, and what came of them. Raises Problem."""
    from symcount.derivation.expectations import check

    return check(model.scope)


@contextmanager
def limits() -> Iterator[None]:
    """A formula beyond the limits is the user's mistake, not a traceback."""
    try:
        yield
    except TooLarge as reason:
        raise too_large(reason) from None
