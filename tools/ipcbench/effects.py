"""How much one run differs from another, row by row, and whether that is more than chance.

Rounds are the unit: the values are per-round medians. The effect is the Hodges-Lehmann shift of their logarithms, a ratio
of times; its interval inverts the rank test (Mann-Whitney) that decides. Rounds that resemble their neighbours, because the
machine drifts, tell less than independent ones: the spread of the test's statistic grows by what the lag-1 correlation says.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Sequence

import numpy as np
from scipy import stats as scipy_stats

from ipcbench.stats import CONFIDENCE, FEWEST_ROUNDS, Floats

_MOST_CORRELATED = 0.9  # beyond this 20 rounds are worth one


@dataclass(frozen=True)
class Effect:
    """Time of the second over that of the first, its 95 % interval, and the p-value of "no difference" (two-sided)."""

    ratio: float
    low: float
    high: float
    p: float

    def within(self, margin: float) -> bool:
        """Whether the whole interval lies between 1 / (1 + margin) and 1 + margin."""
        return self.most <= margin

    @property
    def most(self) -> float:
        """The largest difference that the interval leaves possible, in either direction: 0.046 is 4.6 %."""
        return max(self.high, 1 / self.low if self.low > 0 else math.inf) - 1


def effects(pairs: Sequence[tuple[Floats, Floats]], inflations: Sequence[float]) -> list[Effect | None]:
    """Times of the second against those of the first (one per round, any unit); None if either has fewer than six rounds.

    `inflations` tell by how much the variance of each rank statistic exceeds that of independent rounds.
    """
    by_size: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (a, b) in enumerate(pairs):
        by_size[a.size, b.size].append(number)
    found: list[Effect | None] = [None] * len(pairs)
    for sizes, numbers in by_size.items():
        if min(sizes) >= FEWEST_ROUNDS:  # all rows at once: a call of scipy for each would take most of the time
            x, y = (np.log(np.maximum(np.stack([pairs[n][side] for n in numbers]), 1.0)) for side in (0, 1))
            for number, effect in zip(numbers, _shifts(x, y, np.array([inflations[n] for n in numbers]))):
                found[number] = effect
    return found


def _shifts(x: Floats, y: Floats, inflation: Floats) -> list[Effect]:
    """Of logarithms, a row of either per row."""
    n, m = x.shape[1], y.shape[1]
    shifts = np.sort((y[:, :, None] - x[:, None, :]).reshape(len(x), -1), axis=1)
    z = rank_z(x, y) / np.sqrt(inflation)
    spread = np.sqrt(n * m * (n + m + 1) / 12 * inflation)
    ranks = np.floor(n * m / 2 - 0.5 - scipy_stats.norm.ppf((1 + CONFIDENCE) / 2) * spread).astype(int)
    found = []
    medians = (shifts[:, (n * m - 1) // 2] + shifts[:, n * m // 2]) / 2
    for row, median, rank, p in zip(shifts, medians, ranks, 2 * scipy_stats.norm.sf(z)):
        low, high = (math.exp(row[rank]), math.exp(row[-1 - rank])) if rank >= 0 else (0.0, math.inf)
        found.append(Effect(math.exp(median), low, high, float(p)))
    return found


def rank_z(x: Floats, y: Floats) -> Floats:
    """How many standard deviations the rank sums of `y` and `x` (a row of either per row) are from those of chance, at least 0."""
    with np.errstate(invalid="ignore"):  # rounds that are all alike have no spread, and no p
        p = scipy_stats.mannwhitneyu(x, y, axis=1, method="asymptotic").pvalue
    return np.asarray(scipy_stats.norm.isf(np.where(np.isnan(p), 1.0, p) / 2))


def correlations(rows: Sequence[Floats]) -> list[float]:
    """The lag-1 correlation of each row's rounds, in the order measured.

    One row says little about it, but all rows of a run live on one machine: at least what they have in common, more where
    a row's own is larger. Corrected for the bias of short series (Kendall 1954: -(1 + 4 rho) / n), and never negative.
    """
    own = [_lag1(np.log(np.maximum(values, 1.0))) for values in rows]
    known = [rho for rho in own if rho is not None]
    common = sum(known) / len(known) if known else 0.0
    found = [common if rho is None else max(common, (common + rho) / 2) for rho in own]
    return [min(max(rho, 0.0), _MOST_CORRELATED) for rho in found]


def inflation(rho: float, n: int) -> float:
    """Variance of the mean of `n` values of a first-order autoregression, over that of `n` independent ones."""
    if rho <= 0 or n < 2:
        return 1.0
    return (1 + rho) / (1 - rho) - 2 * rho * (1 - rho**n) / (n * (1 - rho) ** 2)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values corrected for their number, by Holm's method (1979): at most 5 % of calls err in any row."""
    order = np.argsort(p_values, kind="stable")
    steps = np.asarray(p_values, dtype=np.float64)[order] * np.arange(len(order), 0, -1)
    corrected = np.empty(len(order))
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return [float(p) for p in corrected]


def _lag1(x: Floats) -> float | None:
    centred = x - x.mean()
    total = float(centred @ centred)
    if x.size < FEWEST_ROUNDS or total <= 0:
        return None
    raw = float(centred[1:] @ centred[:-1]) / total
    return raw + (1 + 4 * max(raw, 0.0)) / x.size
