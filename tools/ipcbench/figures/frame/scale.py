"""The logarithmic axis of the headline: its range, its ticks, and where free space lies along a row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Iterable, Sequence

from ipcbench.base.text import significant
from ipcbench.figures.frame.measure import text_mm

_BETWEEN_MM = 1.6  # labels of ticks


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

    def with_room(self, value: float, need: float) -> LogScale:
        """The scale, longer if less than `need` mm lie right of `value`; at most so that half the width is left of it."""
        room = min(need, self.width / 2)
        if value <= self.low or self.width - self.mm(value) >= room:
            return self
        return LogScale(self.low, self.low * (value / self.low) ** (self.width / (self.width - room)), self.width)

    def ticks(self, unit: float, suffix: str, size_pt: float) -> list[tuple[float, str]]:
        """Positions and labels of round multiples of `unit`: as many as stand apart in this type size."""
        best: list[tuple[float, str]] = []
        coarse = [((1,), stride) for stride in (1, 2, 3, 4, 6)]
        fine = [(tuple(range(1, 10)), 1), (tuple(n / 10 for n in range(10, 100, 5)), 1), (tuple(n / 10 for n in range(10, 100)), 1)]
        for steps, stride in [((1, 2, 5), 1), ((1, 3), 1), *coarse, *fine]:
            found = self._multiples(unit, suffix, steps, stride)
            if self._apart(found, size_pt) and len(found) > len(best):
                best = found
            if len(best) > 1:  # one label tells no scale: the finer steps are for an axis of less than a decade
                break
        return best

    def _multiples(self, unit: float, suffix: str, steps: Sequence[float], stride: int) -> list[tuple[float, str]]:
        return [
            (step * 10.0**power * unit, significant(step * 10.0**power, 1 if step == int(step) else 2) + suffix)
            for power in self._powers(unit)
            for step in (steps if power % stride == 0 else ())
            if self.low <= step * 10.0**power * unit <= self.high
        ]

    def _apart(self, ticks: Sequence[tuple[float, str]], size_pt: float) -> bool:
        edges = [(self.mm(at), text_mm(text, size_pt) / 2) for at, text in ticks]
        return all(b[0] - b[1] - a[0] - a[1] >= _BETWEEN_MM for a, b in zip(edges, edges[1:]))

    def _powers(self, unit: float) -> range:
        return range(math.floor(math.log10(self.low / unit)), math.ceil(math.log10(self.high / unit)) + 1)

    def minor_ticks(self, unit: float) -> list[float]:
        """All of 1 … 9 times a decade of `unit` in the range."""
        every = (step * 10.0**power * unit for power in self._powers(unit) for step in range(1, 10))
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
