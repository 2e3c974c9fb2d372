"""From which sample on rows have settled, as the documents say it: with nothing of the tools', so that these are held against it."""

from __future__ import annotations

from statistics import median
from typing import Any

CANDIDATES = (1, 2, 3, 4)


def first(rounds: list[list[int]]) -> int | None:
    """Of the totals of a row's rounds."""
    samples = max(map(len, rounds), default=0)
    behind = [k for k in CANDIDATES if k < samples]
    for k in behind:
        later = [total for totals in rounds for total in totals[k + 1 :]]
        if later and 20 * abs(median(totals[k] for totals in rounds if len(totals) > k) - median(later)) <= median(later):
            return k
    return behind[-1] if behind else None


def settled(content: dict[str, Any]) -> dict[str, Any]:
    """The document with an `ipcbench.settled` that is true of its samples."""
    totals_of = {kind["kind"]: kind["total"] for kind in content["ipcbench"]["kinds"]}
    rows: dict[str, list[list[int]]] = {}
    for item in content["benchmarks"]:
        samples = item["ipc"]["samples"]
        parts = [samples[f"{phase}_ns"] for phase in totals_of[item["ipc"]["kind"]]]
        rows.setdefault(item["ipc"]["row"], []).append([sum(values) for values in zip(*parts)])
    said = [{"row": row, "from": first(rounds)} for row, rounds in rows.items()]
    return content | {"ipcbench": content["ipcbench"] | {"settled": said}}


def settled_if_sound(content: Any) -> Any:
    """The same of a document that says something already and makes sense; any other as it is."""
    try:
        return settled(content) if "settled" in content["ipcbench"] else content
    except (KeyError, TypeError, AttributeError, ValueError):
        return content
