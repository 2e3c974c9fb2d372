"""Whether two results come from one machine: what its hardware id cannot tell, and how far its CPUs lay apart."""

from __future__ import annotations

import statistics
from typing import Any

from ipcbench.base.text import clean
from ipcbench.result.model import Result

_MEMORY_DIFFERS = 0.05  # of one machine: kernels keep a little more or less of it


def same_hardware(a: Result, b: Result) -> bool:
    """Whether both have the same hardware id."""
    return bool(a.ids["hardware"] == b.ids["hardware"])


def doubts(a: Result, b: Result) -> list[str]:
    """Why two results of the same hardware id may be of two hosts: ['kernel 6.1.0 | 6.18.5']; safe to print."""
    if not same_hardware(a, b):
        return []
    found = [_differing(name, a.environment.get(name), b.environment.get(name)) for name in ("kernel", "microcode")]
    x, y = (side.machine.get("memory_bytes") for side in (a, b))
    if isinstance(x, int) and isinstance(y, int) and abs(x - y) > _MEMORY_DIFFERS * max(x, y):
        found.append(_differing("memory_bytes", x, y))
    return [text for text in found if text]


def of_one_machine(a: Result, b: Result, assured: bool = False) -> bool:
    """Whether the results are judged as of one machine; `assured` by who knows, where they may be of two hosts."""
    return same_hardware(a, b) and (assured or not doubts(a, b))


def distance_ns(result: Result) -> float | None:
    """How far apart the two CPUs lay: the median over rounds of a cache line's way there and back (ns)."""
    return statistics.median(result.cache_line_ns.values()) if result.cache_line_ns else None


def _differing(name: str, x: Any, y: Any) -> str:
    return f"{name} {clean(x, 40)} | {clean(y, 40)}" if x is not None and y is not None and x != y else ""
