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


@pytest.mark.parametrize("format_", ["latex", "text", "markdown", "typst"])
def test_equations_do_not_group(format_: str) -> None:
    """What derivations of the golden data print: = 166144; what stands by itself is grouped."""
    out = command("derive", "unet", "--format", format_).out
    assert "= 166144" in out
    assert not re.search(r"(?<!\d)166([,_]|\{,\}|\\,)144", out)
    assert "166,144" in command("count", "unet").out
    assert "166{,}144" in command("macros", "unet").out
    assert "166,144" in command("draw", "unet").out


@pytest.mark.parametrize("name", ["gpt2", "bert_base", "vit_b_16"])
def test_one_order_of_factors(name: str) -> None:
    """A depth stands before a width, whatever the network."""
    assert " 12Ld² + " in command("count", name, "--keep", "L,d").out
