"""Error codes: `errors/CODE.md` explains one, for `symcount explain CODE`, for docs/errors.md and for the tests."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import fill, indent
from typing import NamedTuple

from symcount.language.diagnostics import SEVERITIES, nearest, problem

PAGES = Path(__file__).with_name("errors")

_PAGE = re.compile(r"# \w+: ([^\n]+)\n\n(.+?)\n\nWrong:\n\n(.+?)\n\nInstead:\n\n(.+?)\n", re.DOTALL)


class Page(NamedTuple):
    """What `errors/CODE.md` says. An example is a text in the language, or a command after `$ `.

    Where an example is made of several files, each begins with its name in a comment, as in `# parts.arch`.
    """

    title: str
    text: str
    wrong: str
    instead: str
    """An example again, or a sentence where there is nothing to show."""


def codes() -> list[str]:
    """Every code that has a page: errors, then warnings, then notes."""
    severities = [*SEVERITIES]
    return sorted((path.stem for path in PAGES.glob("*.md")), key=lambda code: (severities.index(code[0]), code))


def page(code: str) -> Page:
    """The page of one of `codes()`."""
    parts = _PAGE.fullmatch((PAGES / f"{code}.md").read_text(encoding="utf-8"))
    assert parts, f"errors/{code}.md is not a heading, a paragraph, `Wrong:` and `Instead:`, each with its example"
    title, text, wrong, instead = parts.groups()
    return Page(title, " ".join(text.split()), _example(wrong), _example(instead))


def _example(block: str) -> str:
    match block.split("\n"):
        case ["```sh", line, "```"]:
            return f"$ {line}"
        case [fence, *lines, "```"] if fence.startswith("```"):
            return "\n".join(lines)
    return block


def explanation(code: str) -> str:
    """What `code` means, with an example. Raises Problem for a code that does not exist."""
    name = code.strip().upper()
    if name not in (candidates := codes()):
        help = nearest(name, candidates) or ["a code is a letter and three digits, such as E204"]
        raise problem("E409", f"there is no error code `{code}`", help=help)
    title, text, wrong, instead = page(name)
    paragraph = fill(text, 88, break_long_words=False, break_on_hyphens=False)
    return f"{name}: {title}\n\n{paragraph}\n\nWrong:\n{indent(wrong, '    ')}\n\nInstead:\n{indent(instead, '    ')}"
