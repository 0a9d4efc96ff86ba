"""`python -m symcount` is the command `symcount`."""

from symcount.cli import main

main()
