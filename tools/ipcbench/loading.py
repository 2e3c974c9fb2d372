"""Many results at once, as far as comparing needs them: totals per round, without the samples."""

from __future__ import annotations

import gc
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Sequence

from ipcbench import results
from ipcbench.model import TOTAL_PHASES
from ipcbench.rows import Summary, summarise

_FEW = 4  # quicker than to start processes
_OF_TOTALS = tuple({phase for phases in TOTAL_PHASES.values() for phase in phases})


def totals_of(paths: Sequence[Path]) -> list[Summary]:
    """A summary of each file, in their order, by as many processes as there are CPUs; raises ResultError."""
    processes = min(len(os.sched_getaffinity(0)), 8, len(paths))
    if len(paths) <= _FEW or processes < 2:
        return [_totals(path) for path in paths]
    pool = ProcessPoolExecutor(processes, get_context("fork"), signal.signal, (signal.SIGINT, signal.SIG_IGN))
    try:
        return list(pool.map(_totals, paths))
    except BrokenProcessPool:
        raise MemoryError from None  # only the kernel ends such a process
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _totals(path: Path) -> Summary:
    gc.disable()  # it would look through millions of numbers, again and again, and find nothing
    try:
        summary = summarise(results.load_sound(path, _OF_TOTALS), names=())
    finally:
        gc.enable()
    plan = replace(summary.result.protocol, order=())
    return replace(summary, result=replace(summary.result, entries=(), protocol=plan))
