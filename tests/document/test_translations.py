"""Every word is there in every language, and what is said of layers and views has a row."""

from __future__ import annotations

import pytest

from symcount.algebra.formula import ZERO
from symcount.document.layer_tables import layer_formulas
from symcount.document.translations import LANGUAGES, Language, words
from symcount.network.network import Remark
from symcount.network.views import REMARKS, VIEWS
from tests.support import shipped

FOREIGN = [code for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize("code", FOREIGN)
def test_every_row_has_the_language(code: str) -> None:
    missing = words("en").keys() - words(code).keys()
    assert not missing, f"document/languages/{code}.json has no word for {missing}"
    same = {"after a sentence"}  # nothing stands there in Chinese
    assert [key for key, text in words(code).items() if not text and key not in same] == []


@pytest.mark.parametrize("code", FOREIGN)
def test_every_view_remark_and_layer_has_a_row(code: str) -> None:
    keys = [*(f"view {v}" for v in VIEWS), *(f"remark {r}" for r in REMARKS), "counted"]
    keys += [f"layer {f.name}" for f in layer_formulas() if f.formula != ZERO]
    missing = [key for key in keys if key not in words(code)]
    assert not missing, f"document/languages/{code}.json has no row for {missing}"
    kinds = {"view": VIEWS, "remark": REMARKS}
    rows = [key.split(" ", 1) for key in words(code) if key.split(" ")[0] in kinds]
    assert [row for row in rows if row[1] not in kinds[row[0]]] == []
    allowed = {*keys, *words("en"), *(key for key in words(code) if key.startswith("layer "))}
    assert words(code).keys() <= allowed


def test_a_language_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="there is no language 'xx', but en, zh"):
        Language("xx").word("total")


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentences(code: str) -> None:
    language = Language(code)
    assert "Keras" in language.remark(Remark("as in keras", "lstm_layer"))
    assert VIEWS["active"].text in language.remark(Remark("view", "active")) or code != "en"
    (row, *_) = shipped("unet").derive().derivation.rows
    assert language.caption(row.layers).startswith("4 ")
    assert language.noun("mine", "own layer") == "own layer"
