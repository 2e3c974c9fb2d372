"""The samples of results as a long table in CSV; docs/results-format.md describes its columns."""

from __future__ import annotations

import csv
from typing import Any, Iterator, TextIO

from ipcbench.model import COSTS, PHASES, Entry, Result
from ipcbench.text import clean

COLUMNS = (
    *("machine", "stamp", "commit", "row", "kind", "transport", "label", "family", "copies", "lands", "waiting", "overlapped"),
    *("rows", "cols", "bytes", "kernel", "round", "sample", "cold"),
    *(f"{phase}_ns" for phase in PHASES),
    "total_ns",
    *COSTS,
)
_FORMULA = ("=", "+", "-", "@")


class Table:
    """Writes the head at once, then the lines of each result that is added."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def add(self, result: Result) -> None:
        """Appends the samples of `result`, in the order measured."""
        run = tuple(safe(fact) for fact in (result.machine["id"], result.path.stem, result.build["commit"]))
        for entry in result.entries:
            self._writer.writerows(run + line for line in _lines(entry))


def safe(text: Any) -> str:
    """Text for a cell, on one line; a spreadsheet shows what looks like a formula instead of running it ("'=…")."""
    cell = "" if text is None else clean(text)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _lines(entry: Entry) -> Iterator[tuple[Any, ...]]:
    shape = entry.shape
    what = (
        *map(safe, (entry.row, entry.kind, entry.transport, entry.label, entry.family)),
        "" if entry.copies is None else entry.copies,
        *map(safe, (entry.lands, entry.waiting)),
        _truth(entry.overlapped),
        *(shape.rows, shape.cols, shape.bytes, safe(entry.kernel), entry.round),
    )
    columns: list[list[Any]] = []
    for name in (*PHASES, "total", *COSTS):
        found = entry.values(name)
        columns.append([""] * entry.total.size if found is None else found.tolist())
    for number, values in enumerate(zip(*columns)):
        yield (*what, number, _truth(number == 0), *values)


def _truth(value: bool) -> str:
    """As pandas and R read it."""
    return "TRUE" if value else "FALSE"
