"""Remarks on a comparison: how the surroundings of two runs differ, and what a run says against itself."""

from __future__ import annotations

import math
from typing import Any, Iterator

from ipcbench.analysis import hosts
from ipcbench.analysis.comparison import Comparison, Judged
from ipcbench.analysis.differences import Difference, builds, differing, environments
from ipcbench.analysis.judging import typical
from ipcbench.base.text import clean, significant, times
from ipcbench.result.model import Result
from ipcbench.words import facts
from ipcbench.words.effect import ratio

_NOTABLE_DISTANCE = 1.5
_NOTABLE = 1.02  # what all rows have in common


def warnings(comparison: Comparison) -> list[str]:
    """What a reader should know before trusting the verdicts; of one machine, a changed environment first."""
    sides = [(name, run) for name, side in zip("AB", comparison.sides) for run in side]
    doubted = hardware(comparison) if hosts.same_hardware(comparison.a.result, comparison.b.result) else []
    of_runs = dict.fromkeys(f"{name}: {text}" for name, run in sides for text in own(run.result))
    return [*doubted, *between(comparison), *of_runs]


def between(comparison: Comparison) -> list[str]:
    """In what the second run differs from the first, in an order as above."""
    a, b = comparison.a.result, comparison.b.result
    found = [*_distance(a, b)]
    if comparison.of_one_machine and (changed := environments(a, b)):
        found.append(f"the environment differs: {_listed(changed)}")
    if changed := builds(a, b):
        found.append(f"the build differs: {_listed(changed)}")
    if set(a.protocol.shapes) != set(b.protocol.shapes):
        found.append(f"shapes differ ({' '.join(a.protocol.shapes)} | {' '.join(b.protocol.shapes)}): the common ones are compared")
    if a.protocol.rounds != b.protocol.rounds:
        found.append(f"rounds differ: {a.protocol.rounds} | {b.protocol.rounds}")
    if a.protocol.placement.policy != b.protocol.placement.policy:
        found.append(f"the placement differs: {facts.configuration(a)} | {facts.configuration(b)}")
    places = [(place.producer_cpu, place.consumer_cpu) for place in (a.protocol.placement, b.protocol.placement)]
    if places[0] != places[1] and a.protocol.placement.policy == b.protocol.placement.policy:
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
    a, b = comparison.a.result, comparison.b.result
    if doubted := hosts.doubts(a, b):
        return [f"these may be two hosts ({'; '.join(doubted)}), so they are judged as two machines; --same-machine if they are one"]
    return [f"another machine: {_listed(environments(a, b), 5) or 'by its id alone'}"]


def _distance(a: Result, b: Result) -> Iterator[str]:
    """'the CPUs lay 3.6x farther apart (a cache line there and back: 20 | 72 ns)': what sleeps and wakes is slower then."""
    x, y = hosts.distance_ns(a), hosts.distance_ns(b)
    if x and y and max(x / y, y / x) > _NOTABLE_DISTANCE:
        how = "farther apart" if y > x else "closer together"
        yield f"the CPUs lay {times(max(x / y, y / x))} {how} (a cache line there and back: {significant(x)} | {significant(y)} ns)"


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
    return [*found, *(clean(finding.text, 200) for finding in result.grave)]


def _ways(row: Judged) -> str:
    """'transfer/pipe/3x3 (pipe_bytes 4096 | 65536)' if a transport did not do the same in both, else ''."""
    if (row.a.subject, row.a.settings) == (row.b.subject, row.b.settings):
        return ""  # the usual case, much faster
    sides: list[dict[str, Any]] = []
    for side in (row.a, row.b):
        look = side.subject
        facts_of = {"copies": look.copies, "lands": look.lands, "waiting": look.waiting, "overlapped": look.overlapped}
        sides.append({**facts_of, **side.settings})
    changed = "; ".join(map(str, differing(*sides)))
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
