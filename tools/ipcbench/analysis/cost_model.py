"""What a transport costs at any payload: t(m) = alpha + beta m in pieces, of a result that has many payloads (a sweep).

A time is total - compute: what handing over takes, without what any computing on the matrix takes. Matrices of one row make
the model. Those of more rows are held out: it foretells them, and what was measured says how far it can be trusted.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Sequence

import numpy as np

from ipcbench.analysis.memory import remembered
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.result.model import Shape
from ipcbench.stats.fits import Fit, Value, fit
from ipcbench.stats.resampling import medians, stacked
from ipcbench.stats.series import FEWEST_ROUNDS, Floats

_MS_PER_GB = 1e3  # of a nanosecond per byte
_US = 1e-3


@dataclass(frozen=True)
class HeldOut:
    """A matrix that the model has not seen: what it foretells, and the median over rounds that was measured (ns)."""

    shape: Shape
    predicted: Value
    measured: float

    @property
    def error(self) -> float:
        """How far the prediction lies from the measured time, as a share of that: 0.05 is 5 % too much."""
        return self.predicted.value / self.measured - 1

    @property
    def within(self) -> bool:
        """Whether the interval of the prediction holds the measured time."""
        return self.predicted.holds(self.measured)


@dataclass(frozen=True, eq=False)
class CostModel:
    """The model of a transport or of a copy (`fit`: ns, bytes), and the held-out matrices by payload.

    `over_reply` is alpha over the run's reply row that waits alike, `over_memcpy` is beta over that of memcpy; None where
    there is none.
    """

    subject: Subject
    fit: Fit
    held_out: tuple[HeldOut, ...]
    over_reply: Value | None
    over_memcpy: Value | None

    def predict(self, payload: int) -> Value:
        """Total - compute (ns) of a matrix of so many bytes, as this run would have measured it."""
        return self.fit.predict(payload)


@dataclass(frozen=True)
class ModelLine:
    """A line of the table of models: alpha (us), beta of the last piece (ms per GB), n_half (bytes), and the breakpoints (bytes)."""

    transport: str
    alpha_us: Value
    beta_ms_per_gb: Value
    pieces: int
    breakpoints: tuple[float, ...]
    half_rate_bytes: Value
    over_reply: Value | None
    over_memcpy: Value | None
    held_out: tuple[HeldOut, ...]

    @property
    def gb_per_s(self) -> float | None:
        """The rate of huge payloads; None where they take no longer than small ones."""
        beta = self.beta_ms_per_gb.value
        return _MS_PER_GB / beta if beta > 0 else None


@remembered
def cost_model(summary: Summary, subject: Subject) -> CostModel | None:
    """The model of what was measured of this subject; None where there are fewer than four payloads or six rounds to fit."""
    found = _fit(summary, subject)
    if found is None:
        return None
    held_out = tuple(_held_out(found, row) for row in _rows(summary, subject) if not _is_fitted(row))
    return CostModel(subject, found, held_out, _over_reply(summary, subject, found), _over_memcpy(summary, found))


def cost_models(summary: Summary) -> tuple[CostModel, ...]:
    """Of all transports that have one, in the order of tables."""
    return tuple(found for subject in summary.handing if (found := cost_model(summary, subject)))


def memcpy_model(summary: Summary) -> CostModel | None:
    """The model of plain memcpy in this run."""
    subjects = [row.subject for row in summary.of_role("bound") if row.key == "memcpy"]
    return cost_model(summary, subjects[0]) if subjects else None


def median_error(models: Sequence[CostModel]) -> float | None:
    """The median over all held-out matrices of how far predictions lie off in either direction (a share); None of none."""
    errors = [abs(one.error) for model in models for one in model.held_out]
    return statistics.median(errors) if errors else None


def model_lines(summary: Summary) -> tuple[ModelLine, ...]:
    """The table of models: memcpy first, then the transports in the order of tables."""
    copy = memcpy_model(summary)
    return tuple(_line(summary, model) for model in (*((copy,) if copy else ()), *cost_models(summary)))


def handing_ns(row: Row) -> dict[int, Floats]:
    """Total - compute (ns) of the warm samples of each round of a row; of the cold ones where it has no others.

    The row must have its phases: one of `summarise`, not of `summarise_costs`.
    """
    totals, computes = row.samples["total"], row.samples["compute"] if "compute" in row.kind.total else None
    found = {}
    for place, (number, total) in enumerate(zip(totals.rounds.tolist(), totals.values)):
        values = total if computes is None else total - computes.values[place]
        found[number] = np.maximum(values[row.first or 0 :], 1).astype(np.float64)  # a clock that is coarse may see nothing
    return found


def _rows(summary: Summary, subject: Subject) -> list[Row]:
    """Its rows at all shapes, by payload, of enough rounds to have an interval."""
    rows = [row for shape in summary.shapes if (row := summary.row(subject, shape))]
    return [row for row in rows if sum(array.size > 0 for array in handing_ns(row).values()) >= FEWEST_ROUNDS]


def _is_fitted(row: Row) -> bool:
    return row.shape is not None and row.shape.rows == 1


@remembered
def _fit(summary: Summary, subject: Subject) -> Fit | None:
    rows = [row for row in _rows(summary, subject) if _is_fitted(row)]
    times = [handing_ns(row) for row in rows]
    rounds = sorted({number for of_row in times for number in of_row})
    if not rounds:
        return None
    nothing = np.empty(0)
    samples = stacked([[of_row.get(number, nothing) for number in rounds] for of_row in times])
    return fit(np.array([float(row.shape.bytes) for row in rows if row.shape]), samples)


def _held_out(found: Fit, row: Row) -> HeldOut:
    assert row.shape is not None
    return HeldOut(row.shape, found.predict(row.shape.bytes), float(medians(stacked([list(handing_ns(row).values())]))[0]))


def _over_reply(summary: Summary, subject: Subject, found: Fit) -> Value | None:
    """A reply is a call and its answer with nothing carried: the part of alpha that is not the transport's own."""
    alike = [row.estimate() for row in summary.of_role("floor") if row.subject.waiting == subject.waiting]
    if len(alike) != 1 or alike[0] is None or alike[0].low is None or alike[0].high is None:
        return None
    return found.alpha.over(Value(alike[0].median, alike[0].low, alike[0].high)) if alike[0].median > 0 else None


def _over_memcpy(summary: Summary, found: Fit) -> Value | None:
    subjects = [row.subject for row in summary.of_role("bound") if row.key == "memcpy"]
    copy = _fit(summary, subjects[0]) if subjects else None
    return None if copy is None or copy is found else found.beta.over(copy.beta)


def _line(summary: Summary, model: CostModel) -> ModelLine:
    found = model.fit
    return ModelLine(
        summary.title(model.subject),
        found.alpha.scaled(_US),
        found.beta.scaled(_MS_PER_GB),
        found.pieces,
        found.breakpoints,
        found.half_rate,
        model.over_reply,
        model.over_memcpy,
        model.held_out,
    )
