"""How long a transport takes per matrix of a stream that workers compute on, and for a single matrix: predicted from what one
consumer was measured to take (docs/advice.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import Callable, Literal, Sequence

import numpy as np

from ipcbench.analysis.cost import Limit, Threshold, filling_more, limits, threshold, untold
from ipcbench.analysis.question import Question
from ipcbench.analysis.rows import EMPTY, Row, Summary
from ipcbench.stats import series
from ipcbench.stats.series import Estimate, Series

_Pick = Callable[[Sequence[float]], float]
_NO_ROUNDS = "it has no rounds in common with computing here"


@dataclass(frozen=True, eq=False)
class Prediction:
    """What one transport takes per matrix (ns), and how many times as fast as here that is, paired by round.

    `limited_by` is what takes longest; 'handing over' of a single matrix. `by_round` has the time of each round, `floor` is the
    least that more workers could bring it to. `pays_from` is None of a single matrix.
    """

    row: Row
    time: Estimate
    speed_up: Estimate
    limited_by: Literal["producer", "workers", "CPUs", "handing over"]
    by_round: Series
    floor: float
    pays_from: Threshold | None
    measured: Estimate | None = None


def here(summary: Summary, question: Question) -> Estimate | None:
    """What filling and computing here take per matrix (ns), in the producer's own process."""
    return series.estimate(_here(summary, question))


def predict(summary: Summary, row: Row, question: Question) -> Prediction | str:
    """What the row predicts, or why it predicts nothing."""
    reason = untold(summary, row, 1 if question.once else question.workers)
    if question.once:
        return _once(summary, row, question) if reason is None or row.subject.forked else reason
    return reason or _stream(summary, row, question)


def _stream(summary: Summary, row: Row, question: Question) -> Prediction | str:
    """What the slowest of all limits takes."""
    limited = limits(summary, row, question.workers)
    if question.answer == "matrix":
        limited = tuple(_with_answer(summary, row, limit) for limit in limited)
    times = [_either(limit.times(question.compute)) for limit in limited]
    ratios = [_either([series.ratio(_here(summary, question), way) for way in limit.times(question.compute)]) for limit in limited]
    known, faster = [each for each in times if each], [each for each in ratios if each]
    if len(known) < len(limited) or len(faster) < len(limited):
        return _NO_ROUNDS
    slowest = max(range(len(known)), key=lambda number: known[number].median)
    base = summary.base(row.shape, row.subject.conditions)
    return Prediction(
        row=row,
        time=_all(known, max),
        speed_up=_all(faster, min),
        limited_by=limited[slowest].name,
        by_round=reduce(_slower, [limit.times(question.compute)[0] for limit in limited]),
        floor=max([each.median for limit, each in zip(limited, known) if limit.name != "workers"], default=known[0].median),
        pays_from=threshold(limited, base.series("prepare")) if base and not summary.shares_one_cpu else None,
    )


def _once(summary: Summary, row: Row, question: Question) -> Prediction | str:
    """Setup, and of the first transfer prepare, total and release, with this computing in place of the run's kernel."""
    base, passing = summary.base(row.shape, row.subject.conditions), _kernel(summary, row)
    if base is None or not len(row.setup):
        return "the set-up of its channel was not measured"
    first = series.total(row.cold.get("prepare", EMPTY), row.cold.get("spent", EMPTY))
    if question.answer == "matrix":
        first = series.total(first, series.total(row.cold.get("transfer", EMPTY), row.cold.get("release", EMPTY)))
    time = series.shifted(series.difference(series.total(row.setup, first), passing), question.compute)
    found, faster = series.estimate(time), series.estimate(series.ratio(_here(summary, question), time))
    if found is None or faster is None:
        return _NO_ROUNDS
    return Prediction(row, found, faster, "handing over", time, found.median, None)


def _here(summary: Summary, question: Question) -> Series:
    """Filling and computing; of a single matrix for the first time, when its memory is new."""
    base = summary.base(question.shape)
    if base is None:
        return EMPTY
    if not question.once:
        return series.shifted(base.series("prepare"), question.compute)
    more = series.difference(base.cold.get("total", EMPTY), base.series("total"))
    return series.shifted(series.total(base.cold.get("prepare", EMPTY), more), question.compute)


def _kernel(summary: Summary, row: Row) -> Series:
    """What the run's own kernel takes here: it is in every total."""
    base = summary.base(row.shape, row.subject.conditions)
    return base.series("total") if base else EMPTY


def _with_answer(summary: Summary, row: Row, limit: Limit) -> Limit:
    """The same where a matrix travels back: each side is busy with it again, as long as the other one was before.

    A worker fills it where the transport wants it, hands it over, and the producer reads it once, all in one cycle. The reply
    does not come twice.
    """
    kernel = _kernel(summary, row)
    receiving = series.difference(series.difference(row.series("spent"), row.series("reply")), kernel)
    if limit.name == "workers":
        more = filling_more(summary, row)
        found = series.estimate(more)
        back = series.total(receiving, more) if found and found.median > 0 else receiving
    elif limit.name == "CPUs" and not summary.shares_one_cpu:
        back = series.difference(row.series("cpu"), row.series("compute"))
    else:
        back = receiving
    back = Series(back.rounds, np.maximum(back.values, 0.0))
    return replace(limit, fixed=tuple(series.total(each, back) for each in limit.fixed))


def _slower(a: Series, b: Series) -> Series:
    return series.paired(a, b, np.maximum)


def _either(ways: Sequence[Series]) -> Estimate | None:
    """The median of the likelier way, which is the first, with an interval that holds those of all."""
    found = [series.estimate(way) for way in ways]
    known = [each for each in found if each]
    return replace(known[0], low=_end([one.low for one in known], min), high=_end([one.high for one in known], max)) if len(known) == len(ways) else None


def _all(found: Sequence[Estimate], pick: _Pick) -> Estimate:
    """The largest, or the least, of all: medians among themselves, and likewise the ends."""
    low, high = _end([one.low for one in found], pick), _end([one.high for one in found], pick)
    return Estimate(pick([one.median for one in found]), low, high, min(one.n for one in found))


def _end(ends: Sequence[float | None], pick: _Pick) -> float | None:
    known = [end for end in ends if end is not None]
    return pick(known) if len(known) == len(ends) else None
