"""Which transports stand for all, where there is no room for every one: the plain one and the best of each mechanism."""

from __future__ import annotations

from ipcbench.analysis.memory import remembered
from ipcbench.analysis.ranking import best, best_farmed
from ipcbench.analysis.rows import Subject, Summary

ALL_FIT = 16  # transports that a table shows whole


@remembered
def representatives(summary: Summary) -> tuple[Subject, ...]:
    """The best of each mechanism and the plain ones beside them, in the order of tables and figures.

    A mechanism is a family, in place and copying apart. Plain is what others are variants of by their keys, as
    'shm_ring' beside 'shm_ring_spin': what every program gets. Also kept is what the advice names.
    """
    firsts: dict[tuple[str, str, bool], Subject] = {}
    for subject in summary.measured:
        firsts.setdefault((subject.kind.name, subject.family, subject.copies == 0), subject)
    kept = {*firsts.values()}
    kept |= {plain for plain in summary.measured if any(other.is_variant_of(plain) for other in summary.measured)}
    for shape in summary.shapes:
        kept |= {found.row.subject for copied in (None, False, True) if (found := best(summary, shape, copied))}
        kept |= {row.subject for copied in (False, True) if (row := best_farmed(summary, shape, copied))}
    return tuple(subject for subject in summary.measured if subject in kept)


def shown_subjects(summary: Summary, everything: bool = False) -> tuple[Subject, ...]:
    """What the verdict table shows: all, if `everything` or if they are few."""
    few = len(summary.measured) <= ALL_FIT
    return summary.measured if everything or few else representatives(summary)
