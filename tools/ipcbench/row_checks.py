"""What the entries of one row must agree on: a row is one thing in all of its rounds."""

from __future__ import annotations

from operator import itemgetter
from typing import Any, Iterator

_FACTS = ("kind", "label", "family", "copies", "lands", "waiting", "kernel")
_NAMES = (*_FACTS, "overlapped", "usage", "number of samples")
_told = itemgetter(*_FACTS)


def row_findings(entries: list[Any]) -> Iterator[str]:
    """One text per fact in which an entry departs from the first one of its row."""
    firsts: dict[str, tuple[Any, ...]] = {}
    for place, item in enumerate(entries):
        facts = _facts(item["ipc"])
        first = firsts.setdefault(item["ipc"]["row"], facts)
        if facts != first:
            for name, said, wanted in zip(_NAMES, facts, first):
                if said != wanted:
                    yield f"benchmarks[{place}]: {name} is {_text(said)}, but {_text(wanted)} in the first entry of the row"


def _facts(ipc: Any) -> tuple[Any, ...]:
    number = max(map(len, ipc["samples"].values()), default=0)
    return (*_told(ipc), ipc.get("overlapped", False), frozenset(ipc.get("usage", ())), number)


def _text(fact: Any) -> Any:
    """What was counted by its names, everything else as it is."""
    return " ".join(sorted(fact)) or "missing" if isinstance(fact, frozenset) else fact
