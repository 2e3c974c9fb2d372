"""What a row costs in all, what a single matrix costs, and from how much computing on shipping pays.

The cost of handing a matrix over is all that it adds to filling it: the total, the release, and what filling takes longer
than for computing here. A transport that moves its work in front of the clock or behind it wins nothing by that.
"""

from __future__ import annotations

from dataclasses import dataclass

from ipcbench.analysis.memory import remembered
from ipcbench.analysis.rows import EMPTY, Row, Summary
from ipcbench.stats import series
from ipcbench.stats.series import Estimate, Series

WORKERS = 2  # of those that tables tell about


@dataclass(frozen=True)
class Threshold:
    """Compute per matrix (ns) from which on shipping pays, by its 95 % interval: none is below 0."""

    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        return self.low <= 0


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

    The producer must keep up: prepare + sent. Each worker must: (cost - cost of computing here) / (workers - 1) - prepare
    of here. With fewer CPUs than processes the CPU time of all must fit, too (docs/methodology.md). None where the row hands
    nothing over, overlaps computing with moving, or forks a consumer for each matrix: there only a measurement tells.
    """
    base = summary.base(row.shape, row.subject.conditions)
    if not row.kind.hands_over or base is None or row.is_warm != base.is_warm:
        return None
    if row.subject.overlapped or row.subject.forked or summary.shares_one_cpu:
        return None
    here, filling = base.series("total"), base.series("prepare")
    terms = [[series.total(series.difference(row.series("prepare"), filling), row.series("sent"))]]
    extras = [series.difference(spent, here) for spent in _costs_possible(summary, row)]
    terms.append([series.difference(series.scaled(extra, 1 / (workers - 1)), filling) for extra in extras])
    cpus = summary.result.cpus
    if cpus is not None and 1 < cpus <= workers:
        if not len(row.series("cpu")):
            return None
        used = series.difference(series.total(row.series("prepare"), row.series("cpu")), row.series("compute"))
        terms.append([series.scaled(series.difference(used, series.scaled(filling, cpus)), 1 / (cpus - 1))])
    found = [[series.estimate(way) for way in term] for term in terms]
    if any(each is None or each.low is None or each.high is None for term in found for each in term):
        return None
    lows = [min(each.low or 0.0 for each in term if each) for term in found]
    highs = [max(each.high or 0.0 for each in term if each) for term in found]
    return Threshold(max(0.0, *lows), max(0.0, *highs))


def _costs_possible(summary: Summary, row: Row) -> list[Series]:
    """The cost of each round: with what filling takes longer and without it where it is not known whether it takes longer."""
    spent, more = row.series("spent"), filling_more(summary, row)
    found = series.estimate(more)
    if found is None or (found.high is not None and found.high <= 0):
        return [spent]
    both = series.total(spent, more)
    return [both] if found.low is not None and found.low > 0 else [spent, both]
