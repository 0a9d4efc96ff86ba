"""`python -m symcount` is the command `symcount`: what ends it from outside leaves no traceback and no half file."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn


def main() -> NoReturn:
    """Run the command; an interrupt while it is being loaded is one like any other."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        from symcount.cli import main as run  # it takes the most time of a short run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    """End as an exception does, so that temporary files are removed on the way."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
