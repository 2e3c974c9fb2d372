"""Two rows of one run against each other, round by round."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ipcbench.analysis.cost import cost, cost_by_round
from ipcbench.analysis.rows import Row, Summary
from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean
from ipcbench.stats.effects import Effect
from ipcbench.stats.pairs import paired_effects
from ipcbench.stats.series import Estimate, logarithms


@dataclass(frozen=True)
class TwoRows:
    """The second row against the first; `effect` is None with fewer than six rounds in common."""

    first: Row
    second: Row
    costs: tuple[Estimate | None, Estimate | None]
    effect: Effect | None


def two_rows(summary: Summary, first: str, second: str) -> list[TwoRows]:
    """Of each shape that both have; a row is called by its key ('pipe'), its subject, or its whole name. Raises UsageError."""
    sides = [_named(summary, name) for name in (first, second)]
    if sides[0] == sides[1]:
        raise UsageError(f"--rows: {clean(first, 60)} and {clean(second, 60)} are one row")
    shaped = [{row.shape: row for row in side} for side in sides]
    one_each = all(len(side) == 1 for side in sides)
    pairs = [(sides[0][0], sides[1][0])] if one_each else [(row, shaped[1][shape]) for shape, row in shaped[0].items() if shape in shaped[1]]
    if not pairs:
        raise UsageError(f"--rows: {clean(first, 60)} and {clean(second, 60)} have no shape in common")
    effects = paired_effects([(logarithms(cost_by_round(summary, a)), logarithms(cost_by_round(summary, b))) for a, b in pairs])
    return [TwoRows(a, b, (cost(summary, a), cost(summary, b)), effect) for (a, b), effect in zip(pairs, effects)]


def _named(summary: Summary, name: str) -> list[Row]:
    found = [row for row in summary.rows.values() if name in (row.name, row.subject.name, row.key)]
    if found and len({row.subject.name for row in found}) > 1:
        raise UsageError(f"--rows: {clean(name, 60)!r} stands for {' and '.join(sorted({row.subject.name for row in found}))}")
    if not found:
        near = [row.name for row in summary.rows.values() if re.search(re.escape(name.split("/")[-1]), row.name)]
        raise UsageError(f"--rows: no row is called {clean(name, 60)!r}{f'; there is {clean(near[0], 60)}' if near else ''}")
    return found
