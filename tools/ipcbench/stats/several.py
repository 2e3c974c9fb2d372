"""How much several runs differ from several others, row by row: the run is the unit, the values are logarithms of its medians.

What all rows of a run have in common is taken off first: it is known apart, from as many values as there are runs. What a
row scatters by around that from run to run is told by all rows together, or by the row's own runs where these tell more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Sequence

import numpy as np
from scipy import special
from scipy import stats as scipy_stats

from ipcbench.stats.common import FEWEST_ROWS
from ipcbench.stats.effects import QUANTILE, Effect
from ipcbench.stats.series import Floats

FEWEST_RUNS = 2  # on either side


@dataclass(frozen=True)
class Levels:
    """A row's logarithms of times, one per run, on either side."""

    a: Floats
    b: Floats


def effects_of_runs(rows: Sequence[Levels]) -> tuple[list[Effect], float, float]:
    """An effect for each row, of a standard error without that of what all rows have in common; that error; its freedom.

    All rows have the same runs, at least two on either side.
    """
    a, b = (np.stack([getattr(row, side) for row in rows]) for side in ("a", "b"))
    freedom = a.shape[1] + b.shape[1] - 2
    share = 1 / a.shape[1] + 1 / b.shape[1]
    shared_a, shared_b = (_shared(side) for side in (a, b))
    own = np.concatenate([side - side.mean(axis=1, keepdims=True) - shared for side, shared in ((a, shared_a), (b, shared_b))], axis=1)
    variances = (own**2).sum(axis=1) / freedom
    pooled = float(np.median(variances)) * freedom / float(scipy_stats.chi2.ppf(0.5, freedom))
    shifts = b.mean(axis=1) - a.mean(axis=1)
    found = []
    for shift, variance in zip(shifts, variances):
        is_own = variance > pooled or len(rows) < FEWEST_ROWS
        known = float(freedom if is_own else freedom * len(rows) / 2)  # a median tells about half of what all tell
        half = float(special.stdtrit(known, QUANTILE)) * math.sqrt((variance if is_own else pooled) * share)
        found.append(Effect(math.exp(shift), math.exp(shift - half), math.exp(shift + half), known))
    error = math.sqrt(float((shared_a**2).sum() + (shared_b**2).sum()) / freedom * share)
    return found, error, float(freedom)


def widened(effect: Effect, error: float, freedom: float) -> Effect:
    """The effect with another standard error in it, known from so many degrees of freedom: neither half is ever narrower."""
    other, shift = float(special.stdtrit(freedom, QUANTILE)) * error, math.log(effect.ratio)
    below, above = (effect.sigma(side) * float(special.stdtrit(effect.freedom, QUANTILE)) for side in (True, False))
    return replace(effect, low=math.exp(shift - math.hypot(below, other)), high=math.exp(min(shift + math.hypot(above, other), 700)))


def _shared(side: Floats) -> Floats:
    """What all rows of each run have in common: the median of their distances from their means over the runs."""
    if len(side) < FEWEST_ROWS:
        return np.zeros(side.shape[1])
    apart = np.median(side - side.mean(axis=1, keepdims=True), axis=0)
    return np.asarray(apart - apart.mean())
