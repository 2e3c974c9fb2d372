"""One run, as far as it tells of shipping: the suite that hands matrices over, and beside it the one that shares them out to workers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from ipcbench.analysis.grouping import by_run
from ipcbench.analysis.rows import Summary
from ipcbench.analysis.summaries import summarise
from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean
from ipcbench.result import files, reader

_SUITES = ("transfer", "pool")  # in a folder of many suites no others are read: each takes a moment


@dataclass(frozen=True)
class MeasuredRun:
    """`transfer` hands matrices over; `pool`, if it was measured, shares them out to workers."""

    transfer: Summary
    pool: Summary | None


def load_run(names: Sequence[str], results: Path | None = None) -> MeasuredRun:
    """The run that is named by its folder, a file of it or a glob; the newest below `results` without a name.

    Raises ResultError for what is no sound result, and UsageError where the names stand for several runs, or for a run in
    which nothing was handed over.
    """
    paths = files.expand(names, results)
    if len(by_run(paths)) > 1:
        raise UsageError(f"{' '.join(clean(name, 200) for name in names)}: stands for several runs, not one")
    wanted = [path for path in paths if path.stem in _SUITES] if any(path.stem == _SUITES[0] for path in paths) else paths
    return of_summaries([summarise(reader.load_sound(path)) for path in wanted], clean(paths[0].parent if len(paths) > 1 else paths[0], 200))


def of_summaries(summaries: Sequence[Summary], name: str) -> MeasuredRun:
    """The run of these suites; of several that hand matrices over the first. Raises UsageError as above."""
    handing = [summary for summary in summaries if summary.result.hands_over]
    if not handing:
        raise UsageError(f"{name}: hands no matrix over, so it says nothing about shipping: tools/bench transfer measures that")
    return MeasuredRun(handing[0], next((summary for summary in summaries if farms_out(summary)), None))


def farms_out(summary: Summary) -> bool:
    """Whether its rows share matrices out to workers."""
    return any(kind.farms_out for kind in summary.result.kinds)
