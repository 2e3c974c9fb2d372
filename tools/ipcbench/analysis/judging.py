"""Verdicts on rows: faster, slower, the same, or not to be told; of single runs beyond what runs of one machine differ by."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, replace
from typing import Literal, Sequence

import numpy as np
from scipy import special
from scipy import stats as scipy_stats

from ipcbench.stats import effects, pairs, several
from ipcbench.stats.common import FEWEST_ROWS, common, without_common
from ipcbench.stats.effects import Effect
from ipcbench.stats.series import CONFIDENCE, FEWEST_ROUNDS, Floats, Series, logarithms
from ipcbench.stats.several import Levels

Verdict = Literal["FASTER", "SLOWER", "SAME", "AMBIGUOUS"]
VERDICTS: tuple[Verdict, ...] = ("SLOWER", "FASTER", "SAME", "AMBIGUOUS")
Design = Literal["single runs", "pairs", "several runs"]  # how two sides were measured
_MAD_EFFICIENCY = 0.37  # of a median absolute deviation: what so many values tell as a standard deviation (normal; Hampel 1974)
_POWER = 0.8  # of a difference that a comparison could have found
_LEVEL = 1 - CONFIDENCE
_MOST_LOG = 700.0  # of a ratio that is a number
_EXACT = 1e-12


@dataclass(frozen=True)
class Common:
    """What moved all rows of two sides alike: by `ratio` (of times), which is itself known with this standard error.

    Of single runs of one machine rows differ one by one around the ratio, too: `scatter` is the standard deviation of the
    logarithms of ratios, as far as the rounds do not explain it. Each is known from so many degrees of freedom.
    """

    ratio: float = 1.0
    scatter: float = 0.0
    freedom: float = math.inf
    error: float = 0.0
    error_freedom: float = math.inf
    is_known: bool = False  # the error was seen from run to run, so that a build that is slower as a whole can be told


@dataclass(frozen=True)
class Judgement:
    """`effect` is None with too few rounds; `p` is corrected for the number of rows.

    `by_machine`: it is beyond chance, but not beyond what moves the rows of this machine from run to run. `within` is the
    difference below which it lies, with 95 % certainty at either end (0.05: 5 %), as SAME asks. `found_from` is the ratio
    from which on a difference would have been found in four of five cases.
    """

    effect: Effect | None
    p: float
    verdict: Verdict
    by_machine: bool = False
    within: float = math.inf
    found_from: float = math.inf


Judged = tuple[list[Judgement], Common]


def judge(rows: Sequence[tuple[Series, Series]], margins: Sequence[float], one_machine: bool) -> Judged:
    """Rows of two single runs, each with its times (ns) by round in either.

    `margins`, one per row: 0.05 says that what differs by less than 5 % is the same.
    """
    logs = [[logarithms(row[side]) for row in rows] for side in (0, 1)]
    a, b = ([each.values for each in without_common(side)] for side in logs)
    found = effects.effects([*zip(a, b)], [*zip(_inflations(a), _inflations(b))])
    error, freedom = effects.combined(*_error_of_common(logs[0]), *_error_of_common(logs[1]))
    known = [effect for effect in found if effect]
    if not one_machine or len(known) < FEWEST_ROWS:
        return _judged([effect and several.widened(effect, error, freedom) for effect in found], margins, Common()), Common()
    alike = replace(_common(known), error=error, error_freedom=freedom)
    return _judged(found, margins, alike), alike


def _error_of_common(side: Sequence[Series]) -> tuple[float, float]:
    """The standard error of the level of a run, by what its rows do at once from round to round; its degrees of freedom."""
    values = np.array([*common(side).values()])
    if values.size < FEWEST_ROUNDS:
        return 0.0, 1.0
    (rho,) = effects.correlations([values])
    inflated = effects.inflation(rho, values.size)
    freedom = float(effects.known_from(np.array([values.size]), np.array([inflated]))[0])
    return math.sqrt(float(np.var(values, ddof=1)) * inflated / values.size), freedom


def _inflations(side: Sequence[Floats]) -> list[float]:
    """By how much the variance of a mean of rounds exceeds that of independent ones, for each row."""
    return [effects.inflation(rho, x.size) for rho, x in zip(effects.correlations(side), side)]


def judge_pairs(rows: Sequence[tuple[Series, Series]], margins: Sequence[float]) -> Judged:
    """Rows of two sides that were measured in pairs, round by round: no run of a machine lies between them."""
    found = pairs.paired_effects([(logarithms(a), logarithms(b)) for a, b in rows])
    return _judged(found, margins, Common()), Common(typical([effect.ratio for effect in found if effect]))


def judge_runs(rows: Sequence[tuple[Sequence[Series], Sequence[Series]]], margins: Sequence[float], one_machine: bool) -> Judged:
    """Rows of several runs on either side, at least two, each with its times (ns) by round: the run is the unit."""
    if not rows:
        return [], Common()
    levels = [Levels(*(np.array([np.median(logarithms(run).values) for run in side]) for side in row)) for row in rows]
    found, error, freedom = several.effects_of_runs(levels)
    if not one_machine or len(rows) < FEWEST_ROWS:
        return _judged([several.widened(effect, error, freedom) for effect in found], margins, Common()), Common()
    common = Common(typical([effect.ratio for effect in found]), error=error, error_freedom=freedom, is_known=True)
    return _judged(found, margins, common), common


def typical(ratios: Sequence[float]) -> float:
    """The median of ratios, the same whichever way round they are; 1 of none."""
    return math.exp(statistics.median(map(math.log, ratios))) if ratios else 1.0


def _judged(found: Sequence[Effect | None], margins: Sequence[float], common: Common) -> list[Judgement]:
    known = [effect for effect in found if effect]
    alone = iter(effects.holm([_p(effect, Common()) for effect in known]))
    corrected = iter(effects.holm([_p(effect, common) for effect in known]))
    level = _LEVEL / max(len(known), 1)
    return [
        _judgement(effect, next(alone), next(corrected), common, margin, level) if effect else Judgement(None, 1.0, "AMBIGUOUS")
        for effect, margin in zip(found, margins)
    ]


def _common(found: Sequence[Effect]) -> Common:
    """Median and spread of the rows, which few that differ do not move."""
    shifts = [math.log(effect.ratio) for effect in found]
    explained = statistics.median(max(effect.sigma(below=True), effect.sigma(below=False)) ** 2 for effect in found)
    spread = float(scipy_stats.median_abs_deviation(shifts, scale="normal"))
    scatter = math.sqrt(max(spread**2 - explained, 0.0))
    return Common(typical([effect.ratio for effect in found]), scatter, _MAD_EFFICIENCY * (len(found) - 1))


def _p(effect: Effect, common: Common) -> float:
    """Of a row that differs both from the baseline and from what moved all rows alike, in one direction.

    With the level of runs known, a difference from the baseline alone tells as much: of two ways to differ the better one counts twice.
    """
    apart = _p_apart(effect, common)
    if not common.is_known:
        return apart
    distance = math.log(effect.ratio)
    own, freedom = _own_error(effect, distance > 0, common)
    alone = effects.p_value(distance, math.hypot(own, common.error), min(freedom, common.error_freedom))  # all rows share that error
    return min(2 * min(alone, apart), 1.0)


def _p_apart(effect: Effect, common: Common) -> float:
    if (effect.ratio > 1) != (effect.ratio > common.ratio):
        return 1.0
    return max(_p_against(effect, 1.0, common), _p_against(effect, common.ratio, common))


def _p_against(effect: Effect, ratio: float, common: Common) -> float:
    distance = math.log(effect.ratio / ratio)
    return effects.p_value(distance, *_own_error(effect, distance > 0, common))


def _own_error(effect: Effect, below: bool, common: Common) -> tuple[float, float]:
    """Standard error and degrees of freedom of a row's distance from what moved all rows alike."""
    return effects.combined(effect.sigma(below), effect.freedom, common.scatter, common.freedom)


def _error(effect: Effect, below: bool, common: Common, ratio: float) -> tuple[float, float]:
    """Likewise; from no difference it has the error of what moved all rows in it, too."""
    own = _own_error(effect, below, common)
    return own if ratio == common.ratio else effects.combined(*own, common.error, common.error_freedom)


def _judgement(effect: Effect, p_alone: float, p: float, common: Common, margin: float, level: float) -> Judgement:
    """SAME first: a difference below the margin is none that matters, however sure it is; nor is one from what all rows did."""
    found = Judgement(effect, p, "AMBIGUOUS", within=_within(effect, 1.0, common), found_from=_found_from(effect, common, level))
    as_all = _within(effect, common.ratio, common) <= margin + _EXACT
    if as_all and found.within <= margin + _EXACT:
        return replace(found, verdict="SAME")
    if p > _LEVEL or (as_all and not common.is_known):
        return replace(found, by_machine=p_alone <= _LEVEL)
    return replace(found, verdict="SLOWER" if effect.ratio > 1 else "FASTER")


def _within(effect: Effect, ratio: float, common: Common) -> float:
    """How far the farther end lies from `ratio`, with 95 % certainty at either end: 0.05 is 5 %."""
    ends = []
    for below in (True, False):
        error, freedom = _error(effect, below, common, ratio)
        half = error * float(special.stdtrit(freedom, CONFIDENCE))
        ends.append(abs(math.log(effect.ratio / ratio) + (-half if below else half)))
    return math.expm1(min(max(ends), _MOST_LOG))


def _found_from(effect: Effect, common: Common, level: float) -> float:
    """The ratio that this row's errors would let through in four of five cases, at this level."""
    errors = [_own_error(effect, below, common) for below in (True, False)]
    return max(math.exp(min(error * float(special.stdtrit(freedom, 1 - level / 2) + special.stdtrit(freedom, _POWER)), _MOST_LOG)) for error, freedom in errors)
