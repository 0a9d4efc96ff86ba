"""The parser, made once: lark's tables with our builder behind them."""

from __future__ import annotations

from functools import cache
from threading import Lock

import lark

from symcount.language.build import Builder
from symcount.language.tables import load_parser


@cache
def parser() -> tuple[lark.Lark, Builder, Lock]:
    builder = Builder()
    return load_parser(builder), builder, Lock()
