"""How long the kernels of the suite pool compute: fma_K, which does K multiply-adds for each entry of a matrix."""

from __future__ import annotations

import re

import numpy as np

from ipcbench.analysis.memory import remembered
from ipcbench.analysis.rows import Row, Summary
from ipcbench.result.model import Shape
from ipcbench.stats import series
from ipcbench.stats.series import Estimate

#: The kernels of the grid, the shortest first.
GRID = tuple(f"fma_{2**power}" for power in range(13))
_FMA = re.compile(r"fma_([1-9]\d{0,8})")


def multiply_adds(kernel: str | None) -> int | None:
    """64 of 'fma_64'; None of a kernel that is none of these."""
    found = _FMA.fullmatch(kernel or "")
    return int(found[1]) if found else None


@remembered
def compute_time(summary: Summary, shape: Shape, kernel: str) -> Estimate | None:
    """What a kernel computes per matrix of this shape here (ns); None if neither it nor one of its like was measured there.

    It is its own row's total; of fma_K it grows with K from that of the largest one measured, and is never less than one
    pass over the matrix, which is what `sum` takes.
    """
    wanted, known = multiply_adds(kernel), _measured(summary, shape)
    if wanted is None or not known:
        own = next((row for row in summary.of_role("base") if row.shape == shape and row.kernel == kernel), None)
        return own.estimate() if own else None
    nearest = wanted if wanted in known else max(known)
    found = series.scaled(known[nearest].series("total"), wanted / nearest)
    passing = one_pass(summary, shape)
    return series.estimate(series.paired(found, passing.series("total"), np.maximum) if passing else found)


def one_pass(summary: Summary, shape: Shape) -> Row | None:
    """The row of one pass over a matrix of this shape: local/sum, or where that was not measured what others are held against."""
    return next((row for row in summary.of_role("base") if row.shape == shape and row.kernel == "sum"), None) or summary.base(shape)


def _measured(summary: Summary, shape: Shape) -> dict[int, Row]:
    rows = [row for row in summary.of_role("base") if row.shape == shape and not row.subject.conditions]
    return {count: row for row in rows if (count := multiply_adds(row.kernel))}
