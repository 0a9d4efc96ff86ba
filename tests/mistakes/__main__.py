"""Writes the pictures that are shown now into the files of cases, and says which changed: `python -m tests.mistakes`."""

from tests.mistakes.cases import FILES, renew

for path in FILES:
    for name in renew(path):
        print(f"{path.name}: {name}")
