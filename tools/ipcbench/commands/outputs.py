"""Where what is made from a result goes."""

from __future__ import annotations

import re
from pathlib import Path

from ipcbench.commands import cli
from ipcbench.result import runs
from ipcbench.result.model import Result


def folder_of(result: Result, plots: Path | None = None) -> Path:
    """<plots>/<machine>/<stamp>/<suite>: by the run's folder, or by machine and name where the file lies elsewhere."""
    return run_folder_of(result, plots) / slug(result.suite)


def run_folder_of(result: Result, plots: Path | None = None) -> Path:
    """<plots>/<machine>/<stamp>."""
    folder = runs.folder_of(result.path)
    machine = folder.parent.name if folder else result.machine["id"]
    return (plots or cli.PLOTS) / slug(machine) / slug(folder.name if folder else result.path.stem)


def slug(name: str | None) -> str:
    """A folder's name from what a file says: letters, digits, '-', '_' and '.', and nothing that climbs."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name or "")[:80].strip(".-") or "unknown"
