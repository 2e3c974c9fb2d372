"""What an entry of `benchmarks` may get wrong although the schema allows it."""

from __future__ import annotations

from typing import Any, Iterator

from ipcbench import identity
from ipcbench.model import COSTS, SAMPLES, TOTAL_PHASES

#: Nanoseconds in Google Benchmark's units.
UNITS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
ENTRY_BYTES = 8
_MAY_BE_ZERO = {"release_ns"}  # most transports have nothing to do there
_ROUNDING = 1e-9  # of a mean of doubles, printed with all their digits


def entry_findings(item: Any, protocol: Any) -> Iterator[str]:
    """One text per thing that is wrong with the entry."""
    ipc = item["ipc"]
    samples = {name: ipc["samples"][name] for name in SAMPLES if name in ipc["samples"]}
    yield from _names(item, protocol)
    if ipc["bytes"] != ipc["rows"] * ipc["cols"] * ENTRY_BYTES:
        yield f"bytes is {ipc['bytes']}, but {ipc['rows']} x {ipc['cols']} entries take {ipc['rows'] * ipc['cols'] * ENTRY_BYTES}"
    if identity.digest(ipc["samples"]) != ipc["digest"]:
        yield "the samples are not those of the digest"
    yield from _counts(item, samples, protocol)
    for phase, values in samples.items():
        if phase not in _MAY_BE_ZERO and 0 in values:
            yield f"{phase}[{values.index(0)}] is 0: nothing takes no time"
    yield from _cost(ipc, len(samples["prepare_ns"]))


def _cost(ipc: Any, transfers: int) -> Iterator[str]:
    """All of the costs or none, one value per transfer; only transfers have any, or overlap with their kernel."""
    cost = ipc.get("cost")
    if ipc["kind"] != "transfer":
        yield from (f"{key} in a row of kind {ipc['kind']}" for key in ("cost", "overlapped") if ipc.get(key))
    if cost is None:
        return
    for name in COSTS:
        if name not in cost:
            yield f"cost lacks {name}"
        elif len(cost[name]) != transfers:
            yield f"cost has {len(cost[name])} {name}, but there are {transfers} samples"


def _names(item: Any, protocol: Any) -> Iterator[str]:
    """The row's name is made of what the row is."""
    ipc = item["ipc"]
    key = ipc["transport"] if ipc["kind"] == "transfer" else ipc["kernel"]
    row = f"{ipc['kind']}/{key}/{ipc['rows']}x{ipc['cols']}"
    if ipc["row"] != row:
        yield f"row is {ipc['row']}, but its kind, key and shape make {row}"
    if ipc["kind"] != "transfer" and ipc["transport"] is not None:
        yield f"transport is {ipc['transport']} in a row of kind {ipc['kind']}"
    if item["name"] != ipc["row"] and not item["name"].startswith(f"{ipc['row']}/"):
        yield f"name is {item['name']}, but its row is {ipc['row']}"
    if ipc["kind"] == "transfer" and protocol.get("kernel") not in (None, ipc["kernel"]):
        yield f"kernel is {ipc['kernel']}, but the protocol's is {protocol['kernel']}"
    shape = f"{ipc['rows']}x{ipc['cols']}"
    if protocol.get("shapes") is not None and shape not in protocol["shapes"]:
        yield f"shape {shape} is none of the protocol's"
    if ipc["round"] >= protocol["rounds"]:
        yield f"round is {ipc['round']}, but {protocol['rounds']} were planned, from 0"


def _counts(item: Any, samples: Any, protocol: Any) -> Iterator[str]:
    """As many samples in each phase as transfers, and their mean total is what Google Benchmark says."""
    counts = {phase: len(values) for phase, values in samples.items()}
    if len(set(counts.values())) > 1:
        yield f"phases have different numbers of samples: {', '.join(f'{n} {phase}' for phase, n in counts.items())}"
        return
    count = next(iter(counts.values()))
    if count != protocol["transfers_per_round"]:
        yield f"{count} samples in each phase, but {protocol['transfers_per_round']} transfers per round"
    if item.get("iterations", count) != count:
        yield f"iterations is {item['iterations']}, but there are {count} samples in each phase"
    totals = [sum(values) for values in zip(*(samples[f"{phase}_ns"] for phase in TOTAL_PHASES[item["ipc"]["kind"]]))]
    mean, said = sum(totals) / count, item["real_time"] * UNITS[item["time_unit"]]
    if not abs(said - mean) <= _ROUNDING * mean + 1e-3:
        yield f"real_time is {said:.3f} ns, but the mean total is {mean:.3f} ns"
    for place, (sent, total) in enumerate(zip(samples.get("sent_ns", ()), totals)):
        if sent > total:
            yield f"sent_ns[{place}] is {sent}, more than the total of {total}: the answer came before send() returned"
            return
