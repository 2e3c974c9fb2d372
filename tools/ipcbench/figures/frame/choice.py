"""The few mechanisms that stand for all where there is room for no more: in 'moving' and 'distribution'."""

from __future__ import annotations

from ipcbench.analysis.ranking import best, best_of_families
from ipcbench.analysis.rows import Subject, Summary

MOST_TRANSPORTS = 7


def chosen(summary: Summary) -> list[Subject]:
    """At most seven transports: the best in place, the best that copies, the plain pipe, and the best of each family."""
    last, firsts = summary.last(), best_of_families(summary)
    found = [which.row.subject for copied in (False, True) if last and (which := best(summary, last, copied))]
    found += [t for t in summary.measured if t.key == "pipe" and not t.conditions]
    found += [t for t in summary.measured if t.name in firsts]
    found += [t for t in summary.measured if not t.tuned]
    kept = list(dict.fromkeys(found))[:MOST_TRANSPORTS]
    return [t for t in summary.measured if t in kept]


def choice(summary: Summary) -> str:
    """What `chosen` chose, for the captions: 'all 3 transports', or how many of all, and of which families."""
    shown, families = chosen(summary), summary.families()
    if len(shown) == len(summary.measured):
        return f"all {len(shown)} transports" if len(shown) > 1 else "the one transport"
    present = {transport.family for transport in shown}
    what = "each family" if len(present) == len(families) else f"{len(present)} of {len(families)} families"
    return f"{len(shown)} of {len(summary.measured)} transports (the best in place, the best that copies, the plain pipe, the best of {what})"
