"""What all rows of a run do at once: it is the machine's, and no row's own."""

from __future__ import annotations

from collections import defaultdict
from typing import Mapping, Sequence

import numpy as np

from ipcbench.stats.series import Series

FEWEST_ROWS = 8  # with fewer, what they have in common could be one row's own


def without_common(rows: Sequence[Series]) -> list[Series]:
    """Series of logarithms, less what they have in common in each round: the median of their distances from their medians.

    What stays is each row's own; the medians of the rows stay on the whole. A round of fewer than eight rows is left as it is.
    """
    shared = common(rows)
    return [Series(row.rounds, row.values - np.array([shared.get(int(number), 0.0) for number in row.rounds])) for row in rows]


def common(rows: Sequence[Series]) -> Mapping[int, float]:
    """What rows of logarithms have in common, by round; of rounds of eight rows or more."""
    apart: defaultdict[int, list[float]] = defaultdict(list)
    for row in rows:
        if len(row):
            for number, value in zip(row.rounds, row.values - np.median(row.values)):
                apart[int(number)].append(float(value))
    found = {number: float(np.median(values)) for number, values in apart.items() if len(values) >= FEWEST_ROWS}
    level = float(np.median([*found.values()])) if found else 0.0
    return {number: value - level for number, value in found.items()}
