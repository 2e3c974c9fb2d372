"""Makes believable result files with planted times, so that tests know what must come out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from settling import settled, settled_if_sound
from specs import ALL, HUGE, LOCAL_GBS, MORE, NINE, UNAVAILABLE, Spec

__all__ = ["ALL", "HUGE", "MORE", "NINE", "UNAVAILABLE", "Plan", "Spec", "document", "write"]

MACHINE = "epyc-2c-kvm-3f9a01"
STAMP = "20260101T120000Z"
SUITE = "transfer"
KINDS = (
    {"kind": "local", "title": "Computing here", "role": "base", "phases": ["prepare", "compute"], "total": ["compute"]},
    {"kind": "bound", "title": "Copying here", "role": "bound", "phases": ["prepare", "transfer"], "total": ["transfer"]},
    {
        "kind": "transfer", "title": "Handing over", "role": "measured",
        "phases": ["prepare", "transfer", "sent", "compute", "reply", "release"], "total": ["transfer", "compute", "reply"],
    },
)  # fmt: skip
TWO_SHAPES = ((170, 9111), (500, 9111))
MEMCPY_GBS = 15.0


def planted_local_ns(size: int) -> int:
    return round(size / LOCAL_GBS) + 60


def planted_memcpy_ns(size: int) -> int:
    return round(size / MEMCPY_GBS) + 80


@dataclass(frozen=True)
class Plan:
    """What to make. `noise` is the relative spread of rounds; with 0 every warm sample is exactly as planted."""

    transports: tuple[Spec, ...] = NINE
    unavailable: tuple[tuple[str, str, str, str], ...] = ()
    shapes: tuple[tuple[int, int], ...] = TWO_SHAPES
    rounds: int = 20
    transfers: int = 6
    noise: float = 0.05
    cold: float = 2.5
    seed: int = 1
    kernel: str = "sum"
    local: bool = True
    bound: bool = True
    warnings: tuple[dict[str, Any], ...] = ()
    usage: bool = True  # not every kind counts it
    cache_line_ns: float | None = None  # there and back between the two CPUs, in each round
    local_drift: float = 0.0  # as that of a transport, of what needs none

    def but(self, **changes: Any) -> Plan:
        return replace(self, **changes)


def document(plan: Plan = Plan()) -> dict[str, Any]:
    """A whole result as it stands in a file."""
    random = np.random.default_rng(plan.seed)
    benchmarks = []
    order: list[list[str]] = []
    for number in range(plan.rounds):
        rows = [facts | {"round": number} for facts in _rows(plan)]
        random.shuffle(rows)  # type: ignore[arg-type]
        order.append([row["row"] for row in rows])
        benchmarks += [_entry(row, plan, random) for row in rows]
    return settled({
        "context": {"date": "2026-01-01T12:00:00+00:00", "host_name": "", "executable": "bench_transfer", "num_cpus": 2},
        "ipcbench": _facts(plan, order),
        "benchmarks": benchmarks,
    })


def write(folder: Path, content: Any = None, stamp: str = STAMP, machine: str = MACHINE) -> Path:
    """Writes `content` (a document by default) as folder/<machine>/<stamp>/<suite>.json: its run is that, its rows have settled where they say, and its seal is that of its text."""
    content = document() if content is None else settled_if_sound(content)
    if isinstance(content.get("ipcbench"), dict) and "run" in content["ipcbench"]:
        content = content | {"ipcbench": content["ipcbench"] | {"run": f"{machine}/{stamp}"}}
    path = folder / machine / stamp / f"{_suite(content)}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(content), encoding="utf-8")
    return path


def _suite(content: Any) -> str:
    ours = content.get("ipcbench")
    return str(ours.get("suite", SUITE)) if isinstance(ours, dict) else SUITE


def _text(content: Any) -> str:
    """The text of a result as the programs write it, seal and all; of anything else, what it is."""
    if not isinstance(content.get("ipcbench"), dict):
        return json.dumps(content)
    unsealed = "0" * 64
    text = json.dumps(content | {"ipcbench": content["ipcbench"] | {"seal": unsealed}})
    return text.replace(f'"seal": "{unsealed}"', f'"seal": "{hashlib.sha256(text.encode()).hexdigest()}"')


def _rows(plan: Plan) -> list[dict[str, Any]]:
    rows = []
    for r, c in plan.shapes:
        size = 8 * r * c
        at = {"rows": r, "cols": c, "bytes": size, "settings": {}}
        for spec in plan.transports:
            rows.append(at | {
                "row": f"transfer/{spec.key}/{r}x{c}", "kind": "transfer", "key": spec.key, "label": spec.label,
                "family": spec.family, "copies": spec.copies, "lands": "shared" if spec.copies < 2 else "private",
                "waiting": spec.waiting, "kernel": plan.kernel, "phases": spec.phases(size),
                "steps": spec.steps, "drift": spec.drift,
            } | _facts_of(spec))
        fill = round(size / 6.0) + 500
        none = {"lands": "private", "waiting": None}
        if plan.local:
            for kernel, factor in (("sum", 1.0), ("sum_naive", 2.4)):
                compute = round(planted_local_ns(size) * factor)
                rows.append(at | none | {
                    "row": f"local/{kernel}/{r}x{c}", "kind": "local", "key": kernel, "label": f"Local {kernel}", "family": "local", "copies": 0,
                    "kernel": kernel, "phases": {"prepare": fill, "compute": compute}, "drift": plan.local_drift,
                })
        if plan.bound:
            for kernel, factor in (("memcpy", 1.0), ("memcpy_nt", 0.7)):
                move = round(planted_memcpy_ns(size) * factor)
                rows.append(at | none | {
                    "row": f"bound/{kernel}/{r}x{c}", "kind": "bound", "key": kernel, "label": kernel, "family": "bound", "copies": 1,
                    "kernel": None, "phases": {"prepare": fill, "transfer": move}, "drift": plan.local_drift,
                })
    return rows


def _facts_of(spec: Spec) -> dict[str, Any]:
    """What stands in the file of some transports alone."""
    found = {"overlapped": True} if spec.overlapped else {}
    found |= {"consumer": "forked_per_transfer"} if spec.forked else {}
    return found | ({} if spec.setup_ns is None else {"setup_ns": spec.setup_ns})


def _entry(row: dict[str, Any], plan: Plan, random: np.random.Generator) -> dict[str, Any]:
    facts = dict(row)
    round_factor = random.lognormal(0, plan.noise) if plan.noise else 1.0
    samples = {}
    steps = facts.pop("steps", ()) or (plan.cold,)
    round_factor *= 1 + facts.pop("drift", 0.0) * facts["round"] / max(1, plan.rounds - 1)
    for phase, planted in facts.pop("phases").items():
        factors = random.lognormal(0, plan.noise / 2, plan.transfers) if plan.noise else np.ones(plan.transfers)
        factors[: len(steps)] *= steps[: plan.transfers]
        samples[f"{phase}_ns"] = [max(1, round(planted * round_factor * f)) for f in factors]
    if plan.noise and "sent_ns" in samples:  # send() returns before the answer can be there
        totals = map(sum, zip(*(samples[f"{phase}_ns"] for phase in ("transfer", "compute", "reply"))))
        samples["sent_ns"] = [min(pair) for pair in zip(samples["sent_ns"], totals)]
    if plan.usage and facts["kind"] == "transfer":
        facts["usage"] = _usage(facts, samples)
    return as_entry(facts, samples, KINDS)


def _usage(facts: dict[str, Any], samples: dict[str, list[int]]) -> dict[str, list[int]]:
    """A producer is busy until it has sent, a consumer for half of what is copied and to compute; who spins, always."""
    moves = [samples[f"{phase}_ns"] for phase in ("transfer", "compute", "reply")]
    totals = [sum(values) for values in zip(*moves)]
    copying = [move // 2 if facts["copies"] else 0 for move in moves[0]]
    spins = facts["waiting"] == "spinning"
    return {
        "producer_cpu_ns": [*(totals if spins else samples["sent_ns"])],
        "consumer_cpu_ns": [*totals] if spins else [sum(pair) for pair in zip(copying, moves[1])],
        "producer_page_faults": [900, *[0] * (len(totals) - 1)],
        "consumer_page_faults": [3000, *[2] * (len(totals) - 1)],
        "producer_voluntary_switches": [0 if spins else 3] * len(totals),
        "consumer_voluntary_switches": [0 if spins else 2] * len(totals),
        "producer_involuntary_switches": [0] * len(totals),
        "consumer_involuntary_switches": [1] * len(totals),
    }


def as_entry(facts: dict[str, Any], samples: dict[str, list[int]], kinds: Any = KINDS) -> dict[str, Any]:
    """One element of `benchmarks`, with its digest and mean."""
    phases = next(kind["total"] for kind in kinds if kind["kind"] == facts["kind"])
    totals = [sum(values) for values in zip(*(samples[f"{phase}_ns"] for phase in phases))]
    name = f"{facts['row']}/iterations:{len(totals)}/manual_time"
    canonical = json.dumps(samples, sort_keys=True, separators=(",", ":")).encode()
    return {
        "name": name, "run_name": name, "run_type": "iteration", "repetitions": 1, "threads": 1, "iterations": len(totals),
        "real_time": float(np.mean(totals)), "cpu_time": float(np.mean(totals)), "time_unit": "ns",
        "ipc": facts | {"samples": samples, "digest": hashlib.sha256(canonical).hexdigest()},
    }


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """A changed document as an honest one: names, digests, means, order and ids say what the entries and facts are."""
    ours = content["ipcbench"]
    plan = ours["protocol"]
    entries = []
    for item in content["benchmarks"]:
        facts = {key: value for key, value in item["ipc"].items() if key not in ("samples", "digest")}
        facts["row"] = row_of(facts)
        entries.append(item | as_entry(facts, item["ipc"]["samples"], ours["kinds"]))
    order = [[entry["ipc"]["row"] for entry in entries if entry["ipc"]["round"] == n] for n in range(plan["rounds"])]
    shapes = [f"{entry['ipc']['rows']}x{entry['ipc']['cols']}" for entry in entries if entry["ipc"]["rows"]]
    plan = plan | {"order": order, "shapes": [*dict.fromkeys([*plan["shapes"], *shapes])]}
    return settled_if_sound(content | {"ipcbench": identify(ours | {"protocol": plan}), "benchmarks": entries})


def row_of(facts: dict[str, Any]) -> str:
    """The name of a row, as its facts make it."""
    shape = [f"{facts['rows']}x{facts['cols']}"] if facts["rows"] else []
    conditions = [f"{name}:{value}" for name, value in facts.get("conditions", {}).items()]
    return "/".join([facts["kind"], facts["key"], *shape, *conditions])


def absent(key: str, rows: int, cols: int, reason: str, mend: str = "", label: str | None = None) -> dict[str, Any]:
    """An element of `unavailable`: a transport at a shape."""
    what = {"row": f"transfer/{key}/{rows}x{cols}", "kind": "transfer", "key": key, "label": label}
    return what | {"rows": rows, "cols": cols, "reason": reason, "mend": mend}


def identify(ours: dict[str, Any]) -> dict[str, Any]:
    """Gives the object under 'ipcbench' the ids that its content asks for."""
    plan = ours["protocol"]
    workload = {
        "schema": 1, "suite": ours["suite"], "interval": 2, "kernel": plan["kernel"], "residency": plan["residency"], "shapes": sorted(plan["shapes"]),
        "transfers_per_round": plan["transfers_per_round"], "placement": plan["placement"]["policy"],
    }
    left_out = ("id", "memory_bytes", "load_before", "load_after")
    facts = {name: {k: v for k, v in ours[name].items() if k not in left_out} for name in ("machine", "environment")}
    named = {"hardware": facts["machine"], "environment": facts["environment"], "workload": workload}
    canonical = {name: json.dumps(of, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() for name, of in named.items()}
    return ours | {"ids": {name: hashlib.sha256(text).hexdigest()[:16] for name, text in canonical.items()}}


def _facts(plan: Plan, order: list[list[str]]) -> dict[str, Any]:
    shapes = [f"{r}x{c}" for r, c in plan.shapes]
    return identify({
        "schema": 1,
        "suite": SUITE,
        "run": f"{MACHINE}/{STAMP}",
        "machine": {
            "id": MACHINE, "cpu_model": "AMD EPYC 7763 64-Core Processor", "cores": 2, "caches": [],
            "memory_bytes": 8_000_000_000, "virtualization": "kvm",
        },
        "environment": {
            "kernel": "6.1.0-18-amd64", "governor": None, "thp": "madvise", "limits": {}, "load_before": [0.1, 0.2, 0.1],
            "load_after": [1.0, 0.4, 0.2],
        },
        "build": {
            "commit": "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", "dirty": False, "type": "Release", "compiler": "gcc 12.2.0",
            "flags": "-O3 -march=native", "libraries": {},
        },
        "protocol": {
            "rounds": plan.rounds, "transfers_per_round": plan.transfers, "kernel": plan.kernel, "residency": "cache", "shapes": shapes, "seed": plan.seed,
            "placement": {"policy": "same_llc", "producer_cpu": 0, "consumer_cpu": 1}, "order": order,
        },
        "kinds": [*KINDS],
        "unavailable": [
            absent(key, r, c, reason, mend, label)
            for key, label, reason, mend in plan.unavailable for r, c in plan.shapes
        ],
        "failed": [],
        "warnings": list(plan.warnings),
        "complete": True,
    } | _rounds(plan))


def _rounds(plan: Plan) -> dict[str, Any]:
    """What happened in each round, where that is known."""
    names = ("duration_ms", "steal_ms", "others_ms", "machine_others_ms", "throttled_ms", "pulse_ns")
    unknown = dict.fromkeys(names)
    found = [{"round": number, **unknown, "cache_line_ns": plan.cache_line_ns} for number in range(plan.rounds)]
    return {"rounds": found} if plan.cache_line_ns else {}
