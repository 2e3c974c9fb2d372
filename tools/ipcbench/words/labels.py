"""What rows are called in tables, figures and sentences."""

from __future__ import annotations

from ipcbench.analysis.rows import Subject
from ipcbench.base.text import clean


def short_label(subject: Subject, title: str) -> str:
    """The label without the family's name, where the heading says it: 'Shared memory, in place' -> 'In place'."""
    label = clean(subject.label, 90)
    start, comma, rest = label.partition(", ")
    redundant = comma and rest not in ("", "tuned") and start.casefold() == title.casefold()
    if not redundant:
        return label
    return rest if rest == subject.key else rest[:1].upper() + rest[1:]


def in_sentence(subject: Subject) -> str:
    """'shared memory, in place', 'Unix stream socket', 'POSIX message queue', 'process_vm_readv', 'TCP on loopback'."""
    label = clean(subject.label, 60)
    first, _, _ = label.partition(" ")
    keeps = first[1:] != first[1:].lower() or first in _NAMES
    return label if keeps else label[:1].lower() + label[1:]


_NAMES = ("Boost", "System", "Unix")
