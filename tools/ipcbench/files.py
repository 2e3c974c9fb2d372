"""Which files a call means: files as they are, folders with all results below them, and globs."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import Sequence

from ipcbench import results
from ipcbench.errors import UsageError
from ipcbench.text import clean


def expand(names: Sequence[str]) -> list[Path]:
    """The files that `names` stand for, each once, in the order given; within a folder by machine and stamp.

    A folder stands for all <stamp>.json below it, and itself for what it holds if it is a machine's. A name that is
    neither a file nor a folder is a pattern if it has one of '*?['. Raises UsageError for a folder without a result
    and a pattern that nothing matches.
    """
    found: dict[Path, None] = {}
    for name in names:
        for path in _expand(name):
            found.setdefault(path)
    return list(found)


def _expand(name: str) -> list[Path]:
    path = Path(name)
    try:
        if path.is_dir():
            return _below(path)
        if path.exists() or not glob.has_magic(name):
            return [path]  # what is not there is for the reader to say
        matches = [Path(match) for match in sorted(glob.glob(name, recursive=True))]
    except ValueError:  # a NUL in the name
        return [path]
    if not matches:
        raise UsageError(f"{clean(name, 300)}: no file matches")
    return [below for match in matches for below in (_below(match) if match.is_dir() else [match])]


def _below(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*.json") if results.is_stamp(path.stem))
    if not found:
        raise UsageError(f"{clean(folder, 300)}: no result here (<machine>/<stamp>.json)")
    return found
