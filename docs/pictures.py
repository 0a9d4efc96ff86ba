"""Writes the pictures of the README and of the pages, and says which changed: `python docs/pictures.py`.

Needs pdflatex, latexmk, pdftoppm and Pillow, which comes with the extra `test`.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the symcount beside this file, not one that is installed

from docs.writers import rewrite
from docs.writers.pictures import pictures

if __name__ == "__main__":
    rewrite(pictures())
