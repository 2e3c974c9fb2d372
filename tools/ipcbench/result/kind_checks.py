"""What the declared kinds may get wrong although the schema allows it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Iterator

_NAME = re.compile(r"[a-z][a-z0-9_]*")
#: Tables have columns of these names, which tell something else.
_TAKEN = {"total", "cpu", "producer_cpu", "consumer_cpu"}


def kind_findings(kinds: list[Any]) -> Iterator[str]:
    """One text per thing that is wrong with `ipcbench.kinds`."""
    for name, count in Counter(kind["kind"] for kind in kinds).items():
        if count > 1:
            yield f"kind {name} is declared {count} times"
    for kind in kinds:
        yield from (f"kind {kind['kind']}: {text}" for text in _of(kind))


def undeclared(ours: Any, entries: list[Any]) -> Iterator[str]:
    """One text per row, measured or not, whose kind is none of those declared."""
    known = {kind["kind"] for kind in ours["kinds"]}
    places = [(f"benchmarks[{place}]", item["ipc"]["kind"]) for place, item in enumerate(entries)]
    places += [(f"ipcbench.unavailable[{place}]", item["kind"]) for place, item in enumerate(ours["unavailable"])]
    yield from (f"{place}: kind {kind} is not declared" for place, kind in places if kind not in known)


def _of(kind: Any) -> Iterator[str]:
    phases, total = kind["phases"], kind["total"]
    if not _NAME.fullmatch(kind["kind"]):
        yield "that is no name"
    for phase in phases:
        if not _NAME.fullmatch(phase):
            yield f"{phase} is no name of a phase"
        if phase in _TAKEN:
            yield f"no phase can be called {phase}"
    for what, names in (("phase", phases), ("phase of the total", total)):
        if repeated := [name for name, count in Counter(names).items() if count > 1]:
            yield f"{repeated[0]} is a {what} twice"
    if strange := sorted({*total} - {*phases}):
        yield f"{strange[0]} is in the total, but no phase"
