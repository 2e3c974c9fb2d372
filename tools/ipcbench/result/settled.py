"""From which sample of a round on a row has settled: the samples before it tell of starting, not of going on."""

from __future__ import annotations

from typing import Sequence

import numpy as np
import numpy.typing as npt

CANDIDATES = (1, 2, 3, 4)
CLOSE = 0.05  # of the later ones


def first_settled(totals: Sequence[npt.NDArray[np.int64]]) -> int | None:
    """The least k in 1, 2, … 4 whose sample k has a median over the rounds within 5 % of that of all later samples.

    `totals` has an array (ns) per round. The largest candidate where none has settled; None where rounds have one sample.
    """
    least = min(map(len, totals), default=0)
    candidates = [k for k in CANDIDATES if k < least]
    for k in candidates:
        later = [total[k + 1 :] for total in totals]
        if sum(map(len, later)) == 0:
            break
        settled = float(np.median(np.concatenate(later)))
        if abs(float(np.median([total[k] for total in totals])) - settled) <= CLOSE * settled:
            return k
    return candidates[-1] if candidates else None
