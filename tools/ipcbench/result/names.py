"""Names of rows: kind/key[/<rows>x<cols>][/condition:value…], and of what they measure, which is the name without the shape."""

from __future__ import annotations

import re
from typing import Sequence

_SHAPE = re.compile(r"\d+x\d+")
Conditions = Sequence[tuple[str, str]]


def row_name(kind: str, key: str, shape: str, conditions: Conditions = ()) -> str:
    """'farm/pipe/170x9111/workers:2'; 'launch/fork' where `shape` is ''."""
    return "/".join([kind, key, *([shape] if shape else []), *_pairs(conditions)])


def subject_name(kind: str, key: str, conditions: Conditions = ()) -> str:
    """'farm/pipe/workers:2'."""
    return row_name(kind, key, "", conditions)


def subject_of(row: str) -> str:
    """The same of a row's name: 'farm/pipe/170x9111/workers:2' -> 'farm/pipe/workers:2'."""
    parts = row.split("/")
    return "/".join(parts[:2] + parts[3:]) if len(parts) > 2 and _SHAPE.fullmatch(parts[2]) else row


def kind_of(row: str) -> str:
    """'farm' of a row, or of what it measures."""
    return row.partition("/")[0]


def short(subject: str, main: str) -> str:
    """Without the kind where that is `main`, what the suite is about: 'pipe', 'pipe/workers:2'; else as it is."""
    return subject.removeprefix(f"{main}/")


def _pairs(conditions: Conditions) -> list[str]:
    return [f"{name}:{value}" for name, value in conditions]
