"""What the figures of a row mean: its cost against computing here, its share of memcpy's speed, and when shipping pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Mapping

from ipcbench.analysis.cost import Threshold, cost, cost_by_round, filling_more, once, pays_from
from ipcbench.analysis.memory import remembered
from ipcbench.analysis.rows import EMPTY, Row, Summary
from ipcbench.stats import series
from ipcbench.stats.series import Estimate, Series

WIDE_INTERVAL = 0.10  # half width as a share of the median

#: The letters behind a row, and what they mean.
MARKS: Mapping[str, str] = {
    "o": "overlapped: computes while the matrix travels",
}


@dataclass(frozen=True)
class Assessment:
    """One row held against computing here and against a plain copy (ns); what cannot be said is None."""

    row: Row
    cost: Estimate | None  # of kinds that hand nothing over the total
    times_here: Estimate | None  # cost over that of computing here, paired by round
    is_same_as_here: bool  # it cannot be told from computing here
    once: Estimate | None  # of a single matrix
    share_of_memcpy: float | None  # of its speed; None without copies
    pays_from: Threshold | None  # compute per matrix from which on two workers win
    filling_more: Estimate | None  # than for computing here
    wide: bool  # the interval is wider than ±10 %
    cpu_ns: float | None  # of both sides, in the total

    @property
    def fills_faster(self) -> float | None:
        """By how much (ns) filling is surely faster than for computing here: a finding, and no credit."""
        more = self.filling_more
        return -more.median if more and more.high is not None and more.high < 0 else None

    @property
    def marks(self) -> str:
        """The letters of MARKS that hold for the row."""
        return "o" * self.row.subject.overlapped


def meanings(marks: Iterable[str]) -> list[str]:
    """'o overlapped: …' for every letter that one of these texts has."""
    found = set("".join(marks))
    return [f"{letter} {meaning}" for letter, meaning in MARKS.items() if letter in found]


@remembered
def assess(summary: Summary, row: Row) -> Assessment:
    """What `row` means, by the base and the memcpy row of its shape in the same rounds."""
    base, memcpy = summary.base(row.shape, row.subject.conditions), summary.memcpy(row.shape)
    found = cost(summary, row)
    half_width = found.half_width if found else None
    return Assessment(
        row=row,
        cost=found,
        times_here=series.estimate(times_here(summary, row)),
        is_same_as_here=series.may_be_one(times_here(summary, row)),
        once=once(row),
        share_of_memcpy=_median(share_of_memcpy(row, memcpy, base)),
        pays_from=pays_from(summary, row),
        filling_more=series.estimate(filling_more(summary, row)) if row.kind.hands_over else None,
        wide=half_width is not None and half_width > WIDE_INTERVAL,
        cpu_ns=cpu_time(row),
    )


@remembered
def times_here(summary: Summary, row: Row) -> Series:
    """How many times the cost of computing here the row costs, in the rounds that both have."""
    base = summary.base(row.shape, row.subject.conditions)
    if base is None or row.is_warm != base.is_warm:
        return EMPTY
    return series.ratio(cost_by_round(summary, row), cost_by_round(summary, base))


def share_of_memcpy(row: Row, memcpy: Row | None, local: Row | None) -> Estimate | None:
    """memcpy's transfer over this one, paired by round: 0.5 is half its speed. None for rows that copy nothing.

    The transfer of an overlapped row has most of its computing in it: there it is memcpy and then local, over the total.
    """
    if memcpy is None or not row.subject.copies or row.kind.role == "base" or row.is_warm != memcpy.is_warm:
        return None
    if not row.subject.overlapped:
        return series.estimate(series.ratio(memcpy.series("transfer"), row.series("transfer")))
    if local is None or local.is_warm != memcpy.is_warm:
        return None
    both = series.total(memcpy.series("transfer"), local.series("compute"))
    return series.estimate(series.ratio(both, row.series("total")))


def cpu_time(row: Row) -> float | None:
    """CPU time (ns) that a row takes of both processes; a base or a bound runs in one and waits for nothing, so it takes its total."""
    counted = row.median("cpu")
    return row.median() if counted is None and row.kind.role != "measured" else counted


def cpus_busy(row: Row, name: str = "cpu") -> Estimate | None:
    """How many CPUs a transfer keeps busy: one of CPU_TIMES over the total, paired by round. None without CPU times."""
    return series.estimate(series.ratio(row.series(name), row.series("total")))


def _median(found: Estimate | None) -> float | None:
    return found.median if found else None
