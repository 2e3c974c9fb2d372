"""What the entries of one row must agree on: a row is one thing in all of its rounds."""

from __future__ import annotations

from typing import Any, Iterator

_FACTS = ("kind", "label", "family", "copies", "lands", "waiting", "kernel")


def row_findings(entries: list[Any]) -> Iterator[str]:
    """One text per fact in which an entry departs from the first one of its row."""
    firsts: dict[str, dict[str, Any]] = {}
    for place, item in enumerate(entries):
        facts = _facts(item["ipc"])
        first = firsts.setdefault(item["ipc"]["row"], facts)
        if facts != first:
            for name in (name for name in facts if facts[name] != first[name]):
                yield f"benchmarks[{place}]: {name} is {facts[name]}, but {first[name]} in the first entry of the row"


def _facts(ipc: Any) -> dict[str, Any]:
    usage = " ".join(sorted(ipc.get("usage", {}))) or "missing"
    number = max(map(len, ipc["samples"].values()), default=0)
    found = {name: ipc[name] for name in _FACTS}
    return found | {"overlapped": ipc.get("overlapped", False), "usage": usage, "number of samples": number}
