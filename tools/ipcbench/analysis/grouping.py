"""Results by what belongs together: the suites of a run, and the runs of a suite."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Sequence

from ipcbench.analysis.rows import Summary
from ipcbench.result import runs


def by_run(paths: Sequence[Path]) -> list[list[Path]]:
    """The files in lists, one per run in their order; what lies in no run's folder is alone."""
    groups: dict[Path, list[Path]] = {}
    for path in paths:
        groups.setdefault(runs.folder_of(path) or path, []).append(path)
    return list(groups.values())


def by_suite(summaries: Sequence[Summary]) -> dict[str, list[Summary]]:
    """The results by the names of their suites, in their order."""
    groups: dict[str, list[Summary]] = {}
    for summary in summaries:
        groups.setdefault(summary.result.suite, []).append(summary)
    return groups


def named(summaries: Sequence[Summary]) -> list[Summary]:
    """With the suite in the name of each, '<stamp>/<suite>', where there are several."""
    if len({summary.result.suite for summary in summaries}) < 2:
        return list(summaries)
    return [replace(each, result=replace(each.result, name=f"{each.result.name}/{each.result.suite}")) for each in summaries]
