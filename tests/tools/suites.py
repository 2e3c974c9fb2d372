"""Results of suites that no tool has heard of: kinds without a shape, with conditions, with phases of their own."""

from __future__ import annotations

import itertools
from typing import Any

import factory
import numpy as np
from settling import settled

LAUNCH = {
    "kind": "launch", "title": "Starting a process", "role": "measured", "phases": ["start", "ready", "stop"], "total": ["start", "ready"],
}  # fmt: skip
CALL = {"kind": "call", "title": "Calling a function", "role": "base", "phases": ["call"], "total": ["call"]}
FLOOR = {"kind": "floor", "title": "What no start can beat", "role": "bound", "phases": ["wake"], "total": ["wake"]}
FARM = {
    "kind": "farm", "title": "Farming out", "role": "measured", "phases": ["prepare", "spread", "gather"], "total": ["spread", "gather"],
}  # fmt: skip


def row(kind: dict[str, Any], key: str, planted: dict[str, int], **facts: Any) -> dict[str, Any]:
    """What a row is, with the nanoseconds of its phases; without a shape unless one is given as (rows, cols)."""
    rows, cols = facts.pop("shape", (None, None))
    what = {"kind": kind["kind"], "key": key, "label": key.title(), "family": "process", "copies": None, "lands": None, "waiting": None}
    matrix = {"rows": rows, "cols": cols, "bytes": rows and 8 * rows * cols, "kernel": None, "settings": {}}
    return what | matrix | facts | {"planted": planted}


LAUNCHES = (
    row(LAUNCH, "fork", {"start": 200_000, "ready": 100_000, "stop": 50_000}),
    row(LAUNCH, "spawn", {"start": 500_000, "ready": 400_000, "stop": 50_000}, family="trapdoor"),
)
CALLS = (row(CALL, "call", {"call": 30_000}, family="call"),)
FLOORS = (row(FLOOR, "wake", {"wake": 20_000}, family="floor"),)
FARMS = tuple(
    row(FARM, "pipe", {"prepare": 900, "spread": 4_000_000 // workers, "gather": 100_000}, shape=shape,
        conditions={"workers": str(workers), "window": "2"}, kernel="sum", copies=2, family="pipe")
    for workers, shape in itertools.product((2, 4), factory.TWO_SHAPES)
)  # fmt: skip


def document(suite: str, kinds: Any, rows: Any, rounds: int = 7, samples: int = 4, seed: int = 1, noise: float = 0.02, **protocol: Any) -> dict[str, Any]:
    """A sound result of these kinds and rows; with `noise` 0 every warm sample is exactly as planted, and the first twice that."""
    random = np.random.default_rng(seed)
    content = factory.document(factory.Plan(transports=(), local=False, bound=False, rounds=rounds, transfers=samples))
    entries, order = [], []
    for number in range(rounds):
        found = [_entry(facts, number, samples, random, kinds, noise) for facts in rows]
        random.shuffle(found)  # type: ignore[arg-type]
        entries += found
        order.append([entry["ipc"]["row"] for entry in found])
    shapes = [*dict.fromkeys(f"{facts['rows']}x{facts['cols']}" for facts in rows if facts["rows"])]
    plan = content["ipcbench"]["protocol"] | {"order": order, "shapes": shapes, "kernel": None} | protocol
    ours = content["ipcbench"] | {"suite": suite, "kinds": [*kinds], "protocol": plan}
    return settled(content | {"ipcbench": factory.identify(ours), "benchmarks": entries})


def _entry(facts: dict[str, Any], number: int, samples: int, random: np.random.Generator, kinds: Any, noise: float) -> dict[str, Any]:
    found = {}
    for phase, planted in facts["planted"].items():
        factors = random.lognormal(0, noise, samples) if noise else np.ones(samples)
        factors[0] *= 2
        found[f"{phase}_ns"] = [max(1, round(planted * factor)) for factor in factors]
    ipc = {key: value for key, value in facts.items() if key != "planted"}
    return factory.as_entry({"row": factory.row_of(facts), "round": number} | ipc, found, kinds)


def launches(**changes: Any) -> dict[str, Any]:
    """A suite of launches with a base and a bound of their own."""
    return document("process", (CALL, FLOOR, LAUNCH), (*CALLS, *FLOORS, *LAUNCHES), **changes)


def farms(**changes: Any) -> dict[str, Any]:
    """A suite of farms under conditions, beside computing here."""
    local = factory.KINDS[0]
    here = [row(local, "sum", {"prepare": 1_000, "compute": 300_000}, shape=shape, kernel="sum", family="local", copies=0) for shape in factory.TWO_SHAPES]
    return document("pool", (local, FARM), (*here, *FARMS), kernel="sum", **changes)
