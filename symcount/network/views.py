"""Views of one count: which tensors of a network are counted, and how often; and the sentences that say so.

A view is a function from a network to a network, so that whatever counts, derives or compares needs no word of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcount.language.diagnostics import Diagnostic, listed, nearest, problem
from symcount.network.network import LayerNode, Network, OwnedTensor, Remark
from symcount.network.request import KERAS
from symcount.record import entity

PARAMS = "params"
BUFFERS = "buffers"
EMBEDDING = "embedding"


@entity
class View:
    """What is counted, in words, and which tensors that means; None where a field decides nothing."""

    text: str
    buffers: bool | None = False
    """State that is not learned: alone (True), not at all (False), or beside what is learned."""
    frozen: bool | None = None
    embedding: bool | None = None
    parts: tuple[str | None, ...] = (None, "head", "auxiliary")
    """The parts of the net."""
    each_use: bool = False
    """Whether tensors that are shared are counted at each use."""
    active: bool = False
    """Whether of copies side by side only those are counted that a token passes through."""


VIEWS = {
    PARAMS: View("all parameters, those that are shared once", buffers=None),
    "trainable": View("the parameters that are trained", frozen=False),
    "frozen": View("the parameters that are not trained", frozen=True),
    BUFFERS: View("state that is not learned, such as moving statistics", buffers=True),
    "repeated": View("all parameters, those that are shared at each use", each_use=True),
    "active": View("the parameters that one token passes through", active=True),
    EMBEDDING: View("the parameters of embeddings", embedding=True),
    "non_embedding": View("all parameters but those of embeddings", embedding=False),
    "main": View("all parameters but those of auxiliary heads", parts=(None, "head")),
    "backbone": View("all parameters but those of heads", parts=(None,)),
}


def viewed(network: Network, name: str, convention: str) -> Network:
    """`network` as the view `name` sees it. Raises Problem."""
    if name not in VIEWS:
        help = nearest(name, VIEWS) or f"there are {listed([*VIEWS])}"
        raise problem("E412", f"there is no view `{name}`", help=help)
    layers = tuple(_seen(layer, VIEWS[name], convention) for layer in network.layers)
    remarks = tuple(_remarks(network, name, convention))
    return replace(network, layers=layers, view=name, remarks=remarks, convention=convention, whole=network)


def all_views(network: Network) -> dict[str, Network]:
    """A viewed network in every view."""
    whole = network.whole or network
    return {name: viewed(whole, name, network.convention) for name in VIEWS}


def _seen(layer: LayerNode, view: View, convention: str) -> LayerNode:
    owned = (*layer.tensors, *(layer.shared_tensors if view.each_use else ()))
    if not owned:
        return layer
    tensors = tuple(_as_counted(t, view, convention) for t in owned if _is_counted(layer, t, view, convention))
    repeats = layer.repeats
    if view.active:
        repeats = tuple(r if r.active is None else replace(r, count=r.active) for r in repeats)
    if tensors == layer.tensors and repeats == layer.repeats:
        return layer
    return replace(layer, tensors=tensors, repeats=repeats)


def _is_counted(layer: LayerNode, tensor: OwnedTensor, view: View, convention: str) -> bool:
    counted = _as_counted(tensor, view, convention)
    return (
        view.buffers in (None, tensor.buffer if view.buffers else counted.buffer)
        and view.frozen in (None, counted.frozen)
        and view.embedding in (None, tensor.role.startswith(EMBEDDING))
        and layer.part in view.parts
    )


def _as_counted(tensor: OwnedTensor, view: View, convention: str) -> OwnedTensor:
    """For Keras moving statistics are weights that are not trained; the view of the buffers counts them."""
    if not tensor.buffer or not (view.buffers or convention == KERAS):
        return tensor
    return replace(tensor, buffer=False, frozen=True)


# ---- what is said ------------------------------------------------------------------------

REMARKS = {
    "view": "Counted are {}.",
    "statistics in": "Moving statistics are counted, as in Keras, and are not trained.",
    "statistics out": "Moving statistics are not counted.",
    "shared once": "Shared weights are counted once.",
    "frozen in": "Parameters that are not trained are counted.",
    "experts in": "Experts are all counted, not only those that are active.",
    "auxiliary in": "Auxiliary heads are counted.",
    "as in torch": "{} as in PyTorch.",
    "as in keras": "{} as in Keras.",
}


def _remarks(network: Network, name: str, convention: str) -> Iterator[Remark]:
    """The conventions that change this count: none where none would."""
    owned = [t for layer in network.layers for t in layer.tensors]
    if name != PARAMS:
        yield Remark("view", name)
    if any(t.buffer for t in owned) and name != BUFFERS:
        view, buffers = VIEWS[name], ((x, t) for x in network.layers for t in x.tensors if t.buffer)
        learned = ((layer, t) for layer, t in buffers if not _as_counted(t, view, convention).buffer)
        counted = any(_is_counted(layer, t, view, convention) for layer, t in learned)
        yield Remark("statistics in" if counted else "statistics out")
    if name == PARAMS:
        yield from map(Remark, _counted_too(network, owned))
    yield from (Remark(f"as in {convention}", layer) for layer in network.convention_layers)


def _counted_too(network: Network, owned: list[OwnedTensor]) -> Iterator[str]:
    """What some would leave out of all parameters, or count twice."""
    if any(layer.shared_tensors for layer in network.layers):
        yield "shared once"
    if any(t.frozen for t in owned):
        yield "frozen in"
    if any(repeat.active is not None for layer in network.layers for repeat in layer.repeats):
        yield "experts in"
    if any(layer.part == "auxiliary" for layer in network.layers if layer.tensors):
        yield "auxiliary in"


def sentences(network: Network) -> list[str]:
    """The remarks of a network in English."""
    return [REMARKS[r.key].format(VIEWS[r.subject].text if r.key == "view" else r.subject) for r in network.remarks]


def mattered(network: Network, convention: str) -> tuple[Diagnostic, ...]:
    """A note on where a convention that was asked for changed the count of a viewed network."""
    kinds = {x.kind.plural: None for x in (network.whole or network).layers if any(t.buffer for t in x.tensors)}
    counted = kinds if convention == KERAS and Remark("statistics in") in network.remarks else {}
    where = [f"the moving statistics of {p} are in the total" for p in counted]
    where += [f"{x} {'is' if x.startswith('`') else 'are'} counted its way" for x in network.convention_layers]
    if not where:
        return ()
    text = f"the convention `{convention}` mattered: {'; '.join(where)}"
    return problem("N605", text).diagnostics
