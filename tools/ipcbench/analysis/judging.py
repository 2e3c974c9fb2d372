"""Verdicts on rows: faster, slower, the same, or not to be told; on one machine beyond what its runs differ by anyway."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import Literal, Sequence

from scipy import special
from scipy import stats as scipy_stats

from ipcbench.stats import effects
from ipcbench.stats.effects import Effect
from ipcbench.stats.series import CONFIDENCE, Floats

Verdict = Literal["FASTER", "SLOWER", "SAME", "AMBIGUOUS"]
VERDICTS: tuple[Verdict, ...] = ("SLOWER", "FASTER", "SAME", "AMBIGUOUS")
_FEWEST_ROWS = 8  # with fewer it could be their own doing
_MAD_EFFICIENCY = 0.37  # of a median absolute deviation: what so many values tell as a standard deviation (normal; Hampel 1974)


@dataclass(frozen=True)
class Common:
    """How two runs of one machine differ anyway: all rows alike by `ratio` (of times), and one by one around that.

    `scatter` is the standard deviation of the logarithms of ratios, as far as the rounds do not explain it, known from so
    many degrees of freedom.
    """

    ratio: float = 1.0
    scatter: float = 0.0
    freedom: float = math.inf


@dataclass(frozen=True)
class Judgement:
    """`effect` is None with too few rounds; `p` is corrected for the number of rows.

    `by_machine`: it is beyond chance, but not beyond what rows of this machine differ by from run to run.
    """

    effect: Effect | None
    p: float
    verdict: Verdict
    by_machine: bool = False


def judge(pairs: Sequence[tuple[Floats, Floats]], margin: float, one_machine: bool) -> tuple[list[Judgement], Common]:
    """Rows of two runs, each with the times of its rounds in either (any unit). `margin` of 0.05: what differs less is the same."""
    found = effects.effects(pairs, _inflations(pairs))
    known = [effect for effect in found if effect]
    common = _common(known) if one_machine and len(known) >= _FEWEST_ROWS else Common()
    alone = iter(effects.holm([_p(effect, Common()) for effect in known]))
    corrected = iter(effects.holm([_p(effect, common) for effect in known]))
    judged = [_judgement(effect, next(alone), next(corrected), common, margin) if effect else Judgement(None, 1.0, "AMBIGUOUS") for effect in found]
    return judged, common


def typical(ratios: Sequence[float]) -> float:
    """The median of ratios, the same whichever way round they are; 1 of none."""
    return math.exp(statistics.median(map(math.log, ratios))) if ratios else 1.0


def _inflations(pairs: Sequence[tuple[Floats, Floats]]) -> list[tuple[float, float]]:
    """By how much the variance of a mean of rounds exceeds that of independent ones, for either run of each row."""
    sides = ([pair[side] for pair in pairs] for side in (0, 1))
    first, second = ([effects.inflation(rho, x.size) for rho, x in zip(effects.correlations(side), side)] for side in sides)
    return list(zip(first, second))


def _common(found: Sequence[Effect]) -> Common:
    """Median and spread of the rows, which few that differ do not move."""
    shifts = [math.log(effect.ratio) for effect in found]
    explained = statistics.median(max(effect.sigma(below=True), effect.sigma(below=False)) ** 2 for effect in found)
    spread = float(scipy_stats.median_abs_deviation(shifts, scale="normal"))
    scatter = math.sqrt(max(spread**2 - explained, 0.0))
    return Common(typical([effect.ratio for effect in found]), scatter, _MAD_EFFICIENCY * (len(found) - 1))


def _p(effect: Effect, common: Common) -> float:
    """Of a row that differs both from the baseline and from what moved all rows alike, in one direction."""
    if (effect.ratio > 1) != (effect.ratio > common.ratio):
        return 1.0
    return max(_p_against(effect, 1.0, common), _p_against(effect, common.ratio, common))


def _p_against(effect: Effect, ratio: float, common: Common) -> float:
    distance = math.log(effect.ratio / ratio)
    return effects.p_value(distance, *_error(effect, distance > 0, common))


def _error(effect: Effect, below: bool, common: Common) -> tuple[float, float]:
    """Standard error and degrees of freedom of a row among those of its machine."""
    return effects.combined(effect.sigma(below), effect.freedom, common.scatter, common.freedom)


def _judgement(effect: Effect, p_alone: float, p: float, common: Common, margin: float) -> Judgement:
    """SAME first: a difference below the margin is none that matters, however sure it is."""
    level = 1 - CONFIDENCE
    if all(_within(effect, ratio, common, margin) for ratio in (1.0, common.ratio)):
        return Judgement(effect, p, "SAME")
    if p > level:
        return Judgement(effect, p, "AMBIGUOUS", by_machine=p_alone <= level)
    return Judgement(effect, p, "SLOWER" if effect.ratio > 1 else "FASTER")


def _within(effect: Effect, ratio: float, common: Common, margin: float) -> bool:
    """Whether the interval, with what rows of the machine scatter by, lies within the margin around `ratio`."""
    for below in (True, False):
        error, freedom = _error(effect, below, common)
        half = error * float(special.stdtrit(freedom, (1 + CONFIDENCE) / 2))
        end = math.log(effect.ratio / ratio) + (-half if below else half)
        if not abs(end) <= math.log1p(margin) + 1e-12:
            return False
    return True
