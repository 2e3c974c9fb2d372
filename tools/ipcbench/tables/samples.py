"""The samples of results as a long table in CSV; docs/results-format.md describes its columns."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Sequence, TextIO

from ipcbench.base.text import clean
from ipcbench.result import document
from ipcbench.result.model import USAGE, Entry, Result

FACTS = (
    *("machine", "stamp", "suite", "commit", "row", "kind", "key", "label", "family", "copies", "lands", "waiting", "overlapped"),
    *("rows", "cols", "bytes", "kernel", "conditions", "round", "sample", "cold"),
)
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Columns:
    """What the table has beside the facts: phases, and what was counted beside, each by its name in the file."""

    phases: tuple[str, ...]
    usage: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (*FACTS, *(f"{phase}_ns" for phase in self.phases), "total_ns", *self.usage)


def columns(paths: Sequence[Path]) -> Columns:
    """All that any of the files has, in their order; raises ResultError."""
    phases: dict[str, None] = {}
    usage: dict[str, None] = dict.fromkeys(USAGE)
    for path in paths:
        with document.judged(path):
            content, _ = document.read(path)
            for kind in _main_first(content["ipcbench"]["kinds"]):
                phases |= dict.fromkeys(kind["phases"])
            for item in content["benchmarks"]:
                usage |= dict.fromkeys(item["ipc"].get("usage", ()))
    return Columns(tuple(phases), tuple(usage))


def _main_first(kinds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is measured first: it has the most phases, in the order in which they happen."""
    return sorted(kinds, key=lambda kind: bool(kind["role"] != "measured"))


class Table:
    """Writes the lines of each result that is added, the head before the first."""

    def __init__(self, file: TextIO, columns: Columns) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._columns = columns
        self._has_head = False

    def add(self, result: Result) -> None:
        """Appends the samples of `result`, in the order measured."""
        if not self._has_head:
            self._writer.writerow(self._columns.names)
            self._has_head = True
        run = tuple(safe(fact) for fact in (result.machine["id"], result.name, result.suite, result.build["commit"]))
        for entry in result.entries:
            self._writer.writerows(run + line for line in self._lines(entry))

    def _lines(self, entry: Entry) -> Iterator[tuple[Any, ...]]:
        shape = entry.shape
        what = (
            *map(safe, (entry.row, entry.kind.name, entry.key, entry.label, entry.family)),
            "" if entry.copies is None else entry.copies,
            *map(safe, (entry.lands, entry.waiting)),
            _truth(entry.overlapped),
            *((shape.rows, shape.cols, shape.bytes) if shape else ("", "", "")),
            safe(entry.kernel),
            safe("/".join(f"{name}:{value}" for name, value in entry.conditions)),
            entry.round,
        )
        found = [*map(entry.samples.get, self._columns.phases), entry.total, *map(entry.usage.get, self._columns.usage)]
        values = [[""] * entry.total.size if array is None else array.tolist() for array in found]
        for number, numbers in enumerate(zip(*values)):
            yield (*what, number, _truth(number == 0), *numbers)


def safe(text: Any) -> str:
    """Text for a cell, on one line; a spreadsheet shows what looks like a formula instead of running it ("'=…")."""
    cell = "" if text is None else clean(text)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _truth(value: bool) -> str:
    """As pandas and R read it."""
    return "TRUE" if value else "FALSE"
