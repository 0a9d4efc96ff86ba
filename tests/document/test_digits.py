"""Digits and signs: one grouping and one minus in sentences and tables of one output."""

from __future__ import annotations

import re

import pytest

from tests.support import command


def test_macros_group_as_tables_do() -> None:
    """5,888 as `count` prints it, beside 37,346."""
    out = command("macros", "unet").out
    assert "{\\UNetBN}{5{,}888}" in out
    assert "{\\UNetStageOne}{37{,}346}" in out


@pytest.mark.parametrize("format_", ["text", "latex"])
def test_numbers_of_growth_are_grouped(format_: str) -> None:
    out = command("scale", "unet", "--by", "w", "--format", format_).out
    assert "leading coefficient 7,574;" in out
    assert "2,592" in out
    assert not re.search(r"(?<![\w{,.])(7574|2592)(?![\w²}])", out.replace("7574w", "").replace("2592w", ""))


def test_a_gap_has_the_minus_of_formulas() -> None:
    for arguments in (("scale", "mobilenet_v2", "--by", "alpha"), ("compare", "unet", "unet_64")):
        assert "−" in command(*arguments).out
        assert not re.search(r"(?<![\w])-[0-9]", command(*arguments).out)
