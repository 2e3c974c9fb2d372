"""How far to trust a result: its intervals, how far other runs of the machine lie, and whether every transfer was verified."""

from __future__ import annotations

from typing import Sequence

from ipcbench.analysis.assessment import WIDE_INTERVAL
from ipcbench.analysis.cost import cost
from ipcbench.analysis.other_runs import Spread, spread
from ipcbench.analysis.rows import Summary
from ipcbench.base.text import clean, percent


def trust(summary: Summary, others: Sequence[Summary] = ()) -> str:
    """How many rows are within ±10 %, how far the other runs of the machine lie, whether every transfer was verified."""
    result = summary.result
    parts = [_within(summary), *([_between(spread(summary, others))] if summary.rows else []), _verified(summary)]
    if not result.complete:
        parts.append("interrupted")
    if grave := result.grave:
        said = "; ".join(clean(finding.text, 160) for finding in grave)
        parts.append(f"{_count(len(grave), 'warning')} may change the ranking: {said}")
    return "Trust: " + " · ".join(part for part in parts if part)


def within_ten_percent(summary: Summary) -> tuple[int, int]:
    """How many rows have an interval within ±10 %, and how many rows there are."""
    widths = _half_widths(summary)
    return sum(half is not None and half <= WIDE_INTERVAL for half in widths), len(widths)


def _within(summary: Summary) -> str:
    widths = _half_widths(summary)
    known = [half for half in widths if half is not None]
    if not widths:
        return "nothing was measured"
    if not known:
        return "fewer than 6 rounds, hence no intervals: a first look"
    within = sum(half <= WIDE_INTERVAL for half in known)
    return f"±10 % within this run on {within} of {len(widths)} rows" + (
        f", {len(widths) - len(known)} without an interval" if len(known) < len(widths) else ""
    )


def _between(found: Spread | None) -> str:
    """How far the runs of the machine lie apart."""
    if found is None:
        return "one run: how far the next will lie is unknown"
    worst = max(found.by_row.values())
    median, most = (percent(share).replace("%", " %") for share in (found.median, worst))
    return f"{found.runs} runs of this machine lie within {median} of each other in the median row, {most} in the worst"


def _half_widths(summary: Summary) -> list[float | None]:
    return [found.half_width for row in summary.rows.values() if (found := cost(summary, row))]


def _verified(summary: Summary) -> str:
    failed = summary.result.failed
    corrupt = sum(failure.error == "CorruptMatrix" for failure in failed)
    others = {failure.row for failure in failed if failure.error != "CorruptMatrix"}
    if failed:
        said = [f"{_count(corrupt, 'round')} CORRUPT"] if corrupt else []
        return " · ".join(said + ([f"{_count(len(others), 'row')} failed"] if others else []))
    return "every transfer verified" if summary.handing else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
