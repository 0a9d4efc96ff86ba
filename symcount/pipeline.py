"""The whole of symcount on one screen: text ─▶ Model ─▶ Network ─▶ Tally ─▶ Derivation ─▶ Document ─▶ text.

Each verb is a pure function from one frozen value to the next, and each stage can be shown
(`symcount show FILE --stage …`). What a format needs is imported when it is asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from symcount.algebra.formula import TooLarge
from symcount.language import syntax
from symcount.language.diagnostics import Problem, nearest, problem
from symcount.language.parse import parse
from symcount.language.source import Source
from symcount.network.catalogue import (
    LIBRARY,
    FileScope,
    decode,
    read,
    scope_of,
    shipped,
    shipped_models,
    shipped_variants,
)
from symcount.network.elaborate import elaborate
from symcount.network.network import Network
from symcount.network.request import Request

if TYPE_CHECKING:
    from symcount.derivation.counting import Count
    from symcount.derivation.expectations import Check
    from symcount.derivation.steps import Derivation
    from symcount.document.layout import Plan
    from symcount.render.style import Style


@dataclass(frozen=True, slots=True)
class Model:
    """A parsed text and the definitions that it can see."""

    source: Source
    tree: syntax.File
    scope: FileScope


def find(name: str) -> Source:
    """The text behind a FILE argument: a path, `-` for standard input, or the name of a shipped network."""
    if name == "-":
        return decode(sys.stdin.buffer.read(), "<stdin>", None)
    path = Path(name)
    found = None if path.exists() else shipped(name)
    if found is not None:
        return found
    if not path.exists():
        near = nearest(name, [*shipped_models(), *shipped_variants(), *(p.name for p in Path(".").glob("*.arch"))])
        raise problem("E401", f"there is no file `{name}`, and no shipped network of that name", help=near)
    return read(path, name)


def library_files() -> list[str]:
    """Everything that ships: each of these names can stand for a FILE."""
    return [*LIBRARY, *(f"{name}.arch" for name in shipped_models())]


def model(source: Source) -> Model:
    """text ─▶ Model. Raises Problem."""
    tree = parse(source)
    return Model(source, tree, scope_of(source, tree))


def network(model: Model, request: Request) -> Network:
    """Model ─▶ Network. Raises Problem."""
    if not model.tree.items:
        raise problem("E402", f"{model.source.name} is empty", help="write `net NAME { out input(3, 224, 224) -> … }`")
    return elaborate(model.scope, request)


def derivation(
    network: Network, factoring: str = "article", form: str | None = None, collect: str | None = None
) -> Derivation:
    """Network ─▶ Tally ─▶ Derivation, proved; the whole also in a form of derivation.forms."""
    from symcount.derivation.steps import derive

    with _limits():
        return derive(network, factoring, form, collect)


@contextmanager
def _limits() -> Iterator[None]:
    """A formula beyond the limits is the user's mistake, not a traceback."""
    try:
        yield
    except TooLarge as reason:
        raise problem("E211", str(reason), help="keep fewer symbols, or smaller numbers") from None


def count(network: Network, by: str = "label") -> Count:
    """Network ─▶ Tally ─▶ Count, in the groups of a row of tally.GROUPINGS."""
    from symcount.derivation.counting import count

    with _limits():
        return count(network, by)


def check(model: Model) -> list[Check]:
    """The `expect` lines of every net of the file, and what came of them. Raises Problem."""
    from symcount.derivation.expectations import check

    return check(model.scope)


FEW = 8
"""So many files are checked one after the other; more are shared among processes."""


def check_all(names: Sequence[str]) -> Iterator[list[Check] | Problem]:
    """What came of the `expect` lines of each file, in order, or why it has none."""
    if len(names) <= FEW or (os.cpu_count() or 1) == 1:
        yield from map(_checked, names)
        return
    from concurrent.futures import ProcessPoolExecutor  # loaded only where it saves more than it costs

    with ProcessPoolExecutor() as processes:
        yield from processes.map(_checked, names)


def _checked(name: str) -> list[Check] | Problem:
    try:
        return check(model(find(name)))
    except Problem as trouble:
        return trouble


def rendered(derivation: Derivation, format: str, plan: Plan | None = None, style: Style | None = None) -> str | bytes:
    """Derivation ─▶ Document ─▶ text, in a row of render.formats.FORMATS. Raises Problem."""
    from symcount.document.layout import Plan
    from symcount.render import formats
    from symcount.render.style import Style

    return formats.rendered(derivation, format, plan or Plan(), style or Style())


def stage(model: Model, request: Request, name: str) -> str:
    """One stage of the line as text."""
    from symcount.render import stages

    if name == "tree":
        return stages.tree_text(model.tree)
    found = network(model, request)
    match name:
        case "network":
            return stages.network_text(found)
        case "tally":
            from symcount.derivation.tally import tally

            return stages.tally_text(tally(found))
        case _:
            return stages.derivation_text(derivation(found))
