"""Results of workers, beside a suite that hands over: kernels of multiply-adds, and what farming out to workers took."""

from __future__ import annotations

import copy
from typing import Any

import factory
import suites

FARM = {
    "kind": "farm", "title": "Farming out", "role": "measured", "phases": ["prepare", "send", "wait", "here"], "total": ["prepare", "send", "wait"],
}  # fmt: skip
SHAPE = (500, 9111)
FMA_NS = 250_000  # of each multiply-add per entry at that shape; one pass takes 743,815


def with_fma(content: dict[str, Any], counts: tuple[int, ...] = (8,), fma_ns: int = FMA_NS) -> dict[str, Any]:
    """The document with rows local/fma_8 beside local/sum: at each shape their time goes by its payload."""
    entries = []
    for item in content["benchmarks"]:
        entries.append(item)
        if item["ipc"]["row"].startswith("local/sum/"):
            entries += [_fused(item, count, fma_ns) for count in counts]
    return factory.sealed(content | {"benchmarks": entries})


def _fused(item: dict[str, Any], count: int, fma_ns: int) -> dict[str, Any]:
    found = copy.deepcopy(item)
    key, size = f"fma_{count}", item["ipc"]["bytes"]
    planted, passing = round(count * fma_ns * size / (8 * SHAPE[0] * SHAPE[1])), factory.planted_local_ns(size)
    found["ipc"] |= {"key": key, "kernel": key, "label": f"Local {key}"}
    found["ipc"]["samples"]["compute_ns"] = [round(planted * value / passing) for value in item["ipc"]["samples"]["compute_ns"]]
    return found


def farm_row(key: str, kernel: str, speed_up: float, shape: tuple[int, int] = SHAPE, workers: int = 2, here_ns: int | None = None, window: int | None = None) -> dict[str, Any]:
    """A row of which each batch takes here_ns per matrix here (by default as local rows do), and with workers a `speed_up` part of that."""
    if here_ns is None:
        size = 8 * shape[0] * shape[1]
        here_ns = round(size / 6.0) + 500 + max(factory.planted_local_ns(size), _fma_ns(kernel, size))
    total = round(here_ns / speed_up)
    planted = {"prepare": total // 4, "send": total // 4, "wait": total - total // 2, "here": here_ns}
    conditions = {"workers": str(workers), "window": str(window or workers), "kernel": kernel}
    return suites.row(FARM, key, planted, shape=shape, conditions=conditions, kernel=kernel, family="pipe", copies=2)


def _fma_ns(kernel: str, size: int) -> int:
    count = kernel.removeprefix("fma_")
    return round(int(count) * FMA_NS * size / (8 * SHAPE[0] * SHAPE[1])) if count.isdecimal() else 0


def pool(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A suite of these rows, each batch exactly as planted unless `noise` is given."""
    return suites.document("pool", (FARM,), rows, **({"noise": 0, "rounds": 20} | changes))
