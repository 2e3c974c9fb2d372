"""What the folder of a run may get wrong: its files must be suites of one run on one machine, and nothing else."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator

from ipcbench.base.text import clean
from ipcbench.result import runs


@dataclass(frozen=True)
class _File:
    path: Path
    suite: str
    run: str | None
    machine: str | None
    hardware: str | None


@dataclass
class Runs:
    """The files of runs, as they are read."""

    _files: defaultdict[Path, list[_File]] = field(default_factory=lambda: defaultdict(list))

    def add(self, path: Path, document: Any) -> None:
        """Notes a document that the schema allows."""
        ours, folder = document["ipcbench"], runs.folder_of(path)
        if folder:
            self._files[folder].append(_File(path, ours["suite"], ours["run"], ours["machine"]["id"], ours["ids"]["hardware"]))

    def findings(self, folder: Path) -> Iterator[str]:
        """One line per thing that is wrong with the folder of a run, of which all files have been added; safe to print."""
        known = self._files[Path(os.path.abspath(folder))]
        for file in known:
            if file.path.name != f"{file.suite}.json":
                yield _line(file.path, f"is of suite {file.suite}, so its name should be {file.suite}.json")
        for what, of in (("ipcbench.run", "run"), ("ipcbench.machine.id", "machine"), ("ipcbench.ids.hardware", "hardware")):
            values = [getattr(file, of) for file in known]
            if len(set(values)) > 1:
                said = ", ".join(f"{value} in {file.path.name}" for value, file in zip(values, known))
                yield _line(folder, f"its files are not of one run: {what} is {said}")
        for path in sorted(folder.iterdir()):
            if path.name.endswith(runs.PARTIAL):
                if not runs.has_result(path):
                    yield _line(path, runs.unfinished_text(path))
            elif path.suffix != ".json" or path.name.startswith(".") or not path.is_file():
                yield _line(path, "a run's folder holds its suites alone, <suite>.json")


def _line(path: Path, text: str) -> str:
    return f"{clean(path, 300)}: {clean(text, 300)}"
