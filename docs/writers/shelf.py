"""`layers.md` and `blocks.md`: the library, read off its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symcount.algebra.formula import Formula, Number
from symcount.algebra.notations.unicode import plain
from symcount.derivation.tally import in_views
from symcount.document.layer_tables import LayerFormula, layer_formulas
from symcount.language import syntax
from symcount.language.diagnostics import Problem
from symcount.language.parse import parse
from symcount.language.source import Source
from symcount.network.calls import signature
from symcount.network.catalogue import FileScope, library_folder
from symcount.network.elaborate import elaborate
from symcount.network.network import Network
from symcount.network.parameters import settings_of
from symcount.network.request import Request
from symcount.render.latex import latex_formula

from .markdown import fence, page, paragraph, table, words

LAYERS_HEAD = """\
The layers of the library, read off `symcount/library/layers.arch`. A formula counts the layer on an image of $`C_i`$
channels with every parameter that has a default at it, buffers left out; `symcount layers` prints the same table. The
shape is what the layer makes of $`C_i \\times H \\times W`$. `require` lines refuse a wrong use, and `expect` lines are
examples that `symcount check layers.arch` runs.

| parameter | meaning |
| --- | --- |
| `C_o`, `T_o` | channels that leave |
| `K` | kernel: a number, or a window such as `1x7` |
| `s`, `p`, `d`, `g` | stride, padding (`same`, `valid` or a number), dilation, groups |
| `h`, `kv`, `w` | heads, heads of the keys and values, width of a head; `h` of a recurrent layer: its units |
| `bias`, `affine`, `stats` | flags: whether the layer has a bias, a learned scale and shift, moving statistics |
"""

BLOCKS_HEAD = """\
The blocks of the library, read off `symcount/library/blocks.arch`; each is written in the language, from
[layers](layers.md). A formula counts the block in the channels $`C_i`$ that enter and in its parameters, as
`symcount derive blocks.arch --net NAME` does; flags and words are at their defaults. A block that takes layers or
tensors has no formula of its own. `expect` lines are examples that `symcount check blocks.arch` runs, and identities
that it proves; those that a paper prints are marked.
"""


def layers() -> str:
    return page("Layers", LAYERS_HEAD, _shelf("layers.arch"))


def blocks() -> str:
    return page("Blocks", BLOCKS_HEAD, _shelf("blocks.arch"))


SECTION = "# ----"
LayerLike = syntax.Layer | syntax.Block | syntax.Definition


@dataclass(frozen=True, slots=True)
class Part:
    """An item of a library file, or a heading with what is said below it, as the text has them."""

    item: LayerLike | None
    text: str


def _parts(name: str) -> Iterator[Part]:
    """The headings and items of a library file in order, each item with the comment directly above it."""
    text = (library_folder() / name).read_text(encoding="utf-8")
    end = 0
    for item in parse(Source(name, text)).items:
        assert isinstance(item, LayerLike)
        gap = text[end : item.span.start].split("\n\n")
        for comment in map(str.strip, gap[:-1]):
            if comment.startswith(SECTION) or (comment and end):  # the file's own comment stands first
                yield Part(None, comment)
        yield Part(item, words(gap[-1]))
        end = item.span.end


def _shelf(name: str) -> Iterator[str]:
    formulas = {f.name: f for f in layer_formulas()}
    bare: list[tuple[str, ...]] = []
    for part in _parts(name):
        item = part.item
        if isinstance(item, syntax.Layer) and not (item.rules or part.text):  # no more to say: a line of a table
            bare.append((f"`{signature(item)}`", item.caption or item.name))
            continue
        if bare:
            yield table(("layer", "caption"), iter(bare))
            bare = []
        if item is None:
            yield _heading(part.text) if part.text.startswith(SECTION) else paragraph(words(part.text))
        elif isinstance(item, syntax.Layer):
            yield from _entry(item, f": {item.caption}. {part.text}", _layer(item, formulas[item.name]))
        else:
            yield from _entry(item, f": {part.text}", _block(item))


def _heading(text: str) -> str:
    title = text.strip("# -")
    return f"## {title[:1].upper()}{title[1:]}\n"


def _entry(item: LayerLike, said: str, formulas: Iterator[str]) -> Iterator[str]:
    yield f"### {item.name}\n"
    yield f"`{signature(item)}`{said.rstrip(' .:')}.\n"
    yield from formulas
    yield fence("arch", item.span.text)


def _layer(item: syntax.Layer, found: LayerFormula) -> Iterator[str]:
    network = elaborate(_NO_FILE, Request(item.name, defaults=True))
    entering, leaving = network.layers[-1].entering, network.layers[-1].leaving
    owns = any(isinstance(rule, syntax.Tensor) for rule in item.rules)
    none = "No parameters by default.\n" if owns else "No parameters.\n"
    yield none if found.formula == Number(0) else fence("math", latex_formula(found.formula, found.names))
    yield f"Shape: {'kept' if entering == leaving else f'{_shape(entering)} → {_shape(leaving)}'}.\n"


_NO_FILE = FileScope(syntax.File(()))


def _shape(sides: tuple[Formula, ...]) -> str:
    return " × ".join(f"({text})" if " " in text else text for text in map(plain, sides))


def _block(item: LayerLike) -> Iterator[str]:
    """The closed form in C_i and the parameters, at the settings of the first identity where it needs some."""
    for request, settings in _requests(item):
        try:
            network = elaborate(_NO_FILE, request)
        except Problem:
            continue
        counted = in_views(network)
        yield from (f"With {settings}:\n",) if settings else ()
        yield fence("math", latex_formula(counted["params"], network.writing))
        for name, text in (("frozen", "Of these not trained:"), ("active", "Active for each token:")):
            if counted[name] not in (counted["params"], Number(0)):
                yield f"{text}\n\n{fence('math', latex_formula(counted[name], network.writing))}"
        yield from _conditions(network, bool(settings))
        return


def _requests(item: LayerLike) -> Iterator[tuple[Request, str]]:
    yield Request(item.name), ""
    for line in item.body if isinstance(item, syntax.Block) else ():
        if isinstance(line, syntax.Expect) and line.arguments and not isinstance(line.expected, syntax.Number):
            settings = ", ".join(a.span.text for a in line.arguments)
            yield Request(item.name, settings_of(line.arguments, "")), f"`{settings}`"


def _conditions(network: Network, set_: bool) -> Iterator[str]:
    """What the formula depends on, without the choices that follow from what was set."""
    found = [c.text for c in network.told if not (c.decided and set_)]
    if found:
        yield f"Where {', '.join(found)}.\n"
