"""Quantities as all tables, figures and sentences print them: no more digits than they carry, and none that contradict each other."""

from __future__ import annotations

import math

from ipcbench.analysis.cost import Threshold
from ipcbench.base.text import significant, times
from ipcbench.stats.series import Estimate

NONE = "-"
_MOST_DIGITS, _DIGITS_ALONE = 3, 2
_MS = 1e6
_MOST_DECIMALS = 6  # of milliseconds: a nanosecond
_LEAST_THRESHOLD_MS = 0.001  # nobody acts on less than a microsecond


def in_ms(found: Estimate | None) -> str:
    """Milliseconds: '1.65', '7.5', '14': down to the first digit that the interval leaves open, three at most; two without one."""
    if found is None:
        return NONE
    value = found.median / _MS
    if value == 0:
        return "0"
    if found.low is None or found.high is None:
        return _with_digits(value, _DIGITS_ALONE)
    half = max(found.high - found.median, found.median - found.low) / _MS
    first = math.floor(math.log10(abs(value)))
    digits = _MOST_DIGITS if half <= 0 else first - math.floor(math.log10(half)) + 1
    return _with_digits(value, min(max(digits, 1), _MOST_DIGITS))


def span_ms(low: float, high: float) -> str:
    """Milliseconds from one end of an interval (ns) to the other: '1.21 to 1.4'; '1.4' where they look alike, 'over 1.4' without a high end."""
    ends = [significant(end / _MS, _MOST_DIGITS) if end else "0" for end in (low, high) if math.isfinite(end)]
    if not math.isfinite(high):
        return f"over {ends[0]}" if ends else NONE
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def ratio_of(printed: str, base: str, sign: str = "×") -> str:
    """The ratio of two numbers as they are printed: '1.1×' of '0.297' and '0.270'."""
    if NONE in (printed, base) or float(base) == 0:
        return NONE
    return times(float(printed) / float(base), sign)


def threshold_ms(found: Threshold | None) -> str:
    """'1.4': from which compute (ms) on one may ship, rounded up; '<0.1' where nothing says that it takes any; 'any' of none; 'never'."""
    if found is None:
        return NONE
    if found.high <= 0 or math.isinf(found.high):
        return "any" if found.high <= 0 else "never"
    value = found.high / _MS
    return ("<" if found.holds_zero else "") + (rounded_up(value) if value > _LEAST_THRESHOLD_MS else str(_LEAST_THRESHOLD_MS))


def rounded_up(value: float, digits: int = 2) -> str:
    """With so many digits, and never less than it is."""
    if value <= 0:
        return "0"
    step = 10.0 ** (math.floor(math.log10(value)) + 1 - digits)
    return significant(step * math.ceil(value / step - 1e-9), digits)


def _with_digits(value: float, digits: int) -> str:
    text = significant(value, digits)
    return text if len(text.partition(".")[2]) <= _MOST_DECIMALS else f"{value:.{_MOST_DECIMALS}f}"
