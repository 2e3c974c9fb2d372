"""Which transports are the best, by their cost, and which of them cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from ipcbench.analysis import recommended
from ipcbench.analysis.cost import cost, cost_by_round, pays_from
from ipcbench.analysis.memory import remembered
from ipcbench.analysis.rows import Row, Summary
from ipcbench.result.model import Shape
from ipcbench.stats import series


_AS_GOOD = 1.25  # of the least cost: beyond it, rounds that are few or unlike hide a difference that matters


@dataclass(frozen=True)
class Best:
    """Rows that cannot be told from the one of least cost, and cost at most 1.25 times as much, it among them.

    They are in the recommended order: `row` is the first of them, the one to take.
    """

    row: Row
    tied: tuple[Row, ...]


@remembered
def best(summary: Summary, shape: Shape | None, copied: bool | None = None) -> Best | None:
    """The best of what hands matrices over at `shape`; with `copied` only of those that copy, or only of those in place."""
    return best_of(summary, _handing(summary, shape, copied))


@remembered
def best_farmed(summary: Summary, shape: Shape | None, copied: bool) -> Row | None:
    """What is known to pay off with workers from the least compute on; of those alike the recommended one."""
    known = [(limit.high, recommended.place(row.subject), row) for row in _handing(summary, shape, copied) if (limit := pays_from(summary, row))]
    return min(known, key=lambda one: one[:2])[2] if known else None


def _handing(summary: Summary, shape: Shape | None, copied: bool | None) -> list[Row]:
    rows = [row for subject in summary.handing if (row := summary.row(subject, shape)) is not None]
    return [row for row in rows if copied is None or (row.subject.copied if copied else row.subject.in_place)]


def best_of(summary: Summary, rows: Sequence[Row]) -> Best | None:
    """The best of these rows; None of none."""
    known = [(found.median, row) for row in rows if (found := cost(summary, row))]
    if not known:
        return None
    lowest, least = min(known, key=lambda pair: (pair[0], recommended.place(pair[1].subject)))
    near = [row for found, row in known if found <= _AS_GOOD * lowest]
    tied = sorted((row for row in near if row is least or is_tied(summary, least, row)), key=lambda row: recommended.place(row.subject))
    return Best(tied[0], tuple(tied))


def is_tied(summary: Summary, a: Row, b: Row) -> bool:
    """Whether the costs cannot be told apart: their ratio, paired by round, may be 1; without a ratio, their intervals overlap."""
    ratios = series.ratio(cost_by_round(summary, b), cost_by_round(summary, a))
    if len(ratios):
        return series.may_be_one(ratios)
    x, y = cost(summary, a), cost(summary, b)
    if x is None or y is None or x.low is None or x.high is None or y.low is None or y.high is None:
        return True
    return x.low <= y.high and y.low <= x.high


@remembered
def best_of_families(summary: Summary) -> frozenset[str]:
    """The names of the subject of least cost of each family, and kind (at the largest shape)."""
    firsts: dict[tuple[str, str], str] = {}
    for subject in summary.measured:
        firsts.setdefault((subject.kind.name, subject.family), subject.name)
    return frozenset(firsts.values())
