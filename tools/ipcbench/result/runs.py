"""A run is a folder, <machine>/<stamp>, with one file per suite: <suite>.json."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from ipcbench.base.text import clean
from ipcbench.result.document import refuse

_STAMP = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?")
PARTIAL = ".partial.jsonl"  # <suite>.partial.jsonl: what has been measured, while a suite is under way
LAYOUT = "<machine>/<stamp>/<suite>.json"


def is_stamp(text: str) -> bool:
    """Whether `text` is the name of a run's folder: YYYYMMDDThhmmssZ, perhaps with a counter."""
    return _STAMP.fullmatch(text) is not None


def age(stamp: str) -> tuple[str, int]:
    """What stamps are sorted by."""
    found = _STAMP.fullmatch(stamp)
    return (found[1], int(found[2] or 0)) if found else ("", 0)


def folder_of(path: Path) -> Path | None:
    """The run's folder in which a result file lies; None for one that lies elsewhere."""
    folder = Path(os.path.abspath(path)).parent  # resolve() raises on a loop of links
    return folder if is_stamp(folder.name) else None


def stamp_of(path: Path, run: str | None) -> str:
    """The stamp of the folder in which a file lies; elsewhere that of the run that it names, or else its own name."""
    if folder := folder_of(path):
        return folder.name
    stamp = (run or "").rpartition("/")[2]
    return stamp if is_stamp(stamp) else path.stem


def suites(folder: Path) -> list[Path]:
    """The result files of a run's folder."""
    return sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))


def unfinished(folder: Path) -> list[Path]:
    """What a run's folder has of suites that are under way, or never came to an end."""
    return sorted(folder.glob(f"*{PARTIAL}"))


def unfinished_text(path: Path) -> str:
    """'this run did not finish; it has 12 entries of 4 rows, and no result': safe to print."""
    rows, entries = set(), 0
    try:
        if not path.is_file():  # a FIFO would block
            return "not a regular file"
        with path.open("rb") as file:
            for line in file:
                entries += 1
                rows.add(_row(line))
    except OSError as error:
        return f"this run did not finish, and cannot be read: {error.strerror or error}"
    count = f"{entries} entr{'y' if entries == 1 else 'ies'} of {len(rows)} row{'' if len(rows) == 1 else 's'}"
    return f"this run did not finish: it has {count}, one per line, and no result"


def newest(results: Path | str) -> list[Path]:
    """The files of the latest run under the folder `results`, by the stamp of its folder.

    Raises ResultError if there is none.
    """
    folder = Path(results)
    found = [run for run in folder.glob("*/*") if is_stamp(run.name)]
    finished = [run for run in found if suites(run)]
    if not finished:
        for partial in (partial for run in found for partial in unfinished(run)):
            refuse(partial, unfinished_text(partial))
        refuse(folder, f"no result here ({LAYOUT}); tools/bench makes one")
    return suites(max(finished, key=lambda run: (age(run.name), str(run))))


def _row(line: bytes) -> Any:
    """What a line of a partial file is about."""
    try:
        return clean(json.loads(line)["ipc"]["row"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
