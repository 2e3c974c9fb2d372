"""Text for people: safe to print whatever a file says, and numbers with three significant digits."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

_INVISIBLE = ("C", "Zl", "Zp")  # control, format (bidi overrides), surrogates, unassigned; line and paragraph separators


def clean(value: Any, limit: int = 200) -> str:
    """`value` on one line, at most `limit` characters, without anything that could steer a terminal.

    Each control, format or unassigned character becomes U+FFFD, white space a blank; a longer text ends in '…'.
    """
    text = str(value)[: 4 * limit + 16]
    text = " ".join(text.split())
    text = "".join("\ufffd" if unicodedata.category(c).startswith(_INVISIBLE) else c for c in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def width(text: str) -> int:
    """Columns that `text` takes in a terminal: wide characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int, align: str = "<") -> str:
    """`text` cut or filled to exactly `columns`; `align` is '<' or '>'."""
    if width(text) > columns:
        while text and width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    gap = " " * (columns - width(text))
    return text + gap if align == "<" else gap + text


def wrap(text: str, columns: int, indent: str = "  ", separator: str = " ", first: str = "") -> list[str]:
    """`text` broken at `separator` into lines of at most `columns`; they start with `first`, the later with `indent`."""
    lines: list[str] = []
    line = ""
    for word in text.split(separator):
        joined = f"{line}{separator}{word}" if line else (indent if lines else first) + word
        if line and width(joined) > columns:
            lines.append(line)
            joined = indent + word
        line = pad(joined, columns) if width(joined) > columns else joined
    return [*lines, line]


def significant(value: float, digits: int = 3) -> str:
    """`value` with so many significant digits, never in powers of ten: 0.25 -> '0.250', 53217 -> '53200'."""
    if not math.isfinite(value):
        return "?"
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    decimals = digits - 1 - math.floor(math.log10(abs(rounded)))
    return f"{rounded:.{max(decimals, 0)}f}"


def milliseconds(nanoseconds: float, decimals: int = 6) -> str:
    """Milliseconds with three significant digits, and no more decimals than these: 52 -> '0.000052', a nanosecond's."""
    text = significant(nanoseconds / 1e6)
    return text if len(text.partition(".")[2]) <= decimals else f"{nanoseconds / 1e6:.{decimals}f}"


def times(ratio: float, sign: str = "x") -> str:
    """A ratio with two significant digits, three from 100 up: '1.8x', '11x', '172x'."""
    return significant(ratio, 3 if ratio >= 99.5 else 2) + sign


def percent(share: float) -> str:
    """A share of one in per cent: '4%', '124%', '0.3%'."""
    return (f"{100 * share:.0f}" if share >= 0.00995 else significant(100 * share, 1)) + "%"


def binary(size_bytes: int) -> str:
    """The size of a buffer, exact if it is a multiple of the unit: '64 KiB', '208 KiB', '3.76 MiB', '512 B'."""
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size_bytes >= factor:
            whole, rest = divmod(size_bytes, factor)
            return f"{significant(size_bytes / factor) if rest else whole} {unit}"
    return f"{size_bytes} B"


def megabytes(size_bytes: int) -> str:
    """A payload in the unit that suits it: '8 B', '11.2 kB', '12.4 MB'."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size_bytes >= factor:
            return f"{significant(size_bytes / factor)} {unit}"
    return f"{size_bytes} B"


def letters(number: int) -> str:
    """A, B, …, Z, AA, AB, … as in a spreadsheet."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
