"""Results held against each other: what is comparable, and for each row whether it is faster, slower or the same."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, replace
from typing import Any, Mapping, Optional, Sequence

from ipcbench.analysis.cost import cost, cost_by_round
from ipcbench.analysis.hosts import of_one_machine, same_hardware
from ipcbench.analysis.judging import Common, Design, Judgement, Verdict, judge, judge_pairs, judge_runs, typical
from ipcbench.analysis.margins import Margins
from ipcbench.analysis.rows import Row, Summary
from ipcbench.analysis.summaries import settled_from
from ipcbench.result import identity
from ipcbench.result.model import Result, Shape
from ipcbench.stats.effects import Effect
from ipcbench.stats.series import Estimate, Series
from ipcbench.stats.several import FEWEST_RUNS

Place = tuple[str, Optional[Shape]]  # of a row in a summary


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
    """One or several results against those of the baseline. With `refused` there are no rows: the fields that differ.

    `only_a` are rows of every run of the baseline that a run of the other side lacks; `only_b` the other way round.
    """

    sides: tuple[tuple[Summary, ...], tuple[Summary, ...]]
    margin: float
    refused: tuple[str, ...]
    rows: tuple[Judged, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    common: Common
    of_one_machine: bool
    design: Design = "single runs"

    @property
    def a(self) -> Summary:
        """The first run of the baseline, which stands for it."""
        return self.sides[0][0]

    @property
    def b(self) -> Summary:
        return self.sides[1][0]

    @property
    def runs(self) -> tuple[int, int]:
        """How many there are on either side."""
        return len(self.sides[0]), len(self.sides[1])

    @property
    def median_ratio(self) -> float | None:
        """The median of the rows' ratios of times; None if no row has one."""
        ratios = [row.effect.ratio for row in self.rows if row.effect]
        return typical(ratios) if ratios else None

    @property
    def found_from(self) -> float | None:
        """The ratio from which on a difference of the median row would have been found in four of five cases."""
        known = [row.judgement.found_from for row in self.rows if row.effect]
        return statistics.median(known) if known else None

    @property
    def newly_failed(self) -> tuple[str, ...]:
        """Rows with a failed round in a run of the second side, but in none of the baseline."""
        before, after = ([failure.row for run in side for failure in run.result.failed] for side in self.sides)
        return tuple(row for row in dict.fromkeys(after) if row not in {*before})

    def count(self, verdict: Verdict) -> int:
        return sum(row.verdict == verdict for row in self.rows)


def compare(a: Summary, b: Summary, margins: Margins = Margins(), same_machine: bool = False) -> Comparison:
    """Judges the costs of the rows that both have, from the sample on that has settled in both.

    `same_machine` assures that two results that may be of two hosts are of one.
    """
    return compare_runs([a], [b], margins, same_machine)


def compare_runs(a: Sequence[Summary], b: Sequence[Summary], margins: Margins = Margins(), same_machine: bool = False) -> Comparison:
    """Likewise of several runs on either side, or one on each. The first of each side stands for it."""
    runs = (*a, *b)
    refused = next((fields for other in runs[1:] if (fields := incomparable(runs[0].result, other.result))), ())
    names = [{row.name: row for row in ordered_rows(summary)} for summary in runs]
    first = names[0]
    both = [name for name in first if all(name in rows and rows[name].is_warm == first[name].is_warm for rows in names)]
    if not both and not refused:
        refused = ("rows (none is in both)",)
    only_a, only_b = _lacking(names[: len(a)], names[len(a) :]), _lacking(names[len(a) :], names[: len(a)])
    runs = tuple(_settled(summary, runs) for summary in runs)
    places = [] if refused else [first[name].place for name in both]
    side_a, side_b = runs[: len(a)], runs[len(a) :]
    one_machine = all(of_one_machine(runs[0].result, other.result, same_machine) for other in runs[1:])
    found, common, design = _judged(side_a, side_b, places, [margins.of(name) for name in both], one_machine)
    rows = tuple(
        Judged(side_a[0].rows[place], side_b[0].rows[place], one, _cost(side_a, place), _cost(side_b, place))
        for place, one in zip(places, found)
    )
    return Comparison((side_a, side_b), margins.usual, refused, rows, only_a, only_b, common, one_machine, design)


def _lacking(of: Sequence[Mapping[str, Row]], others: Sequence[Mapping[str, Row]]) -> tuple[str, ...]:
    """The rows of all the runs of one side that some run of the other lacks."""
    return tuple(name for name in of[0] if all(name in rows for rows in of) and not all(name in rows for rows in others))


def _judged(
    a: Sequence[Summary], b: Sequence[Summary], places: Sequence[Place], margins: Sequence[float], one_machine: bool
) -> tuple[list[Judgement], Common, Design]:
    """By what was measured: in pairs, several runs, or a single one on either side."""
    values = [(_costs_by_round(a, place), _costs_by_round(b, place)) for place in places]
    if min(len(a), len(b)) >= FEWEST_RUNS:
        return *judge_runs(values, margins, one_machine), "several runs"
    single = [(x[0], y[0]) for x, y in values]
    if are_paired(a[0].result, b[0].result):
        return *judge_pairs(single, margins), "pairs"
    return *judge(single, margins, one_machine), "single runs"


def _costs_by_round(side: Sequence[Summary], place: Place) -> list[Series]:
    return [cost_by_round(summary, summary.rows[place]) for summary in side]


def _cost(side: Sequence[Summary], place: Place) -> Estimate | None:
    """Of a side of several runs the median over runs."""
    found = [one for summary in side if (one := cost(summary, summary.rows[place]))]
    if len(side) == 1 or not found:
        return found[0] if found else None
    return Estimate(statistics.median(one.median for one in found), None, None, len(found))


def are_paired(a: Result, b: Result) -> bool:
    """Whether each round of their rows was measured on both sides, one after the other."""
    return a.pair is not None and b.pair is not None and a.pair.id == b.pair.id and a.pair.side != b.pair.side


def _settled(summary: Summary, runs: Sequence[Summary]) -> Summary:
    """The summary with each row from the sample on from which on it has settled in all runs."""
    rows = {}
    for place, row in summary.rows.items():
        firsts = [other.first for run in runs if (other := run.rows.get(place)) and other.first]
        rows[place] = settled_from(row, max([row.first, *firsts])) if row.first else row
    return replace(summary, rows=rows)


def incomparable(a: Result, b: Result) -> tuple[str, ...]:
    """The fields of the workload that differ and make a comparison meaningless.

    Shapes do not, as long as some are common; nor does the placement of another machine, which has the cores that it has.
    """
    p, q = a.protocol, b.protocol
    fields: dict[str, tuple[Any, Any]] = {
        "suite": (a.suite, b.suite),
        "kernel": (p.kernel, q.kernel),
        "transfers per round": (p.transfers, q.transfers),
    }
    if not are_paired(a, b):  # in these, pairs may differ on purpose
        fields["residency"] = (p.residency, q.residency)
        if same_hardware(a, b):
            fields["placement"] = (p.placement.policy, q.placement.policy)
    found = [f"{name} ({x} | {y})" for name, (x, y) in fields.items() if x != y]
    found += _totals(a, b)
    if not found and a.ids["workload"] != b.ids["workload"] and not are_paired(a, b):
        is_explained = set(p.shapes) != set(q.shapes) or p.placement.policy != q.placement.policy
        if not is_explained or not all(map(_by_the_book, (a, b))):
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
