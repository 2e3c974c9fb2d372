"""From which sample of a round on a row has settled: the samples before it tell of starting, not of going on."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np
import numpy.typing as npt

#: The last sample that is looked at.
LAST = 4
#: 5 %, so that both sides of the comparison are whole numbers.
_TWENTIETH = 20

Totals = npt.NDArray[Any] | Sequence[npt.NDArray[Any]]


def first_settled(totals: Totals) -> int | None:
    """The first sample that counts, given the totals of each round, rounds x samples or one array for each round.

    The smallest of 1, 2, … 4 whose median over the rounds lies within 5 % of that of all later samples; if none does,
    the last of these that there is. None where no round has more than the cold one.
    """
    count = max((len(of_round) for of_round in totals), default=0)
    if count < 2:
        return None
    last = min(LAST, count - 1)
    for k in range(1, min(last, count - 2) + 1):
        here, later = (_median_of(totals, slice(*span)) for span in ((k, k + 1), (k + 1, None)))
        if _TWENTIETH * abs(here - later) <= later:
            return k
    return last


def _median_of(totals: Totals, span: slice) -> float:
    return float(np.median(np.concatenate([np.asarray(of_round[span], dtype=np.float64) for of_round in totals])))
