"""Medians of samples in rounds, what they could have been in another run, and how well they are known."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from ipcbench.stats.common import without_common
from ipcbench.stats.series import Floats, Series

_LEAST_ERROR = 0.005  # of a median, relative: clocks tick, and a spread seen in few rounds may be 0
_OF_A_MEDIAN = 1.2533  # standard error of a median over that of a mean
_OF_A_DEVIATION = 1.4826  # standard deviation over median absolute deviation


def stacked(rows: Sequence[Sequence[Floats]]) -> Floats:
    """Samples (an array for each row and round, of any length) as one array: rows x rounds x samples, NaN where there is none."""
    longest = max(array.size for rounds in rows for array in rounds)
    found = np.full((len(rows), len(rows[0]), longest), np.nan)
    for row, rounds in zip(found, rows):
        for place, array in zip(row, rounds):
            place[: array.size] = array
    return found


def median(values: Floats) -> Floats:
    """Along the last axis, of what is not NaN; NaN of nothing. (np.nanmedian takes many times as long.)"""
    ordered = np.sort(values, axis=-1)  # NaN comes last
    count = np.isfinite(values).sum(axis=-1)[..., None]
    middle = [np.take_along_axis(ordered, np.maximum(at, 0), axis=-1)[..., 0] for at in ((count - 1) // 2, count // 2)]
    return np.asarray((middle[0] + middle[1]) / 2)


def medians(samples: Floats) -> Floats:
    """Of each row (rows x rounds x samples) the median over rounds of the medians of its rounds."""
    return median(median(samples))


def medians_drawn(samples: Floats, count: int, random: np.random.Generator) -> Floats:
    """The same of `count` runs drawn from this one, a row for each: rounds with replacement, then samples within each.

    All rows have the rounds of a draw in common, since they met the machine there together. Where none of these rounds has
    samples of a row, its median is that of the run itself.
    """
    rounds = samples.shape[1]
    drawn = random.integers(rounds, size=(count, rounds))
    found = np.stack([median(median(_drawn_within(np.sort(of_row, axis=1)[drawn], random))) for of_row in samples], axis=1)
    return np.where(np.isfinite(found), found, medians(samples))


def _drawn_within(samples: Floats, random: np.random.Generator) -> Floats:
    """As many of the samples of each round (last axis, NaN last) with replacement."""
    there = np.isfinite(samples).sum(axis=-1)[..., None]
    places = (random.random(samples.shape) * there).astype(np.int64)
    drawn = np.take_along_axis(samples, places, axis=-1)
    return np.where(np.arange(samples.shape[-1]) < there, drawn, np.nan)


def own_errors(samples: Floats) -> Floats:
    """Standard errors of the logarithms of `medians`, without what all rows do at once in a round.

    A spread is known badly from few rounds, so half of each variance is the mean of all rows.
    """
    logs = np.log(median(samples))
    rounds = np.arange(samples.shape[1])
    rows = without_common([Series(rounds[there], row[there]) for row, there in zip(logs, np.isfinite(logs))])
    deviations = np.array([np.median(np.abs(row.values - np.median(row.values))) for row in rows]) * _OF_A_DEVIATION
    own = (deviations * _OF_A_MEDIAN) ** 2 / np.array([max(len(row) - 1, 1) for row in rows])
    return np.asarray(np.sqrt(np.maximum((own + own.mean()) / 2, _LEAST_ERROR**2)))
