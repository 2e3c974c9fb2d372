"""What is to be measured with workers to prove the verdict: kernels on both sides of each predicted crossing.

The suite `transfer` says of a transport from which compute per matrix on two workers pay (`pays_from`). The suite `pool`
measures workers. Just below that compute they must not win, and just above it they must.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Sequence

from ipcbench.analysis.cost import WORKERS, Threshold, pays_from, untold
from ipcbench.analysis.kernel_times import GRID, compute_time, one_pass
from ipcbench.analysis.ranking import best_farmed
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.result.model import Shape
from ipcbench.result.names import row_name
from ipcbench.stats.series import FEWEST_ROUNDS, Estimate

Side = Literal["below", "above"]

#: The kind of the rows that the suite pool measures, by which they are asked for.
FARM = "farm"
#: The plain and the best of each mechanism that people know. Those that the advice names are measured beside them.
PROVED = (
    *("pipe", "pipe_tuned", "unix_stream", "tcp_loopback", "posix_mq"),
    *("shm_copy", "shm_copy_tuned", "process_vm_readv", "shm_in_place"),
)
_FARTHEST = 4  # times the crossing, or a part of it: what lies farther proves little


@dataclass(frozen=True)
class Planned:
    """One transport at one shape: the crossing that is predicted, and the kernels next to it, on either side where there is one."""

    row: Row
    shape: Shape
    workers: int
    threshold: Threshold
    pays_always: bool  # from less compute on than one pass over the matrix takes
    kernels: dict[Side, str]

    @property
    def rows(self) -> list[str]:
        """The names of the rows of the suite pool: 'farm/pipe/170x9111/workers:2/window:2/kernel:fma_64'."""
        pool = [("workers", str(self.workers)), ("window", str(self.workers))]
        return [row_name(FARM, self.row.key, str(self.shape), [*pool, ("kernel", kernel)]) for kernel in self.kernels.values()]


@dataclass(frozen=True)
class LeftOut:
    """A transport at one shape of which nothing is to be measured, and why."""

    row: Row
    reason: str


@dataclass(frozen=True)
class Plan:
    """What is to be measured, shape by shape, and what is not."""

    planned: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def rows(self) -> list[str]:
        """The names of all rows, each once."""
        return list(dict.fromkeys(name for planned in self.planned for name in planned.rows))


def plan(summary: Summary, workers: int = WORKERS) -> Plan:
    """For the transports of `candidates` at each shape, by what the suite that hands over has measured of them."""
    rows = [row for shape in summary.shapes for subject in candidates(summary) if (row := summary.row(subject, shape))]
    found = [planned_row(summary, row, workers) for row in rows]
    return Plan(tuple(one for one in found if isinstance(one, Planned)), tuple(one for one in found if isinstance(one, LeftOut)))


def candidates(summary: Summary) -> Sequence[Subject]:
    """Those of PROVED that were measured, and what the advice names, in the order of tables."""
    named = {row.subject for shape in summary.shapes for copied in (False, True) if (row := best_farmed(summary, shape, copied))}
    return [subject for subject in summary.handing if not subject.conditions and (subject.key in PROVED or subject in named)]


def planned_row(summary: Summary, row: Row, workers: int = WORKERS) -> Planned | LeftOut:
    """What is to be measured of one transport at one shape."""
    shape, threshold = row.shape, pays_from(summary, row, workers)
    passing = one_pass(summary, shape) if shape else None
    least = passing.median() if passing else None
    if shape is None or threshold is None or least is None:
        return LeftOut(row, untold(summary, row, workers) or _why_no_threshold(summary))
    if not math.isfinite(threshold.high):
        return LeftOut(row, "no compute makes it pay")
    times = {kernel: time for kernel in GRID if (time := compute_time(summary, shape, kernel))}
    if not times:
        return LeftOut(row, "no kernel of multiply-adds was measured here (local/fma_8, or its like), by which those of the workers are chosen")
    always = threshold.middle < least
    middle = max(threshold.middle, least)
    near = {kernel: time for kernel, time in times.items() if middle / _FARTHEST <= time.median <= _FARTHEST * middle}
    kernels: dict[Side, str] = {}
    if not always and (below := [kernel for kernel, time in near.items() if side_of(threshold, time) == "below"]):
        kernels["below"] = below[-1]
    if above := [kernel for kernel, time in near.items() if side_of(threshold, time) == "above"]:
        kernels["above"] = above[0]
    if not kernels:
        return LeftOut(row, "no kernel lies beside the interval of its crossing, and within a factor of 4 of it")
    return Planned(row, shape, workers, threshold, always, kernels)


def side_of(threshold: Threshold, compute: Estimate) -> Side | None:
    """On which side of the interval of a crossing a compute per matrix surely lies; None within it."""
    low = compute.median if compute.low is None else compute.low
    high = compute.median if compute.high is None else compute.high
    return "above" if low > threshold.high else "below" if high < threshold.low else None


def _why_no_threshold(summary: Summary) -> str:
    if summary.shares_one_cpu:
        return "both processes shared one CPU, where workers take turns"
    return f"fewer than {FEWEST_ROUNDS} rounds have no interval"
