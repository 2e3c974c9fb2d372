"""How much one side of a pair differs from the other: both were measured one after the other in each round.

The values are logarithms of the ratio of the two times of a round. The effect is their Hodges-Lehmann centre; its interval
is that of the signed-rank test (Wilcoxon 1945), by Student's t of the number of rounds. Which side came first was drawn by
lot, so what the machine does from round to round has either sign as often as not: rounds that resemble their neighbours
take nothing from what they tell.
"""

from __future__ import annotations

import math
from typing import Sequence

import numpy as np
from scipy import special

from ipcbench.stats.effects import QUANTILE, SIGMAS, Effect
from ipcbench.stats.series import FEWEST_ROUNDS, Floats, Series, difference


def paired_effects(pairs: Sequence[tuple[Series, Series]]) -> list[Effect | None]:
    """Logarithms of times of the second against those of the first, over the rounds that both have; None of fewer than six."""
    ratios = [difference(b, a) for a, b in pairs]
    return [_effect(each.values) if len(each) >= FEWEST_ROUNDS else None for each in ratios]


def _effect(values: Floats) -> Effect:
    n = values.size
    one, other = np.triu_indices(n)
    means = np.sort((values[one] + values[other]) / 2)  # Walsh averages
    centre = float(means[(means.size - 1) // 2] + means[means.size // 2]) / 2
    rank = max(math.floor(n * (n + 1) / 4 - 0.5 - SIGMAS * math.sqrt(n * (n + 1) * (2 * n + 1) / 24)), 0)
    stretch = float(special.stdtrit(n - 1, QUANTILE)) / SIGMAS
    low, high = (math.exp(centre + stretch * (float(means[end]) - centre)) for end in (rank, -1 - rank))
    return Effect(math.exp(centre), low, high, float(n - 1))
