"""Two results held against each other: what is comparable, and for each row whether it is faster, slower or the same."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Literal

from ipcbench import effects, identity
from ipcbench.effects import Effect
from ipcbench.model import Kind, Result, Shape
from ipcbench.rows import Row, Summary
from ipcbench.stats import CONFIDENCE

Verdict = Literal["FASTER", "SLOWER", "SAME", "AMBIGUOUS"]
_FEWEST_ROWS = 8
VERDICTS: tuple[Verdict, ...] = ("SLOWER", "FASTER", "SAME", "AMBIGUOUS")
Key = tuple[Kind, str, Shape]


@dataclass(frozen=True)
class Judged:
    """A row that both results have. `effect` is None with too few rounds; `p` is corrected for the number of rows."""

    a: Row
    b: Row
    effect: Effect | None
    p: float
    verdict: Verdict

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
    common: float = 1.0  # what moved all rows of one machine alike: the median of their ratios of times

    @property
    def of_one_machine(self) -> bool:
        return same_hardware(self.a.result, self.b.result)

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
    rows, common = _judged([(a.rows[key], b.rows[key]) for key in keys], margin, same_hardware(a.result, b.result))
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


def _judged(pairs: list[tuple[Row, Row]], margin: float, one_machine: bool) -> tuple[tuple[Judged, ...], float]:
    """The rows, and what moved them all alike; on one machine a row has to differ from that, too."""
    values = [(a.series("total").values, b.series("total").values) for a, b in pairs]
    rhos = [effects.correlations([pair[side] for pair in values]) for side in (0, 1)]
    # The variance of a difference of two means: the run with fewer rounds weighs more.
    inflations = [
        (effects.inflation(r, x.size) * y.size + effects.inflation(s, y.size) * x.size) / (x.size + y.size)
        for (x, y), r, s in zip(values, *rhos)
    ]
    found = effects.effects(values, inflations)
    common = _common(found) if one_machine else 1.0
    alone = effects.effects([(x, y / common) for x, y in values], inflations) if common != 1.0 else found
    corrected = iter(effects.holm([_apart(effect, other) for effect, other in zip(found, alone) if effect and other]))
    ps = [next(corrected) if effect else 1.0 for effect in found]
    return tuple(Judged(a, b, e, p, _verdict(e, p, margin)) for (a, b), e, p in zip(pairs, found, ps)), common


def _common(found: list[Effect | None]) -> float:
    """The median ratio of the rows: the state that the machine was in. 1 with so few rows that it could be their own doing."""
    ratios = [effect.ratio for effect in found if effect]
    return statistics.median(ratios) if len(ratios) >= _FEWEST_ROWS else 1.0


def _apart(effect: Effect, alone: Effect) -> float:
    """The p-value of a row that differs both from the baseline and from what moved all rows alike, in one direction."""
    return max(effect.p, alone.p) if (effect.ratio > 1) == (alone.ratio > 1) else 1.0


def _verdict(effect: Effect | None, p: float, margin: float) -> Verdict:
    """SAME first: a difference below the margin is none that matters, however sure it is."""
    if effect is None:
        return "AMBIGUOUS"
    if effect.within(margin):
        return "SAME"
    if p > 1 - CONFIDENCE:
        return "AMBIGUOUS"
    return "SLOWER" if effect.ratio > 1 else "FASTER"
