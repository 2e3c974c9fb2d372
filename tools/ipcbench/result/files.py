"""Which files a call means: files as they are, runs, machines and folders above with all results below, and globs."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import Sequence

from ipcbench.base.errors import ResultError, UsageError
from ipcbench.base.text import clean
from ipcbench.result import runs


def expand(names: Sequence[str], results: Path | None = None) -> list[Path]:
    """The files that `names` stand for, each once, in the order given; within a folder by machine, stamp and suite.

    A folder stands for the suites of all runs below it; itself for what it holds if it is a run's. A name that is neither a file
    nor a folder is a pattern if it has one of '*?['. Without any name it is the newest run below the folder `results`. Raises
    UsageError for a folder without a result and a pattern that nothing matches, ResultError where a run did not finish.
    """
    if not names and results is not None:
        return runs.newest(results)
    found: dict[Path, None] = {}
    for name in names:
        for path in _expand(name):
            found.setdefault(path)
    return list(found)


def folders_meant(names: Sequence[str]) -> list[Path]:
    """The folders of runs that are among `names`, or below one of them, each once: also those that did not finish."""
    matches = [path for name in names for path in ([Path(name)] if Path(name).is_dir() else map(Path, sorted(glob.glob(name, recursive=True))))]
    return list(dict.fromkeys(run for match in matches if match.is_dir() for run in _runs_in(match)))


def _expand(name: str) -> list[Path]:
    path = Path(name)
    try:
        if path.is_dir():
            return _below(path)
        if path.exists() or not glob.has_magic(name):
            return [_finished(path)]  # what is not there is for the reader to say
        matches = [Path(match) for match in sorted(glob.glob(name, recursive=True))]
    except ValueError:  # a NUL in the name
        return [path]
    if not matches:
        raise UsageError(f"{clean(name, 300)}: no file matches")
    return [below for match in matches for below in (_below(match) if match.is_dir() else [_finished(match)])]


def _finished(path: Path) -> Path:
    if path.name.endswith(runs.PARTIAL):
        raise ResultError(f"{clean(path, 300)}: {runs.unfinished_text(path)}")
    return path


def _below(folder: Path) -> list[Path]:
    found = _runs_in(folder)
    paths = [path for run in found for path in runs.suites(run)]
    if not paths:
        for partial in (partial for run in found for partial in runs.unfinished(run)):
            _finished(partial)
        raise UsageError(f"{clean(folder, 300)}: no result here ({runs.LAYOUT})")
    return paths


def _runs_in(folder: Path) -> list[Path]:
    """The folder itself if it is a run's, else all such below it, by machine and time."""
    if _is_run(folder):
        return [folder]
    return sorted((run for run in folder.rglob("*") if _is_run(run)), key=lambda run: (run.parent, runs.age(run.name)))


def _is_run(folder: Path) -> bool:
    return runs.is_stamp(os.path.basename(os.path.abspath(folder))) and folder.is_dir()
