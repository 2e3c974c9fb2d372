"""The terminal that a tool prints to."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Mapping

LEAST_COLUMNS, MOST_COLUMNS = 40, 120
_RED, _GREEN, _PLAIN = "\033[31m", "\033[32m", "\033[0m"
COLOURS: Mapping[str, str] = {"SLOWER": _RED, "FASTER": _GREEN}


def columns() -> int:
    """As wide as it is, 40 at least and 120 at most; 120 where there is none."""
    return min(MOST_COLUMNS, max(LEAST_COLUMNS, shutil.get_terminal_size((MOST_COLUMNS, 24)).columns))


def has_colours() -> bool:
    """Not where NO_COLOR is set (no-color.org), nor on a dumb terminal or none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in (None, "", "dumb")


def coloured(text: str, verdict: str, wanted: bool) -> str:
    """The text in the colour of a verdict that has one; each line is complete in itself."""
    colour = COLOURS.get(verdict) if wanted else None
    return f"{colour}{text}{_PLAIN}" if colour else text
