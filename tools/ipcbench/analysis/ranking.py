"""Which transports are the best, by their cost, and which of them cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from ipcbench.analysis import recommended
from ipcbench.analysis.cost import cost, cost_by_round
from ipcbench.analysis.rows import Row, Summary
from ipcbench.result.model import Shape
from ipcbench.stats import series


@dataclass(frozen=True)
class Best:
    """Rows that cannot be told from the one of least cost, it among them: `row` is the one to take, by the recommended order."""

    row: Row
    tied: tuple[Row, ...]


def best(summary: Summary, shape: Shape | None, copied: bool | None = None) -> Best | None:
    """The best of what hands matrices over at `shape`; with `copied` only of those that copy, or only of those in place."""
    rows = [row for subject in summary.handing if (row := summary.row(subject, shape)) is not None]
    if copied is not None:
        rows = [row for row in rows if (row.subject.copied if copied else row.subject.in_place)]
    return best_of(summary, rows)


def best_of(summary: Summary, rows: Sequence[Row]) -> Best | None:
    """The best of these rows; None of none."""
    known = [(found.median, row) for row in rows if (found := cost(summary, row))]
    if not known:
        return None
    _, least = min(known, key=lambda pair: (pair[0], recommended.place(pair[1].subject)))
    tied = sorted((row for _, row in known if row is least or is_tied(summary, least, row)), key=lambda row: recommended.place(row.subject))
    return Best(tied[0], tuple(tied))


def is_tied(summary: Summary, a: Row, b: Row) -> bool:
    """Whether the costs cannot be told apart: the 95 % interval of their ratio, paired by round, has 1 in it, or there is none."""
    found = series.estimate(series.ratio(cost_by_round(summary, b), cost_by_round(summary, a)))
    return found is None or found.low is None or found.high is None or found.low <= 1 <= found.high


def best_of_families(summary: Summary) -> frozenset[str]:
    """The names of the subject of least cost of each family, and kind (at the largest shape)."""
    firsts: dict[tuple[str, str], str] = {}
    for subject in summary.measured:
        firsts.setdefault((subject.kind.name, subject.family), subject.name)
    return frozenset(firsts.values())
