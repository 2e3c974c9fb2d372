"""Times as people write them: '5ms', '20 us', '0.1s'."""

from __future__ import annotations

import math
import re

from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean

_NANOSECONDS = {"ns": 1.0, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9}
_TIME = re.compile(r"([+-]?)(\d+\.?\d*|\.\d+)\s*([^\W\d]*)")


def nanoseconds(text: str, flag: str) -> float:
    """The time that `text` says (ns); raises UsageError, which names the flag, for what is no time, has no known unit, or is negative."""
    found = _TIME.fullmatch(text.strip())
    said = f"{flag}: {clean(text, 40)!r}"
    if found is None:
        raise UsageError(f"{said} is no time: write 5ms, 20us, 800ns or 0.1s")
    sign, number, unit = found.groups()
    if unit not in _NANOSECONDS:
        raise UsageError(f"{said} has {f'the unknown unit {clean(unit, 20)!r}' if unit else 'no unit'}: ns, us, ms or s")
    if sign == "-":
        raise UsageError(f"{said} is less than no time")
    value = float(number) * _NANOSECONDS[unit]
    if not math.isfinite(value):
        raise UsageError(f"{said} is too long")
    return value
