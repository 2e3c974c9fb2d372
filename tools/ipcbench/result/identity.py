"""The three ids of a result, from what it says; docs/results-format.md defines them."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Mapping

SCHEMA = 1
INTERVAL = 2  # the version of the timed interval in docs/methodology.md
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode

#: Facts that two runs on one machine may find otherwise: they identify nothing.
MACHINE_ASIDE = frozenset({"id", "memory_bytes", "layout"})
ENVIRONMENT_ASIDE = frozenset({"load_before", "load_after", "before", "after", "clock", "cpu_pair"})
LIMITS_ASIDE = frozenset({"dev_shm_bytes"})  # half of the memory as a rule, whose exact size is aside, too


def digest(value: Any) -> str:
    """SHA-256 (hexadecimal) of `value` as canonical JSON: keys sorted, no spaces, UTF-8."""
    return hashlib.sha256(_canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def hardware(machine: Mapping[str, Any]) -> str:
    """Of the machine without its name, its exact memory size, and how the kernel numbers its CPUs."""
    return _of(machine, MACHINE_ASIDE)


def environment(facts: Mapping[str, Any]) -> str:
    """Of the environment without what a run finds anew: loads, states, what was measured of clock and CPUs, and the size of /dev/shm."""
    limits = facts.get("limits")
    if isinstance(limits, Mapping):
        facts = {**facts, "limits": {key: value for key, value in limits.items() if key not in LIMITS_ASIDE}}
    return _of(facts, ENVIRONMENT_ASIDE)


def workload(suite: str, kernel: str | None, shapes: list[str], transfers: int, placement: str | None, residency: str | None = "cache") -> str:
    """Of what two results must agree on to be comparable; without residency by the first timed interval, which knew none."""
    facts = {
        "schema": SCHEMA,
        "suite": suite,
        "interval": INTERVAL if residency else 1,
        "kernel": kernel,
        **({"residency": residency} if residency else {}),
        "shapes": sorted(shapes),
        "transfers_per_round": transfers,
        "placement": placement,
    }
    return digest(facts)[:16]


def _of(facts: Mapping[str, Any], without: frozenset[str]) -> str:
    return digest({key: value for key, value in facts.items() if key not in without})[:16]
