"""What is asked for advice: a matrix, what is computed on it, and by how many workers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ipcbench.analysis.cost import WORKERS
from ipcbench.analysis.farm import most_workers
from ipcbench.analysis.kernel_times import multiply_adds
from ipcbench.analysis.measured_run import MeasuredRun
from ipcbench.analysis.rows import Summary
from ipcbench.base.durations import nanoseconds
from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean
from ipcbench.result.model import Shape

Resident = Literal["anywhere", "shm", "private"]
Answer = Literal["value", "matrix"]
_ENTRY_BYTES = 8
_KERNEL = re.compile(r"[a-z]\w*")


@dataclass(frozen=True)
class Question:
    """`compute` is the time per matrix (ns), computed here; `workers` take a stream of matrices, or one of them a single matrix, `once`.

    A matrix is born in shared memory (`shm`), in the producer's private memory, or wherever the transport wants it. The answer is
    a value, or a matrix of the same size. Where `transports` has keys, no others count. `extrapolate` allows what was not measured.
    """

    shape: Shape
    compute: float
    workers: int = WORKERS
    resident: Resident = "anywhere"
    once: bool = False
    answer: Answer = "value"
    transports: tuple[str, ...] = ()
    extrapolate: bool = False
    kernel: str | None = None  # of the run, whose time `compute` is


def shape_of(text: str) -> Shape:
    """The shape '500x9111'; raises UsageError for anything else."""
    found = re.fullmatch(r"(\d{1,9})x(\d{1,9})", text)
    if not found or not int(found[1]) or not int(found[2]):
        raise UsageError(f"--shape: {clean(text, 40)!r} is no shape: rows and columns, as in 500x9111")
    rows, cols = int(found[1]), int(found[2])
    return Shape(rows, cols, rows * cols * _ENTRY_BYTES)


def compute_of(text: str, summary: Summary, shape: Shape) -> tuple[float, str | None]:
    """The time that '5ms' says, or that the kernel of this name ('sum') takes here at this shape (ns), and its name; raises UsageError."""
    if not _KERNEL.fullmatch(text):
        return nanoseconds(text, "--compute"), None
    kernels = {row.kernel: row for row in summary.of_role("base") if row.shape == shape and row.kernel}
    found = kernels[text].median() if text in kernels else None
    if found is None:
        known = ", ".join(clean(kernel, 40) for kernel in kernels if not multiply_adds(kernel))
        raise UsageError(f"--compute: {clean(text, 40)!r} is neither a time (5ms, 20us, 0.1s) nor a kernel that was run here ({known or 'none'})")
    return found, text


def check(run: MeasuredRun, question: Question) -> None:
    """Raises UsageError for what the run has no answer to: unknown transports, and, unless allowed, shapes and workers not measured."""
    known = {subject.key for subject in run.transfer.handing if not subject.conditions}
    for key in question.transports:
        if key not in known:
            absent = next((item for item in run.transfer.result.unavailable if item.key == key), None)
            reason = f"could not run: {clean(absent.reason, 120)}" if absent else f"is none of {clean(', '.join(sorted(known)), 700)}"
            raise UsageError(f"--transport: {clean(key, 40)!r} {reason}")
    if question.extrapolate or question.once:
        return
    measured = most_workers(run.pool) if run.pool else 0
    most = max(measured, WORKERS)
    if question.workers > most:
        what = f"the most that this run measured are {measured} workers" if measured else f"this run measured no workers, and tells of {WORKERS} by its model"
        raise UsageError(f"--workers: {question.workers} are too many: {what}; --extrapolate reaches beyond")


def refuse_shape(run: MeasuredRun, shape: Shape) -> UsageError:
    """The error that says which shapes there are."""
    known = ", ".join(str(each) for each in run.transfer.shapes) or "none"
    return UsageError(f"--shape: {shape} was not measured, but {known}: measure it (tools/bench --shape {shape}), or reach beyond (--extrapolate)")
