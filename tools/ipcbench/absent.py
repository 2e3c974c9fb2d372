"""What did not run, or not every time, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from ipcbench.model import Result
from ipcbench.text import clean, wrap


@dataclass(frozen=True)
class Absence:
    """A transport that cannot run here; `shapes` is empty if that holds for all shapes of the run."""

    transport: str
    label: str
    reason: str
    shapes: tuple[str, ...]

    @property
    def where(self) -> str:
        """' at 500x9111', or '' if it runs at no shape."""
        return f" at {', '.join(self.shapes)}" if self.shapes else ""


def absences(result: Result) -> list[Absence]:
    """One per transport and reason, in the order of the file; texts are safe to print."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    for item in result.unavailable:
        found[clean(item.transport, 40), clean(item.reason, 200) or "no reason given"].append(item.shape)
        labels.setdefault(clean(item.transport, 40), clean(item.label or item.transport, 60))
    measured = {clean(entry.transport, 40) for entry in result.entries if entry.kind == "transfer"}
    shapes = {str(entry.shape) for entry in result.entries} | {item.shape for item in result.unavailable}
    return [
        Absence(key, labels[key], reason, tuple(at) if key in measured or set(at) != shapes else ())
        for (key, reason), at in found.items()
    ]


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
    gone = [f"{gone.transport}{gone.where} ({gone.reason})" for gone in absences(result)]
    if gone:
        mend = "; see tools/doctor" if any(item.mend for item in result.unavailable) else ""
        lines += wrap(f"not run: {' · '.join(gone)}{mend}", columns)
    if failed := failures(result):
        lines += wrap(f"FAILED: {' · '.join(failed)}", columns)
    return lines
