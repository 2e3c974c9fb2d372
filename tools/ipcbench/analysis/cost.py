"""What a row costs in all, what a single matrix costs, and from how much computing on shipping pays.

The cost of handing a matrix over is all that it adds to filling it: the total, the release, and what filling takes longer
than for computing here. A transport that moves its work in front of the clock or behind it wins nothing by that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, Sequence

import numpy as np

from ipcbench.analysis.memory import remembered
from ipcbench.analysis.rows import EMPTY, Row, Summary
from ipcbench.stats import series
from ipcbench.stats.series import Estimate, Series

WORKERS = 2  # of those that tables tell about


@dataclass(frozen=True)
class Threshold:
    """Compute per matrix (ns) from which on shipping pays, by its 95 % interval: none is below 0. `middle` is its median.

    All are infinite where no compute makes it pay.
    """

    low: float
    high: float
    middle: float = field(default=math.nan, compare=False)

    @property
    def holds_zero(self) -> bool:
        return self.low <= 0


@dataclass(frozen=True)
class Limit:
    """What must keep up in a stream of matrices: for each it takes (fixed + compute) / share (ns); the producer, which does not
    compute, takes `fixed`, and has no share.

    `fixed` has a value per round; twice where it is not known whether filling takes longer than here, the likelier first.
    """

    name: Literal["producer", "workers", "CPUs"]
    fixed: tuple[Series, ...]
    share: int | None

    def times(self, compute: float) -> list[Series]:
        """What it takes per matrix (ns) with so much compute (ns)."""
        if self.share is None:
            return [*self.fixed]
        return [series.scaled(series.shifted(each, compute), 1 / self.share) for each in self.fixed]

    def crossings(self, filling: Series) -> list[Series]:
        """The compute per matrix (ns) from which on it is quicker than filling and computing here: infinite where it never is."""
        if self.share is None:
            return [series.difference(each, filling) for each in self.fixed]
        if self.share == 1:  # it takes as much more with each ns of compute as here
            behind = [series.difference(each, filling) for each in self.fixed]
            return [Series(each.rounds, np.where(each.values < 0, 0.0, math.inf)) for each in behind]
        less = series.scaled(filling, self.share)
        return [series.scaled(series.difference(each, less), 1 / (self.share - 1)) for each in self.fixed]


@remembered
def cost_by_round(summary: Summary, row: Row) -> Series:
    """The cost (ns) of each round; of kinds that hand nothing over their total."""
    if not row.kind.hands_over:
        return row.series("total")
    spent, more = row.series("spent"), filling_more(summary, row)
    found = series.estimate(more)
    return series.total(spent, more) if found and found.median > 0 else spent


@remembered
def cost(summary: Summary, row: Row) -> Estimate | None:
    """Median over rounds of total + release, and the median paired difference of prepare to computing here, if above 0 (ns).

    Its interval is that of the sum round by round. Other kinds cost their total.
    """
    summed = series.estimate(cost_by_round(summary, row))
    spent, more = row.estimate("spent"), series.estimate(filling_more(summary, row))
    if summed is None or spent is None or more is None or not row.kind.hands_over:
        return summed
    median = spent.median + max(more.median, 0.0)
    if None in (summed.low, summed.high, spent.low, more.low, more.high):
        return Estimate(median, None, None, summed.n)
    moved = median - summed.median
    low, high = (summed.low or 0.0) + moved, (summed.high or 0.0) + moved
    low = max(low, spent.low or 0.0) if (more.low or 0.0) > 0 else spent.low or 0.0  # filling is no credit
    if (more.low or 0.0) <= 0 <= (more.high or 0.0):  # whether filling takes longer at all is not known
        high = max(high, spent.median + (more.high or 0.0))
    return Estimate(median, low, high, summed.n)


@remembered
def filling_more(summary: Summary, row: Row) -> Series:
    """What filling takes longer than for computing here (ns), over the rounds that both have; empty where that is not known."""
    base = summary.base(row.shape, row.subject.conditions)
    if base is None or row.is_warm != base.is_warm:
        return EMPTY
    return series.difference(row.series("prepare"), base.series("prepare"))


def once(row: Row) -> Estimate | None:
    """What a single matrix costs (ns): setup, and of the first transfer prepare, total and release. None where setup is not known."""
    if not row.kind.hands_over or not len(row.setup):
        return None
    return series.estimate(series.total(row.setup, series.total(row.cold.get("prepare", EMPTY), row.cold.get("spent", EMPTY))))


@remembered
def pays_from(summary: Summary, row: Row, workers: int = WORKERS) -> Threshold | None:
    """From which compute per matrix (ns) on `workers` and a producer finish a stream of matrices sooner than one process here.

    All `limits` must be quicker. None where `untold` says why.
    """
    base = summary.base(row.shape, row.subject.conditions)
    if base is None or untold(summary, row, workers) or summary.shares_one_cpu:
        return None
    return threshold(limits(summary, row, workers), base.series("prepare"))


def threshold(limited: Sequence[Limit], filling: Series) -> Threshold | None:
    """From which compute per matrix (ns) on all of these are quicker than filling and computing here; None of too few rounds."""
    found = [[series.estimate(way) for way in limit.crossings(filling)] for limit in limited]
    if any(each is None or each.low is None or each.high is None for ways in found for each in ways):
        return None
    lows = [min(each.low or 0.0 for each in ways if each) for ways in found]
    highs = [max(each.high or 0.0 for each in ways if each) for ways in found]
    middles = [ways[0].median for ways in found if ways[0]]
    return Threshold(max(0.0, *lows), max(0.0, *highs), max(0.0, *middles))


def limits(summary: Summary, row: Row, workers: int) -> tuple[Limit, ...]:
    """What must keep up if `workers` compute what the row hands over; the row must have a base of its shape.

    The producer: prepare + sent. The workers, each with a matrix of its own: prepare + cost - computing here + compute. With
    fewer CPUs than processes the CPU time of all of them must fit, too (docs/methodology.md). On one CPU they take turns.
    """
    base = summary.base(row.shape, row.subject.conditions)
    if base is None:
        raise ValueError(f"{row.name} has no base")
    filling = base.series("prepare")
    cycles = tuple(series.difference(series.total(filling, spent), base.series("total")) for spent in _costs_possible(summary, row))
    if summary.shares_one_cpu:
        return (Limit("CPUs", cycles, 1),)
    found = [Limit("producer", (series.total(row.series("prepare"), row.series("sent")),), None), Limit("workers", cycles, workers)]
    if (cpus := scarce_cpus(summary, workers)) is not None:
        work = series.difference(series.total(row.series("prepare"), row.series("cpu")), row.series("compute"))
        found.append(Limit("CPUs", (work,), cpus))
    return tuple(found)


def untold(summary: Summary, row: Row, workers: int = WORKERS) -> str | None:
    """Why of workers that this row would serve nothing can be said; None if it can."""
    base = summary.base(row.shape, row.subject.conditions)
    if not row.kind.hands_over:
        return "it hands nothing over"
    if base is None:
        return "computing here was not measured beside it"
    if row.is_warm != base.is_warm or not len(series.difference(row.series("total"), base.series("total"))):
        return "it has no samples to hold against computing here"
    if row.subject.overlapped:
        return "it computes while the matrix travels, so only a measurement tells"
    if row.subject.forked:
        return "it forks a consumer for each matrix, so only a measurement tells"
    if scarce_cpus(summary, workers) is not None and not len(row.series("cpu")):
        return f"its CPU time is not known, and {workers + 1} processes share {summary.result.cpus} CPUs"
    return None


def scarce_cpus(summary: Summary, workers: int) -> int | None:
    """How many CPUs the producer and so many workers share, if they are fewer than these; not where all share one."""
    cpus = summary.result.cpus
    return cpus if cpus is not None and 1 < cpus <= workers else None


def _costs_possible(summary: Summary, row: Row) -> list[Series]:
    """The cost of each round: with what filling takes longer and without it where it is not known whether it does, the likelier first."""
    spent, more = row.series("spent"), filling_more(summary, row)
    found = series.estimate(more)
    if found is None or (found.high is not None and found.high <= 0):
        return [spent]
    both = series.total(spent, more)
    if found.low is not None and found.low > 0:
        return [both]
    return [both, spent] if found.median > 0 else [spent, both]
