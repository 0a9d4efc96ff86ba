"""Writes the reference pages that are read off the program itself, and says which changed: `python docs/generate.py`.

A test holds the files against `writers.pages()`, so that they are never stale.
"""

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))  # the symcount beside this file, not one that is installed

from docs.writers import pages, rewrite  # noqa: E402

if __name__ == "__main__":
    rewrite({DOCS / name: text.encode() for name, text in pages().items()})
