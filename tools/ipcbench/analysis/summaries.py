"""Makes summaries of results: the values of rounds, and the one order of all tables and figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any, Mapping, Sequence

import numpy as np

from ipcbench.analysis.cost import cost
from ipcbench.analysis.rows import Row, Samples, Subject, Summary
from ipcbench.result.model import CPU_TIMES, Entry, Integers, Result
from ipcbench.result.settled import first_settled
from ipcbench.stats.series import Series, by_round

_OF_COSTS = ("prepare",)  # and total and spent, which all rows have


def summarise(result: Result) -> Summary:
    """Per-round values of every row of `result`, in the one order of all tables and figures."""
    return _summary(result, everything=True)


def summarise_costs(result: Result) -> Summary:
    """Likewise with what costs are made of alone, which is much faster where there are many results."""
    return _summary(result, everything=False)


def settled_from(row: Row, first: int) -> Row:
    """The row with its samples from number `first` on as the warm ones."""
    if first == row.first:
        return row
    return replace(row, first=first, warm={name: _medians(samples, first, None) for name, samples in row.samples.items()})


def _summary(result: Result, everything: bool) -> Summary:
    by_row: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in result.entries:
        by_row[entry.row].append(entry)
    found = [_row(result, entries, (*entries[0].kind.phases, *CPU_TIMES) if everything else _OF_COSTS) for entries in by_row.values()]
    rows = {(row.subject.name, row.shape): row for row in found}
    shapes = sorted({row.shape for row in found if row.shape}, key=lambda s: (s.bytes, s.rows, s.cols))
    kernels = [row.kernel for row in found if row.kind.role == "measured" and row.kernel]
    kernel = result.protocol.kernel or next(iter(kernels), None)
    unordered = Summary(result, tuple(shapes), (), kernel, rows)
    return replace(unordered, measured=_ordered(unordered))


def _row(result: Result, entries: list[Entry], names: Sequence[str]) -> Row:
    entries = sorted(entries, key=lambda entry: entry.round)
    first = entries[0]
    facts = (first.family, first.copies, first.lands, first.waiting, first.overlapped, first.forked, first.conditions)
    subject = Subject(first.kind, first.key, first.label.strip() or first.key, *facts)
    samples: dict[str, Samples] = {}
    for name in ("total", "spent", *names):
        found = [values for entry in entries if (values := entry.values(name)) is not None]
        if len(found) == len(entries):
            samples[name] = _samples(entries, found)
    settled = result.settled.get(first.row) or first_settled(samples["total"].values)
    cold = {name: _medians(of, 0, 1) for name, of in samples.items()}
    nothing = {name: by_round({}) for name in samples}
    setup = by_round({entry.round: float(entry.setup_ns) for entry in entries if entry.setup_ns is not None})
    row = Row(first.row, subject, first.shape, first.kernel, nothing, cold, _settings(entries), setup, samples, None)
    return row if settled is None else settled_from(row, settled)


def _settings(entries: Sequence[Entry]) -> Mapping[str, Any]:
    """Those that are the same in all rounds: the buffers of TCP grow as they are needed."""
    return {key: value for key, value in entries[0].settings.items() if all(entry.settings.get(key, value) == value for entry in entries)}


def _samples(entries: Sequence[Entry], arrays: Sequence[Integers]) -> Samples:
    alike = len({array.size for array in arrays}) == 1
    return Samples(np.array([entry.round for entry in entries], dtype=np.int64), np.stack(arrays) if alike else tuple(arrays))


def _medians(samples: Samples, start: int, end: int | None) -> Series:
    """The median of each round that has any of the samples from number `start` to before `end`."""
    if isinstance(samples.values, tuple):
        found = {number: values[start:end] for number, values in zip(samples.rounds.tolist(), samples.values) if values.size > start}
        return by_round({number: float(np.median(values)) for number, values in found.items()})
    kept = samples.values[:, start:end]  # the usual case, many times faster at once
    size = kept.shape[1]
    if size == 0:
        return by_round({})
    ordered = np.sort(kept, axis=1) if size > 1 else kept
    return Series(samples.rounds, (ordered[:, (size - 1) // 2] + ordered[:, size // 2]) / 2)  # np.median takes five times as long


def _ordered(summary: Summary) -> tuple[Subject, ...]:
    """What is measured, by kind; families by their best member, members by their cost, both at the largest shape that they have."""
    found = {row.subject.name: row.subject for row in summary.rows.values() if row.kind.role == "measured"}

    def at(row: Row | None) -> float:
        known = cost(summary, row) if row else None
        return known.median if known else float("inf")

    costs = {name: tuple(at(summary.rows.get((name, shape))) for shape in (*reversed(summary.shapes), None)) for name in found}
    best: dict[tuple[str, str], tuple[float, ...]] = {}
    for subject in found.values():
        group = subject.kind.name, subject.family
        best[group] = min(best.get(group, (float("inf"),)), costs[subject.name])
    places = {kind.name: place for place, kind in enumerate(summary.result.kinds)}
    return tuple(
        sorted(found.values(), key=lambda s: (places[s.kind.name], best[s.kind.name, s.family], s.family, costs[s.name], s.key, s.conditions))
    )
