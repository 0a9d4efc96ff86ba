"""Finding definitions: the user's file, what it imports, and the library that ships with symcount."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from itertools import chain, islice
from pathlib import Path

from symcount.language import syntax
from symcount.language.diagnostics import Diagnostic, Problem, nearest, problem
from symcount.language.parse import MAX_BYTES, parse, parse_part
from symcount.language.source import NOWHERE, Source, Span, short
from symcount.network.calls import call_mistakes, unknown
from symcount.network.definitions import Definitions, Work, defined_twice
from symcount.network.evaluator import Evaluator
from symcount.network.names import BUILT_IN, MANY
from symcount.network.outcomes import LayerRules
from symcount.network.request import CONVENTIONS
from symcount.network.unresolved import Unresolved, unresolved, unused
from symcount.network.values import Declared, NetLayer, Scope

LIBRARY = ("layers.arch", "blocks.arch")
MODELS = "models"
_LIBRARY_ITEM = re.compile(r"^(?:(?:layer|block|share) +)?([A-Za-z]\w*)", re.MULTILINE)
_VARIANT = re.compile(r"^\s*variant\s+([A-Za-z]\w*)", re.MULTILINE)
_WORDS = re.compile(r"=\s*(\w+(?:\s*\|\s*\w+)+)")


# ---- reading -----------------------------------------------------------------------------


def read(path: Path, name: str, span: Span | None = None) -> Source:
    """A regular file of UTF-8 text as a Source. Raises Problem."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise problem("E304", f"`{name}` is not a regular file", span)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise problem("E301" if span else "E401", f"cannot read `{name}`: {reason}", span) from None
    return decode(data, name, str(path.parent))


def decode(data: bytes, name: str, folder: str | None) -> Source:
    """Bytes as a Source. Raises Problem where they are too many or no UTF-8 text."""
    if len(data) > MAX_BYTES:
        raise problem("E108", f"{name} is larger than {MAX_BYTES:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"{name} is not text: byte 0x{data[error.start]:02x} on line {line} is not UTF-8"
        raise problem("E109", message, help="save the file as UTF-8") from None
    return Source(name, text.replace("\r\n", "\n"), folder)


def library_folder() -> Path:
    """Where the shipped layers and networks are."""
    return Path(__file__).resolve().parents[1] / "library"


@cache
def shipped_models() -> list[str]:
    """The names of the networks that ship with symcount."""
    return sorted(
        f.name.removesuffix(".arch") for f in (library_folder() / MODELS).iterdir() if f.name.endswith(".arch")
    )


@cache
def shipped_variants() -> dict[str, str]:
    """The named configurations of the shipped networks, each with its file's name; read off the text."""
    folder = library_folder() / MODELS
    return {m[1]: file for file in shipped_models() for m in _VARIANT.finditer(_text(folder / f"{file}.arch"))}


def shipped(name: str) -> Source | None:
    """A file of the library by its name, a shipped network, or one of its variants."""
    if name in LIBRARY:
        return Source(name, _text(library_folder() / name), None)
    file, variant = name.removesuffix(".arch"), None
    if file not in shipped_models():
        file, variant = shipped_variants().get(name, ""), name
    text = _text(library_folder() / MODELS / f"{file}.arch") if file else None
    return None if text is None else Source(f"{file}.arch", text, None, net=variant)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# ---- the library -------------------------------------------------------------------------


class Library:
    """The shipped layers and blocks. Items start in the first column, so that only those that are used are parsed."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._sources = [Source(f"symcount/library/{name}", text, library=True) for name, text in texts.items()]
        self._where: dict[str, tuple[Source, int, int]] = {}
        for source in self._sources:
            starts = [(m.start(), m[1]) for m in _LIBRARY_ITEM.finditer(source.text)]
            ends = [start for start, _ in starts[1:]] + [len(source.text)]
            self._where |= {name: (source, start, end) for (start, name), end in zip(starts, ends, strict=True)}
        self._definitions: dict[str, Declared] = {}
        self._frame = Scope(fallback=self)
        self.rules: dict[object, LayerRules] = {}
        """What its layers made of arguments and shapes so far, by their names."""

    @property
    def names(self) -> list[str]:
        return list(self._where)

    def layers(self) -> list[str]:
        """The names of the layers among them."""
        return [n for n, (source, start, _) in self._where.items() if source.text.startswith("layer ", start)]

    def words(self) -> set[str]:
        """The option words that library layers allow."""
        return self._words

    @cached_property
    def _words(self) -> set[str]:
        lists = (m[1] for source in self._sources for m in _WORDS.finditer(source.text))
        return {word for listed in lists for word in re.findall(r"\w+", listed)}

    def net(self, name: str, span: Span | None = None) -> None:
        """No layer or block is made of a net."""

    @property
    def net_names(self) -> list[str]:
        return []

    def find(self, name: str) -> Declared | None:
        """The library's definition of `name`, parsed when it is first asked for."""
        if name not in self._definitions and name in self._where:
            (item,) = parse_part(*self._where[name])
            self._definitions[name] = Declared(item, self._frame)  # type: ignore[arg-type]
        return self._definitions.get(name)


@cache
def library() -> Library:
    return Library({name: _text(library_folder() / name) for name in LIBRARY})


@cache
def _shipped_file(name: str) -> FileScope | None:
    """The scope of the shipped file that has a net or variant of that name, whose text is no user's business."""
    source = shipped(name)
    if source is None or name in LIBRARY or name.endswith(".arch"):
        return None
    if source.net is not None:
        return _shipped_file(source.name.removesuffix(".arch"))
    return FileScope(parse(Source(f"symcount/library/{MODELS}/{source.name}", source.text, library=True)))


# ---- a file and what it imports ----------------------------------------------------------


class FileScope:
    """The definitions of one file by name, its own and the imported ones; what is in neither is the library's."""

    def __init__(
        self, tree: syntax.File, paths: tuple[Path, ...] = (), known: dict[Path, FileScope | Problem] | None = None
    ) -> None:
        """`paths` are those of the file and of the files that import it, the first of all last; none for a text.

        `known` is what came of the files that were imported so far: each is read once.
        """
        self.scope = Scope(fallback=self)
        self.definitions, self.work = Definitions(), Work()
        self.chosen: str | None = None
        """The net or variant that the file's name stood for."""
        self.convention: str | None = None
        self._items = tree.items
        self._imports: list[FileScope] = []
        self.countable = [i for i in tree.items if isinstance(i, syntax.Net | syntax.Block | syntax.Layer)]
        self.nets = [item for item in tree.items if isinstance(item, syntax.Net)]
        self._origin: dict[str, Span] = {}
        self._imported: set[Path] = set()
        self.diagnostics: list[Diagnostic] = []
        self._reported: set[Diagnostic] = set()
        known = {} if known is None else known
        for item in tree.items:
            if isinstance(item, syntax.Import):
                self._attempt_import(item, paths, known)
        for item in tree.items:
            if isinstance(item, syntax.Definition) and item.name == "convention":
                self._set_convention(item)
            elif not isinstance(item, syntax.Import | syntax.Net):
                self._add(Declared(item, self.scope))
        self._unique_nets()

    def find(self, name: str) -> Declared | None:
        """What a name means that no scope of the file binds."""
        return library().find(name)

    def net(self, name: str, span: Span | None = None) -> NetLayer | None:
        """The net or variant `name` as a layer: of the file, imported, or shipped. Raises Problem at `span`."""
        found = [net for file in (self, *self._imports) if (net := file.own_net(name)) is not None]
        if len(found) > 1 and found[0].scope is not self.scope and span is not None:
            raise defined_twice(name, span, found[0].net.name_span, "E305")
        if found or name in BUILT_IN or name in self.words():
            return found[0] if found else None
        file = _shipped_file(name)
        return None if file is None else file.own_net(name) or NetLayer(name, file.nets[0], {}, file.scope, NOWHERE)

    def own_net(self, name: str) -> NetLayer | None:
        """The file's own net or variant of that name."""
        if name in self.by_name:
            return NetLayer(name, self.by_name[name], {}, self.scope, self.by_name[name].name_span)
        if name not in self.variants:
            return None
        net, variant = self.variants[name]
        settings = {a.name: a.value for a in variant.arguments or () if a.name is not None}
        return NetLayer(name, net, settings, self.scope, variant.name_span)

    @property
    def net_names(self) -> list[str]:
        """The names of nets and variants."""
        own = [name for file in (self, *self._imports) for name in (*file.by_name, *file.variants)]
        return [*own, *shipped_models(), *shipped_variants()]

    @property
    def names(self) -> list[str]:
        """The names that the library adds."""
        return library().names

    def words(self) -> set[str]:
        """The option words that any layer allows."""
        return self._words

    @cached_property
    def _words(self) -> set[str]:
        parameters = (p for item in self._items for p in getattr(item, "parameters", None) or ())
        return {w for p in parameters for w in p.words} | library().words() | set(CONVENTIONS)

    @cached_property
    def unresolved(self) -> dict[Span, Unresolved | syntax.Call]:
        """The names that nothing has, and calls that are wrong, by their places, in this file and those it imports."""
        known = {*self.scope.names, *BUILT_IN, *self.names}
        words = {word for file in (self, *self._imports) for word in file.words()}
        items = [i for i in self._items if not isinstance(i, syntax.Definition) or i.name != "convention"]
        sound: set[tuple[str | None, ...]] = set()  # calls of the same form are looked at once

        def is_wrong(place: Unresolved | syntax.Call) -> bool:
            if isinstance(place, Unresolved):
                return not self.net(place.name)
            form = (place.name, *[argument.name for argument in place.arguments])
            wrong = form not in sound and bool(self.mistakes(place))
            if not wrong:
                sound.add(form)
            return wrong

        found = filter(is_wrong, unresolved(items, known, words))
        own = {place.span: place for place in islice(found, MANY)}
        return {place.span: place for file in self._imports for place in file.unresolved.values()} | own

    def mistakes(self, call: syntax.Call) -> list[Problem]:
        """What is wrong with the arguments of a call, by their names and number alone."""
        declared = self.scope.find(call.name) or self.find(call.name)
        return call_mistakes(declared.declaration, call) if isinstance(declared, Declared) else []

    @cached_property
    def unused(self) -> tuple[tuple[str, Span, bool], ...]:
        """The parameters and definitions of this file that nothing names."""
        return tuple(islice(unused(self._items), MANY))

    def _report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Each once: two files may import one that has mistakes."""
        fresh = [d for d in diagnostics if d not in self._reported]
        self._reported |= set(fresh)
        self.diagnostics += fresh

    def _add(self, declared: Declared) -> None:
        name, span = declared.declaration.name, declared.declaration.name_span
        if name in self._origin:
            code = "E214" if self._origin[name].source is span.source else "E305"
            self.diagnostics += defined_twice(name, span, self._origin[name], code).diagnostics
            return
        self._origin[name] = span
        self.scope.define(name, declared)

    def _set_convention(self, item: syntax.Definition) -> None:
        """`convention = keras`."""
        if self.convention is not None:
            self.diagnostics += problem("E214", "`convention` is defined twice", item.name_span).diagnostics
        word = item.body.id if isinstance(item.body, syntax.Name) else ""
        if word not in CONVENTIONS:
            help = "write `convention = torch` or `convention = keras`"
            self.diagnostics += problem("E203", "this is no convention", item.body.span, help=help).diagnostics
        self.convention = word

    def _unique_nets(self) -> None:
        """Nets and variants have names of their own."""
        seen: dict[str, Span] = {}
        variants = [(net, s) for net in self.nets for s in net.body if isinstance(s, syntax.Variant)]
        self.variants = {variant.name: (net, variant) for net, variant in reversed(variants)}
        """The variants by their names, each with its net."""
        self.by_name = {net.name: net for net in reversed(self.nets)}
        named: list[syntax.Net | syntax.Variant] = [*self.nets, *(variant for _, variant in variants)]
        for item in named:
            if item.name in seen:
                self.diagnostics += defined_twice(item.name, item.name_span, seen[item.name]).diagnostics
            seen.setdefault(item.name, item.name_span)

    def _attempt_import(
        self, item: syntax.Import, paths: tuple[Path, ...], known: dict[Path, FileScope | Problem]
    ) -> None:
        try:
            path = _import_path(item, paths)
            if path in self._imported:
                raise problem("E305", f"`{short(item.path)}` is imported twice", item.span)
            self._imported.add(path)
            scope = _scope_in(path, item, paths, known)
        except Problem as trouble:
            self._report(trouble.diagnostics)
            return
        self._imports.append(scope)
        self._report(scope.diagnostics)
        for declared in [v for bound in scope.scope.names.values() for _, v in bound if isinstance(v, Declared)]:
            if declared.scope is scope.scope:
                self._add(declared)


def report_unresolved(e: Evaluator, file: FileScope) -> None:
    """Report the names that nothing has; one that was met already is said once."""
    for found in file.unresolved.values():
        if isinstance(found, Unresolved):
            name, span, called, visible = found
            names = [*chain(*visible), *file.scope.names, *file.names, *file.net_names]
            e.report(unknown(name, called, names, span))
            continue
        for mistake in file.mistakes(found):
            e.report(mistake)


def report_unused(e: Evaluator, file: FileScope) -> None:
    """Remark on the parameters and definitions that nothing names; of tensors more is said elsewhere."""
    tensors = {span for _, span, *_ in e.graph.bindings}
    for name, span, is_parameter in file.unused:
        if span not in tensors:
            note = "no value of it changes the count" if is_parameter else ()
            e.report(problem("N608", f"`{name}` is never used", span, note=note))


def _import_path(item: syntax.Import, paths: tuple[Path, ...]) -> Path:
    """The imported file. Only regular files below the first file's folder can be imported. Raises Problem."""
    if not paths:
        raise problem("E306", "this text has no folder to import from", item.span, help="save it as a file first")
    path = _real(paths[0].parent / item.path)
    if not path.is_relative_to(paths[-1].parent):
        raise problem("E302", f"`{item.path}` is outside the folder of the first file", item.span)
    if path in paths:
        raise problem("E303", f"`{item.path}` imports itself", item.span)
    if len(paths) > 30:
        raise problem("E303", "imports are nested more than 30 deep", item.span)
    if not os.path.exists(path):
        there = path.parent.glob("*.arch") if os.path.isdir(path.parent) else ()
        near = nearest(short(path.name), [p.name for p in there if p != paths[0]])
        raise problem("E301", f"there is no file `{short(item.path)}`", item.span, help=near)
    return path


def _scope_in(
    path: Path, item: syntax.Import, paths: tuple[Path, ...], known: dict[Path, FileScope | Problem]
) -> FileScope:
    """The scope of an imported file, which is read and parsed once however many files import it. Raises Problem."""
    if path not in known:
        try:
            known[path] = FileScope(parse(read(path, item.path, item.span)), (path, *paths), known)
        except Problem as trouble:
            known[path] = trouble
    scope = known[path]
    if isinstance(scope, Problem):
        raise scope
    return scope


def _real(path: Path) -> Path:
    """Where the links of a path lead; itself where the system knows no such name."""
    try:
        return Path(os.path.realpath(path))
    except ValueError:  # a NUL in it
        return path


def scope_of(source: Source, tree: syntax.File) -> FileScope:
    """The scope of the first file."""
    folder = source.folder
    scope = FileScope(tree, () if folder is None else ((Path(folder) / Path(source.name).name).resolve(),))
    scope.chosen = source.net
    return scope
