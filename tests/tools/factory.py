"""Makes believable result files with planted times, so that tests know what must come out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

MACHINE = "epyc-2c-kvm-3f9a01"
STAMP = "20260101T120000Z"
TWO_SHAPES = ((170, 9111), (500, 9111))
LOCAL_GBS = 49.0  # what local/sum reads
MEMCPY_GBS = 15.0
DIGIT_PHASES = ("transfer", "sent", "compute", "reply", "prepare", "release")


@dataclass(frozen=True)
class Spec:
    """A transport: `gbs` is its speed (GB/s), None for one that moves nothing; `plant` sets phases in ns outright."""

    key: str
    label: str
    family: str
    copies: int
    gbs: float | None
    latency_ns: int = 9_000
    compute_factor: float = 1.15
    waiting: str = "blocking"
    plant: dict[str, int] = field(default_factory=dict)

    def phases(self, size: int) -> dict[str, int]:
        move = self.latency_ns + (0 if self.gbs is None else round(size / self.gbs))
        fill = round(size / 6.0) + 500
        found = {
            "prepare": fill,
            "transfer": move,
            "sent": round(move * 0.96),
            "compute": round(size / LOCAL_GBS * self.compute_factor) + 60,
            "reply": 7_000,
            "release": 900,
        }
        return found | self.plant


NINE = (
    Spec("pipe", "Pipe", "pipe", 2, 0.70),
    Spec("posix_mq", "POSIX message queue", "message_queue", 2, 0.55),
    Spec("boost_mq", "Boost message queue", "message_queue", 2, 2.6),
    Spec("unix_stream", "Unix socket", "socket", 2, 3.4),
    Spec("tcp_loopback", "TCP on loopback", "socket", 2, 2.2),
    Spec("shm_copy", "Shared memory, copied in", "shared_memory", 1, 11.0),
    Spec("shm_in_place", "Shared memory, in place", "shared_memory", 0, None, 28_000, 1.6),
    Spec("shm_in_place_spin", "Shared memory, in place, spinning", "shared_memory", 0, None, 900, 1.6, "spinning"),
    Spec("boost_shm", "Boost shared memory", "shared_memory", 0, None, 35_000, 1.65),
)

MORE = (
    Spec("pipe_tuned", "Pipe, tuned", "pipe", 2, 4.6),
    Spec("fifo", "FIFO", "pipe", 2, 0.68),
    Spec("fifo_tuned", "FIFO, tuned", "pipe", 2, 4.4),
    Spec("vmsplice", "Pipe with vmsplice", "pipe", 1, 5.9),
    Spec("vmsplice_splice", "Pipe with vmsplice and splice to a file in shared memory", "pipe", 1, 3.1),
    Spec("posix_mq_tuned", "POSIX message queue, tuned", "message_queue", 2, 3.9),
    Spec("sysv_mq", "System V message queue", "message_queue", 2, 0.9),
    Spec("sysv_mq_tuned", "System V message queue, tuned", "message_queue", 2, 2.9),
    Spec("unix_stream_tuned", "Unix socket, tuned", "socket", 2, 5.0),
    Spec("unix_seqpacket", "Unix socket, sequenced packets", "socket", 2, 2.9),
    Spec("unix_datagram", "Unix socket, datagrams", "socket", 2, 2.7),
    Spec("tcp_loopback_tuned", "TCP on loopback, tuned", "socket", 2, 4.1),
    Spec("tcp_zerocopy", "TCP on loopback, MSG_ZEROCOPY", "socket", 2, 1.9),
    Spec("shm_copy_tuned", "Shared memory, copied in with non-temporal stores", "shared_memory", 1, 18.0),
    Spec("shm_ring", "Ring of slots in shared memory", "shared_memory", 2, 8.0),
    Spec("shm_ring_spin", "Ring of slots in shared memory, spinning", "shared_memory", 2, 9.4, waiting="spinning"),
    Spec("sysv_shm", "System V shared memory", "shared_memory", 1, 10.4),
    Spec("memfd", "memfd passed by a socket", "shared_memory", 0, None, 41_000, 1.6),
    Spec("memfd_fresh", "memfd, a fresh mapping for each matrix", "shared_memory", 0, None, 60_000, 3.5,
         plant={"release": 400_000, "prepare": 9_000_000}),
    Spec("file_mmap", "Memory-mapped file", "shared_memory", 1, 7.7),
    Spec("process_vm_readv", "process_vm_readv", "kernel_copy", 1, 5.6),
    Spec("process_vm_writev", "process_vm_writev", "kernel_copy", 1, 5.4),
    Spec("fork_inherit", "Inherited by fork()", "kernel_copy", 0, None, 900_000, 2.0),
    Spec("zeromq_ipc", "ZeroMQ over ipc", "library", 3, 1.8),
)

UNAVAILABLE = (
    ("shm_huge", "Shared memory in huge pages", "no huge pages are reserved", "sysctl vm.nr_hugepages=64"),
    ("io_uring", "io_uring registered buffers", "io_uring_setup: Operation not permitted (EPERM)", "kernel.io_uring_disabled=0"),
)


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
    return {
        "context": {"date": "2026-01-01T12:00:00+00:00", "host_name": "", "executable": "bench_transfer", "num_cpus": 2},
        "ipcbench": _facts(plan, order),
        "benchmarks": benchmarks,
    }


def write(folder: Path, content: Any = None, stamp: str = STAMP, machine: str = MACHINE) -> Path:
    """Writes `content` (a document by default) as folder/<machine>/<stamp>.json."""
    path = folder / machine / f"{stamp}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document() if content is None else content), encoding="utf-8")
    return path


def _rows(plan: Plan) -> list[dict[str, Any]]:
    rows = []
    for r, c in plan.shapes:
        size = 8 * r * c
        at = {"rows": r, "cols": c, "bytes": size, "settings": {}}
        for spec in plan.transports:
            rows.append(at | {
                "row": f"transfer/{spec.key}/{r}x{c}", "kind": "transfer", "transport": spec.key, "label": spec.label,
                "family": spec.family, "copies": spec.copies, "lands": "shared" if spec.copies < 2 else "private",
                "waiting": spec.waiting, "kernel": plan.kernel, "phases": spec.phases(size),
            })
        fill = round(size / 6.0) + 500
        none = {"transport": None, "lands": "private", "waiting": None}
        if plan.local:
            for kernel, factor in (("sum", 1.0), ("sum_naive", 2.4)):
                compute = round(planted_local_ns(size) * factor)
                rows.append(at | none | {
                    "row": f"local/{kernel}/{r}x{c}", "kind": "local", "label": f"Local {kernel}", "family": "local", "copies": 0,
                    "kernel": kernel, "phases": {"prepare": fill, "compute": compute},
                })
        if plan.bound:
            for kernel, factor in (("memcpy", 1.0), ("memcpy_nt", 0.7)):
                move = round(planted_memcpy_ns(size) * factor)
                rows.append(at | none | {
                    "row": f"bound/{kernel}/{r}x{c}", "kind": "bound", "label": kernel, "family": "bound", "copies": 1,
                    "kernel": kernel, "phases": {"prepare": fill, "transfer": move},
                })
    return rows


def _entry(row: dict[str, Any], plan: Plan, random: np.random.Generator) -> dict[str, Any]:
    facts = dict(row)
    round_factor = random.lognormal(0, plan.noise) if plan.noise else 1.0
    samples = {}
    for phase, planted in facts.pop("phases").items():
        factors = random.lognormal(0, plan.noise / 2, plan.transfers) if plan.noise else np.ones(plan.transfers)
        factors[0] *= plan.cold
        samples[f"{phase}_ns"] = [max(1, round(planted * round_factor * f)) for f in factors]
    if plan.noise and "sent_ns" in samples:  # send() returns before the answer can be there
        totals = map(sum, zip(*(samples[f"{phase}_ns"] for phase in ("transfer", "compute", "reply"))))
        samples["sent_ns"] = [min(pair) for pair in zip(samples["sent_ns"], totals)]
    return as_entry(facts, samples)


def as_entry(facts: dict[str, Any], samples: dict[str, list[int]]) -> dict[str, Any]:
    """One element of `benchmarks`, with its digest and mean."""
    phases = {"transfer": ("transfer", "compute", "reply"), "local": ("compute",), "bound": ("transfer",)}[facts["kind"]]
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
        key = facts["transport"] if facts["kind"] == "transfer" else facts["kernel"]
        facts["row"] = f"{facts['kind']}/{key}/{facts['rows']}x{facts['cols']}"
        entries.append(item | as_entry(facts, item["ipc"]["samples"]))
    order = [[entry["ipc"]["row"] for entry in entries if entry["ipc"]["round"] == n] for n in range(plan["rounds"])]
    shapes = [f"{entry['ipc']['rows']}x{entry['ipc']['cols']}" for entry in entries]
    plan = plan | {"order": order, "shapes": [*dict.fromkeys([*plan["shapes"], *shapes])]}
    return content | {"ipcbench": identify(ours | {"protocol": plan}), "benchmarks": entries}


def identify(ours: dict[str, Any]) -> dict[str, Any]:
    """Gives the object under 'ipcbench' the ids that its content asks for."""
    plan = ours["protocol"]
    workload = {
        "schema": 1, "interval": 1, "kernel": plan["kernel"], "shapes": sorted(plan["shapes"]),
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
            "rounds": plan.rounds, "transfers_per_round": plan.transfers, "kernel": plan.kernel, "shapes": shapes, "seed": plan.seed,
            "placement": {"policy": "same_llc", "producer_cpu": 0, "consumer_cpu": 1}, "order": order,
        },
        "unavailable": [
            {"transport": key, "label": label, "rows": r, "cols": c, "reason": reason, "mend": mend}
            for key, label, reason, mend in plan.unavailable for r, c in plan.shapes
        ],
        "failed": [],
        "warnings": list(plan.warnings),
        "complete": True,
    })
