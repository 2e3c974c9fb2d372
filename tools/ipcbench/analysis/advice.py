"""Which transport to take for a question, or whether to compute here: a ranking by predicted time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Sequence

from ipcbench.analysis import recommended
from ipcbench.analysis.farm import curves
from ipcbench.analysis.measured_run import MeasuredRun
from ipcbench.analysis.predicted import summary_at
from ipcbench.analysis.question import Question, check, refuse_shape
from ipcbench.analysis.rows import Row, Summary
from ipcbench.analysis.stream import Prediction, here, predict
from ipcbench.base.errors import UsageError
from ipcbench.stats import series
from ipcbench.stats.series import Estimate

Verdict = Literal["ship", "here", "even", "early"]
_AS_GOOD = 1.1  # of the least time: beyond it, rounds that are few or unlike hide a difference that matters
_BORN_ELSEWHERE = "a matrix must be born in shared memory for it; one that is copied there goes as by shm_copy"
_NO_MATTER = 1.02  # of the least time: nobody would choose by less


@dataclass(frozen=True)
class Advice:
    """The answer: `ranking` by time, `best` the one to take of those that cannot be told from its first, `tied` all of these.

    `here` is what one process takes that fills and computes. `left_out` says of the other transports why they have no place.
    """

    run: MeasuredRun
    question: Question
    summary: Summary
    here: Estimate
    ranking: tuple[Prediction, ...]
    best: Prediction
    tied: tuple[Prediction, ...]
    left_out: tuple[tuple[Row, str], ...]

    @property
    def verdict(self) -> Verdict:
        """Whether the best is surely faster than here, surely not, or neither."""
        found = self.best.speed_up
        if found.low is None or found.high is None:
            return "early"
        return "ship" if found.low > 1 else "here" if found.high < 1 else "even"

    @property
    def stretched(self) -> bool:
        """Whether the shape was not measured, nor one of its payload."""
        return all(shape.bytes != self.question.shape.bytes for shape in self.run.transfer.shapes)


def advise(run: MeasuredRun, question: Question) -> Advice:
    """The answer to a question; raises UsageError where the run has none."""
    check(run, question)
    summary = summary_at(run, question.shape, question.extrapolate)
    serial = here(summary, question) if summary else None
    if summary is None or serial is None:
        raise refuse_shape(run, question.shape)
    ranking, left_out = [], []
    for row in _rows(summary, question):
        reason = _BORN_ELSEWHERE if question.resident == "private" and row.subject.in_place else ""
        found = reason or predict(summary, row, question)
        if isinstance(found, str):
            left_out.append((row, found))
        else:
            ranking.append(replace(found, measured=_measured(run, row, question)))
    if not ranking:
        reasons = "; ".join(dict.fromkeys(reason for _, reason in left_out))
        raise UsageError(f"no transport can be advised on{f': {reasons}' if reasons else ': none was measured'}")
    ranking.sort(key=lambda one: (one.time.median, recommended.place(one.row.subject)))
    tied = tied_with_first(ranking)
    return Advice(run, question, summary, serial, tuple(ranking), _to_take(tied), tied, tuple(left_out))


def tied_with_first(ranking: Sequence[Prediction]) -> tuple[Prediction, ...]:
    """Those that cannot be told from the quickest, or are as good as that, in the recommended order, the quickest among them."""
    first = ranking[0]
    tied = [one for one in ranking if one is first or _is_tied(first, one)]
    return tuple(sorted(tied, key=lambda one: recommended.place(one.row.subject)))


def best_of(advice: Advice, in_place: bool) -> Prediction | None:
    """The one to take of those that are born in shared memory, or of all others."""
    found = [one for one in advice.ranking if one.row.subject.in_place == in_place]
    return _to_take(tied_with_first(found)) if found else None


def _rows(summary: Summary, question: Question) -> list[Row]:
    subjects = [subject for subject in summary.handing if not subject.conditions]
    wanted = [subject for subject in subjects if not question.transports or subject.key in question.transports]
    return [row for subject in wanted if (row := summary.row(subject, question.shape))]


def _is_tied(first: Prediction, other: Prediction) -> bool:
    times = other.time.median / first.time.median
    ratios = series.ratio(other.by_round, first.by_round)
    return times <= _NO_MATTER or (times <= _AS_GOOD and (not len(ratios) or series.may_be_one(ratios)))


def _to_take(tied: Sequence[Prediction]) -> Prediction:
    """The first that is surely faster than here, else the first that may be, else the first."""
    surely = [one for one in tied if one.speed_up.low is not None and one.speed_up.low > 1]
    perhaps = [one for one in tied if one.speed_up.high is not None and one.speed_up.high >= 1]
    return next(iter([*surely, *perhaps, *tied]))


def _measured(run: MeasuredRun, row: Row, question: Question) -> Estimate | None:
    """The speed-up that the suite pool measured for this very question, on the line between two kernels."""
    if run.pool is None or question.once or question.answer != "value":
        return None
    for curve in curves(run.pool, run.transfer):
        if curve.is_full and (curve.key, curve.shape, curve.workers) == (row.key, question.shape, question.workers):
            if found := curve.speed_up_at(question.compute):
                return found
    return None
