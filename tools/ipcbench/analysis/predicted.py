"""Rows at shapes that a run may not have measured: the one place where a model of costs is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Mapping, Sequence

import numpy as np

from ipcbench.analysis.measured_run import MeasuredRun
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.result.model import Shape
from ipcbench.result.names import row_name
from ipcbench.stats import series
from ipcbench.stats.series import Series


def predicted_cost(run: MeasuredRun, transport: Subject, shape: Shape) -> Row | None:
    """The row of a transport, or of computing here, at a shape; None where the run says nothing of it.

    It is the row as measured at this shape, or at one of the same payload, since rows and columns are contiguous. A model of
    costs by payload, fitted to a suite that was measured at many, belongs here: it makes a row within the payloads of that suite.
    """
    alike = [shape, *(other for other in run.transfer.shapes if other.bytes == shape.bytes)]
    found = next((row for other in alike if (row := run.transfer.row(transport, other))), None)
    return replace(found, shape=shape) if found and found.shape != shape else found


def stretched(run: MeasuredRun, transport: Subject, shape: Shape) -> Row | None:
    """The row on the line through two measured shapes next to this one, quantity by quantity and round by round; through
    nothing and the only one where there is one. None of none. This reaches beyond what was measured."""
    by_size = {other.bytes: row for other in run.transfer.shapes if (row := run.transfer.row(transport, other))}
    sizes = sorted(by_size, key=lambda size: abs(size - shape.bytes))[:2]
    if not sizes:
        return None
    rows = [by_size[size] for size in sizes]
    first = rows[0]
    name = row_name(first.kind.name, first.key, str(shape), first.subject.conditions)
    warm, cold = (_lines([getattr(row, what) for row in rows], sizes, shape.bytes) for what in ("warm", "cold"))
    setup = _line([row.setup for row in rows], sizes, shape.bytes)
    return replace(first, name=name, shape=shape, warm=warm, cold=cold, setup=setup, samples={}, settings={})


def summary_at(run: MeasuredRun, shape: Shape, extrapolate: bool = False) -> Summary | None:
    """The suite that hands over, with rows at this shape: measured or predicted ones, and with `extrapolate` also stretched
    ones. None where there is no base, or nothing else, at that shape."""
    if shape in run.transfer.shapes:
        return run.transfer
    subjects = {row.subject.name: row.subject for row in run.transfer.rows.values() if row.shape is not None}
    found = [predicted_cost(run, subject, shape) or (stretched(run, subject, shape) if extrapolate else None) for subject in subjects.values()]
    rows = {row.place: row for row in found if row is not None}
    summary = replace(run.transfer, rows={**run.transfer.rows, **rows}, shapes=(*run.transfer.shapes, shape))
    return summary if summary.base(shape) and any(summary.row(subject, shape) for subject in summary.handing) else None


def _lines(each: Sequence[Mapping[str, Series]], sizes: Sequence[int], size: int) -> dict[str, Series]:
    """Of the quantities that all of the rows have."""
    return {name: _line([of[name] for of in each], sizes, size) for name in each[0] if all(name in of for of in each)}


def _line(values: Sequence[Series], sizes: Sequence[int], size: int) -> Series:
    """The values at a payload of `size` bytes, from those at one or two of `sizes`; never below 0."""
    if len(values) == 1:
        return series.scaled(values[0], size / sizes[0])
    share = (size - sizes[0]) / (sizes[1] - sizes[0])
    found = series.total(series.scaled(values[0], 1 - share), series.scaled(values[1], share))
    return Series(found.rounds, np.maximum(found.values, 0.0))
