"""The facts of a run as people read them, for the head of the table and the foot of the figures."""

from __future__ import annotations

import re
from dataclasses import replace

from ipcbench.analysis.rows import Summary
from ipcbench.base.text import clean
from ipcbench.result.model import Finding, Result
from ipcbench.result.names import kind_of, subject_of

RANKS = ("may_change_ranking", "shifts_milliseconds", "note")
RANK_TITLES = {
    "may_change_ranking": "may change the ranking",
    "shifts_milliseconds": "shifts milliseconds",
    "note": "note",
}


def machine(result: Result) -> str:
    """'AMD EPYC 7763, 2 vCPUs (KVM)'."""
    facts = result.machine
    model = re.sub(r"\((R|TM|r|tm)\)|\bCPU\b|\bProcessor\b|\b\d+-Core\b|@.*", " ", clean(facts["cpu_model"] or ""))
    name = " ".join(model.split()) or clean(facts["id"] or "unknown machine")
    virtual = clean(facts["virtualization"] or "none", 20)
    cores = facts["cores"]
    if virtual.lower() == "none":
        return name if cores is None else f"{name}, {_count(cores, 'core')}"
    host = virtual.upper() if len(virtual) <= 5 else virtual
    return f"{name} ({host})" if cores is None else f"{name}, {_count(cores, 'vCPU')} ({host})"


def system(result: Result) -> str:
    """'Linux 6.1'."""
    release = clean(result.environment["kernel"] or "", 60)
    version = re.search(r"\d+\.\d+", release)
    return f"Linux {version[0]}" if version else release or "Linux"


def placement(result: Result) -> str:
    """'cpu0>cpu1', producer first; 'not pinned'."""
    place = result.protocol.placement
    if place.producer_cpu is None or place.consumer_cpu is None:
        return "not pinned"
    return f"cpu{place.producer_cpu}>cpu{place.consumer_cpu}"


def configuration(result: Result) -> str:
    """'cross_llc, cpu0>cpu1', and ', matrices from memory' where they do not lie in the caches: how the run was measured."""
    policy = clean(result.protocol.placement.policy or "none", 20)
    said = placement(result) if policy == "none" else f"{policy}, {placement(result)}"
    return said + (", matrices from memory" if result.protocol.residency == "memory" else "")


def protocol(result: Result, sign: str = "x") -> str:
    """'20 rounds x 6 transfers'."""
    plan = result.protocol
    what = "transfer" if result.hands_over or not result.measures else "sample"
    return f"{_count(plan.rounds, 'round')} {sign} {_count(plan.transfers, what)}"


def commit(result: Result) -> str:
    """'commit 1a2b3c4d5e, modified'."""
    name = clean(result.build["commit"] or "unknown")[:10]
    return f"commit {name}{', modified' if result.build['dirty'] else ''}"


def ran(summary: Summary) -> str:
    """'27/33 transports ran'; '' in a suite of bases and bounds alone."""
    measured = {kind.name for kind in summary.result.measures}
    rows = [*(item.row for item in summary.result.unavailable), *(failure.row for failure in summary.result.failed)]
    names = {subject.name for subject in summary.measured}
    known = names | {subject_of(row) for row in rows if kind_of(row) in measured}
    return f"{len(names)}/{len(known)} {noun(summary.result)}s ran" if measured else ""


def noun(result: Result) -> str:
    """What a line of the table is: 'transport' in a suite that hands matrices over by them, else 'row'."""
    return "transport" if result.measures and all(kind.hands_over for kind in result.measures) else "row"


def ranked_warnings(result: Result) -> list[Finding]:
    """The warnings of the run, the gravest rank first."""
    return sorted(result.warnings, key=lambda finding: RANKS.index(finding.rank))


def warnings_shown(summary: Summary) -> list[Finding]:
    """Likewise those of the whole run, and of rows that the summary shows: by its shapes and transports; each names these alone."""
    shown = {row.name for row in summary.rows.values() if row.shape in summary.shapes and (row.kind.role != "measured" or row.subject in summary.measured)}
    found = [(finding, tuple(row for row in finding.rows if row in shown)) for finding in ranked_warnings(summary.result)]
    return [replace(finding, rows=rows) for finding, rows in found if rows or not finding.rows]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
