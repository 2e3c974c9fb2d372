"""In what two runs differ besides their times: facts of machines, environments, builds, settings."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Iterator, Mapping

from ipcbench.base.text import clean
from ipcbench.result import identity
from ipcbench.result.model import Result

_HASHES, _DIGITS = ("commit", "binary_sha256"), 10
_NO_FACTS = (identity.MACHINE_ASIDE | identity.ENVIRONMENT_ASIDE) - {"memory_bytes"}  # what each run finds anew


@dataclass(frozen=True)
class Difference:
    """A fact by its path in the file, and what either run says of it; texts are safe to print."""

    fact: str
    a: str
    b: str

    def __str__(self) -> str:
        return f"{self.fact} {self.a} | {self.b}"


def environments(a: Result, b: Result) -> list[Difference]:
    """Facts of machine and environment that differ."""
    return [*differing(a.machine, b.machine), *differing(a.environment, b.environment)]


def builds(a: Result, b: Result) -> list[Difference]:
    """Facts of the build that differ, versions of libraries included."""
    found = differing(a.build, b.build)
    return [replace(each, a=each.a[:_DIGITS], b=each.b[:_DIGITS]) if each.fact in _HASHES else each for each in found]


def differing(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Difference]:
    """The facts, of one level of objects, that differ or that one side lacks."""
    keys = [key for key in dict.fromkeys([*a, *b]) if key not in a or key not in b or a[key] != b[key]]  # few: texts take long
    texts_a, texts_b = (_flat("", {key: side[key] for key in keys if key in side}) for side in (a, b))
    for fact in dict.fromkeys([*texts_a, *texts_b]):
        x, y = texts_a.get(fact, "(absent)"), texts_b.get(fact, "(absent)")
        if x != y:
            yield Difference(fact, x, y)


def _flat(prefix: str, facts_of: Mapping[str, Any]) -> dict[str, str]:
    """Facts by path: {'limits.pipe_max_bytes': '1048576'}; nested no deeper than that."""
    found: dict[str, str] = {}
    for key, value in facts_of.items():
        if key in _NO_FACTS and not prefix:
            continue
        name = clean(f"{prefix}{key}", 50)
        if isinstance(value, dict) and not prefix:
            found |= _flat(f"{key}.", value)
        elif value is None:
            found[name] = "unknown"
        else:
            found[name] = clean(value if isinstance(value, str) else json.dumps(value, sort_keys=True), 60)
    return found
