"""Two results held against each other: what is comparable, and for each row whether it is faster, slower or the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ipcbench.analysis.cost import cost, cost_by_round
from ipcbench.analysis.hosts import of_one_machine
from ipcbench.analysis.judging import Common, Judgement, Verdict, judge, typical
from ipcbench.analysis.rows import Row, Summary
from ipcbench.analysis.summaries import settled_from
from ipcbench.result import identity
from ipcbench.result.model import Result
from ipcbench.stats.effects import Effect
from ipcbench.stats.series import Estimate

MARGIN = 0.05  # how much may differ and still be the same


@dataclass(frozen=True)
class Judged:
    """A row that both results have."""

    a: Row
    b: Row
    judgement: Judgement
    cost_a: Estimate | None
    cost_b: Estimate | None

    @property
    def effect(self) -> Effect | None:
        return self.judgement.effect

    @property
    def verdict(self) -> Verdict:
        return self.judgement.verdict

    @property
    def medians(self) -> tuple[float, float]:
        """The costs (ns) of either, totals of what has no cost."""
        return (self.cost_a.median if self.cost_a else 0.0, self.cost_b.median if self.cost_b else 0.0)

    @property
    def rounds(self) -> int:
        """The fewer of the two."""
        return min(len(self.a.series("total")), len(self.b.series("total")))


@dataclass(frozen=True)
class Comparison:
    """The second result against the first, the baseline. With `refused` there are no rows: the fields that differ."""

    a: Summary
    b: Summary
    margin: float
    refused: tuple[str, ...]
    rows: tuple[Judged, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    common: Common
    of_one_machine: bool

    @property
    def median_ratio(self) -> float | None:
        """The median of the rows' ratios of times; None if no row has one."""
        ratios = [row.effect.ratio for row in self.rows if row.effect]
        return typical(ratios) if ratios else None

    @property
    def newly_failed(self) -> tuple[str, ...]:
        """Rows with a failed round in the second result, but not in the baseline."""
        before = {failure.row for failure in self.a.result.failed}
        return tuple(dict.fromkeys(f.row for f in self.b.result.failed if f.row not in before))

    def count(self, verdict: Verdict) -> int:
        return sum(row.verdict == verdict for row in self.rows)


def compare(a: Summary, b: Summary, margin: float, same_machine: bool = False) -> Comparison:
    """Judges the costs of the rows that both have, from the sample on that has settled in both.

    `margin` is how much may differ and still be the same: 0.05 is 5 %. `same_machine` assures that two results that may be
    of two hosts are of one.
    """
    refused = incomparable(a.result, b.result)
    rows_a, rows_b = ({row.name: row for row in ordered_rows(side)} for side in (a, b))
    both = [name for name in rows_a if name in rows_b and rows_a[name].is_warm == rows_b[name].is_warm]
    if not both and not refused:
        refused = ("rows (none is in both)",)
    only_a = tuple(name for name in rows_a if name not in rows_b)
    only_b = tuple(name for name in rows_b if name not in rows_a)
    a, b = _settled(a, b), _settled(b, a)
    pairs = [] if refused else [(a.rows[rows_a[name].place], b.rows[rows_b[name].place]) for name in both]
    values = [(cost_by_round(a, x).values, cost_by_round(b, y).values) for x, y in pairs]
    one_machine = of_one_machine(a.result, b.result, same_machine)
    found, common = judge(values, margin, one_machine)
    costs = [(cost(a, x), cost(b, y)) for x, y in pairs]
    rows = tuple(Judged(x, y, one, *known) for (x, y), one, known in zip(pairs, found, costs))
    return Comparison(a, b, margin, refused, rows, only_a, only_b, common, one_machine)


def _settled(summary: Summary, other: Summary) -> Summary:
    """The summary with each row from the sample on from which on it has settled in the other one, too."""
    later = {place: row.first for place, row in other.rows.items() if row.first}
    rows = {place: settled_from(row, max(row.first, later.get(place, 1))) if row.first else row for place, row in summary.rows.items()}
    return replace(summary, rows=rows)


def incomparable(a: Result, b: Result) -> tuple[str, ...]:
    """The fields of the workload that differ and make a comparison meaningless; shapes do not, as long as some are common."""
    p, q = a.protocol, b.protocol
    fields: dict[str, tuple[Any, Any]] = {
        "suite": (a.suite, b.suite),
        "kernel": (p.kernel, q.kernel),
        "residency": (p.residency, q.residency),
        "transfers per round": (p.transfers, q.transfers),
        "placement": (p.placement.policy, q.placement.policy),
    }
    found = [f"{name} ({x} | {y})" for name, (x, y) in fields.items() if x != y]
    found += _totals(a, b)
    if not found and a.ids["workload"] != b.ids["workload"]:
        shapes_explain = set(p.shapes) != set(q.shapes) and all(map(_by_the_book, (a, b)))
        if not shapes_explain:
            found = [f"timed interval (workload {a.ids['workload']} | {b.ids['workload']})"]
    if not set(p.shapes) & set(q.shapes) and p.shapes and q.shapes:
        found.append(f"shapes ({' '.join(p.shapes)} | {' '.join(q.shapes)})")
    return tuple(found)


def ordered_rows(summary: Summary) -> list[Row]:
    """All rows: by shape, bases first, then bounds, then what was measured in its one order."""
    order = {subject.name: number for number, subject in enumerate(summary.measured)}
    places = {place: number for number, place in enumerate(summary.places)}
    roles = ("base", "bound", "floor", "measured")
    return sorted(summary.rows.values(), key=lambda row: (places.get(row.shape, -1), roles.index(row.kind.role), order.get(row.subject.name, 0), row.name))


def _totals(a: Result, b: Result) -> list[str]:
    """Kinds of one name whose totals are made of other phases: 'total of launch (start+ready | start)'."""
    other = {kind.name: kind for kind in b.kinds}
    pairs = [(kind, other[kind.name]) for kind in a.kinds if kind.name in other]
    return [f"total of {x.name} ({'+'.join(x.total)} | {'+'.join(y.total)})" for x, y in pairs if {*x.total} != {*y.total}]


def _by_the_book(result: Result) -> bool:
    """Whether the workload's id is what this version makes of its fields."""
    plan = result.protocol
    return bool(result.ids["workload"] == identity.workload(result.suite, plan.kernel, [*plan.shapes], plan.transfers, plan.placement.policy, plan.residency))
