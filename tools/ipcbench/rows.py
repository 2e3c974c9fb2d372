"""A result summarised: one Row per transport (or kernel, or bound) and shape, with a value per round and phase."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ipcbench import stats
from ipcbench.model import CPU_TIMES, PHASES, Entry, Integers, Kind, Result, Shape
from ipcbench.stats import Estimate, Series


@dataclass(frozen=True)
class Transport:
    """A way to hand over a matrix, as far as tables and figures show it."""

    key: str
    label: str
    family: str
    copies: int | None
    lands: str | None
    waiting: str | None
    overlapped: bool = False

    @property
    def plain_key(self) -> str:
        """The key of the plain variant: itself, unless it is a tuned one."""
        return self.key.removesuffix("_tuned")

    @property
    def tuned(self) -> bool:
        return self.plain_key != self.key

    @property
    def copied(self) -> bool:
        return bool(self.copies)

    @property
    def in_place(self) -> bool:
        """Whether the matrix is born in memory that both processes share."""
        return self.copies == 0 and self.lands != "private"

    def is_variant_of(self, other: Transport) -> bool:
        """Whether the key says so, as that of 'shm_ring_spin' beside 'shm_ring' in one family."""
        return self.family == other.family and self.key.startswith(f"{other.key}_")


@dataclass(frozen=True)
class Row:
    """Per-round values (ns) of one row: `warm` are medians of all but the first sample, `cold` the first samples.

    Both have the phases of the row's kind, "total", and CPU_TIMES where all rounds have them. The `warm` series are empty
    when every round has one sample.
    """

    name: str
    kind: Kind
    key: str
    transport: Transport
    shape: Shape
    warm: Mapping[str, Series]
    cold: Mapping[str, Series]
    samples: int
    settings: Mapping[str, Any]  # of its first round

    @property
    def is_warm(self) -> bool:
        return len(self.warm["total"]) > 0

    def series(self, phase: str) -> Series:
        """The warm values of a phase, or the cold ones where there are no warm ones; empty if the row lacks it."""
        return (self.warm if self.is_warm else self.cold).get(phase, EMPTY)

    def estimate(self, phase: str = "total") -> Estimate | None:
        """Median and interval over rounds of `series(phase)` (ns); None if the row lacks it."""
        return stats.estimate(self.series(phase))

    def median(self, phase: str = "total") -> float | None:
        """Median over rounds of `series(phase)` (ns)."""
        found = self.estimate(phase)
        return found.median if found else None

    def cold_median(self, phase: str = "total") -> float | None:
        """Median over rounds of the first samples (ns)."""
        found = stats.estimate(self.cold.get(phase, EMPTY))
        return found.median if found else None


EMPTY = stats.series({})


@dataclass(frozen=True)
class Summary:
    """All rows of a result; `shapes` by payload, the smallest first; `transports` in the order of tables and figures."""

    result: Result
    shapes: tuple[Shape, ...]
    transports: tuple[Transport, ...]
    kernel: str | None
    rows: Mapping[tuple[Kind, str, Shape], Row]

    def row(self, transport: str, shape: Shape) -> Row | None:
        return self.rows.get(("transfer", transport, shape))

    def local(self, shape: Shape, kernel: str | None = None) -> Row | None:
        """The same computation without a transfer: the thing to beat. By default with the protocol's kernel."""
        return self.rows.get(("local", kernel or self.kernel or "", shape))

    def memcpy(self, shape: Shape) -> Row | None:
        """A plain copy of the matrix: what shares are given against."""
        return self.rows.get(("bound", "memcpy", shape))

    def bound(self, shape: Shape) -> Row | None:
        """The faster of the plain copies of this run."""
        return fastest([row for (kind, _, at), row in self.rows.items() if kind == "bound" and at == shape])

    def last(self) -> Shape | None:
        """The largest shape: rows are ordered by it."""
        return self.shapes[-1] if self.shapes else None

    def families(self) -> tuple[str, ...]:
        """Families of the transports that ran, ordered by their best member."""
        return tuple(dict.fromkeys(transport.family for transport in self.transports))


def singles(summary: Summary, row: Row) -> npt.NDArray[np.int64]:
    """The totals (ns) of all warm transfers of a row in ascending order, or of the cold ones where there are no others."""
    totals = [e.total for e in summary.result.entries if (e.kind, e.key, e.shape) == (row.kind, row.key, row.shape)]
    warm = [total[1:] for total in totals if total.size > 1] or totals
    return np.sort(np.concatenate(warm)) if warm else np.empty(0, dtype=np.int64)


def fastest(rows: Sequence[Row]) -> Row | None:
    """The row with the least median total; None of none."""
    return min(rows, key=lambda row: (row.median() or 0.0, row.key)) if rows else None


def summarise(result: Result, names: Sequence[str] = (*PHASES, *CPU_TIMES)) -> Summary:
    """Per-round values of every row of `result`, in the one order of all tables and figures.

    Totals always, and the phases and CPU times asked for: none is much faster where there are many results.
    """
    by_row: defaultdict[tuple[Kind, str, Shape], list[Entry]] = defaultdict(list)
    for entry in result.entries:
        by_row[entry.kind, entry.key, entry.shape].append(entry)
    rows = {key: _row(entries, names) for key, entries in by_row.items()}
    shapes = sorted({shape for _, _, shape in rows}, key=lambda s: (s.bytes, s.rows, s.cols))
    kernels = [entry.kernel for entry in result.entries if entry.kind == "transfer" and entry.kernel]
    kernel = result.protocol.kernel or next(iter(kernels), None)
    return Summary(result, tuple(shapes), _ordered(rows, shapes), kernel, rows)


def _row(entries: list[Entry], names: Sequence[str]) -> Row:
    entries = sorted(entries, key=lambda entry: entry.round)
    first = entries[0]
    look = Transport(first.key, first.label.strip() or first.key, first.family, first.copies, first.lands, first.waiting, first.overlapped)
    warm, cold = {}, {}
    for name in ("total", *names):
        samples = {entry.round: found for entry in entries if (found := entry.values(name)) is not None}
        if len(samples) == len(entries):
            warm[name] = _medians({number: values[1:] for number, values in samples.items() if values.size > 1})
            cold[name] = _medians({number: values[:1] for number, values in samples.items()})
    count = sum(entry.total.size for entry in entries)
    return Row(first.row, first.kind, first.key, look, first.shape, warm, cold, count, first.settings)


def _medians(samples: Mapping[int, Integers]) -> Series:
    """The median of each round, in the order given."""
    arrays = list(samples.values())
    if len({array.size for array in arrays}) == 1:  # the usual case, many times faster at once
        ordered, size = np.sort(np.stack(arrays), axis=1), arrays[0].size
        values = (ordered[:, (size - 1) // 2] + ordered[:, size // 2]) / 2  # np.median takes five times as long
    else:
        values = np.array([np.median(array) for array in arrays], dtype=np.float64)
    return Series(np.array(list(samples), dtype=np.int64), values)


def _ordered(rows: Mapping[tuple[Kind, str, Shape], Row], shapes: list[Shape]) -> tuple[Transport, ...]:
    """Families by their best member, members by their total, both at the largest shape that they have."""
    found = {row.key: row.transport for row in rows.values() if row.kind == "transfer"}

    def totals(key: str) -> tuple[float, ...]:
        at = [rows.get(("transfer", key, shape)) for shape in reversed(shapes)]
        return tuple(float("inf") if row is None else row.median() or 0.0 for row in at)

    best: dict[str, tuple[float, ...]] = {}
    for transport in found.values():
        best[transport.family] = min(best.get(transport.family, (float("inf"),)), totals(transport.key))
    return tuple(sorted(found.values(), key=lambda t: (best[t.family], t.family, totals(t.key), t.key)))
