"""What a valid document may still get wrong: its facts against its plan, and its ids against its facts."""

from __future__ import annotations

from collections import Counter
from typing import Any, Iterator

from ipcbench.result import identity, names, seal, settled, validation
from ipcbench.result.entry_checks import entry_findings, row_findings
from ipcbench.result.kind_checks import kind_findings, undeclared

NOT_VALID = "not valid: "


def findings(document: Any, data: bytes) -> Iterator[str]:
    """One text per thing that is wrong with the document in the file of the bytes `data`; none for a sound result."""
    broken = list(validation.violations(document))
    yield from (f"{NOT_VALID}{text}" for text in broken)
    if not broken:
        yield from content_findings(document, data)


def content_findings(document: Any, data: bytes) -> Iterator[str]:
    """The same of a document that the schema allows."""
    ours, entries = document["ipcbench"], document["benchmarks"]
    yield from seal.findings(data, ours)
    broken = [*(f"ipcbench.kinds: {text}" for text in kind_findings(ours["kinds"])), *undeclared(ours, entries)]
    yield from broken
    kinds = {} if broken else {kind["kind"]: kind for kind in ours["kinds"]}
    for place, item in enumerate(entries if kinds else ()):
        texts = entry_findings(item, kinds[item["ipc"]["kind"]], ours["protocol"])
        yield from (f"benchmarks[{place}]: {text}" for text in texts)
    yield from row_findings(entries)
    yield from () if broken else settled.findings(ours, entries)
    yield from _repeated(entries)
    yield from _order(ours["protocol"], entries)
    yield from _rounds(ours, entries)
    yield from _failed(ours, entries)
    yield from _unavailable(ours["unavailable"], entries)
    yield from _complete(ours, entries)
    yield from _ids(ours)


def _measured(entries: list[Any]) -> list[tuple[int, str]]:
    return [(item["ipc"]["round"], item["ipc"]["row"]) for item in entries]


def _planned(protocol: Any) -> list[tuple[int, str]] | None:
    if protocol["order"] is None:
        return None
    return [(number, row) for number, rows in enumerate(protocol["order"]) for row in rows]


def _repeated(entries: list[Any]) -> Iterator[str]:
    for (number, row), count in Counter(_measured(entries)).items():
        if count > 1:
            yield f"round {number} of {row} is there {count} times"


def _order(protocol: Any, entries: list[Any]) -> Iterator[str]:
    """Entries must be planned, and stand in the planned order."""
    planned = _planned(protocol)
    if planned is None:
        yield "ipcbench.protocol.order is missing"
        return
    if len(protocol["order"]) != protocol["rounds"]:
        yield f"ipcbench.protocol.order has {len(protocol['order'])} rounds, but {protocol['rounds']} were planned"
    for (number, row), count in Counter(planned).items():
        if count > 1:
            yield f"ipcbench.protocol.order: {row} is planned {count} times in round {number}"
    places = {what: place for place, what in enumerate(planned)}
    last = -1
    for place, what in enumerate(_measured(entries)):
        at = places.get(what)
        if at is None:
            yield f"benchmarks[{place}]: round {what[0]} of {what[1]} was never planned"
        elif at < last:
            yield f"benchmarks[{place}]: round {what[0]} of {what[1]} stands after what was planned behind it"
        else:
            last = at


def _rounds(ours: Any, entries: list[Any]) -> Iterator[str]:
    """What happened to the machine is told of each finished round, once; an interruption may leave the last one unfinished."""
    if "rounds" not in ours:
        return
    numbers = [item["round"] for item in ours["rounds"]]
    finished = max((number for number, _ in _measured(entries)), default=0)
    if numbers != list(range(len(numbers))) or not finished <= len(numbers) <= ours["protocol"]["rounds"]:
        yield f"ipcbench.rounds is not of rounds 0, 1, 2, … up to the last finished one: it has {numbers or 'none'}"


def _failed(ours: Any, entries: list[Any]) -> Iterator[str]:
    measured, planned = set(_measured(entries)), _planned(ours["protocol"])
    seen = set()
    for place, item in enumerate(ours["failed"]):
        what = (item["round"], item["row"])
        if what in seen:
            yield f"ipcbench.failed[{place}]: round {what[0]} of {what[1]} failed before"
        seen.add(what)
        if what[0] is None:
            yield f"ipcbench.failed[{place}]: does not say in which round {what[1]} failed"
        elif what in measured:
            yield f"ipcbench.failed[{place}]: round {what[0]} of {what[1]} has samples, too"
        elif planned is not None and what not in planned:
            yield f"ipcbench.failed[{place}]: round {what[0]} of {what[1]} was never planned"


def _unavailable(unavailable: list[Any], entries: list[Any]) -> Iterator[str]:
    found = {item["ipc"]["row"] for item in entries}
    for place, item in enumerate(unavailable):
        rows, cols = item["rows"], item["cols"]
        if (rows is None) != (cols is None):
            yield f"ipcbench.unavailable[{place}]: rows and cols are {rows} and {cols}: both are known, or none"
        if names.subject_of(item["row"]).split("/")[:2] != [item["kind"], item["key"]]:
            yield f"ipcbench.unavailable[{place}]: row is {item['row']}, but its kind and key are {item['kind']} and {item['key']}"
        if item["row"] in found:
            yield f"{item['row']} is unavailable and has samples"


def _complete(ours: Any, entries: list[Any]) -> Iterator[str]:
    planned = _planned(ours["protocol"])
    if planned is None:
        return
    over = set(_measured(entries)) | {(item["round"], item["row"]) for item in ours["failed"]}
    given_up = {item["row"] for item in ours["unavailable"]}
    missing = [what for what in planned if what not in over and what[1] not in given_up]
    if ours["complete"] and missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        yield f"says complete, but round {missing[0][0]} of {missing[0][1]} is missing{more}"
    if not ours["complete"] and not missing:
        yield "says incomplete, but nothing is missing"


def _ids(ours: Any) -> Iterator[str]:
    protocol, ids = ours["protocol"], ours["ids"]
    expected = {"hardware": identity.hardware(ours["machine"]), "environment": identity.environment(ours["environment"])}
    if protocol["placement"] is None or protocol.get("shapes") is None:
        yield "ipcbench.ids.workload cannot be checked: protocol lacks placement or shapes"
    else:
        place, transfers = protocol["placement"]["policy"], protocol["transfers_per_round"]
        facts = (ours["suite"], protocol.get("kernel"), protocol["shapes"], transfers, place, protocol.get("residency"))
        expected["workload"] = identity.workload(*facts)
    for name, value in expected.items():
        if ids[name] != value:
            yield f"ipcbench.ids.{name} is {ids[name]}, but what it stands for gives {value}"
