"""The other runs of a machine that lie beside one, and how far they lie apart: what the interval of one run cannot tell."""

from __future__ import annotations

import functools
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Sequence

from ipcbench.analysis.comparison import incomparable
from ipcbench.analysis.cost import cost
from ipcbench.analysis.hosts import of_one_machine
from ipcbench.analysis.loading import costs_of
from ipcbench.analysis.rows import Summary
from ipcbench.analysis.summaries import settled_from
from ipcbench.base.errors import ResultError
from ipcbench.result import runs

MOST = 12  # the newest: each takes a moment to load


@dataclass(frozen=True)
class Spread:
    """Of so many runs, this one among them: the largest cost of a row over its least, less 1 (0.09 is 9 %), by its name."""

    runs: int
    by_row: Mapping[str, float]

    @property
    def median(self) -> float:
        return statistics.median(self.by_row.values())


def beside(summary: Summary, known: Sequence[Summary] = ()) -> list[Summary]:
    """The finished runs of the same suite in the folder of its machine, comparable and of one host, each run once.

    Those that are `known` are not loaded again.
    """
    folder = runs.folder_of(summary.result.path)
    if folder is None:
        return []
    paths = [path for run in sorted(folder.parent.glob("*")) if run != folder and runs.is_stamp(run.name) for path in runs.suites(run)]
    wanted = [path for path in paths if path.stem == summary.result.path.stem][-MOST:]
    by_path = {one.result.path.resolve(): (one,) for one in known}
    found = [other for path in wanted for other in by_path.get(path.resolve()) or _loaded(path)]
    return distinct([summary, *(other for other in found if is_repeat(summary, other))])[1:]


def distinct(summaries: Sequence[Summary]) -> list[Summary]:
    """Each run once, whatever its names: the first of those that are the same."""
    found: dict[str, Summary] = {}
    for summary in summaries:
        found.setdefault(summary.result.fingerprint, summary)
    return list(found.values())


def is_repeat(summary: Summary, other: Summary) -> bool:
    """Whether the other result measured the same on the same host."""
    a, b = summary.result, other.result
    return other.result.complete and of_one_machine(a, b) and not incomparable(a, b)


def spread(summary: Summary, others: Sequence[Summary]) -> Spread | None:
    """How far the runs lie apart in the rows that all have; None of one run, or where no row is in all."""
    found: dict[str, float] = {}
    for key in summary.rows:
        rows = [(one, one.rows[key]) for one in (summary, *others) if key in one.rows]
        first = max((row.first or 0 for _, row in rows), default=0)
        costs = [cost(one, settled_from(row, first) if first else row) for one, row in rows]
        known = [each.median for each in costs if each and each.median > 0]
        if others and len(known) == 1 + len(others):
            found[summary.rows[key].name] = max(known) / min(known) - 1
    return Spread(1 + len(others), found) if found else None


@functools.lru_cache(maxsize=4 * MOST)
def _loaded(path: Path) -> tuple[Summary, ...]:
    """A file that cannot be used is no other run; the tools that are asked about it say why. A result is never overwritten."""
    try:
        return tuple(costs_of([path]))
    except ResultError:
        return ()
