"""Reads result files (schema 1): the only code that knows their keys. docs/results-format.md describes them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal, Mapping

import numpy as np

from ipcbench.base.errors import ResultError
from ipcbench.base.text import clean
from ipcbench.result import checks, document, kind_checks, runs, settled
from ipcbench.result.document import MAX_BYTES, refuse
from ipcbench.result.model import Entry, Failure, Finding, Kind, Pair, Placement, Protocol, Result, Shape, Unavailable

__all__ = ["MAX_BYTES", "ResultError", "load", "load_sound"]

#: What is kept of the samples: all of them with the usage, those that costs are made of, or none.
Kept = Literal["everything", "totals", "nothing"]


def load(path: Path | str) -> Result:
    """The result in the file `path`.

    Raises ResultError if there is no such regular file, it is larger than MAX_BYTES, empty, damaged, not a result of
    ipcbench, of a newer schema, or not valid (the text names the place in the file).
    """
    path = Path(path)
    with document.judged(path):
        content, _ = document.read(path)
        return _result(path, content, "everything")


def load_sound(path: Path | str, kept: Kept = "everything") -> Result:
    """The result in the file `path` if tools/verify finds no fault with it: what figures and verdicts are made of.

    Raises ResultError as load(), and with the first finding.
    """
    path = Path(path)
    with document.judged(path):
        content, data = document.read(path)
        if finding := next(checks.content_findings(content, data), None):
            refuse(path, f"not sound: {clean(finding, 220)}; tools/verify tells all")
        return _result(path, content, kept)


def _result(path: Path, content: dict[str, Any], kept: Kept) -> Result:
    ours = content["ipcbench"]
    kinds = _kinds(path, ours["kinds"])
    return Result(
        path=path,
        name=runs.stamp_of(path, ours["run"]),
        suite=ours["suite"],
        run=ours["run"],
        machine=ours["machine"],
        environment=ours["environment"],
        build=ours["build"],
        ids=ours["ids"],
        protocol=_protocol(ours["protocol"]),
        kinds=tuple(kinds.values()),
        unavailable=tuple(_unavailable(item) for item in ours["unavailable"]),
        failed=tuple(Failure(f["row"], f["round"], f["error"], f["text"] or "") for f in ours["failed"]),
        warnings=tuple(
            Finding(w["code"], w["text"], tuple(w["rows"]), w.get("rank", "note")) for w in ours["warnings"]
        ),
        complete=ours["complete"],
        cache_line_ns={r["round"]: r["cache_line_ns"] for r in ours.get("rounds", ()) if r.get("cache_line_ns")},
        fingerprint=_fingerprint(ours, content["benchmarks"]),
        settled=_settled(ours, content["benchmarks"]),
        entries=_entries(path, content["benchmarks"], kinds, kept),
        tunings={sweep["row"]: sweep["chosen"] for sweep in ours.get("tuning", ()) if sweep.get("chosen") is not None},
        pair=Pair(pair["id"], pair["side"]) if (pair := ours.get("pair")) else None,
    )


def _settled(ours: dict[str, Any], benchmarks: list[dict[str, Any]]) -> dict[str, int]:
    """What the file says; of a file from before it did, what its samples say."""
    said = settled.stated(ours)
    found = settled.of_document(ours, benchmarks) if said is None else said
    return {row: first for row, first in found.items() if first is not None}


def _fingerprint(ours: dict[str, Any], benchmarks: list[dict[str, Any]]) -> str:
    """Of ids and digests of all entries: what makes two files the same run. Of no entries its name."""
    parts = sorted(f"{item['ipc']['row']} {item['ipc']['round']} {item['ipc']['digest']}" for item in benchmarks) or [str(ours["run"])]
    parts += [str(ours["ids"].get(name)) for name in ("hardware", "environment", "workload")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _kinds(path: Path, declared: list[dict[str, Any]]) -> dict[str, Kind]:
    if finding := next(kind_checks.kind_findings(declared), None):
        refuse(path, f"ipcbench.kinds: {finding}")
    return {
        kind["kind"]: Kind(kind["kind"], kind["title"], kind["role"], tuple(kind["phases"]), tuple(kind["total"]))
        for kind in declared
    }


def _protocol(facts: dict[str, Any]) -> Protocol:
    place = facts["placement"] or {"policy": None, "producer_cpu": None, "consumer_cpu": None}
    return Protocol(
        rounds=int(facts["rounds"]),
        transfers=int(facts["transfers_per_round"]),
        kernel=facts.get("kernel"),
        placement=Placement(place["policy"], place["producer_cpu"], place["consumer_cpu"]),
        seed=facts["seed"],
        order=tuple(tuple(names) for names in facts["order"] or ()),
        shapes=tuple(facts.get("shapes") or ()),
        residency=facts.get("residency"),
        precision=facts.get("precision"),
    )


def _unavailable(item: dict[str, Any]) -> Unavailable:
    return Unavailable(
        row=item["row"],
        kind=item["kind"],
        key=item["key"],
        label=item.get("label"),
        shape="" if item["rows"] is None else f"{item['rows']}x{item['cols']}",
        reason=item["reason"] or "",
        mend=item["mend"] or "",
    )


def _entries(path: Path, benchmarks: list[dict[str, Any]], kinds: Mapping[str, Kind], kept: Kept) -> tuple[Entry, ...]:
    entries = tuple(_entry(path, place, item["ipc"], kinds, kept) for place, item in enumerate(benchmarks))
    seen: dict[tuple[str, int], Entry] = {}
    rows: dict[str, tuple[Any, ...]] = {}
    for place, entry in enumerate(entries):
        if seen.setdefault((entry.row, entry.round), entry) is not entry:
            refuse(path, f"benchmarks[{place}]: round {entry.round} of {entry.row} is there twice")
        facts = (entry.kind, entry.key, entry.shape, entry.conditions, entry.family, entry.kernel)
        if rows.setdefault(entry.row, facts) != facts:
            refuse(path, f"benchmarks[{place}]: another entry of {entry.row} has a different kind, shape or family")
    if len(set(rows.values())) != len(rows):
        refuse(path, "two names for one row in benchmarks")
    return entries


def _entry(path: Path, place: int, ipc: dict[str, Any], kinds: Mapping[str, Kind], kept: Kept) -> Entry:
    kind = kinds.get(ipc["kind"])
    if kind is None:
        refuse(path, f"benchmarks[{place}].ipc.kind: {ipc['kind']} is not declared in ipcbench.kinds")
    samples, usage = _samples(path, f"benchmarks[{place}].ipc", ipc, kind, kept)
    return Entry(
        row=ipc["row"],
        round=int(ipc["round"]),
        kind=kind,
        key=ipc["key"],
        label=ipc["label"],
        family=ipc["family"],
        copies=ipc["copies"],
        lands=ipc["lands"],
        waiting=ipc["waiting"],
        shape=None if None in (ipc["rows"], ipc["cols"], ipc["bytes"]) else Shape(int(ipc["rows"]), int(ipc["cols"]), int(ipc["bytes"])),
        kernel=ipc["kernel"],
        conditions=tuple(ipc.get("conditions", {}).items()),
        settings=ipc["settings"] or {},
        samples=samples,
        usage=usage,
        overlapped=ipc.get("overlapped", False),
        forked=ipc.get("consumer") == "forked_per_transfer",
        setup_ns=ipc.get("setup_ns"),
    )


def _costly(kind: Kind) -> tuple[str, ...]:
    """The phases that costs are made of."""
    return tuple(phase for phase in kind.phases if phase in kind.total or phase in ("prepare", "release"))


def _samples(path: Path, place: str, ipc: dict[str, Any], kind: Kind, kept: Kept) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the phases of the kind, and of what was counted beside: an array each, all of the same length."""
    said = ipc.get("usage", {})
    if missing := [phase for phase in kind.phases if f"{phase}_ns" not in ipc["samples"]]:
        refuse(path, f"{place}.samples: lacks '{missing[0]}_ns'")
    found = {phase: ipc["samples"][f"{phase}_ns"] for phase in kind.phases}
    counts = {*map(len, found.values())}
    if len(counts) != 1:
        refuse(path, f"{place}.samples: arrays of different lengths")
    if not counts.issuperset(map(len, said.values())):
        refuse(path, f"{place}.usage: not one value per sample")
    phases = {"everything": kind.phases, "totals": _costly(kind), "nothing": ()}[kept]
    samples = {phase: np.array(found[phase], dtype=np.int64) for phase in phases}
    usage = {name: np.array(values, dtype=np.int64) for name, values in said.items()} if kept == "everything" else {}
    return samples, usage
