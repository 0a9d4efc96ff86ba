"""Published tables: whether each printed count follows from the network that its row names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from symcount.derivation.claims import grouped
from symcount.derivation.rounded_numbers import EXACT, Printed, in_words, percent, rounding
from symcount.derivation.tally import tally, total_value
from symcount.document.conventions import explanations
from symcount.document.numerals import NOTHING, number_of, unit_of
from symcount.document.table_reader import Pasted, Row
from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem
from symcount.language.parse import parse
from symcount.language.source import Source
from symcount.network.catalogue import FileScope, scope_of, shipped_models, shipped_variants
from symcount.network.elaborate import elaborate
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
    printed: Printed | None = None
    count: int | None = None
    rounding: str | None = None
    """A row of printed.IN_WORDS, None where the count does not follow."""
    hints: tuple[str, ...] = ()
    trouble: str = ""
    """Why nothing can be said."""

    @property
    def status(self) -> str:
        if self.trouble:
            return UNKNOWN
        return {None: DIFFERS, EXACT: FOLLOWS}.get(self.rounding, ROUNDED)

    @property
    def says(self) -> str:
        """In words."""
        if self.printed is None or self.count is None:
            return self.trouble
        if self.rounding is not None:
            return in_words(self.rounding, self.count, self.printed)
        off = self.count - self.printed.value
        relative = f" ({percent(off, self.printed.value)})" if self.printed.value else ""
        return f"{grouped(abs(off)).replace('_', ',')}{relative} {'more' if off > 0 else 'fewer'} than printed"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict for each printed count, row by row; and the columns that took no part."""

    verdicts: tuple[Verdict, ...]
    left_alone: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return all(v.status in (FOLLOWS, ROUNDED) for v in self.verdicts)


def judged(table: Pasted, find: Find, files: Sequence[str], folder: str | None) -> Judged:
    """What symcount says of a table. Raises Problem where it holds no counts."""
    shelf = Shelf(find, files, folder)
    columns = _columns(table, shelf)
    verdicts = tuple(v for row in table.rows for v in _verdicts(row, columns, table, shelf))
    if not verdicts:
        raise problem("E417", "no row of the table prints a count")
    left = tuple(table.header[i] for i, name in columns.settings if name and name not in shelf.parameters)
    return Judged(verdicts, left)


# ---- columns -----------------------------------------------------------------------------

_COUNT = re.compile(r"(?<!hyper)(?<!hyper-)param|weights|参数", re.IGNORECASE)
_NAMES = "name model network net architecture arch method variant file backbone".split()
_SETTINGS = ("settings", "set", "configuration", "config")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table are; all others are left alone."""

    name: int | None
    counts: tuple[tuple[int, str, str], ...]
    """Place, view and unit."""
    settings: tuple[tuple[int, str], ...]
    """Place, and the parameter; an empty name where the cell holds NAME=VALUE, …"""


def _columns(table: Pasted, shelf: Shelf) -> Columns:
    header = [h.strip() for h in table.header]
    counts = [(i, _view(h), unit_of(h)) for i, h in enumerate(header) if _COUNT.search(h) or h.lower() == BUFFERS]
    if not counts:
        help = "name the column of printed counts `params`, or `params (M)` where they are in millions"
        raise problem("E417", "no column of the table is one of counts", note=f"{', '.join(header)}", help=help)
    taken = {i for i, _, _ in counts}
    free = [i for i in range(len(header)) if i not in taken]
    name = next((i for i in free if header[i].lower() in _NAMES), None)
    if name is None and not shelf.only:
        name = next(iter(free), None)
    settings = [(i, "" if header[i].lower() in _SETTINGS else header[i]) for i in free if i != name]
    return Columns(name, tuple(counts), tuple(settings))


def _view(header: str) -> str:
    """The longest name of a view in a header; all parameters where there is none."""
    words = re.sub(r"[^a-z]+", "_", header.lower())
    return max((v for v in VIEWS if v != PARAMS and v in words), key=len, default=PARAMS)


# ---- rows --------------------------------------------------------------------------------


def _verdicts(row: Row, columns: Columns, table: Pasted, shelf: Shelf) -> Iterator[Verdict]:
    name = "" if columns.name is None else row.cells[columns.name]
    for place, view, unit in columns.counts:
        cell = row.cells[place]
        if cell in NOTHING:
            continue
        stated = number_of(cell, unit, table.decimal_comma)
        verdict = Verdict(row.line, name, {}, view, cell, stated)
        if stated is None:
            yield replace(verdict, trouble=f"`{cell}` is no count")
            continue
        try:
            scope, net, parameters = shelf.found(name)
            verdict = replace(verdict, settings=_settings(row, columns, parameters))
            yield _judged(verdict, stated, scope, Request(net, verdict.settings))
        except Problem as trouble:
            first = trouble.diagnostics[0]
            yield replace(verdict, trouble="; ".join([first.message, *first.help[:1]]))


def _judged(verdict: Verdict, stated: Printed, scope: FileScope, request: Request) -> Verdict:
    whole = elaborate(scope, request)
    network = viewed(whole.whole or whole, verdict.view, whole.convention)
    count = total_value(tally(network).terms(), network.values)
    if count is None:
        return replace(verdict, trouble="some parameter has no value")
    how = rounding(count, stated)
    hints: list[str] = []
    if how is None:
        seen = replace(request, view=verdict.view)
        hints = explanations(network, seen, stated, lambda asked: elaborate(scope, asked))
    return replace(verdict, count=count, rounding=how, hints=tuple(hints))


_FLAGS = {"yes": "on", "true": "on", "✓": "on", "✔": "on", "no": "off", "false": "off", "✗": "off", "×": "off"}


def _settings(row: Row, columns: Columns, parameters: set[str]) -> dict[str, str]:
    """The settings of a row: of its columns, those that are parameters of the net."""
    found: dict[str, str] = {}
    for place, name in columns.settings:
        cell = row.cells[place]
        pairs = [p.partition("=")[::2] for p in re.split(r"[,;]", cell)] if not name else [(name, cell)]
        for key, value in pairs:
            text = value.strip()
            if text not in NOTHING and (not name or key in parameters):
                found[key.strip()] = _FLAGS.get(text.lower(), re.sub(r"(?<=\d),(?=\d{3}\b)", "", text))
    return found


# ---- names -------------------------------------------------------------------------------


class Shelf:
    """The networks that rows can name: those of the files given, else shipped ones, else files."""

    def __init__(self, find: Find, files: Sequence[str], folder: str | None) -> None:
        self._find = find
        self._folder = folder
        self._scopes: dict[str, FileScope] = {}
        self._given = [self._scope(file) for file in files]
        self.parameters: set[str] = set()
        """The parameters of all networks that were found."""
        known = {**{m: m for m in shipped_models()}, **{v: v for v in shipped_variants()}}
        self._shipped = {_simple(name): name for name in known}

    @property
    def only(self) -> FileScope | None:
        """The file that is meant where no row names one."""
        return self._given[0] if len(self._given) == 1 else None

    def found(self, name: str) -> tuple[FileScope, str | None, set[str]]:
        """The file and net behind a name, and the names of its parameters. Raises Problem."""
        scope, net = self._named(name)
        owner = next((n for n in scope.nets if (net or scope.chosen) in (n.name, None, *_variants(n))), None)
        parameters = {p.name for p in owner.parameters} if owner else set()
        self.parameters |= parameters
        return scope, net, parameters

    def _named(self, name: str) -> tuple[FileScope, str | None]:
        for scope in self._given:
            nets = [n for net in scope.nets for n in (net.name, *_variants(net))]
            match = next((n for n in nets if _simple(n) == _simple(name)), None)
            if match is not None:
                return scope, match
        if not name:
            if self.only is None:
                raise problem("E417", "the row names no network")
            return self.only, None
        file, colon, net = name.rpartition(":")
        return (self._scope(file), net) if colon and file else (self._scope(name), None)

    def _scope(self, name: str) -> FileScope:
        """A file beside the table, in the working folder, or a shipped network, whose name may be spelt freely."""
        beside = Path(self._folder or "") / name
        path = str(beside) if name.endswith(".arch") and beside.is_file() else name
        if not Path(path).is_file():
            path = self._shipped.get(_simple(name), path)
        if path not in self._scopes:
            source = self._find(path)
            self._scopes[path] = scope_of(source, parse(source))
        return self._scopes[path]


def _variants(net: syntax.Net) -> list[str]:
    return [s.name for s in net.body if isinstance(s, syntax.Variant)]


def _simple(name: str) -> str:
    """`ResNet-50 (ours) [12]` as `resnet50`."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", name).lower())
