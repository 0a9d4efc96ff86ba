"""Records behave as the frozen dataclasses that they stand for."""

from __future__ import annotations

import copy
import pickle
import subprocess
from dataclasses import field, fields, replace
from pathlib import Path

import pytest

from symcount.record import entity, record
from tests.test_structure import tool


@record
class Leaf:
    """Two fields, and a place that is not compared."""

    name: str
    weight: int = 1
    place: int = field(default=0, compare=False, repr=False)


@record
class Twig:
    """The same first fields, another class."""

    name: str
    weight: int = 1


@record
class Nothing:
    """No fields at all."""


@entity
class Tree:
    """Equal to itself only."""

    name: str


def test_records_compare_and_hash_by_their_fields() -> None:
    assert Leaf("a", 2) == Leaf(weight=2, name="a") != Leaf("b", 2)
    assert Leaf("a", place=3) == Leaf("a", place=4)
    assert len({Leaf("a"), Leaf("a", 1, 7), Leaf("a", 2)}) == 2
    assert Leaf("a") != Twig("a")
    assert Leaf("a") != ("a", 1)
    assert (Nothing() == Nothing(), hash(Nothing()) == hash(Nothing())) == (True, True)


def test_entities_are_equal_to_themselves_only() -> None:
    tree = Tree("oak")
    assert tree == tree != Tree("oak")
    assert len({tree, tree, Tree("oak")}) == 2


def test_they_are_printed_matched_copied_and_replaced_as_dataclasses() -> None:
    leaf = Leaf("a", 2, 5)
    assert (repr(leaf), repr(Tree("oak"))) == ("Leaf(name='a', weight=2)", "Tree(name='oak')")
    match leaf:
        case Leaf(name, weight, place):
            assert (name, weight, place) == ("a", 2, 5)
    assert [f.name for f in fields(Leaf)] == ["name", "weight", "place"]
    changed = replace(leaf, weight=3)
    assert (changed, changed.place) == (Leaf("a", 3), 5)
    for again in (copy.deepcopy(leaf), pickle.loads(pickle.dumps(leaf))):
        assert (again, again.place) == (leaf, 5)
    assert not hasattr(leaf, "__dict__")


@pytest.mark.parametrize("wrong", [{}, {"name": "a", "colour": 1}], ids=str)
def test_fields_are_given_as_they_are_declared(wrong: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        Leaf(**wrong)  # type: ignore[arg-type]


@pytest.mark.filterwarnings("default::pytest.PytestWarning")
def test_that_nothing_is_assigned_to_a_field_is_held_by_mypy(tmp_path: Path) -> None:
    path = tmp_path / "assigns.py"
    path.write_text(
        "from symcount.record import entity, record\n"
        "@record\nclass A:\n    x: int\n@entity\nclass B:\n    x: int\n"
        "A(1).x = 2\nB(1).x = 2\nA('1')\n"
    )
    done = subprocess.run([tool("mypy"), "--strict", str(path)], capture_output=True, text=True, check=False)
    said = [line.partition(": error: ")[::2] for line in done.stdout.splitlines() if ": error: " in line]
    assert [(place.rpartition(":")[2], what[:30]) for place, what in said] == [
        ("8", 'Property "x" defined in "A" is'),
        ("9", 'Property "x" defined in "B" is'),
        ("10", 'Argument 1 to "A" has incompat'),
    ]
