"""Whether workers won where they were predicted to, and only there."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Iterable, Literal, Mapping, Sequence

from ipcbench.analysis.cost import Threshold, pays_from
from ipcbench.analysis.farm import Curve, Point, curves
from ipcbench.analysis.measured_run import MeasuredRun, farms_out
from ipcbench.analysis.proof import Side, plan, side_of
from ipcbench.analysis.rows import Row, Summary
from ipcbench.stats.series import Estimate

Outcome = Literal["as predicted", "refuted", "undecided"]


@dataclass(frozen=True)
class Judged:
    """A point beside the crossing that was predicted, and what its speed-up says of that."""

    point: Point
    side: Side
    outcome: Outcome
    here_ratio: float | None  # what computing here took beside it, over what that was to take by the plan


@dataclass(frozen=True)
class Checked:
    """One transport, shape and pool: the crossing as predicted, and all that was measured of it beside its interval."""

    row: Row
    threshold: Threshold
    curve: Curve
    points: tuple[Judged, ...]

    @property
    def outcome(self) -> Outcome:
        """That of all its points together."""
        return together(judged.outcome for judged in self.points)

    @property
    def sides(self) -> frozenset[Side]:
        """On which sides of the crossing something was measured."""
        return frozenset(judged.side for judged in self.points)


@dataclass(frozen=True)
class Proof:
    """What was measured beside the predicted crossings; `missing` names the planned rows that were not."""

    checked: tuple[Checked, ...]
    missing: tuple[str, ...]

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        """By its key, what all shapes and pools say of a transport together."""
        keys = dict.fromkeys(checked.row.key for checked in self.checked)
        return {key: together(checked.outcome for checked in self.checked if checked.row.key == key) for key in keys}

    @property
    def here_ratio(self) -> float | None:
        """The median over all points of what computing here took over what it was to take: far from 1, the plan was wrong about its kernels."""
        known = [judged.here_ratio for checked in self.checked for judged in checked.points if judged.here_ratio]
        return statistics.median(known) if known else None

    def count(self, outcome: Outcome) -> int:
        """Of how many transports this is the outcome."""
        return [*self.outcomes.values()].count(outcome)


def prove(run: MeasuredRun) -> Proof | None:
    """What the suite `pool` of a run says of the crossings that its suite `transfer` predicts; None where it says nothing of them."""
    if run.pool is None:
        return None
    found = [one for curve in curves(run.pool, run.transfer) if curve.is_full and (one := _checked(run, curve))]
    if not found:
        return None
    measured = {row.name for row in run.pool.rows.values()}
    planned = [name for workers in sorted({one.curve.workers for one in found}) for name in plan(run.transfer, workers).rows]
    return Proof(tuple(found), tuple(name for name in planned if name not in measured))


def proof_beside(summary: Summary, known: Sequence[Summary]) -> Proof | None:
    """The proof of what this suite predicts, by the suite `pool` of its run if that is among those `known`."""
    if not summary.result.hands_over or summary.result.run is None:
        return None
    pool = next((other for other in known if farms_out(other) and other.result.run == summary.result.run), None)
    return prove(MeasuredRun(summary, pool))


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """Refuted by one that is; as predicted if all are."""
    found = set(outcomes)
    return "refuted" if "refuted" in found else "as predicted" if found == {"as predicted"} else "undecided"


def outcome_of(side: Side, speed_up: Estimate | None) -> Outcome:
    """By the whole interval of a speed-up: below the crossing workers must not be faster than here, above it they must."""
    if speed_up is None or speed_up.low is None or speed_up.high is None or speed_up.low <= 1 <= speed_up.high:
        return "undecided"
    return "as predicted" if (speed_up.low > 1) == (side == "above") else "refuted"


def _checked(run: MeasuredRun, curve: Curve) -> Checked | None:
    """None where nothing was predicted of the transport, or nothing was measured beside its interval."""
    row = run.transfer.by_key(curve.key, curve.shape)
    threshold = pays_from(run.transfer, row, curve.workers) if row else None
    if row is None or threshold is None:
        return None
    sides = [(point, side) for point in curve.points if (side := side_of(threshold, point.compute))]
    judged = tuple(Judged(point, side, outcome_of(side, point.speed_up), _here_ratio(run, point)) for point, side in sides)
    return Checked(row, threshold, curve, judged) if judged else None


def _here_ratio(run: MeasuredRun, point: Point) -> float | None:
    base, took = run.transfer.base(point.row.shape), point.row.median("here")
    filling = base.median("prepare") if base else None
    return None if took is None or filling is None else took / (filling + point.compute.median)
