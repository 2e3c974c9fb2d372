"""In what two runs differ besides their times: machines, environments, builds, plans."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import Any, Iterator, Mapping

from ipcbench import facts, identity
from ipcbench.comparison import Comparison, Judged
from ipcbench.effect_text import ratio
from ipcbench.judging import typical
from ipcbench.model import Result
from ipcbench.text import clean

_HASHES, _DIGITS = ("commit", "binary_sha256"), 10
_NOTABLE = 1.02  # what all rows have in common
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
    return [*_differing(a.machine, b.machine), *_differing(a.environment, b.environment)]


def builds(a: Result, b: Result) -> list[Difference]:
    """Facts of the build that differ, versions of libraries included."""
    found = _differing(a.build, b.build)
    return [replace(each, a=each.a[:_DIGITS], b=each.b[:_DIGITS]) if each.fact in _HASHES else each for each in found]


def warnings(comparison: Comparison) -> list[str]:
    """What a reader should know before trusting the verdicts; of one machine, a changed environment first."""
    sides = (("A", comparison.a), ("B", comparison.b))
    return [*between(comparison), *(f"{name}: {text}" for name, side in sides for text in own(side.result))]


def between(comparison: Comparison) -> list[str]:
    """In what the second run differs from the first, in an order as above."""
    a, b = comparison.a.result, comparison.b.result
    found = []
    if comparison.of_one_machine and (changed := environments(a, b)):
        found.append(f"the environment differs: {_listed(changed)}")
    if changed := builds(a, b):
        found.append(f"the build differs: {_listed(changed)}")
    if set(a.protocol.shapes) != set(b.protocol.shapes):
        found.append(f"shapes differ ({' '.join(a.protocol.shapes)} | {' '.join(b.protocol.shapes)}): the common ones are compared")
    if a.protocol.rounds != b.protocol.rounds:
        found.append(f"rounds differ: {a.protocol.rounds} | {b.protocol.rounds}")
    places = [(place.producer_cpu, place.consumer_cpu) for place in (a.protocol.placement, b.protocol.placement)]
    if places[0] != places[1]:
        found.append(f"CPUs differ: {facts.placement(a)} | {facts.placement(b)}")
    if changed_rows := [text for row in comparison.rows if (text := _ways(row))]:
        more = f", and {len(changed_rows) - 4} more" if len(changed_rows) > 4 else ""
        count = f"{len(changed_rows)} row{'' if len(changed_rows) == 1 else 's'}"
        found.append(f"settings differ in {count}: {', '.join(changed_rows[:4])}{more}")
    found += _pulse(comparison)
    return [clean(text, 600) for text in found]


def hardware(comparison: Comparison) -> list[str]:
    """In one text, how another machine differs from the baseline's; nothing for the same machine."""
    if comparison.of_one_machine:
        return []
    changed = environments(comparison.a.result, comparison.b.result)
    return [f"another machine: {_listed(changed, 5) or 'by its id alone'}"]


def remarks(comparison: Comparison) -> list[str]:
    """How the surroundings of the second run differ first, then what is wrong with it."""
    found = [*hardware(comparison), *between(comparison), *own(comparison.b.result)]
    if comparison.only_b and not comparison.refused:
        more = f" and {len(comparison.only_b) - 4} more" if len(comparison.only_b) > 4 else ""
        found.append(f"rows that the baseline lacks: {', '.join(clean(name, 60) for name in comparison.only_b[:4])}{more}")
    return found


def own(result: Result) -> list[str]:
    """What a run says against itself: 'interrupted', failed rounds, what may change its ranking."""
    found = [] if result.complete else ["interrupted"]
    if result.failed:
        found.append(f"failed rounds in {len({failure.row for failure in result.failed})} rows")
    return [*found, *(clean(finding.text, 200) for finding in facts.grave(result))]


def _ways(row: Judged) -> str:
    """'transfer/pipe/3x3 (pipe_bytes 4096 | 65536)' if a transport did not do the same in both, else ''."""
    if (row.a.subject, row.a.settings) == (row.b.subject, row.b.settings):
        return ""  # the usual case, much faster
    sides: list[dict[str, Any]] = []
    for side in (row.a, row.b):
        look = side.subject
        facts_of = {"copies": look.copies, "lands": look.lands, "waiting": look.waiting, "overlapped": look.overlapped}
        sides.append({**facts_of, **side.settings})
    changed = "; ".join(map(str, _differing(*sides)))
    return f"{clean(row.a.name, 60)} ({clean(changed, 120)})" if changed else ""


def _pulse(comparison: Comparison) -> Iterator[str]:
    """On one machine what needs no transport must take the same time, unless the machine, or the compiler's work, has changed."""
    here = [row for row in comparison.rows if row.a.kind.role != "measured" and row.effect]
    if not comparison.of_one_machine or not here:
        return
    common = typical([row.effect.ratio for row in here if row.effect])
    moved = [f"{row.a.name} {row.verdict}" for row in here if row.verdict in ("SLOWER", "FASTER")]
    moved_by, scatter = comparison.common.ratio, comparison.common.scatter
    if max(moved_by, 1 / moved_by) > _NOTABLE:
        yield f"all rows together are {ratio(moved_by)} (median): the machine, or the whole build; each row is held against that, too"
    if math.exp(scatter) > _NOTABLE:
        yield f"the rows scatter by {100 * math.expm1(scatter):.2g} % around that, beyond what their rounds explain: a row has to differ by clearly more"
    if max(common, 1 / common) > 1 + comparison.margin:
        yield f"rows without any transport are {ratio(common)} (median): the machine itself changed speed, and all rows with it"
    elif moved:
        yield f"rows without any transport differ, so the machine itself may have changed speed: {', '.join(moved[:4])}"


def _listed(differences: list[Difference], most: int = 8) -> str:
    more = f"; and {len(differences) - most} more" if len(differences) > most else ""
    return "; ".join(map(str, differences[:most])) + more


def _differing(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Difference]:
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
