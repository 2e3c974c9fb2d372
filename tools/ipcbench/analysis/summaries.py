"""Makes summaries of results: the values of rounds, and the one order of all tables and figures."""

from __future__ import annotations

from collections import defaultdict
from typing import Mapping, Sequence

import numpy as np

from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.result.model import CPU_TIMES, Entry, Integers, Kind, Result, Shape
from ipcbench.stats.series import Series


def summarise(result: Result) -> Summary:
    """Per-round values of every row of `result`, in the one order of all tables and figures."""
    return _summary(result, everything=True)


def summarise_totals(result: Result) -> Summary:
    """Likewise with totals alone, which is much faster where there are many results."""
    return _summary(result, everything=False)


def _summary(result: Result, everything: bool) -> Summary:
    by_row: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in result.entries:
        by_row[entry.row].append(entry)
    found = [_row(entries, (*entries[0].kind.phases, *CPU_TIMES) if everything else ()) for entries in by_row.values()]
    rows = {(row.subject.name, row.shape): row for row in found}
    shapes = sorted({row.shape for row in found if row.shape}, key=lambda s: (s.bytes, s.rows, s.cols))
    kernels = [row.kernel for row in found if row.kind.role == "measured" and row.kernel]
    kernel = result.protocol.kernel or next(iter(kernels), None)
    return Summary(result, tuple(shapes), _ordered(rows, result.kinds, shapes), kernel, rows)


def _row(entries: list[Entry], names: Sequence[str]) -> Row:
    entries = sorted(entries, key=lambda entry: entry.round)
    first = entries[0]
    facts = (first.family, first.copies, first.lands, first.waiting, first.overlapped, first.conditions)
    subject = Subject(first.kind, first.key, first.label.strip() or first.key, *facts)
    warm, cold = {}, {}
    for name in ("total", *names):
        samples = {entry.round: found for entry in entries if (found := entry.values(name)) is not None}
        if len(samples) == len(entries):
            warm[name] = _medians({number: values[1:] for number, values in samples.items() if values.size > 1})
            cold[name] = _medians({number: values[:1] for number, values in samples.items()})
    count = sum(entry.total.size for entry in entries)
    return Row(first.row, subject, first.shape, first.kernel, warm, cold, count, first.settings)


def _medians(samples: Mapping[int, Integers]) -> Series:
    """The median of each round, in the order given."""
    arrays = list(samples.values())
    if len({array.size for array in arrays}) == 1:  # the usual case, many times faster at once
        ordered, size = np.sort(np.stack(arrays), axis=1), arrays[0].size
        values = (ordered[:, (size - 1) // 2] + ordered[:, size // 2]) / 2  # np.median takes five times as long
    else:
        values = np.array([np.median(array) for array in arrays], dtype=np.float64)
    return Series(np.array(list(samples), dtype=np.int64), values)


def _ordered(rows: Mapping[tuple[str, Shape | None], Row], kinds: Sequence[Kind], shapes: list[Shape]) -> tuple[Subject, ...]:
    """What is measured, by kind; families by their best member, members by their total, both at the largest shape that they have."""
    found = {row.subject.name: row.subject for row in rows.values() if row.kind.role == "measured"}

    def totals(subject: Subject) -> tuple[float, ...]:
        at = [rows.get((subject.name, shape)) for shape in (*reversed(shapes), None)]
        return tuple(float("inf") if row is None else row.median() or 0.0 for row in at)

    best: dict[tuple[str, str], tuple[float, ...]] = {}
    for subject in found.values():
        group = subject.kind.name, subject.family
        best[group] = min(best.get(group, (float("inf"),)), totals(subject))
    places = {kind.name: place for place, kind in enumerate(kinds)}
    return tuple(
        sorted(found.values(), key=lambda s: (places[s.kind.name], best[s.kind.name, s.family], s.family, totals(s), s.key, s.conditions))
    )
