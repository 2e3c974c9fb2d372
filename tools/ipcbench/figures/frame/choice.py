"""The few transports that stand for all where there is room for no more, and those that people know."""

from __future__ import annotations

from ipcbench.analysis.ranking import best, best_of_families
from ipcbench.analysis.rows import Subject, Summary

MOST_TRANSPORTS = 8  # the recommended ones may be others than the best of their family
#: What people know, or use without knowing: the picture for a lecture shows these.
KNOWN = ("shm_in_place", "shm_copy", "unix_stream", "tcp_loopback", "posix_mq", "pipe_tuned", "pipe", "python_queue")
_FEWEST_KNOWN = 3


def chosen(summary: Summary, most: int = MOST_TRANSPORTS) -> list[Subject]:
    """At most so many transports: the best in place, the best that copies, the plain pipe, and the best of each family."""
    last, firsts = summary.last(), best_of_families(summary)
    found = [which.row.subject for copied in (False, True) if last and (which := best(summary, last, copied))]
    found += [t for t in summary.measured if t.key == "pipe" and not t.conditions]
    found += [t for t in summary.measured if t.name in firsts]
    found += [t for t in summary.measured if not t.tuned]
    kept = list(dict.fromkeys(found))[:most]
    return [t for t in summary.measured if t in kept]


def choice(summary: Summary, most: int = MOST_TRANSPORTS) -> str:
    """What `chosen` chose, for the captions: 'all 3 transports', or how many of all, and of which families."""
    shown, families = chosen(summary, most), summary.families()
    if len(shown) == len(summary.measured):
        return f"all {len(shown)} transports" if len(shown) > 1 else "the one transport"
    present = {transport.family for transport in shown}
    what = "each family" if len(present) == len(families) else f"{len(present)} of {len(families)} families"
    return f"{len(shown)} of {len(summary.measured)} transports (the best in place, the best that copies, the plain pipe, the best of {what})"


def known(summary: Summary) -> list[Subject]:
    """The transports that people know, as far as they were measured; what `chosen` chooses where hardly any were."""
    found = [t for t in summary.measured if t.key in KNOWN and not t.conditions]
    return found if len(found) >= _FEWEST_KNOWN else chosen(summary)


def known_choice(summary: Summary) -> str:
    """The same for the captions."""
    shown = known(summary)
    if shown == chosen(summary):
        return choice(summary)
    return f"{len(shown)} of {len(summary.measured)} transports, those that people know"
