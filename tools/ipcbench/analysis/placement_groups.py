"""Results of one machine that differ in where the processes ran: which of them are held against each other."""

from __future__ import annotations

from typing import Any, Sequence

from ipcbench.analysis.rows import Summary
from ipcbench.result.model import Shape

#: From near to far, and last where the system may move the processes.
POLICIES = ("same_core", "same_llc", "cross_llc", "cross_numa", "none")


def groups(summaries: Sequence[Summary]) -> list[list[Summary]]:
    """One list per machine, suite, kernel and number of transfers of which there are several placements, the near ones first.

    Of several results of one placement the latest by the stamp in its name is taken, rather one without a warning that may
    change the ranking. Each list has a common shape.
    """
    by_kind: dict[Any, dict[str, Summary]] = {}
    for summary in sorted(summaries, key=lambda s: (not s.result.grave, s.result.name)):
        plan = summary.result.protocol
        if plan.placement.policy and summary.handing:
            kind = (summary.result.ids["hardware"], summary.result.suite, summary.kernel, plan.transfers)
            by_kind.setdefault(kind, {})[plan.placement.policy] = summary
    found = [sorted(of.values(), key=_nearness) for of in by_kind.values() if len(of) > 1]
    return [group for group in found if common_shapes(group)]


def common_shapes(group: Sequence[Summary]) -> tuple[Shape, ...]:
    """The shapes that all results have, the smallest first."""
    return tuple(shape for shape in group[0].shapes if all(shape in other.shapes for other in group))


def policy(summary: Summary) -> str:
    """'same_llc'; only for results of a group."""
    return summary.result.protocol.placement.policy or "unknown"


def _nearness(summary: Summary) -> tuple[int, str]:
    name = policy(summary)
    return (POLICIES.index(name) if name in POLICIES else len(POLICIES), name)
