"""How much one run differs from another, row by row, and how sure that is.

Rounds are the unit: the values are per-round medians. The effect is the Hodges-Lehmann shift of their logarithms, a ratio
of times. Its interval is that of the rank test (Mann-Whitney), stretched by what that test leaves out: rounds that resemble
their neighbours tell less than independent ones, by what their lag-1 correlation says (Zwiers and von Storch 1995); the two
runs may be spread unequally (Welch 1947); and a spread known from few rounds tells less than one known from many (Student's
t). The p-value goes by the same spread.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Sequence

import numpy as np
import numpy.typing as npt
from scipy import special
from scipy import stats as scipy_stats

from ipcbench.stats.series import CONFIDENCE, FEWEST_ROUNDS, Floats

QUANTILE = (1 + CONFIDENCE) / 2
SIGMAS = float(scipy_stats.norm.ppf(QUANTILE))
_MOST_CORRELATED = 0.9  # beyond this 20 rounds are worth one


@dataclass(frozen=True)
class Effect:
    """Time of the second over that of the first and its 95 % interval, by Student's t of so many degrees of freedom."""

    ratio: float
    low: float
    high: float
    freedom: float

    @property
    def most(self) -> float:
        """The largest difference that the interval leaves possible, in either direction: 0.046 is 4.6 %."""
        return max(self.high, 1 / self.low if self.low > 0 else math.inf) - 1

    def sigma(self, below: bool) -> float:
        """The standard error of the logarithm of the ratio, as the interval below it has it, or the one above."""
        end = self.low if below else self.high
        half = abs(math.log(end / self.ratio)) if end > 0 else math.inf
        return half / float(special.stdtrit(self.freedom, QUANTILE))


def combined(sigma: float, freedom: float, other: float, other_freedom: float) -> tuple[float, float]:
    """The standard error of a sum of two errors known from so many degrees of freedom each, and its own (Satterthwaite 1946)."""
    total = sigma**2 + other**2
    if total == 0 or math.isinf(total):
        return math.sqrt(total), freedom
    return math.sqrt(total), total**2 / (sigma**4 / freedom + other**4 / other_freedom)


def p_value(distance: float, sigma: float, freedom: float) -> float:
    """Of a difference of logarithms with this standard error, two-sided."""
    if distance == 0:
        return 1.0
    return 2 * float(special.stdtr(freedom, -abs(distance) / sigma)) if sigma > 0 else 0.0


def effects(pairs: Sequence[tuple[Floats, Floats]], inflations: Sequence[tuple[float, float]]) -> list[Effect | None]:
    """Logarithms of times of the second against those of the first, one per round; None if either has fewer than six rounds.

    `inflations` tell for either by how much the variance of its mean exceeds that of independent rounds.
    """
    by_size: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (a, b) in enumerate(pairs):
        by_size[a.size, b.size].append(number)
    found: list[Effect | None] = [None] * len(pairs)
    for sizes, numbers in by_size.items():
        if min(sizes) >= FEWEST_ROUNDS:  # all rows at once: a call for each would take most of the time
            x, y = (np.stack([pairs[n][side] for n in numbers]) for side in (0, 1))
            for number, effect in zip(numbers, _shifts(x, y, np.array([inflations[n] for n in numbers]))):
                found[number] = effect
    return found


def _shifts(x: Floats, y: Floats, inflations: Floats) -> list[Effect]:
    """Of logarithms, a row of either per row."""
    n, m = x.shape[1], y.shape[1]
    shifts = np.sort((y[:, :, None] - x[:, None, :]).reshape(len(x), -1), axis=1)
    shift = (shifts[:, (n * m - 1) // 2] + shifts[:, n * m // 2]) / 2
    rank = math.floor(n * m / 2 - 0.5 - SIGMAS * math.sqrt(n * m * (n + m + 1) / 12))
    widening, freedom = _welch(x, y, inflations)
    stretch = widening * special.stdtrit(freedom, QUANTILE) / SIGMAS
    with np.errstate(over="ignore"):
        low, high = (np.exp(shift + stretch * (shifts[:, end] - shift)) for end in (rank, -1 - rank))
    return [Effect(*map(float, row)) for row in zip(np.exp(shift), low, high, freedom)]


def _welch(x: Floats, y: Floats, inflations: Floats) -> tuple[Floats, Floats]:
    """By how much the standard error exceeds that of independent rounds with one spread, and its degrees of freedom.

    Of n rounds that resemble their neighbours the variance comes out too small, and is known as from fewer independent ones
    (Bayley and Hammersley 1946: n (1 - rho^2) / (1 + rho^2), rho by the inflation of a long run).
    """
    counts = np.array([x.shape[1], y.shape[1]])
    seen = np.maximum(np.stack([x.var(axis=1, ddof=1), y.var(axis=1, ddof=1)], axis=1), 1e-30)
    shares = inflations / np.maximum(1 - (inflations - 1) / (counts - 1), 0.1) / counts  # of a variance seen, in a mean's
    means = seen * shares
    pooled = seen @ (counts - 1) / (counts.sum() - 2)
    # Never less than with one spread: few rounds that lie close by chance have narrowed the interval already.
    widened = np.maximum(means.sum(axis=1) / pooled, shares.sum(axis=1)) / (1 / counts).sum()
    freedom = means.sum(axis=1) ** 2 / (means**2 / known_from(counts, inflations)).sum(axis=1)
    return np.sqrt(widened), freedom


def known_from(counts: npt.NDArray[Any], inflations: Floats) -> Floats:
    """Degrees of freedom of a spread seen in so many rounds that resemble their neighbours."""
    return np.maximum(counts * 2 * inflations / (inflations**2 + 1) - 1, 1.0)


def correlations(rows: Sequence[Floats]) -> list[float]:
    """The lag-1 correlation of each row's rounds, in the order measured, of logarithms.

    One row says little about it, but all rows of a run live on one machine: at least what they have in common, more where
    a row's own is larger. Corrected for the bias of short series (Kendall 1954: -(1 + 4 rho) / n), and never negative.
    """
    own = [_lag1(values) for values in rows]
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
