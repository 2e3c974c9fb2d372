"""Several results of a suite side by side: a line with the verdict of each, at every shape that any of them has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Sequence

from ipcbench.analysis.assessment import assess
from ipcbench.analysis.comparison import incomparable
from ipcbench.analysis.ranking import Best, best
from ipcbench.analysis.rows import Summary, fastest
from ipcbench.base.text import clean
from ipcbench.result.model import Result, Shape
from ipcbench.tables.cells import NOTHING, Cell, cost_cell, shape_title
from ipcbench.tables.full_table import times_here
from ipcbench.words import facts
from ipcbench.words.quantities import NONE, threshold_ms
from ipcbench.words.trust import within_ten_percent

_HANDING_OVER = ("here", "best in place", "best copied", "pipe")
_OTHERS = ("base", "bound", "best")


@dataclass(frozen=True)
class ResultLine:
    number: int
    machine: str
    id_text: str
    detail: str
    system: str
    spans: Sequence[Sequence[Cell]]
    trust: str
    grave: Sequence[str]  # warnings that may change the ranking


@dataclass(frozen=True)
class Overview:
    suite: str
    heads: Sequence[str]
    shapes: Sequence[str]
    lines: Sequence[ResultLine]
    incomparable: Sequence[str]


def overview(summaries: Sequence[Summary], numbers: Sequence[int]) -> Overview:
    """The table of results of one suite; its lines refer to the sections of these numbers."""
    places = sorted({place for summary in summaries for place in summary.places}, key=lambda s: (s.bytes, s.rows, s.cols) if s else (0, 0, 0))
    heads = _HANDING_OVER if any(summary.result.hands_over for summary in summaries) else _OTHERS
    lines = [_line(summary, number, places, heads) for summary, number in zip(summaries, numbers)]
    titles = [shape_title(place) if place else "" for place in places]
    return Overview(clean(summaries[0].result.suite, 40), heads, titles, lines, _incomparable(summaries, numbers))


def _line(summary: Summary, number: int, places: Sequence[Shape | None], heads: Sequence[str]) -> ResultLine:
    result = summary.result
    within, rows = within_ten_percent(summary)
    return ResultLine(
        number=number,
        machine=facts.machine(result),
        id_text=result.identifier,
        detail=", ".join((facts.commit(result), _plan(result))),
        system=facts.system(result),
        spans=[_cells(summary, place, heads) for place in places],
        trust=f"{within} of {rows}" + ("" if result.complete else ", interrupted"),
        grave=[clean(finding.text, 200) for finding in result.grave],
    )


def _plan(result: Result) -> str:
    """'kernel sum, same_llc (cpu0>cpu1), 20 rounds × 6 transfers': what two lines must have in common to be comparable, and more."""
    policy = clean(result.protocol.placement.policy or "placement not known", 40)
    return f"kernel {clean(result.protocol.kernel or 'not known', 40)}, {policy} ({facts.placement(result)}), {facts.protocol(result, '×')}"


def _incomparable(summaries: Sequence[Summary], numbers: Sequence[int]) -> list[str]:
    """'3, 4 differ from 1 in placement (none | same_llc)': lines that tools/compare would refuse to hold against the first."""
    first, *others = summaries
    found: dict[str, list[str]] = {}
    for number, other in zip(numbers[1:], others):
        if fields := incomparable(first.result, other.result):
            found.setdefault(clean("; ".join(fields), 200), []).append(str(number))
    return [f"{', '.join(of)} differ{'' if of[1:] else 's'} from {numbers[0]} in {fields}" for fields, of in found.items()]


def _cells(summary: Summary, place: Shape | None, heads: Sequence[str]) -> tuple[Cell, ...]:
    if place not in summary.places:
        return (NOTHING,) * len(heads)
    base = cost_cell(summary, summary.base(place))
    if heads == _HANDING_OVER:
        ranked = [_verdict(summary, best(summary, place, copied)) for copied in (False, True)]
        return (base, *ranked, cost_cell(summary, summary.by_key("pipe", place) if place else None))
    rows = [row for subject in summary.measured if (row := summary.row(subject, place))]
    return base, cost_cell(summary, summary.bound(place), with_key=True), cost_cell(summary, fastest(rows), with_key=True)


def _verdict(summary: Summary, found: Best | None) -> Cell:
    """The cost of the transport to take; below it which one, how many times computing here, and from which compute on it pays."""
    if found is None:
        return NOTHING
    known, cell = assess(summary, found.row), cost_cell(summary, found.row, with_key=True)
    ratio = times_here(summary, known, cell.text)
    parts = [*[ratio] * (ratio != NONE), *[f"from {threshold_ms(known.pays_from)}"] * (known.pays_from is not None)]
    return replace(cell, note="\n".join(filter(None, [cell.note, " · ".join(parts)])))
