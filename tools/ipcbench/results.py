"""Reads result files (schema 1): the only code that knows their keys. docs/results-format.md describes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Sequence

import numpy as np

from ipcbench import checks, document
from ipcbench.document import MAX_BYTES, refuse
from ipcbench.errors import ResultError
from ipcbench.model import COSTS, PHASES, SAMPLES, Entry, Failure, Finding, Placement, Protocol, Result, Shape, Unavailable
from ipcbench.text import clean

__all__ = ["MAX_BYTES", "ResultError", "is_stamp", "load", "load_sound", "newest"]

EVERYTHING = (*PHASES, *COSTS)
_STAMP = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?")


def load(path: Path | str) -> Result:
    """The result in the file `path`.

    Raises ResultError if there is no such regular file, it is larger than MAX_BYTES, empty, damaged, not a result of
    ipcbench, of a newer schema, or not valid (the text names the place in the file).
    """
    path = Path(path)
    with document.judged(path):
        content, _ = document.read(path)
        return _result(path, content, EVERYTHING)


def load_sound(path: Path | str, names: Sequence[str] = EVERYTHING) -> Result:
    """The result in the file `path` if tools/verify finds no fault with it: what figures and verdicts are made of.

    Entries hold only those of their samples and costs that `names` tell, none for (). Raises ResultError as load(), and with the first finding.
    """
    path = Path(path)
    with document.judged(path):
        content, data = document.read(path)
        if finding := next(checks.content_findings(content, data), None):
            refuse(path, f"not sound: {clean(finding, 220)}; tools/verify tells all")
        return _result(path, content, names)


def newest(results: Path | str) -> Path:
    """The latest file <machine>/<stamp>.json under the folder `results`, by the stamp in its name.

    Raises ResultError if there is none.
    """
    folder = Path(results)
    found = [(match, path) for path in folder.glob("*/*.json") if (match := _STAMP.fullmatch(path.stem))]
    if not found:
        refuse(folder, "no result here (<machine>/<stamp>.json); tools/bench makes one")
    return max(found, key=lambda item: (item[0][1], int(item[0][2] or 0), str(item[1])))[1]


def is_stamp(text: str) -> bool:
    """Whether `text` is the stem of a result file's name: YYYYMMDDThhmmssZ, perhaps with a counter."""
    return _STAMP.fullmatch(text) is not None


def _result(path: Path, content: dict[str, Any], names: Sequence[str]) -> Result:
    ours = content["ipcbench"]
    return Result(
        path=path,
        machine=ours["machine"],
        environment=ours["environment"],
        build=ours["build"],
        ids=ours["ids"],
        protocol=_protocol(ours["protocol"]),
        unavailable=tuple(_unavailable(item) for item in ours["unavailable"]),
        failed=tuple(Failure(f["row"], f["round"], f["error"], f["text"] or "") for f in ours["failed"]),
        warnings=tuple(
            Finding(w["code"], w["text"], tuple(w["rows"]), w.get("rank", "note")) for w in ours["warnings"]
        ),
        complete=ours["complete"],
        entries=_entries(path, content["benchmarks"], names),
    )


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
        precision=facts.get("precision"),
    )


def _unavailable(item: dict[str, Any]) -> Unavailable:
    return Unavailable(
        transport=item["transport"],
        label=item.get("label"),
        rows=int(item["rows"]),
        cols=int(item["cols"]),
        reason=item["reason"] or "",
        mend=item["mend"] or "",
    )


def _entries(path: Path, benchmarks: list[dict[str, Any]], names: Sequence[str]) -> tuple[Entry, ...]:
    entries = tuple(_entry(path, place, item["ipc"], names) for place, item in enumerate(benchmarks))
    seen: dict[tuple[str, int], Entry] = {}
    rows: dict[str, tuple[Any, ...]] = {}
    for place, entry in enumerate(entries):
        if seen.setdefault((entry.row, entry.round), entry) is not entry:
            refuse(path, f"benchmarks[{place}]: round {entry.round} of {entry.row} is there twice")
        facts = (entry.kind, entry.key, entry.shape, entry.family, entry.kernel)
        if rows.setdefault(entry.row, facts) != facts:
            refuse(path, f"benchmarks[{place}]: another entry of {entry.row} has a different kind, shape or family")
    if len(set(rows.values())) != len(rows):
        refuse(path, "two names for one row in benchmarks")
    return entries


def _entry(path: Path, place: int, ipc: dict[str, Any], names: Sequence[str]) -> Entry:
    samples = {
        phase: np.array(ipc["samples"][f"{phase}_ns"], dtype=np.int64) for phase in names if f"{phase}_ns" in ipc["samples"]
    }
    counts = {len(ipc["samples"][name]) for name in SAMPLES if name in ipc["samples"]}
    if len(counts) != 1:
        refuse(path, f"benchmarks[{place}].ipc.samples: arrays of different lengths")
    said = ipc.get("cost") or {}
    cost = {name: np.array(said[name], dtype=np.int64) for name in names if name in said and name in COSTS}
    if {len(said[name]) for name in COSTS if name in said} - counts:
        refuse(path, f"benchmarks[{place}].ipc.cost: not one value per transfer")
    return Entry(
        row=ipc["row"],
        round=int(ipc["round"]),
        kind=ipc["kind"],
        transport=ipc["transport"],
        label=ipc["label"],
        family=ipc["family"],
        copies=ipc["copies"],
        lands=ipc["lands"],
        waiting=ipc["waiting"],
        shape=Shape(int(ipc["rows"]), int(ipc["cols"]), int(ipc["bytes"])),
        kernel=ipc["kernel"],
        settings=ipc["settings"] or {},
        samples=samples,
        cost=cost,
        overlapped=ipc.get("overlapped", False),
    )
