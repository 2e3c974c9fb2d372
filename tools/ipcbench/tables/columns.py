"""Which columns the tables of a suite have: by the phases and roles that its file declares."""

from __future__ import annotations

from dataclasses import dataclass

from ipcbench.analysis.assessment import cpu_time
from ipcbench.analysis.rows import Summary
from ipcbench.result.model import Kind

MOST_PHASES = 4  # that a table has room for
#: What the phases of handing a matrix over are called on tables.
_HEADS = {"transfer": "move"}
_REST = "reply"  # what is left of a total


@dataclass(frozen=True)
class Columns:
    """What stands beside the total, its interval and the marks."""

    phases: tuple[str, ...]
    base: Kind | None  # total over that of this kind
    share: bool  # of plain memcpy's speed
    costs: bool  # what is measured hands matrices over, so it has a cost beside its total
    once: bool  # what a single matrix costs
    pays: bool  # from which compute per matrix on two workers win
    cpu: bool


def columns(summary: Summary) -> Columns:
    """Of all tables of this result."""
    kinds = summary.result.kinds
    return Columns(
        phases=_phases(summary),
        base=next((kind for kind in kinds if kind.role == "base"), None),
        share=any(kind.role == "bound" and "transfer" in kind.total for kind in kinds),
        costs=summary.result.hands_over,
        once=any(len(row.setup) for row in summary.rows.values()),
        pays=any(kind.role == "measured" and "sent" in kind.phases for kind in kinds),
        cpu=any(cpu_time(row) is not None for row in summary.rows.values()),
    )


def head(phase: str, kernel: str | None = None) -> str:
    """'move' for transfer, the kernel's name for compute; what has no such word is called as in the file."""
    return kernel if phase == "compute" and kernel else _HEADS.get(phase, phase)


def _phases(summary: Summary) -> tuple[str, ...]:
    """Those that totals are made of, without what is left: of what is measured first, and none that is a whole total everywhere."""
    ordered = sorted(summary.result.kinds, key=lambda kind: kind.role != "measured")
    parts = dict.fromkeys(phase for kind in ordered if len(kind.total) > 1 for phase in kind.total)
    known = [phase for phase in parts if phase != _REST] or [*parts]
    return tuple(known[:MOST_PHASES])
