"""Many results at once, as far as comparing needs them: costs per round."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import Sequence

from ipcbench.analysis.rows import Summary
from ipcbench.analysis.summaries import summarise_costs
from ipcbench.base.parallel import spread
from ipcbench.result import reader

_FEW = 4  # quicker than to start processes


def costs_of(paths: Sequence[Path]) -> list[Summary]:
    """A summary of each file, in their order; raises ResultError."""
    return [_costs(path) for path in paths] if len(paths) <= _FEW else spread(_costs, paths)


def _costs(path: Path) -> Summary:
    gc.disable()  # it would look through millions of numbers, again and again, and find nothing
    try:
        summary = summarise_costs(reader.load_sound(path, "totals"))
    finally:
        gc.enable()
    plan = replace(summary.result.protocol, order=())
    return replace(summary, result=replace(summary.result, entries=(), protocol=plan))
