"""`errors.md`: the pages of all error codes, one below the other."""

from __future__ import annotations

from symcount.language.codes import PAGES, codes

from .markdown import page

HEAD = """\
`symcount explain CODE` prints the same. Codes that begin with E are errors, with W warnings, with N notes; E1 codes are
about spelling, E2 about the meaning of a network, E3 about imports and `expect` lines, E4 about what was asked for, E5
about growth, budgets and forms.
"""


def errors() -> str:
    pages = ((PAGES / f"{code}.md").read_text(encoding="utf-8") for code in codes())
    return page("Error codes", HEAD, (f"#{text}" for text in pages))
