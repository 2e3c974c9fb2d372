"""A result summarised: one Row per subject and shape, with a value per round and phase."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ipcbench.result.model import Integers, Kind, Result, Role, Shape
from ipcbench.result.names import short, subject_name
from ipcbench.stats import series
from ipcbench.stats.series import Estimate, Series


@dataclass(frozen=True)
class Subject:
    """What is measured, at each shape where it has one: a transport as a rule; as far as tables and figures show it."""

    kind: Kind
    key: str
    label: str
    family: str
    copies: int | None
    lands: str | None
    waiting: str | None
    overlapped: bool = False
    forked: bool = False
    conditions: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The names of its rows without the shape: 'transfer/pipe', 'farm/pipe/workers:2'."""
        return subject_name(self.kind.name, self.key, self.conditions)

    @property
    def plain_name(self) -> str:
        """The name of the plain variant: its own, unless it is a tuned one."""
        return subject_name(self.kind.name, self.key.removesuffix("_tuned"), self.conditions)

    @property
    def tuned(self) -> bool:
        return self.key.endswith("_tuned")

    @property
    def copied(self) -> bool:
        return bool(self.copies)

    @property
    def in_place(self) -> bool:
        """Whether the matrix is born in memory that both processes share."""
        return self.copies == 0 and self.lands != "private"

    def is_variant_of(self, other: Subject) -> bool:
        """Whether the key says so, as that of 'shm_ring_spin' beside 'shm_ring' in one family."""
        alike = (self.kind, self.family, self.conditions) == (other.kind, other.family, other.conditions)
        return alike and self.key.startswith(f"{other.key}_")


@dataclass(frozen=True, eq=False)
class Samples:
    """All samples of one quantity: an array per round, in the order of `rounds`; as rows of one array where all are of one length."""

    rounds: Integers
    values: Integers | tuple[Integers, ...]


@dataclass(frozen=True, eq=False)
class Row:
    """Per-round values (ns) of one row: `warm` are medians of the samples from number `first` on, `cold` the first samples.

    Both have the phases of the row's kind, "total", "spent", and CPU_TIMES where all rounds have them. The `warm` series are
    empty when every round has one sample; then `first` is None. `samples` has all of them, by round.
    """

    name: str
    subject: Subject
    shape: Shape | None
    kernel: str | None
    warm: Mapping[str, Series]
    cold: Mapping[str, Series]
    settings: Mapping[str, Any]  # those that are the same in all rounds
    setup: Series  # from opening the channel to the first transfer
    samples: Mapping[str, Samples]
    first: int | None

    @property
    def kind(self) -> Kind:
        return self.subject.kind

    @property
    def key(self) -> str:
        return self.subject.key

    @property
    def place(self) -> tuple[str, Shape | None]:
        """Where a summary has it."""
        return self.subject.name, self.shape

    @property
    def is_warm(self) -> bool:
        return len(self.warm["total"]) > 0

    def series(self, phase: str) -> Series:
        """The warm values of a phase, or the cold ones where there are no warm ones; empty if the row lacks it."""
        return (self.warm if self.is_warm else self.cold).get(phase, EMPTY)

    def estimate(self, phase: str = "total") -> Estimate | None:
        """Median and interval over rounds of `series(phase)` (ns); None if the row lacks it."""
        return series.estimate(self.series(phase))

    def median(self, phase: str = "total") -> float | None:
        """Median over rounds of `series(phase)` (ns)."""
        found = self.estimate(phase)
        return found.median if found else None

    def cold_median(self, phase: str = "total") -> float | None:
        """Median over rounds of the first samples (ns)."""
        found = series.estimate(self.cold.get(phase, EMPTY))
        return found.median if found else None


EMPTY = series.by_round({})


@dataclass(frozen=True)
class Summary:
    """All rows of a result, by subject and shape; `shapes` by payload, the smallest first.

    `measured` are the subjects of that role, in the order of tables and figures.
    """

    result: Result
    shapes: tuple[Shape, ...]
    measured: tuple[Subject, ...]
    kernel: str | None
    rows: Mapping[tuple[str, Shape | None], Row]
    memory: dict[Any, Any] = field(init=False, default_factory=dict, repr=False, compare=False)  # of analysis/memory.py

    @property
    def places(self) -> tuple[Shape | None, ...]:
        """What tables have columns for: None first if a row beside the floors has no shape, then the shapes."""
        shapeless = any(row.shape is None and row.kind.role != "floor" for row in self.rows.values())
        return ((None,) if shapeless or not self.shapes else ()) + self.shapes

    @property
    def handing(self) -> tuple[Subject, ...]:
        """Of those measured what hands matrices over: transports."""
        return tuple(subject for subject in self.measured if subject.kind.hands_over)

    def row(self, subject: Subject, shape: Shape | None) -> Row | None:
        return self.rows.get((subject.name, shape))

    def row_beside(self, subject: Subject, shape: Shape | None) -> Row | None:
        """Its row at this shape; of a floor, which has none, that of the whole run."""
        return self.row(subject, None if subject.kind.role == "floor" else shape)

    def by_key(self, key: str, shape: Shape) -> Row | None:
        """What hands a matrix over by the transport of this key, under no conditions."""
        found = [subject for subject in self.handing if subject.key == key and not subject.conditions]
        return self.row(found[0], shape) if found else None

    def of_role(self, role: Role) -> tuple[Row, ...]:
        return tuple(row for row in self.rows.values() if row.kind.role == role)

    def base(self, shape: Shape | None, conditions: tuple[tuple[str, str], ...] = ()) -> Row | None:
        """What a row at this shape is held against: the base with the protocol's kernel, or the only one where none has a kernel.

        It is that of the same conditions, if there is one, else that of none.
        """
        rows = [row for row in self.of_role("base") if row.shape == shape]
        rows = [row for row in rows if row.kernel == self.kernel] or [row for row in rows if row.kernel is None]
        rows = [row for row in rows if row.subject.conditions == conditions] or [row for row in rows if not row.subject.conditions]
        return rows[0] if len(rows) == 1 else None

    def memcpy(self, shape: Shape | None) -> Row | None:
        """A plain copy of the matrix: what shares are given against."""
        return next((row for row in self._bounds(shape) if row.key == "memcpy"), None)

    def bound(self, shape: Shape | None) -> Row | None:
        """The faster of the plain copies of this run."""
        return fastest(self._bounds(shape))

    @property
    def shares_one_cpu(self) -> bool:
        """Whether both processes ran on one CPU: workers that take turns there win nothing by being two."""
        place = self.result.protocol.placement
        return self.result.cpus == 1 or (place.producer_cpu is not None and place.producer_cpu == place.consumer_cpu)

    def last(self) -> Shape | None:
        """The largest shape: rows are ordered by it."""
        return self.shapes[-1] if self.shapes else None

    def families(self) -> tuple[str, ...]:
        """Families of what was measured, ordered by their best member."""
        return tuple(dict.fromkeys(subject.family for subject in self.measured))

    def title(self, subject: Subject) -> str:
        """What tables call it: 'pipe', 'pipe/workers:2'; with its kind before unless that is the main one of the suite."""
        return short(subject.name, self.result.main_kind)

    def _bounds(self, shape: Shape | None) -> list[Row]:
        return [row for row in self.of_role("bound") if row.shape == shape]


def singles(row: Row) -> npt.NDArray[np.int64]:
    """The totals (ns) of all warm samples of a row in ascending order, or of the cold ones where there are no others."""
    start = 0 if row.first is None else row.first
    found = [total[start:] for total in row.samples["total"].values]
    return np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def fastest(rows: Sequence[Row]) -> Row | None:
    """The row with the least median total; None of none."""
    return min(rows, key=lambda row: (row.median() or 0.0, row.key)) if rows else None
