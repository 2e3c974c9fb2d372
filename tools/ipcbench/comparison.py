"""Two results held against each other: what is comparable, and for each row whether it is faster, slower or the same."""

from __future__ import annotations

from dataclasses import dataclass

from ipcbench import identity
from ipcbench.effects import Effect
from ipcbench.judging import Common, Judgement, Verdict, judge, typical
from ipcbench.model import Kind, Result, Shape
from ipcbench.rows import Row, Summary

MARGIN = 0.05  # how much may differ and still be the same
Key = tuple[Kind, str, Shape]


@dataclass(frozen=True)
class Judged:
    """A row that both results have."""

    a: Row
    b: Row
    judgement: Judgement

    @property
    def effect(self) -> Effect | None:
        return self.judgement.effect

    @property
    def verdict(self) -> Verdict:
        return self.judgement.verdict

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

    @property
    def of_one_machine(self) -> bool:
        return same_hardware(self.a.result, self.b.result)

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


def compare(a: Summary, b: Summary, margin: float) -> Comparison:
    """Judges the rows that both have. `margin` is how much may differ and still be the same: 0.05 is 5 %."""
    refused = incomparable(a.result, b.result)
    keys = [] if refused else [key for key in ordered_keys(a) if key in b.rows and a.rows[key].is_warm == b.rows[key].is_warm]
    if not keys and not refused:
        refused = ("rows (no transport at one shape is in both)",)
    only_a = tuple(a.rows[key].name for key in ordered_keys(a) if key not in b.rows)
    only_b = tuple(b.rows[key].name for key in ordered_keys(b) if key not in a.rows)
    pairs = [(a.rows[key], b.rows[key]) for key in keys]
    values = [(x.series("total").values, y.series("total").values) for x, y in pairs]
    found, common = judge(values, margin, same_hardware(a.result, b.result))
    rows = tuple(Judged(x, y, one) for (x, y), one in zip(pairs, found))
    return Comparison(a, b, margin, refused, rows, only_a, only_b, common)


def incomparable(a: Result, b: Result) -> tuple[str, ...]:
    """The fields of the workload that differ and make a comparison meaningless; shapes do not, as long as some are common."""
    p, q = a.protocol, b.protocol
    fields = {
        "kernel": (p.kernel, q.kernel),
        "transfers per round": (p.transfers, q.transfers),
        "placement": (p.placement.policy, q.placement.policy),
    }
    found = [f"{name} ({x} | {y})" for name, (x, y) in fields.items() if x != y]
    if not found and a.ids["workload"] != b.ids["workload"]:
        shapes_explain = set(p.shapes) != set(q.shapes) and all(map(_by_the_book, (a, b)))
        if not shapes_explain:
            found = [f"timed interval (workload {a.ids['workload']} | {b.ids['workload']})"]
    if not set(p.shapes) & set(q.shapes) and p.shapes and q.shapes:
        found.append(f"shapes ({' '.join(p.shapes)} | {' '.join(q.shapes)})")
    return tuple(found)


def same_hardware(a: Result, b: Result) -> bool:
    """Whether both come from one machine, as far as its id can tell."""
    return bool(a.ids["hardware"] == b.ids["hardware"])


def ordered_keys(summary: Summary) -> list[Key]:
    """All rows: by shape, what is measured here first, then the transports in their one order."""
    place = {transport.key: number for number, transport in enumerate(summary.transports)}
    kinds = {"local": 0, "bound": 1, "transfer": 2}
    return sorted(
        summary.rows,
        key=lambda k: (summary.shapes.index(k[2]), kinds[k[0]], place.get(k[1], 0) if k[0] == "transfer" else 0, k[1]),
    )


def _by_the_book(result: Result) -> bool:
    """Whether the workload's id is what this version makes of its fields."""
    plan = result.protocol
    return bool(result.ids["workload"] == identity.workload(plan.kernel, [*plan.shapes], plan.transfers, plan.placement.policy))
