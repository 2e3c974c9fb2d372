"""What workers have gained: the speed-up over computing here, by transport, shape and workers, and where it crosses 1."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Iterable

import numpy as np
import numpy.typing as npt

from ipcbench.analysis.kernel_times import compute_time
from ipcbench.analysis.rows import Row, Summary
from ipcbench.result.model import Shape
from ipcbench.stats import series
from ipcbench.stats.series import Estimate, Series


@dataclass(frozen=True)
class Point:
    """One row of the suite pool: the compute per matrix of its kernel (ns), and what was gained with it.

    `logs` has the logarithm of the speed-up of each round: the median over its warm batches of what the matrices took here,
    right before, over what they took with workers.
    """

    row: Row
    kernel: str
    compute: Estimate
    logs: Series

    @property
    def speed_up(self) -> Estimate | None:
        """How many times as fast as here, with its interval over rounds."""
        return _exponential(series.estimate(self.logs))


@dataclass(frozen=True)
class Crossing:
    """Compute per matrix (ns) from which on the workers were measured to win, and its interval; None beyond the points."""

    median: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """All points of one transport, shape and pool, the least compute first; each compute once. `window` is how many matrices may be
    under way."""

    key: str
    shape: Shape
    workers: int
    window: int | None
    points: tuple[Point, ...]

    @property
    def is_full(self) -> bool:
        """Whether each worker may have a matrix under way, as predictions take for granted."""
        return self.window in (None, self.workers)

    @property
    def crossing(self) -> Crossing | None:
        """Where the speed-up crosses 1, on the logarithm between the points, round by round; None of fewer than two points."""
        found = self._crossings()
        known = series.estimate(found)
        if known is None or len(self.points) < 2:
            return None
        return Crossing(*(None if at is None or not 0 < at < math.inf else at for at in (known.median, known.low, known.high)))

    def speed_up_at(self, compute: float) -> Estimate | None:
        """What was gained at this compute per matrix (ns), on the logarithm between the points; None where it lies beyond them."""
        at = [point.compute.median for point in self.points]
        after = next((number for number, time in enumerate(at) if time >= compute), None)
        if after is None or (after == 0 and at[0] > compute):
            return None
        if at[after] == compute:
            return self.points[after].speed_up
        share = math.log(compute / at[after - 1]) / math.log(at[after] / at[after - 1])
        before, behind = self.points[after - 1].logs, self.points[after].logs
        return _exponential(series.estimate(series.total(series.scaled(before, 1 - share), series.scaled(behind, share))))

    def _crossings(self) -> Series:
        """Of each round that all points have: 0 where the workers won at every point, infinite where they lost at the last."""
        if not self.points:
            return series.by_round({})
        rounds = self.points[0].logs.rounds
        for point in self.points[1:]:
            rounds = np.intersect1d(rounds, point.logs.rounds)
        logs = np.array([point.logs.values[np.isin(point.logs.rounds, rounds)] for point in self.points])
        at = np.log([point.compute.median for point in self.points])
        return Series(rounds, np.array([_crossing(at, values) for values in logs.T]))


def curves(pool: Summary, transfer: Summary) -> list[Curve]:
    """The measured curves of a suite, in its order; kernels of which the suite `transfer` says no time are left out."""
    found: dict[tuple[str, Shape, int, int | None], list[Point]] = {}
    for row in _farm_rows(pool):
        conditions = dict(row.subject.conditions)
        workers, window = _number(conditions.get("workers")), _number(conditions.get("window"))
        compute = compute_time(transfer, row.shape, row.kernel) if row.shape and row.kernel else None
        if row.shape and row.kernel and compute and workers:
            found.setdefault((row.key, row.shape, workers, window), []).append(Point(row, row.kernel, compute, speed_logs(row)))
    return [Curve(*place, tuple(_each_once(points))) for place, points in found.items()]


def speed_logs(row: Row) -> Series:
    """Of each round the median logarithm of here over total, batch by batch, of those that count."""
    first = row.first or 0
    here, total = row.samples["here"], row.samples["total"]
    pairs = zip(here.rounds.tolist(), here.values, total.values)
    ratios = {number: np.log(np.maximum(a[first:], 1) / np.maximum(b[first:], 1)) for number, a, b in pairs}
    return series.by_round({number: float(np.median(values)) for number, values in ratios.items() if values.size})


def most_workers(pool: Summary) -> int:
    """The most workers that any row was measured with; 0 of none."""
    return max((_number(dict(row.subject.conditions).get("workers")) or 0 for row in _farm_rows(pool)), default=0)


def _farm_rows(pool: Summary) -> list[Row]:
    return [row for subject in pool.measured for shape in pool.shapes if (row := pool.row(subject, shape)) and row.kind.farms_out]


def _each_once(points: Iterable[Point]) -> list[Point]:
    """By their compute; of those that are taken to compute equally long, as all are that do not fill one pass, the one that computes most."""
    found = {point.compute.median: point for point in sorted(points, key=lambda point: (point.compute.median, len(point.kernel), point.kernel))}
    return list(found.values())


def _crossing(at: npt.NDArray[np.float64], logs: npt.NDArray[np.float64]) -> float:
    """Where the logarithms, at these logarithms of compute, go above 0 for the last time."""
    losing = np.flatnonzero(logs <= 0)
    if losing.size == 0:
        return 0.0
    last = int(losing[-1])
    if last == logs.size - 1:
        return math.inf
    share = -logs[last] / (logs[last + 1] - logs[last])
    return math.exp(at[last] + share * (at[last + 1] - at[last]))


def _exponential(found: Estimate | None) -> Estimate | None:
    if found is None:
        return None
    low, high = (None if end is None else math.exp(end) for end in (found.low, found.high))
    return Estimate(math.exp(found.median), low, high, found.n)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else None
