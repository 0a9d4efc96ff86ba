"""What a derivation says beside its formulas: a file a language, `languages/CODE.json`.

What the layers and the views say in English stands with them (the captions of the library, `network.views`); other
languages have rows for it. So has `counted`, so many layers of one kind: English has a plural, and says it itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from symcount.algebra.arithmetic import subtract
from symcount.algebra.formula import ONE, Symbol
from symcount.algebra.relations import Between, Relation, between
from symcount.document.blocks import Pieces, Text
from symcount.network.views import REMARKS, VIEWS

if TYPE_CHECKING:
    from symcount.derivation.captions import Counted
    from symcount.derivation.cases import Range
    from symcount.network.network import Condition, Remark

_FOLDER = Path(__file__).with_name("languages")
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


@cache
def words(code: str) -> dict[str, str]:
    """What the language says, by what it is. Raises ValueError where it is none of LANGUAGES."""
    if code not in LANGUAGES:
        raise ValueError(f"there is no language {code!r}, but {', '.join(LANGUAGES)}")
    content: dict[str, str] = json.loads((_FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return content


class Language(NamedTuple):
    """One of LANGUAGES; ValueError from its methods where it is none."""

    code: str

    def word(self, key: str, otherwise: str = "") -> str:
        """The words of a row; `otherwise` where this language has no such row."""
        return words(self.code).get(key, otherwise)

    def noun(self, kind: str, caption: str) -> str:
        """What a layer is called whose kind has `caption` in its file."""
        return self.word(f"layer {kind}", caption)

    def caption(self, layers: Sequence[Counted]) -> str:
        """`4 3×3 convolutions, 1 1×1 convolution`."""
        return self.word("comma").join(map(self._counted, layers))

    def _counted(self, layers: Counted) -> str:
        from symcount.derivation.captions import caption  # the options need the codes alone

        pattern = self.word("counted")
        if not pattern:
            return caption([layers])
        noun = self.noun(layers.kind.name, layers.kind.caption)
        return pattern.format(layers.number, f"{layers.size} {noun}".lstrip())

    def condition(self, condition: Condition) -> Pieces:
        """A condition, such as `4 divides w`, as words and formulas."""
        ranges: Pieces = ()
        for index, count in condition.over:
            ranges += (self.word(" for "), Symbol(index), " = 0, …, ", subtract(count, ONE))
        return (*self.relation(condition.relation), *ranges)

    def relation(self, relation: Relation | Between) -> Pieces:
        """A relation, whose divisibility is said in words."""
        if isinstance(relation, Between) or not relation.is_divisibility:
            return (relation,)
        if relation.left == ONE:
            return (relation.right, self.word(" is whole"))
        return (relation.left, self.word(" divides "), relation.right)

    def ranges(self, ranges: Sequence[Range], most: int) -> Pieces:
        """`w ≥ 5 and 2 divides w, or w = 3`, the first `most` of them."""
        listed = [piece for one in ranges[:most] for piece in (self.word(" or "), *self.range(one))][1:]
        return (*listed, *([" …"] if len(ranges) > most else []))

    def range(self, relations: Range) -> Pieces:
        """`1 ≤ w ≤ 9 and 2 divides w`."""
        return tuple(piece for one in between(relations) for piece in (self.word(" and "), *self.relation(one)))[1:]

    def sentence(self, key: str, parts: Sequence[Pieces]) -> Text:
        """The words of a row round a list of parts."""
        before, after = self.word(key).split("{}")
        listed = [piece for part in parts for piece in (self.word("comma"), *part)]
        runs = groupby((before, *listed[1:], after), lambda piece: isinstance(piece, str))
        return tuple(piece for words, run in runs for piece in (("".join(map(str, run)),) if words else run))

    def remark(self, remark: Remark) -> str:
        """The sentence on a convention of counting."""
        if remark.key == "view":
            subject = self.word(f"view {remark.subject}", VIEWS[remark.subject].text)
        else:
            subject = self.noun(remark.subject, remark.subject)
        return self.word(f"remark {remark.key}", REMARKS[remark.key]).format(subject)


ENGLISH = Language("en")
