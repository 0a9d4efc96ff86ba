"""Each shipped network says what its paper prints: a number that its count rounds to, another one, or none.

`# published: 29M` after a count is one that it rounds to at the last digit, `# paper prints 770M` one that it does not;
`# prints no counts` above variants, at their paper, or after one says why there is none. An `expect` line with a unit, or with such
a comment, at the settings of a variant does the same.
"""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from symcount.derivation.claims import nearest, rounded_number
from symcount.language import syntax
from symcount.network.catalogue import shipped_models
from symcount.pipeline import model_of, source_of

SAYS = re.compile(r"#.*\b(published|printed|prints?|paper's)\b")
NUMBER = r"(?P<digits>\d[\d,]*(?:\.\d+)?) ?(?P<unit>K|M|B|k|thousand|million|billion)?\b"
UNITS = {"thousand": "k", "million": "M", "billion": "B", None: ""}


def nets(name: str) -> list[syntax.Net]:
    return list(model_of(source_of(name)).scope.nets)


def said(name: str) -> dict[str, str]:
    """For each variant of a file the comment that speaks of what is printed of it, "" where there is none."""
    found: dict[str, str] = {}
    above = ""
    for line in source_of(name).text.splitlines():
        text = line.strip()
        comment = line[line.find("#") :] if "#" in line else ""
        if not text or text.startswith("paper "):
            above = comment
        elif text.startswith("#"):
            above = text
        elif variant := re.match(r"variant (\w+)", text):
            found[variant[1]] = next((c for c in (comment, above) if SAYS.search(c)), "")
    return found


def stated(name: str) -> set[tuple[str, frozenset[tuple[str, str]]]]:
    """The nets and settings of `expect` lines that state what is published."""
    lines = source_of(name).text.splitlines()
    expects = ((net, e) for net in nets(name) for e in net.body if isinstance(e, syntax.Expect))
    return {
        (net.name, settings(e.arguments))
        for net, e in expects
        if isinstance(e.expected, syntax.Printed) or SAYS.search(lines[e.span.line - 1])
    }


def settings(arguments: tuple[syntax.Argument, ...] | None) -> frozenset[tuple[str, str]]:
    return frozenset((a.name or "", a.value.span.text) for a in arguments or ())


@pytest.mark.parametrize("name", shipped_models())
def test_a_variant_says_what_its_paper_prints(name: str) -> None:
    comments, expects = said(name), stated(name)
    variants = [(net, v) for net in nets(name) for v in net.body if isinstance(v, syntax.Variant)]
    unsaid = [
        v.name for net, v in variants if not comments[v.name] and (net.name, settings(v.arguments)) not in expects
    ]
    assert unsaid == []


@pytest.mark.parametrize("name", shipped_models())
def test_a_net_has_a_variant_or_states_its_count(name: str) -> None:
    for net in nets(name):
        kinds = [type(statement) for statement in net.body]
        assert syntax.Variant in kinds or syntax.Expect in kinds


@pytest.mark.parametrize("name", shipped_models())
def test_what_is_published_is_what_the_count_rounds_to(name: str) -> None:
    for line in source_of(name).text.splitlines():
        count = re.search(r"==([\d_ +]+)#", line)
        comment = re.search(rf"# (published:|(?:(?:the )?paper )?prints) {NUMBER}", line)
        if count and comment:
            number = sum(int(part) for part in count[1].split("+"))
            unit = UNITS.get(comment["unit"], comment["unit"] or "")
            claim = rounded_number(comment["digits"].replace(",", ""), unit)
            assert nearest(Fraction(number), claim) == (comment[1] == "published:"), line
