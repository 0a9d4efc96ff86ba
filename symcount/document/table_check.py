"""Published tables: whether each printed count follows from the network that its row names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from symcount.derivation.claims import EXACT, RoundedNumber, grouped, in_words, percent, rounding
from symcount.derivation.tally import tally, total_value
from symcount.document.conventions import explanations
from symcount.document.table_reader import NOTHING, PublishedTable, TableRow, printed_count, unit_of
from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem
from symcount.language.parse import parse
from symcount.language.source import Source
from symcount.network.catalogue import FileScope, scope_of, shipped_models, shipped_variants
from symcount.network.elaborate import elaborate
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.network.views import BUFFERS, PARAMS, VIEWS, viewed

Find = Callable[[str], Source]
"""What gives the text behind a FILE argument."""

FOLLOWS, ROUNDED, DIFFERS, UNKNOWN = "exact", "rounded", "differs", "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A printed count, what symcount counts, and what that says of it."""

    line: int
    name: str
    settings: dict[str, str]
    view: str
    text: str
    """What the cell holds."""
    printed: RoundedNumber | None = None
    count: int | None = None
    rounding: str | None = None
    """A row of claims.IN_WORDS, None where the count does not follow."""
    hints: tuple[str, ...] = ()
    trouble: str = ""
    """Why nothing can be said."""

    @property
    def status(self) -> str:
        if self.trouble:
            return UNKNOWN
        return {None: DIFFERS, EXACT: FOLLOWS}.get(self.rounding, ROUNDED)

    @property
    def difference(self) -> Fraction | None:
        """Of what is counted and what is printed."""
        return None if self.printed is None or self.count is None else self.count - self.printed.value

    @property
    def says(self) -> str:
        """In words."""
        off = self.difference
        if self.printed is None or self.count is None or off is None:
            return self.trouble
        if self.rounding is not None:
            return in_words(self.rounding, self.count, self.printed)
        relative = f" ({percent(off, self.printed.value)})" if self.printed.value else ""
        return f"{grouped(abs(off)).replace('_', ',')}{relative} {'more' if off > 0 else 'fewer'} than printed"


class TableReport(NamedTuple):
    """A verdict for each printed count, row by row; and the columns that took no part."""

    verdicts: tuple[Verdict, ...]
    left_alone: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return all(v.status in (FOLLOWS, ROUNDED) for v in self.verdicts)


def check_table(table: PublishedTable, find: Find, files: Sequence[str], folder: str | None) -> TableReport:
    """What symcount says of a table that stands in `folder`. Raises Problem where it holds no counts."""
    networks = NamedNetworks(find, files, folder)
    columns = _columns(table, need_names=len(files) != 1)
    verdicts = tuple(v for row in table.rows for v in _verdicts(row, columns, table, networks))
    if not verdicts:
        raise problem("E417", "no row of the table prints a count")
    unused = (table.header[i] for i, name in columns.settings if name and name not in networks.parameters)
    return TableReport(verdicts, tuple(unused))


# ---- columns -----------------------------------------------------------------------------

_COUNT = re.compile(r"(?<!hyper)(?<!hyper-)param|weights|参数", re.IGNORECASE)
_NAMES = "name model network net architecture arch method variant file backbone".split()
_SETTINGS = ("settings", "set", "configuration", "config")


class ColumnRoles(NamedTuple):
    """What the columns of a table are; all others are left alone."""

    name: int | None
    counts: tuple[tuple[int, str, str], ...]
    """Place, view and unit."""
    settings: tuple[tuple[int, str], ...]
    """Place, and the parameter; an empty name where the cell holds NAME=VALUE, …"""


def _columns(table: PublishedTable, need_names: bool) -> ColumnRoles:
    header = [h.strip() for h in table.header]
    counts = [(i, _view(h), unit_of(h)) for i, h in enumerate(header) if _COUNT.search(h) or h.lower() == BUFFERS]
    if not counts:
        help = "name the column of printed counts `params`, or `params (M)` where they are in millions"
        raise problem("E417", "no column of the table is one of counts", note=f"{', '.join(header)}", help=help)
    others = sorted(set(range(len(header))) - {i for i, _, _ in counts})
    name = next((i for i in others if header[i].lower() in _NAMES), next(iter(others), None) if need_names else None)
    settings = [(i, "" if header[i].lower() in _SETTINGS else header[i]) for i in others if i != name]
    return ColumnRoles(name, tuple(counts), tuple(settings))


def _view(header: str) -> str:
    """The longest name of a view in a header; all parameters where there is none."""
    words = re.sub(r"[^a-z]+", "_", header.lower())
    return max((v for v in VIEWS if v != PARAMS and v in words), key=len, default=PARAMS)


# ---- rows --------------------------------------------------------------------------------


def _verdicts(row: TableRow, columns: ColumnRoles, table: PublishedTable, networks: NamedNetworks) -> Iterator[Verdict]:
    """One for each count that the row prints."""
    name = "" if columns.name is None else row.cells[columns.name]
    for place, view, unit in columns.counts:
        cell = row.cells[place]
        if cell in NOTHING:
            continue
        printed = printed_count(cell, unit, table.decimal_comma)
        verdict = Verdict(row.line, name, {}, view, cell, printed)
        if printed is None:
            yield replace(verdict, trouble=f"`{cell}` is no count")
            continue
        try:
            scope, net, parameters = networks.named(name)
            verdict = replace(verdict, settings=_settings(row, columns, parameters), hints=_remarks(name))
            network = elaborate(scope, Request(net, verdict.settings))
            _refuse_depths(row, columns, network, parameters, networks)
            yield _compared(verdict, printed, scope, Request(net, verdict.settings), network)
        except Problem as trouble:
            first = trouble.diagnostics[0]
            yield replace(verdict, trouble="; ".join([first.message, *first.help[:1]]))


def _compared(
    verdict: Verdict, printed: RoundedNumber, scope: FileScope, request: Request, network: Network
) -> Verdict:
    """The verdict with the count of the network, and how it gives what was printed."""
    network = viewed(network.whole or network, verdict.view, network.convention)
    count = total_value(tally(network).terms(), network.values)
    if count is None:
        return replace(verdict, trouble="some parameter has no value")
    how = rounding(count, printed)
    hints = [] if how else explanations(network, replace(request, view=verdict.view), printed, scope)
    return replace(verdict, count=count, rounding=how, hints=(*verdict.hints, *hints))


_DEPTH = re.compile(r"\b(?:layers?|depth)\b", re.IGNORECASE)
_DEPTHS = re.compile(r"[LnN](_?[0-9]+)*|depth|layers")


def _refuse_depths(
    row: TableRow, columns: ColumnRoles, network: Network, parameters: Mapping[str, bool], networks: NamedNetworks
) -> None:
    """Raises Problem where a column of depths says one that neither the name of a row nor a parameter says."""
    name = "" if columns.name is None else row.cells[columns.name]
    known = {*re.findall("[0-9]+", name), *(str(v) for k, v in network.bindings.items() if _DEPTHS.fullmatch(k))}
    for place, header in columns.settings:
        depth = row.cells[place]
        if header not in parameters and _DEPTH.search(header) and depth.isdigit() and depth not in known:
            called = name or network.name
            message = f"`{header}` = {depth} is no parameter of `{called}`"
            raise problem("E417", message, help=networks.near(called, depth))


_FLAGS = {"yes": "on", "true": "on", "✓": "on", "✔": "on", "no": "off", "false": "off", "✗": "off", "×": "off"}


def _settings(row: TableRow, columns: ColumnRoles, parameters: Mapping[str, bool]) -> dict[str, str]:
    """The settings of a row: of its columns, those that are `parameters` of the net, which are lists or not."""
    settings: dict[str, str] = {}
    for place, name in columns.settings:
        cell = row.cells[place]
        pairs = [(name, cell)] if name else [p.partition("=")[::2] for p in _APART.split(cell)]
        for key, value in ((key.strip(), value.strip(" ,;")) for key, value in pairs):
            if value not in NOTHING and (not name or key in parameters):
                settings[key] = _list(value) if parameters.get(key) else _single(value)
    return settings


_APART = re.compile(r"[,;](?=\s*[A-Za-z]\w*\s*=)")
"""Between two settings of one cell, not within a list."""


def _single(text: str) -> str:
    """A flag, or a number without the commas between its thousands."""
    return _FLAGS.get(text.lower(), re.sub(r"(?<=\d),(?=\d{3}\b)", "", text))


def _list(text: str) -> str:
    """`[3, 4, 6, 3]` as the language writes it."""
    inner = text.strip("()[]{} ")
    return f"({inner})" if "," in inner else f"({inner},)"


# ---- names -------------------------------------------------------------------------------


class NamedNetworks:
    """The networks that rows can name: those of the files given, else shipped ones, else files."""

    def __init__(self, find: Find, files: Sequence[str], folder: str | None) -> None:
        self._find, self._folder = find, Path(folder or "")
        self._shipped = {_simple(name): name for name in (*shipped_models(), *shipped_variants())}
        self._scopes: dict[str, FileScope] = {}
        self._given = [self._scope(file) for file in files]
        self.parameters: dict[str, bool] = {}
        """The parameters of all networks that were named."""

    def named(self, name: str) -> tuple[FileScope, str | None, dict[str, bool]]:
        """The file and net behind a name, and the names of its parameters, with whether each is a list."""
        bare = without_remarks(name)
        bracket = _BRACKET.search(bare)
        if bracket is not None and not Path(name).is_file():
            message = f"`{bracket[0]}` is no part of a network's name"
            raise problem("E417", message, help=self.near(_BRACKET.sub("", bare), bracket[0]))
        scope, net = self._scope_and_net(bare)
        owner = next((n for n in scope.nets if (net or scope.chosen) in (None, *_names(n))), None)
        lists = (
            {p.name: p.default.items if isinstance(p.default, syntax.List) else () for p in owner.parameters}
            if owner
            else {}
        )
        parameters = {name: bool(items) for name, items in lists.items()}
        parameters |= {f"{name}_{i}": False for name, items in lists.items() for i in range(1, len(items) + 1)}
        self.parameters |= parameters
        return scope, net, parameters

    def near(self, name: str, more: str) -> list[str]:
        """Help that names networks which a name and what else is said of it may mean."""
        given = {_simple(called): called for scope in self._given for net in scope.nets for called in _names(net)}
        names = {**self._shipped, **given}
        base, rest, both = map(_simple, (name, more, name + more))
        exact = [names[simple] for simple in (both, rest) if simple in names][:1]
        near = exact or [called for simple, called in names.items() if both in simple]
        near = near or [called for simple, called in names.items() if simple.startswith(base or rest)]
        return [f"did you mean {', '.join(f'`{called}`' for called in near[:MOST_NEAR])}?"] if near else []

    def _scope_and_net(self, name: str) -> tuple[FileScope, str | None]:
        for scope in self._given:
            for called in (called for net in scope.nets for called in _names(net) if _simple(called) == _simple(name)):
                return scope, called
        if name:
            file, _, net = name.rpartition(":")
            return (self._scope(file), net) if file else (self._scope(name), None)
        if len(self._given) != 1:
            raise problem("E417", "the row names no network")
        return self._given[0], None

    def _scope(self, name: str) -> FileScope:
        """A file beside the table, in the working folder, or a shipped network, whose name may be spelt freely."""
        beside = self._folder / name
        path = str(beside) if name.endswith(".arch") and os.path.isfile(beside) else name
        if not os.path.isfile(path):  # unlike a Path's, for names too long as well
            path = self._shipped.get(_simple(name), path)
        if path not in self._scopes:
            source = self._find(path)
            self._scopes[path] = scope_of(source, parse(source))
        return self._scopes[path]


def _names(net: syntax.Net) -> list[str]:
    """The names of a net and its variants."""
    return [net.name, *(s.name for s in net.body if isinstance(s, syntax.Variant))]


def _simple(name: str) -> str:
    """`ResNet-50` as `resnet50`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


MOST_NEAR = 3
_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CITATION = re.compile(r"\[[0-9,;–\s-]*\]|[(\[][^()\[\]]*\b(?:19|20)[0-9]{2}[a-z]?[)\]]")
_REMARK = re.compile(r"\((?:ours?|baseline|reproduced|reported|original)\b[^()]*\)", re.IGNORECASE)
"""Brackets that say nothing of the network itself."""


def without_remarks(name: str) -> str:
    """`ResNet-50 (ours) [12]` as `ResNet-50`; other brackets stay."""
    return _REMARK.sub("", _CITATION.sub("", name)).strip()


def _remarks(name: str) -> tuple[str, ...]:
    """What is said of the remarks in a name."""
    bare = without_remarks(name)
    return tuple(f"`{remark}` is taken as a remark on `{bare}`" for remark in _REMARK.findall(name))
