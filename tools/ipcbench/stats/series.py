"""Statistics with the round as the unit: a round's samples share a process pair, so they are not independent."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Callable

import numpy as np
import numpy.typing as npt

CONFIDENCE = 0.95
_ONE_IN = 40  # lies beyond either end
#: Below this the range of all rounds covers the median with less than 95 %: 1 - 2 * 0.5**n.
FEWEST_ROUNDS = 6
#: A quantile of single samples is told only where as many lie beyond it.
FEWEST_BEYOND = 10

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """One value per round: `values[i]` belongs to round `rounds[i]`; both have the same length, perhaps 0."""

    rounds: npt.NDArray[np.int64]
    values: Floats

    def __len__(self) -> int:
        return int(self.values.size)


@dataclass(frozen=True)
class Estimate:
    """A median over `n` rounds, and its 95 % interval unless the rounds are too few (then `low`, `high` are None)."""

    median: float
    low: float | None
    high: float | None
    n: int

    @property
    def half_width(self) -> float | None:
        """Half the interval as a share of the median: 0.05 is ±5 %. None without an interval or with median 0."""
        if self.low is None or self.high is None or self.median == 0:
            return None
        return (self.high - self.low) / 2 / abs(self.median)


def by_round(values_by_round: dict[int, float]) -> Series:
    """The series of these values, in the order of the rounds."""
    rounds = sorted(values_by_round)
    values = np.array([values_by_round[r] for r in rounds], dtype=np.float64)
    return Series(np.array(rounds, dtype=np.int64), values)


@functools.lru_cache(maxsize=None)
def interval_rank(n: int) -> int | None:
    """The k for which the k-th smallest and k-th largest of `n` values enclose the median with at least 95 %.

    Exact for any continuous distribution: the number of values below the median is binomial(n, 1/2). None if n < 6.
    Source: David and Nagaraja, Order Statistics (2003), section 7.1.
    """
    if n < FEWEST_ROUNDS:
        return None
    # In whole numbers, and without scipy.stats, which takes a second to load: of all 2**n outcomes, those with fewer than k below.
    rank, ways, fewer, most = 0, 1, 1, 2**n // _ONE_IN
    while fewer <= most:
        ways = ways * (n - rank) // (rank + 1)
        rank += 1
        fewer += ways
    return rank


def estimate(data: Series) -> Estimate | None:
    """Median of the series and its exact interval; None if the series is empty. No value is left out."""
    n = len(data)
    if n == 0:
        return None
    rank = interval_rank(n)
    ordered = np.sort(data.values)
    low, high = (None, None) if rank is None else (float(ordered[rank - 1]), float(ordered[-rank]))
    return Estimate(float(ordered[(n - 1) // 2] + ordered[n // 2]) / 2, low, high, n)


def may_be_one(ratios: Series) -> bool:
    """Whether the interval of their median has 1 in it; of too few rounds for one, whether the range of all has. Not of none."""
    found = estimate(ratios)
    if found is None:
        return False
    known = found.low is not None and found.high is not None
    low, high = (found.low, found.high) if known else (ratios.values.min(), ratios.values.max())
    return bool(low <= 1 <= high)


def quantile(values: npt.NDArray[Any], share: float) -> float | None:
    """The value that `share` (0.9) of single samples do not exceed, any unit; None with fewer than ten beyond it.

    What fewer samples say of a tail is chance. The least sample with at least that share at or below it: none in between.
    """
    if not 0 < share < 1:
        raise ValueError(f"{share} is no share between 0 and 1")
    if values.size * (1 - share) < FEWEST_BEYOND - 1e-9:  # 100 * (1 - 0.9) is a little below 10
        return None
    return float(np.quantile(values, share, method="inverted_cdf"))


def paired(a: Series, b: Series, operation: Callable[[Floats, Floats], Floats]) -> Series:
    """`operation` round by round, over the rounds that both series have: what drifts over the run cancels."""
    rounds, in_a, in_b = np.intersect1d(a.rounds, b.rounds, assume_unique=True, return_indices=True)
    return Series(rounds, operation(a.values[in_a], b.values[in_b]))


def ratio(a: Series, b: Series) -> Series:
    """a / b round by round, without the rounds in which b is 0 (no ratio exists there)."""
    nonzero = b.values != 0
    return paired(a, Series(b.rounds[nonzero], b.values[nonzero]), np.divide)


def total(a: Series, b: Series) -> Series:
    """a + b round by round."""
    return paired(a, b, np.add)


def scaled(a: Series, factor: float) -> Series:
    """a times `factor`."""
    return Series(a.rounds, a.values * factor)


def shifted(a: Series, by: float) -> Series:
    """a plus `by`."""
    return Series(a.rounds, a.values + by)


def logarithms(a: Series) -> Series:
    """Of times, in nanoseconds: none is less than one."""
    return Series(a.rounds, np.log(np.maximum(a.values, 1.0)))


def difference(a: Series, b: Series) -> Series:
    """a - b round by round."""
    return paired(a, b, np.subtract)
