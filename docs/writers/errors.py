"""`errors.md`: every error code with its examples."""

from __future__ import annotations

from collections.abc import Iterator

from symcount.language.codes import CODES, Code

from .markdown import fence, page, paragraph

HEAD = """\
`symcount explain CODE` prints the same. Codes that begin with E are errors, with W warnings, with N notes; E1 codes are
about spelling, E2 about the meaning of a network, E3 about imports and `expect` lines, E4 about what was asked for, E5
about growth, budgets and forms.
"""


def errors() -> str:
    return page("Error codes", HEAD, _codes())


def _codes() -> Iterator[str]:
    for code, row in CODES.items():
        yield f"## {code}: {row.title}\n"
        yield paragraph(row.text)
        yield _wrong(code, row)
        yield f"Instead:\n\n{_example(row.instead)}"


def _wrong(code: str, row: Code) -> str:
    if row.wrong.startswith("$ "):
        return fence("sh", row.wrong.removeprefix("$ "))
    if row.wrong.startswith("# "):
        return fence("arch-error", f"# gives {code}\n{row.wrong}")
    return fence("arch-error" if code.startswith("E") else "arch", f"# gives {code}\n{row.wrong}")


def _example(text: str) -> str:
    if text.endswith("."):
        return f"{text}\n"
    return fence("sh", text.removeprefix("$ ")) if text.startswith("$ ") else fence("arch", text)
