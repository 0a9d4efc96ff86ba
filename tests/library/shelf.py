"""What the tests of the library share: the measured truth, and shipped networks as the layers that they turn through."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any

from symcount import load
from symcount.algebra.formula import value
from symcount.api import CountResult, Model
from symcount.network.network import LayerNode
from tests.support import TESTS

TRUTH = TESTS / "truth"
HELPERS = {"product", "state_of", "offsets"}
"""Functions of numbers in layers.arch, which are no layers."""


# ---- the truth -----------------------------------------------------------------------------


@cache
def measured() -> dict[str, dict[str, Any]]:
    """The rows of models.jsonl by name, such as `torchvision resnet50` or `transformers gpt2 GPT2Model`."""
    lines = (TRUTH / "models.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    found = {" ".join(filter(None, (r["framework"].split()[0], r["name"], r.get("cls")))): r for r in rows}
    assert len(found) == len(rows)
    return found


@cache
def measured_layers(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of layers/NAME.json: path, type, args, params."""
    return tuple(json.loads((TRUTH / "layers" / f"{name}.json").read_text(encoding="utf-8")))


def layer_files() -> list[str]:
    return sorted(path.stem for path in (TRUTH / "layers").glob("*.json"))


# ---- shipped networks ----------------------------------------------------------------------


@cache
def file(name: str) -> Model:
    """A file of the library, a variant, or a text."""
    return load(name)


def settings(text: str) -> dict[str, str]:
    """`"norm=off w=64"` as settings."""
    return dict(pair.split("=", 1) for pair in text.split())


@cache
def counted(name: str, set: str = "", convention: str = "torch", view: str = "params") -> CountResult:
    """A network of the library with `set` settings, all in numbers."""
    return file(name).count(set=settings(set), convention=convention, view=view)


@cache
def views(name: str, set: str = "", convention: str = "torch") -> dict[str, Any]:
    """The count in every view."""
    return counted(name, set, convention).views


def turned(found: CountResult) -> Iterator[LayerNode]:
    """The layers with parameters in the order of the data flow, each as often as it turns."""
    return _turned(layer for layer in found.result.network.layers if any(not t.buffer for t in layer.tensors))


def _turned(layers: Iterable[LayerNode], depth: int = 0) -> Iterator[LayerNode]:
    """All layers of a repetition, before they come again."""
    for repeat, same in groupby(layers, key=lambda x: x.repeats[depth] if len(x.repeats) > depth else None):
        inside = list(same)
        if repeat is None:
            yield from inside
        else:
            assert repeat.index is None, "iterations that differ are worked out one by one where all is a number"
            yield from (x for _ in range(int(value(repeat.count))) for x in _turned(inside, depth + 1))


def elements(layer: LayerNode) -> Iterator[tuple[str, int]]:
    """The role and size of each parameter tensor of a layer."""
    return ((t.role, int(value(t.count))) for t in layer.tensors if not t.buffer)
