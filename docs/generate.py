"""Writes the reference pages that are read off the program itself: `python docs/generate.py`.

A test holds the files against `writers.pages()`, so that they are never stale.
"""

from pathlib import Path

from writers import pages

if __name__ == "__main__":
    for name, content in pages().items():
        Path(__file__).with_name(name).write_text(content, encoding="utf-8")
