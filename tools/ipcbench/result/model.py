"""What a result file says, as frozen dataclasses. Durations are integer nanoseconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Mapping

import numpy as np
import numpy.typing as npt

from ipcbench.base.text import clean
from ipcbench.result.names import subject_name

Role = Literal["base", "bound", "floor", "measured"]
Rank = Literal["may_change_ranking", "shifts_milliseconds", "note"]
Integers = npt.NDArray[np.int64]
Nanoseconds = Integers

#: What both sides of a transfer use beside time, in the file's order; a kind may count other things.
#: CPU times (ns): the producer's between t0 and t3, the consumer's to t2.
USAGE = tuple(
    f"{side}_{what}"
    for what in ("cpu_ns", "page_faults", "voluntary_switches", "involuntary_switches")
    for side in ("producer", "consumer")
)

#: CPU times (ns): of both sides, and of each.
CPU_TIMES = ("cpu", "producer_cpu_ns", "consumer_cpu_ns")


@dataclass(frozen=True)
class Kind:
    """What a kind of row measures, as the file declares it: the phases of its samples, and those that add up to its total.

    A base is what others are held against, a bound what no copy can beat, a floor what is in every total.
    """

    name: str
    title: str
    role: Role
    phases: tuple[str, ...]
    total: tuple[str, ...]

    @property
    def hands_over(self) -> bool:
        """Whether its rows hand a matrix to another process: what the figures, and the words about shipping, are about."""
        return self.role == "measured" and "transfer" in self.total

    @property
    def farms_out(self) -> bool:
        """Whether its rows share matrices out to workers, and have the time that each takes `here` beside."""
        return self.role == "measured" and "here" in self.phases and "here" not in self.total


@dataclass(frozen=True)
class Shape:
    """Rows and columns of a matrix (entries), and its payload (bytes)."""

    rows: int
    cols: int
    bytes: int

    def __str__(self) -> str:
        return f"{self.rows}x{self.cols}"


@dataclass(frozen=True)
class Entry:
    """One round of one row: `samples` holds one array per phase, all of the same length; element 0 is cold.

    `usage` holds arrays of that length by their keys in the file. Either holds less where less was asked for.
    """

    row: str
    round: int
    kind: Kind
    key: str
    label: str
    family: str
    copies: int | None
    lands: str | None
    waiting: str | None
    shape: Shape | None
    kernel: str | None
    conditions: tuple[tuple[str, str], ...]  # names and values, in the order of the row's name
    settings: Mapping[str, Any]
    samples: Mapping[str, Nanoseconds]  # "transfer", "compute", …: the file's keys without "_ns"
    usage: Mapping[str, Integers]
    overlapped: bool  # the kernel runs over a piece while the next one travels
    forked: bool  # a consumer of its own for each matrix
    setup_ns: int | None  # from opening the channel to the first transfer; None where it is not known

    @property
    def total(self) -> Nanoseconds:
        """What a caller waits for: the sum of the phases that the kind declares as its total (ns)."""
        first, *others = self.kind.total
        total = self.samples[first]
        for phase in others:
            total = total + self.samples[phase]
        return total

    def values(self, name: str) -> Integers | None:
        """One number per sample: "total", "spent" (with the release), a phase (ns), one of CPU_TIMES (ns) or a key of `usage`; None where there is none."""
        if name == "total":
            return self.total
        if name == "spent":
            release = self.samples.get("release")
            return self.total if release is None else self.total + release
        if name == "cpu":
            sides = [self.usage.get(side) for side in CPU_TIMES[1:]]
            return None if sides[0] is None or sides[1] is None else sides[0] + sides[1]
        return self.samples.get(name, self.usage.get(name))

    @property
    def subject(self) -> str:
        """The name of the row without its shape."""
        return subject_name(self.kind.name, self.key, self.conditions)


@dataclass(frozen=True)
class Unavailable:
    """A row that cannot run here; `shape` is '' where it has none."""

    row: str
    kind: str
    key: str
    label: str | None
    shape: str
    reason: str
    mend: str


@dataclass(frozen=True)
class Failure:
    row: str
    round: int | None
    error: str
    text: str


@dataclass(frozen=True)
class Finding:
    """A warning of the run; `rows` is empty when it concerns all of them."""

    code: str
    text: str
    rows: tuple[str, ...]
    rank: Rank


@dataclass(frozen=True)
class Placement:
    policy: str | None
    producer_cpu: int | None
    consumer_cpu: int | None


@dataclass(frozen=True)
class Protocol:
    rounds: int
    transfers: int
    kernel: str | None
    placement: Placement
    seed: int | None
    order: tuple[tuple[str, ...], ...]
    shapes: tuple[str, ...]
    residency: str | None  # where a matrix lies as its clock starts: "cache" or "memory"; None in files of the first timed interval
    precision: float | None  # rounds were added for half widths of this share; None if not asked for


@dataclass(frozen=True)
class Pair:
    """Of two results that were measured round by round, one after the other: the id of both, and which side this is."""

    id: str
    side: str  # "A", or "B" for what A is held against


@dataclass(frozen=True)
class Result:
    """One suite of a run. `machine`, `environment`, `build` and `ids` are as in the file: facts may be None.

    `name` tells it from others: the stamp of its run, or the name of a file that lies elsewhere.
    """

    path: Path
    name: str
    suite: str
    run: str | None  # '<machine>/<stamp>'
    machine: Mapping[str, Any]
    environment: Mapping[str, Any]
    build: Mapping[str, Any]
    ids: Mapping[str, Any]
    protocol: Protocol
    kinds: tuple[Kind, ...]
    unavailable: tuple[Unavailable, ...]
    failed: tuple[Failure, ...]
    warnings: tuple[Finding, ...]
    complete: bool
    cache_line_ns: Mapping[int, float]  # by round, where it is known: there and back between the two CPUs
    fingerprint: str  # of all samples: the same run has the same one under any name
    settled: Mapping[str, int]  # by row, the first sample of a round that counts; rows with more than a cold one
    entries: tuple[Entry, ...]
    pair: Pair | None = None
    tunings: Mapping[str, int] = field(default_factory=dict)  # by row, the place of the tuning that it ran with

    @property
    def identifier(self) -> str:
        """'epyc-2c-kvm-3f9a01/20260101T120000Z'; safe to print."""
        return f"{clean(self.machine['id'] or 'unknown machine', 50)}/{clean(self.name, 60)}"

    @property
    def grave(self) -> tuple[Finding, ...]:
        """The warnings that may change the ranking."""
        return tuple(finding for finding in self.warnings if finding.rank == "may_change_ranking")

    @property
    def cpus(self) -> int | None:
        """How many CPUs the run could use; None where that is not known."""
        allowed = self.environment.get("allowed_cpus")
        return allowed if isinstance(allowed, int) else self.machine.get("cpus")

    @property
    def measures(self) -> tuple[Kind, ...]:
        """The kinds of role measured."""
        return tuple(kind for kind in self.kinds if kind.role == "measured")

    @property
    def main_kind(self) -> str:
        """The name of the first kind of role measured, which tables leave out; '' in a suite of bases and bounds alone."""
        return self.measures[0].name if self.measures else ""

    @property
    def hands_over(self) -> bool:
        """Whether a kind of the suite hands matrices over, measured or not."""
        return any(kind.hands_over for kind in self.kinds)
