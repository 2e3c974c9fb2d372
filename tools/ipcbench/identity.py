"""The three ids of a result, from what it says; docs/results-format.md defines them."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Mapping

SCHEMA = 1
INTERVAL = 1  # the version of the timed interval in docs/methodology.md
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def digest(value: Any) -> str:
    """SHA-256 (hexadecimal) of `value` as canonical JSON: keys sorted, no spaces, UTF-8."""
    return hashlib.sha256(_canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def hardware(machine: Mapping[str, Any]) -> str:
    """Of the machine without its name and its exact memory size."""
    return _of(machine, {"id", "memory_bytes"})


def environment(facts: Mapping[str, Any]) -> str:
    """Of the environment without the loads."""
    return _of(facts, {"load_before", "load_after"})


def workload(kernel: str | None, shapes: list[str], transfers: int, placement: str | None) -> str:
    """Of what two results must agree on to be comparable."""
    facts = {
        "schema": SCHEMA,
        "interval": INTERVAL,
        "kernel": kernel,
        "shapes": sorted(shapes),
        "transfers_per_round": transfers,
        "placement": placement,
    }
    return digest(facts)[:16]


def _of(facts: Mapping[str, Any], without: set[str]) -> str:
    return digest({key: value for key, value in facts.items() if key not in without})[:16]
