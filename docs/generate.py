"""Writes all that is made from the program's own text, and says what changed: `python docs/generate.py`.

These are the reference pages, a table in `paper.md`, and the tables of the grammar. Tests hold the files fresh.
"""

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))  # the symcount beside this file, not one that is installed

from docs.writers import PARTLY, pages, rewrite  # noqa: E402
from symcount.language.tables import TABLES, grammar_folder, tables_text  # noqa: E402

if __name__ == "__main__":
    partly = {name: write() for name, write in PARTLY.items()}
    files = {DOCS / name: text for name, text in (pages() | partly).items()}
    files[grammar_folder() / TABLES] = tables_text()
    rewrite({path: text.encode() for path, text in files.items()})
