"""What the doctor prints: the transports by how they fare, and the limits with their values."""

from __future__ import annotations

from typing import Sequence

from ipcbench.base.text import binary, clean, pad, width, wrap
from ipcbench.doctor.diagnosis import Advice, Diagnosis, Values
from ipcbench.doctor.limit import UNLIMITED, Limit

_LEAST_TRANSPORTS = 27  # columns for them, and for what separates a row
_AS_GOOD_AS_UNLIMITED = UNLIMITED // 2


def transports_text(diagnoses: Sequence[Diagnosis], shapes: Sequence[str], columns: int) -> list[str]:
    """Which transports run, which run below their best, and which cannot, with the mend of each and its undoing."""
    gone = [found for found in diagnoses if found.cannot_run]
    below = [found for found in diagnoses if found.below_best]
    fine = [found.transport for found in diagnoses if not found.cannot_run and not found.below_best]
    counts = f"{len(fine)} run, {len(below)} run below their best, {len(gone)} cannot run"
    noun = "transport" if len(diagnoses) == 1 else "transports"
    where = f" at {', '.join(shapes)}" if shapes else ""
    lines = wrap(f"{len(diagnoses)} {noun}{where}: {counts}", columns)
    for title, found in (("CANNOT RUN", gone), ("BELOW THEIR BEST", below)):
        lines += ["", title] if found else []
        for diagnosis in found:
            lines += [f" {diagnosis.transport}"]
            lines += [line for advice in (*diagnosis.cannot_run, *diagnosis.below_best) for line in _advice(advice, columns)]
    if fine:
        lines += ["", "RUN", *wrap(", ".join(fine), columns, indent=" ", first=" ")]
    return lines


def _advice(advice: Advice, columns: int) -> list[str]:
    parts = [("", advice.what), ("mend: ", advice.mend), ("undo: ", advice.undo)]
    return [line for start, text in parts if text for line in wrap(f"{start}{text}", columns, indent=" " * 9, first="   ")]


def limits_text(limits: Sequence[Limit], values: Values, columns: int) -> list[str]:
    """A table of all limits in groups, with their sources: value, what is wanted of it and for whom; '!' where it falls short."""
    rows = [_row(limit, values[limit.name]) for limit in limits]
    widths = [max(width(row[column]) for row in rows) for column in range(3)]
    side_by_side = sum(widths) + _LEAST_TRANSPORTS <= columns
    lines = wrap(f"LIMITS, and what the transports {'on the right' if side_by_side else 'below'} want of them ('!' where they fall short)", columns)
    for group in dict.fromkeys(limit.group for limit in limits):
        members = [(limit, row) for limit, row in zip(limits, rows) if limit.group == group]
        sources = ", ".join(dict.fromkeys(limit.source for limit, _ in members))
        lines += wrap(f"{group}  ({sources})", columns)
        for _, row in members:
            start = " " + "  ".join(pad(text, w) for text, w in zip(row, widths)) + "  "
            lines += _beside(start, row[3], columns) if side_by_side else _below(row, columns)
    return lines


def _beside(start: str, transports: str, columns: int) -> list[str]:
    return [line.rstrip() for line in wrap(transports, columns, indent=" " * width(start), first=start)]


def _below(row: tuple[str, str, str, str], columns: int) -> list[str]:
    said = wrap(", ".join(filter(None, row[:3])), columns, indent="   ", first=" ")
    return [*said, *(wrap(row[3], columns, indent="     ", first="     ") if row[3] else [])]


def _row(limit: Limit, value: int | str | None) -> tuple[str, str, str, str]:
    """Name, value, wanted, for whom."""
    if limit.wanted is None:
        return limit.name, shown(value, limit.unit), "", ", ".join(limit.transports)
    mark = " !" if limit.hinders(value, {}) else ""
    least = binary(limit.wanted) if limit.unit == "bytes" else f"{limit.wanted} {limit.unit}".strip()
    wanted = f"at {'most' if limit.at_most else 'least'} {least}{mark}"
    return limit.name, shown(value, limit.unit), wanted, ", ".join(limit.transports) or "all transports"


def shown(value: int | str | None, unit: str) -> str:
    """'1048576 (1 MiB)', '16384 pages', 'madvise', 'unlimited', 'not there'."""
    if value is None:
        return "not there"
    if isinstance(value, str):
        return clean(value, 40)
    if value >= _AS_GOOD_AS_UNLIMITED:
        return "unlimited"
    if unit == "bytes":
        return f"{value} ({binary(value)})" if value >= 1024 else f"{value} B"
    return f"{value} {unit}".strip()


def remarks(columns: int) -> list[str]:
    """How long a mend lasts, and where it works."""
    said = (
        "Nothing was changed. A sysctl lasts until the machine starts anew; a line in /etc/sysctl.d/ keeps it. In a container set fs.mqueue.*, "
        "kernel.msg*, kernel.shm* and net.* with docker run --sysctl NAME=VALUE, the others on its host."
    )
    return wrap(said, columns, indent="")
