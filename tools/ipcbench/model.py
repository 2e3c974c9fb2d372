"""What a result file says, as frozen dataclasses. Durations are integer nanoseconds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Mapping

import numpy as np
import numpy.typing as npt

Kind = Literal["transfer", "local", "bound"]
Rank = Literal["may_change_ranking", "shifts_milliseconds", "note"]
Integers = npt.NDArray[np.int64]
Nanoseconds = Integers

#: The phases of a sample, in the file's order (with "_ns" behind each).
PHASES = ("prepare", "transfer", "sent", "compute", "reply", "release")
#: The keys of the file's samples; what else stands there is not ours.
SAMPLES = tuple(f"{phase}_ns" for phase in PHASES)

#: The phases whose sum is the total of a sample, by kind of row.
TOTAL_PHASES: Mapping[Kind, tuple[str, ...]] = {
    "transfer": ("transfer", "compute", "reply"),
    "local": ("compute",),
    "bound": ("transfer",),
}

#: What a transfer costs beside time, in the file's order. CPU times (ns): the producer's between t0 and t3, the consumer's to t2.
COSTS = tuple(
    f"{side}_{what}"
    for what in ("cpu_ns", "page_faults", "voluntary_switches", "involuntary_switches")
    for side in ("producer", "consumer")
)

#: CPU times (ns): of both sides, and of each.
CPU_TIMES = ("cpu", "producer_cpu_ns", "consumer_cpu_ns")


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

    `cost` holds arrays of that length by the names of COSTS; those that the file lacks are missing.
    """

    row: str
    round: int
    kind: Kind
    transport: str | None
    label: str
    family: str
    copies: int | None
    lands: str | None
    waiting: str | None
    shape: Shape
    kernel: str | None
    settings: Mapping[str, Any]
    samples: Mapping[str, Nanoseconds]  # "transfer", "compute", …: the file's keys without "_ns"
    cost: Mapping[str, Integers]
    overlapped: bool  # the kernel runs over a piece while the next one travels

    @property
    def total(self) -> Nanoseconds:
        """What the user waits for: transfer + compute + reply, as far as the kind of row has them (ns)."""
        first, *others = TOTAL_PHASES[self.kind]
        total = self.samples[first]
        for phase in others:
            total = total + self.samples[phase]
        return total

    def values(self, name: str) -> Integers | None:
        """One number per transfer: "total", a phase (ns), one of CPU_TIMES (ns) or of COSTS; None where there is none."""
        if name == "total":
            return self.total
        if name == "cpu":
            sides = [self.cost.get(side) for side in CPU_TIMES[1:]]
            return None if sides[0] is None or sides[1] is None else sides[0] + sides[1]
        return self.samples.get(name, self.cost.get(name))

    @property
    def key(self) -> str:
        """The transport, or the kernel of a row without one."""
        return self.transport if self.kind == "transfer" and self.transport else self.kernel or self.row


@dataclass(frozen=True)
class Unavailable:
    transport: str
    label: str | None
    rows: int
    cols: int
    reason: str
    mend: str

    @property
    def shape(self) -> str:
        return f"{self.rows}x{self.cols}"


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
    precision: float | None  # rounds were added for half widths of this share; None if not asked for


@dataclass(frozen=True)
class Result:
    """One result file. `machine`, `environment`, `build` and `ids` are as in the file: facts may be None."""

    path: Path
    machine: Mapping[str, Any]
    environment: Mapping[str, Any]
    build: Mapping[str, Any]
    ids: Mapping[str, Any]
    protocol: Protocol
    unavailable: tuple[Unavailable, ...]
    failed: tuple[Failure, ...]
    warnings: tuple[Finding, ...]
    complete: bool
    entries: tuple[Entry, ...]
