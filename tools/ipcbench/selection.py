"""Which transports stand for all, where there is no room for every one: the plain one and the best of each mechanism."""

from __future__ import annotations

from ipcbench.rows import Summary, Transport
from ipcbench.verdict import best

ALL_FIT = 16  # transports that a table shows whole


def representatives(summary: Summary) -> tuple[Transport, ...]:
    """The best of each mechanism and the plain ones beside them, in the order of tables and figures.

    A mechanism is a family, in place and copying apart. Plain is what others are variants of by their keys, as
    'shm_ring' beside 'shm_ring_spin': what every program gets. Also kept is what the advice names.
    """
    firsts: dict[tuple[str, bool], Transport] = {}
    for transport in summary.transports:
        firsts.setdefault((transport.family, transport.copies == 0), transport)
    kept = {transport.key for transport in firsts.values()}
    kept |= {plain.key for plain in summary.transports if any(other.is_variant_of(plain) for other in summary.transports)}
    for shape in summary.shapes:
        kept |= {row.key for copied in (False, True) if (row := best(summary, shape, copied))}
    return tuple(transport for transport in summary.transports if transport.key in kept)


def shown_transports(summary: Summary, everything: bool = False) -> tuple[Transport, ...]:
    """What the verdict table shows: all, if `everything` or if they are few."""
    few = len(summary.transports) <= ALL_FIT
    return summary.transports if everything or few else representatives(summary)
