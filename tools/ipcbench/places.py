"""Where what is made from a result goes."""

from __future__ import annotations

import re
from pathlib import Path

from ipcbench import cli
from ipcbench.model import Result
from ipcbench.results import is_stamp


def folder_of(result: Result, plots: Path | None = None) -> Path:
    """<plots>/<machine>/<stamp>: by the folder of the result, or by its machine where the file lies elsewhere."""
    stem = result.path.stem
    machine = result.path.resolve().parent.name if is_stamp(stem) else slug(result.machine["id"])
    return (plots or cli.PLOTS) / machine / stem


def slug(name: str | None) -> str:
    """A folder's name from what a file says: letters, digits, '-', '_' and '.', and nothing that climbs."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name or "")[:80].strip(".-") or "unknown"
