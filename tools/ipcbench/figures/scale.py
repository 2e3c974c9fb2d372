"""The logarithmic axis of the headline: its range, its ticks, and where free space lies along a row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Iterable, Sequence

from ipcbench.text import significant


@dataclass(frozen=True)
class LogScale:
    """Maps `low` .. `high` (any unit) onto 0 .. `width` mm."""

    low: float
    high: float
    width: float

    def mm(self, value: float) -> float:
        """Where `value` lies; what is below the range is put at its edge."""
        if value <= self.low:
            return 0.0
        return self.width * math.log(value / self.low) / math.log(self.high / self.low)

    def ticks(self, unit: float, smallest_gap_mm: float) -> list[tuple[float, str]]:
        """Positions and labels of round multiples of `unit` in the range: decades, and 2 and 5 if there is room."""
        per_decade = self.width / math.log10(self.high / self.low)
        steps: Sequence[int] = (1, 2, 5) if per_decade * math.log10(2) >= smallest_gap_mm else (1,)
        stride = max(1, math.ceil(smallest_gap_mm / per_decade))
        first, last = math.floor(math.log10(self.low / unit)), math.ceil(math.log10(self.high / unit))
        found = []
        for power in range(first, last + 1):
            for step in steps if power % stride == 0 else ():
                value = step * 10.0**power
                if self.low <= value * unit <= self.high:
                    found.append((value * unit, significant(value, 1)))
        return found

    def minor_ticks(self, unit: float) -> list[float]:
        """All of 1 … 9 times a decade of `unit` in the range."""
        first, last = math.floor(math.log10(self.low / unit)), math.ceil(math.log10(self.high / unit))
        every = (step * 10.0**power * unit for power in range(first, last + 1) for step in range(1, 10))
        return [value for value in every if self.low <= value <= self.high]


def log_range(totals: Sequence[float], ticks: Iterable[float]) -> tuple[float, float]:
    """A range that holds the totals with a margin, and ticks (transfer alone) down to a twelfth of the least total."""
    least = min(totals)
    lowest_tick = min(ticks, default=least)
    low = min(least / 2.5, max(lowest_tick / 1.3, least / 12))
    return low, max(totals) * 1.5


def free_place(taken: Iterable[tuple[float, float]], width: float, need: float, near: float) -> float | None:
    """The left end of a free stretch of `need` mm in 0 .. `width`, as close to `near` as can be; None if there is none."""
    places: list[float] = []
    start = 0.0
    for low, high in [*sorted(taken), (width, width)]:
        if low - start >= need:
            places += [start, low - need]
        start = max(start, high)
    return min(places, key=lambda x: abs(x + need / 2 - near)) if places else None
