"""From which sample of a round on a row's samples are alike: only these count as warm. docs/methodology.md has the rule."""

from __future__ import annotations

from typing import Any, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

#: The last sample that is looked at.
LAST = 4
#: 5 %, so that both sides of the comparison are whole numbers.
_TWENTIETH = 20

Totals = npt.NDArray[Any] | Sequence[npt.NDArray[Any]]


def first_settled(totals: Totals) -> int | None:
    """The first sample that counts, given the totals of each round, rounds x samples or one array for each round.

    The smallest of 1, 2, … 4 whose median over the rounds lies within 5 % of that of all later samples; if none does,
    the last of these that there is. None where no round has more than the cold one.
    """
    count = max((len(of_round) for of_round in totals), default=0)
    if count < 2:
        return None
    last = min(LAST, count - 1)
    for k in range(1, min(last, count - 2) + 1):
        here, later = (_median_of(totals, slice(*span)) for span in ((k, k + 1), (k + 1, None)))
        if _TWENTIETH * abs(here - later) <= later:
            return k
    return last


def of_document(ours: Mapping[str, Any], entries: Sequence[Any]) -> dict[str, int | None]:
    """By name, what the samples in `benchmarks` say of each row, in the order of their first appearance."""
    phases = {kind["kind"]: [f"{phase}_ns" for phase in kind["total"]] for kind in ours["kinds"]}
    totals: dict[str, list[Any]] = {}
    for item in entries:
        ipc = item["ipc"]
        parts = [ipc["samples"].get(name, ()) for name in phases.get(ipc["kind"], ())]
        totals.setdefault(ipc["row"], []).append([sum(values) for values in zip(*parts)])
    return {row: first_settled([np.array(of_round, dtype=np.float64) for of_round in rounds]) for row, rounds in totals.items()}


def stated(ours: Mapping[str, Any]) -> dict[str, int | None] | None:
    """By name, what the file says; None for a file from before it did."""
    return {item["row"]: item["from"] for item in ours["settled"]} if "settled" in ours else None


def findings(ours: Mapping[str, Any], entries: Sequence[Any]) -> Iterator[str]:
    """One text per row of which the file says something else than its samples."""
    said = stated(ours)
    if said is None:
        return
    if len(said) != len(ours["settled"]):
        yield "ipcbench.settled has a row twice"
    found = of_document(ours, entries)
    for row in dict.fromkeys([*found, *said]):
        if row not in found:
            yield f"ipcbench.settled: {row} has no samples"
        elif row not in said:
            yield f"ipcbench.settled lacks {row}"
        elif said[row] != found[row]:
            yield f"ipcbench.settled: {row} counts from {said[row]}, but its samples have settled from {found[row]}"


def _median_of(totals: Totals, span: slice) -> float:
    return float(np.median(np.concatenate([np.asarray(of_round[span], dtype=np.float64) for of_round in totals])))
