"""Writes the pictures of the README and of the pages: `python docs/pictures.py`.

Needs pdflatex, latexmk, pdftoppm and Pillow, which comes with the extra `test`.
"""

from writers.pictures import write

if __name__ == "__main__":
    write()
