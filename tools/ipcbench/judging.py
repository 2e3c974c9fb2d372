"""Verdicts on rows: faster, slower, the same, or not to be told; on one machine beyond what its runs differ by anyway."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import Literal, Sequence

from scipy import stats as scipy_stats

from ipcbench import effects
from ipcbench.effects import Effect
from ipcbench.stats import CONFIDENCE, Floats

Verdict = Literal["FASTER", "SLOWER", "SAME", "AMBIGUOUS"]
VERDICTS: tuple[Verdict, ...] = ("SLOWER", "FASTER", "SAME", "AMBIGUOUS")
_FEWEST_ROWS = 8  # with fewer it could be their own doing


@dataclass(frozen=True)
class Common:
    """How two runs of one machine differ anyway: all rows alike by `ratio` (of times), and one by one around that.

    `scatter` is the standard deviation of the logarithms of ratios, as far as the rounds do not explain it.
    """

    ratio: float = 1.0
    scatter: float = 0.0


@dataclass(frozen=True)
class Judgement:
    """`effect` is None with too few rounds; `p` is corrected for the number of rows."""

    effect: Effect | None
    p: float
    verdict: Verdict


def judge(pairs: Sequence[tuple[Floats, Floats]], margin: float, one_machine: bool) -> tuple[list[Judgement], Common]:
    """Rows of two runs, each with the times of its rounds in either (any unit). `margin` of 0.05: what differs less is the same."""
    found = effects.effects(pairs, _inflations(pairs))
    known = [effect for effect in found if effect]
    common = _common(known) if one_machine and len(known) >= _FEWEST_ROWS else Common()
    corrected = iter(effects.holm([_p(effect, common) for effect in known]))
    ps = [next(corrected) if effect else 1.0 for effect in found]
    return [Judgement(effect, p, _verdict(effect, p, margin)) for effect, p in zip(found, ps)], common


def _inflations(pairs: Sequence[tuple[Floats, Floats]]) -> list[float]:
    """By how much the variance of each difference exceeds that of independent rounds; the run with fewer rounds weighs more."""
    rhos = [effects.correlations([pair[side] for pair in pairs]) for side in (0, 1)]
    return [
        (effects.inflation(r, x.size) * y.size + effects.inflation(s, y.size) * x.size) / (x.size + y.size)
        for (x, y), r, s in zip(pairs, *rhos)
    ]


def _common(found: Sequence[Effect]) -> Common:
    """Median and spread of the rows, which few that differ do not move."""
    shifts = [math.log(effect.ratio) for effect in found]
    explained = statistics.median(max(effect.sigma(below=True), effect.sigma(below=False)) ** 2 for effect in found)
    spread = float(scipy_stats.median_abs_deviation(shifts, scale="normal"))
    return Common(math.exp(statistics.median(shifts)), math.sqrt(max(spread**2 - explained, 0.0)))


def _p(effect: Effect, common: Common) -> float:
    """Of a row that differs both from the baseline and from what moved all rows alike, in one direction."""
    if (effect.ratio > 1) != (effect.ratio > common.ratio):
        return 1.0
    return max(effect.p(1.0, common.scatter), effect.p(common.ratio, common.scatter))


def _verdict(effect: Effect | None, p: float, margin: float) -> Verdict:
    """SAME first: a difference below the margin is none that matters, however sure it is."""
    if effect is None:
        return "AMBIGUOUS"
    if effect.within(margin):
        return "SAME"
    if p > 1 - CONFIDENCE:
        return "AMBIGUOUS"
    return "SLOWER" if effect.ratio > 1 else "FASTER"
