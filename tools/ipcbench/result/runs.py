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
PARTIAL = ".partial.jsonl"  # <suite>.partial.jsonl: what has been measured, while a suite is under way or may go on
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
    """What a run's folder has of suites that are under way, or never came to an end, and have no result."""
    return sorted(path for path in folder.glob(f"*{PARTIAL}") if not has_result(path))


def has_result(path: Path) -> bool:
    """Whether a side file's suite has a result: of an interrupted run, which may go on."""
    return path.with_name(path.name.removesuffix(PARTIAL) + ".json").exists()


def unfinished_text(path: Path) -> str:
    """'this run did not finish: it has 12 entries of 4 rows and no result; …': safe to print."""
    rows = []
    try:
        if not path.is_file():  # a FIFO would block
            return "not a regular file"
        with path.open("rb") as file:
            rows = [row for line in file if (row := _row(line)) is not None]
    except OSError as error:
        return f"this run did not finish, and cannot be read: {error.strerror or error}"
    count = f"{len(rows)} entr{'y' if len(rows) == 1 else 'ies'} of {len(set(rows))} row{'' if len(set(rows)) == 1 else 's'}"
    mend = "tools/bench --resume goes on with it, tools/recover makes a result of it"
    return f"this run did not finish: it has {count} and no result; {mend}"


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
    """The row of an entry; None for any other line of a side file."""
    try:
        return str(json.loads(line)["ipc"]["row"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
