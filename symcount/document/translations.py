"""What a derivation says beside its formulas: a file a language, `languages/CODE.json`.

What the layers and the views say in English stands with them (the captions of the library, `network.views`); other
languages have rows for it. So has `counted`, so many layers of one kind: English has a plural, and says it itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from symcount.network.views import REMARKS, VIEWS

if TYPE_CHECKING:
    from symcount.derivation.captions import Counted
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

    def condition(self, condition: Condition) -> str:
        """The text of a condition, such as `4 divides w`."""
        text = condition.text
        for phrase in (" is whole", " divides "):
            text = text.replace(phrase, self.word(phrase))
        return text

    def remark(self, remark: Remark) -> str:
        """The sentence on a convention of counting."""
        if remark.key == "view":
            subject = self.word(f"view {remark.subject}", VIEWS[remark.subject].text)
        else:
            subject = self.noun(remark.subject, remark.subject)
        return self.word(f"remark {remark.key}", REMARKS[remark.key]).format(subject)


ENGLISH = Language("en")
