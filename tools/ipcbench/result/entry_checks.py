"""What entries of `benchmarks` may get wrong although the schema allows it: each, and those of a row together."""

from __future__ import annotations

from operator import itemgetter
from typing import Any, Iterator

from ipcbench.result import identity
from ipcbench.result.names import row_name

#: Nanoseconds in Google Benchmark's units.
UNITS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
ENTRY_BYTES = 8
_MATRIX = {"transfer", "compute"}  # phases of what handles as many matrices per round as the plan says
_ROUNDING = 1e-9  # of a mean of doubles, printed with all their digits
#: What a row is, in all of its rounds.
_ROW_FACTS = ("kind", "label", "family", "copies", "lands", "waiting", "kernel")
_ROW_NAMES = (*_ROW_FACTS, "overlapped", "usage", "number of samples")
_said = itemgetter(*_ROW_FACTS)


def entry_findings(item: Any, kind: Any, protocol: Any) -> Iterator[str]:
    """One text per thing that is wrong with the entry, which is of this kind, one that is sound."""
    ipc = item["ipc"]
    yield from _names(item)
    yield from _plan(ipc, kind, protocol)
    yield from _shape(ipc, protocol)
    if identity.digest(ipc["samples"]) != ipc["digest"]:
        yield "the samples are not those of the digest"
    wanted = [f"{phase}_ns" for phase in kind["phases"]]
    if wrong := sorted(ipc["samples"].keys() ^ wanted):
        word = "lack" if wrong[0] in wanted else "have"
        yield f"the samples {word} {wrong[0]}, but kind {kind['kind']} has the phases {', '.join(kind['phases'])}"
        return
    samples = {name: ipc["samples"][name] for name in wanted}
    yield from _counts(ipc, samples)
    if len({*map(len, samples.values())}) == 1:
        yield from _samples(item, samples, kind, protocol)


def _names(item: Any) -> Iterator[str]:
    """The row's name is made of what the row is."""
    ipc = item["ipc"]
    conditions = ipc.get("conditions", {})
    shape = "" if ipc["rows"] is None else f"{ipc['rows']}x{ipc['cols']}"
    row = row_name(ipc["kind"], ipc["key"], shape, [*conditions.items()])
    if ipc["row"] != row:
        yield f"row is {ipc['row']}, but its kind, key, shape and conditions make {row}"
    if odd := [name for name in conditions if not name or set(name) & {"/", ":"}]:
        yield f"{odd[0]!r} is no name of a condition"
    if conditions == {} and "conditions" in ipc:
        yield "conditions is there, but empty"
    if item["name"] != ipc["row"] and not item["name"].startswith(f"{ipc['row']}/"):
        yield f"name is {item['name']}, but its row is {ipc['row']}"


def _plan(ipc: Any, kind: Any, protocol: Any) -> Iterator[str]:
    if ipc["round"] >= protocol["rounds"]:
        yield f"round is {ipc['round']}, but {protocol['rounds']} were planned, from 0"
    computes = ipc["kernel"] is not None or "compute" in kind["phases"]
    named = ipc.get("conditions", {}).get("kernel")  # of a row that is measured with several
    if named is not None and named != ipc["kernel"]:
        yield f"kernel is {ipc['kernel']}, but that of its conditions is {named}"
    elif named is None and kind["role"] == "measured" and computes and protocol.get("kernel") not in (None, ipc["kernel"]):
        yield f"kernel is {ipc['kernel']}, but the protocol's is {protocol['kernel']}"
    if ipc.get("overlapped") and not _MATRIX <= {*kind["phases"]}:
        yield f"overlapped in a row of kind {kind['kind']}"


def _shape(ipc: Any, protocol: Any) -> Iterator[str]:
    """Rows, columns and bytes of a matrix, or none of them."""
    rows, cols, size = ipc["rows"], ipc["cols"], ipc["bytes"]
    if None in (rows, cols, size):
        if {rows, cols, size} != {None}:
            yield f"rows, cols and bytes are {rows}, {cols} and {size}: all of them are known, or none"
        return
    if size != rows * cols * ENTRY_BYTES:
        yield f"bytes is {size}, but {rows} x {cols} entries take {rows * cols * ENTRY_BYTES}"
    if protocol.get("shapes") is not None and f"{rows}x{cols}" not in protocol["shapes"]:
        yield f"shape {rows}x{cols} is none of the protocol's"


def _counts(ipc: Any, samples: Any) -> Iterator[str]:
    """As many values of each phase, and of all that was counted beside."""
    counts = {phase: len(values) for phase, values in samples.items()}
    if len(set(counts.values())) > 1:
        yield f"phases have different numbers of samples: {', '.join(f'{n} {phase}' for phase, n in counts.items())}"
        return
    count = next(iter(counts.values()))
    for name, values in ipc.get("usage", {}).items():
        if name in samples or name == "total_ns":
            yield f"usage cannot have {name}: that is a time"
        if len(values) != count:
            yield f"usage has {len(values)} {name}, but there are {count} samples"


def _samples(item: Any, samples: Any, kind: Any, protocol: Any) -> Iterator[str]:
    """As many as planned, each with a total that takes time, and a mean total as Google Benchmark says."""
    count = len(next(iter(samples.values())))
    if _MATRIX & {*kind["phases"]} and count != protocol["transfers_per_round"]:
        yield f"{count} samples in each phase, but {protocol['transfers_per_round']} transfers per round"
    if item.get("iterations", count) != count:
        yield f"iterations is {item['iterations']}, but there are {count} samples in each phase"
    parts = [f"{phase}_ns" for phase in kind["total"]]
    for name in parts:
        if 0 in samples[name]:
            yield f"{name}[{samples[name].index(0)}] is 0: nothing takes no time"
    totals = [sum(values) for values in zip(*(samples[name] for name in parts))]
    mean, said = sum(totals) / count, item["real_time"] * UNITS[item["time_unit"]]
    if not abs(said - mean) <= _ROUNDING * mean + 1e-3:
        yield f"real_time is {said:.3f} ns, but the mean total is {mean:.3f} ns"
    for place, (sent, total) in enumerate(zip(samples.get("sent_ns", ()), totals)):
        if sent > total:
            yield f"sent_ns[{place}] is {sent}, more than the total of {total}: the answer came before send() returned"
            return


def row_findings(entries: list[Any]) -> Iterator[str]:
    """One text per fact in which an entry departs from the first one of its row."""
    firsts: dict[str, tuple[Any, ...]] = {}
    for place, item in enumerate(entries):
        facts = _row_facts(item["ipc"])
        first = firsts.setdefault(item["ipc"]["row"], facts)
        if facts != first:
            for name, said, wanted in zip(_ROW_NAMES, facts, first):
                if said != wanted:
                    yield f"benchmarks[{place}]: {name} is {_text(said)}, but {_text(wanted)} in the first entry of the row"


def _row_facts(ipc: Any) -> tuple[Any, ...]:
    number = max(map(len, ipc["samples"].values()), default=0)
    return (*_said(ipc), ipc.get("overlapped", False), frozenset(ipc.get("usage", ())), number)


def _text(fact: Any) -> Any:
    """What was counted by its names, everything else as it is."""
    return " ".join(sorted(fact)) or "missing" if isinstance(fact, frozenset) else fact
