"""What the figures of a result mean: ratios to computing here, shares of memcpy, and when shipping pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Mapping

from ipcbench.analysis.rows import Row, Summary, fastest
from ipcbench.result.model import Shape
from ipcbench.stats import series
from ipcbench.stats.series import Estimate

#: design.md, section 2: what a transport moves out of the timed interval is marked beyond these.
PREPARE_LIMIT = 1.2  # times the prepare of local
RELEASE_LIMIT = 0.05  # of the total
WIDE_INTERVAL = 0.10  # half width as a share of the median

#: The letters behind a row, and what they mean.
MARKS: Mapping[str, str] = {
    "p": "prepare over 1.2 times local's, before the clock starts",
    "r": "release over 5 % of the total, after the clock stops",
    "o": "overlapped: computes on the way; share is (memcpy + local) / total",
}


@dataclass(frozen=True)
class Assessment:
    """One row held against computing here and against a plain copy; what cannot be said is None."""

    row: Row
    times_local: Estimate | None  # total / local total, paired by round
    share_of_memcpy: float | None  # of its speed; None without copies
    pays_above_ns: float | None  # compute per matrix above which two workers win
    wide: bool  # the interval is wider than ±10 %
    prepare_times_local: float | None  # the median prepare over that of local
    release_share: float | None  # the median release over the total
    cpu_ns: float | None  # of both sides, in the total

    @property
    def hides_prepare(self) -> bool:
        return self.prepare_times_local is not None and self.prepare_times_local > PREPARE_LIMIT

    @property
    def hides_release(self) -> bool:
        return self.release_share is not None and self.release_share > RELEASE_LIMIT

    @property
    def marks(self) -> str:
        """The letters of MARKS that hold for the row."""
        held = {"p": self.hides_prepare, "r": self.hides_release, "o": self.row.subject.overlapped}
        return "".join(letter for letter in MARKS if held[letter])


def meanings(marks: Iterable[str]) -> list[str]:
    """'p prepare over 1.2x local's: …' for every letter that one of these texts has."""
    found = set("".join(marks))
    return [f"{letter} {meaning}" for letter, meaning in MARKS.items() if letter in found]


def assess(summary: Summary, row: Row) -> Assessment:
    """What `row` means, by the local and memcpy rows of its shape in the same rounds."""
    local, memcpy = summary.base(row.shape, row.subject.conditions), summary.memcpy(row.shape)
    total = row.estimate()
    half_width = total.half_width if total else None
    return Assessment(
        row=row,
        times_local=times_local(row, local) if row.kind.role != "bound" else None,
        share_of_memcpy=_median(share_of_memcpy(row, memcpy, local)),
        pays_above_ns=None if on_one_cpu(summary) else pays_above(row, local),
        wide=half_width is not None and half_width > WIDE_INTERVAL,
        prepare_times_local=_median(prepare_times_local(row, local)),
        release_share=_release_share(row),
        cpu_ns=cpu_time(row),
    )


def times_local(row: Row, local: Row | None) -> Estimate | None:
    """How many times as long as computing here the row takes, over the rounds that both have."""
    if local is None or row.is_warm != local.is_warm:
        return None
    return series.estimate(series.ratio(row.series("total"), local.series("total")))


def pays_above(row: Row, local: Row | None) -> float | None:
    """Compute per matrix (ns) above which two workers finish a stream of matrices sooner than computing here.

    Each worker is busy for compute + (total - local) per matrix and the producer for `sent`, so two workers win when
    compute exceeds max(sent, total - local). Medians over rounds; None if there is no local row to compare with.
    """
    if row.kind.role != "measured" or local is None or row.is_warm != local.is_warm:
        return None
    extra = series.estimate(series.difference(row.series("total"), local.series("total")))
    sent = row.median("sent")
    return None if extra is None or sent is None else max(sent, extra.median)


def on_one_cpu(summary: Summary) -> bool:
    """Whether both processes ran on one CPU: workers that take turns there win nothing by being two."""
    place = summary.result.protocol.placement
    return place.producer_cpu is not None and place.producer_cpu == place.consumer_cpu


def best(summary: Summary, shape: Shape | None, copied: bool | None = None) -> Row | None:
    """The transport with the least total at `shape`; with `copied` only those that copy, or only those in place."""
    rows = [row for subject in summary.handing if (row := summary.row(subject, shape)) is not None]
    if copied is not None:
        rows = [row for row in rows if (row.subject.copied if copied else row.subject.in_place)]
    return fastest(rows)


def best_of_families(summary: Summary) -> frozenset[str]:
    """The names of the fastest subject of each family, and kind (at the largest shape)."""
    firsts: dict[tuple[str, str], str] = {}
    for subject in summary.measured:
        firsts.setdefault((subject.kind.name, subject.family), subject.name)
    return frozenset(firsts.values())


def share_of_memcpy(row: Row, memcpy: Row | None, local: Row | None) -> Estimate | None:
    """memcpy's transfer over this one, paired by round: 0.5 is half its speed. None for rows that copy nothing.

    The transfer of an overlapped row has most of its computing in it: there it is memcpy and then local, over the total.
    """
    if memcpy is None or not row.subject.copies or row.kind.role == "base" or row.is_warm != memcpy.is_warm:
        return None
    if not row.subject.overlapped:
        return series.estimate(series.ratio(memcpy.series("transfer"), row.series("transfer")))
    if local is None or local.is_warm != memcpy.is_warm:
        return None
    both = series.total(memcpy.series("transfer"), local.series("compute"))
    return series.estimate(series.ratio(both, row.series("total")))


def cpu_time(row: Row) -> float | None:
    """CPU time (ns) that a row takes of both processes; a base or a bound runs in one and waits for nothing, so it takes its total."""
    counted = row.median("cpu")
    return row.median() if counted is None and row.kind.role != "measured" else counted


def cpus_busy(row: Row, name: str = "cpu") -> Estimate | None:
    """How many CPUs a transfer keeps busy: one of CPU_TIMES over the total, paired by round. None without CPU times."""
    return series.estimate(series.ratio(row.series(name), row.series("total")))


def _median(found: Estimate | None) -> float | None:
    return found.median if found else None


def prepare_times_local(row: Row, local: Row | None) -> Estimate | None:
    """How many times as long as for computing here filling takes, over the rounds that both have."""
    if row.kind.role != "measured" or local is None or row.is_warm != local.is_warm:
        return None
    return series.estimate(series.ratio(row.series("prepare"), local.series("prepare")))


def _release_share(row: Row) -> float | None:
    release, total = row.median("release"), row.median()
    return release / total if release is not None and total else None
