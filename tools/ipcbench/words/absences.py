"""What did not run, or not every time, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from ipcbench.base.text import clean, wrap
from ipcbench.result.model import Result, Unavailable
from ipcbench.result.names import short, subject_of


@dataclass(frozen=True)
class Absence:
    """What cannot run here; `shapes` is empty if that holds for all shapes of the run."""

    name: str
    label: str
    reason: str
    shapes: tuple[str, ...]

    @property
    def where(self) -> str:
        """' at 500x9111', or '' if it runs at no shape."""
        return f" at {', '.join(self.shapes)}" if self.shapes else ""


def absences(result: Result) -> list[Absence]:
    """One per subject and reason, in the order of the file; texts are safe to print."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    for item in result.unavailable:
        name = absent_name(result, item)
        found[name, clean(item.reason, 200) or "no reason given"].append(item.shape)
        labels.setdefault(name, clean(item.label or item.key, 60))
    ran = {clean(short(entry.subject, result.main_kind), 40) for entry in result.entries}
    shapes = {str(entry.shape or "") for entry in result.entries} | {item.shape for item in result.unavailable}
    shapes.discard("")
    return [
        Absence(name, labels[name], reason, tuple(filter(None, at)) if name in ran or set(at) != shapes else ())
        for (name, reason), at in found.items()
    ]


def absent_name(result: Result, item: Unavailable) -> str:
    """What tables call what cannot run; safe to print."""
    return clean(short(subject_of(item.row), result.main_kind), 40)


def failures(result: Result) -> list[str]:
    """One text per row that failed: 'transfer/pipe/170x9111 (3 rounds: PeerDied; the consumer was killed)'."""
    by_row: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for failure in result.failed:
        by_row[failure.row].append((clean(failure.error, 40), clean(failure.text, 160)))
    texts = []
    for row, errors in by_row.items():
        kinds = ", ".join(name for name, _ in Counter(name for name, _ in errors).most_common())
        rounds = "1 round" if len(errors) == 1 else f"{len(errors)} rounds"
        said = f"; {errors[0][1]}" if errors[0][1] else ""
        texts.append(f"{clean(row, 60)} ({rounds}: {kinds}{said})")
    return texts


def not_run_lines(result: Result, columns: int) -> list[str]:
    """'not run: …' and 'failed: …', at most `columns` wide; nothing if all went well."""
    lines = []
    gone = [f"{gone.name}{gone.where} ({gone.reason})" for gone in absences(result)]
    if gone:
        mend = "; see tools/doctor" if any(item.mend for item in result.unavailable) else ""
        lines += wrap(f"not run: {' · '.join(gone)}{mend}", columns)
    if failed := failures(result):
        lines += wrap(f"FAILED: {' · '.join(failed)}", columns)
    return lines
