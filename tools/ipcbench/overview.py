"""Several results side by side: a line each, at every shape that any of them has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from ipcbench import facts
from ipcbench.comparison import incomparable
from ipcbench.comparison_text import identifier
from ipcbench.grid import NOTHING, Cell, shape_title, total_cell
from ipcbench.model import Result, Shape
from ipcbench.rows import Summary
from ipcbench.sentences import within_ten_percent
from ipcbench.text import clean
from ipcbench.verdict import best

HEADS = ("local", "best in place", "best copied", "pipe")


@dataclass(frozen=True)
class Line:
    id: str
    machine: str
    id_text: str
    detail: str
    system: str
    spans: Sequence[Sequence[Cell]]
    trust: str
    grave: Sequence[str]  # warnings that may change the ranking


@dataclass(frozen=True)
class Overview:
    heads: Sequence[str]
    shapes: Sequence[str]
    lines: Sequence[Line]
    incomparable: Sequence[str]


def overview(summaries: Sequence[Summary], ids: Sequence[str]) -> Overview:
    """The table; its lines refer to the sections of these ids."""
    shapes = sorted({s for summary in summaries for s in summary.shapes}, key=lambda s: (s.bytes, s.rows, s.cols))
    lines = [_line(summary, id_, shapes) for summary, id_ in zip(summaries, ids)]
    return Overview(HEADS, [shape_title(shape) for shape in shapes], lines, _incomparable(summaries))


def _line(summary: Summary, id_: str, shapes: Sequence[Shape]) -> Line:
    result = summary.result
    within, rows = within_ten_percent(summary)
    return Line(
        id=id_,
        machine=facts.machine(result),
        id_text=identifier(result),
        detail=", ".join((facts.commit(result), _plan(result))),
        system=facts.system(result),
        spans=[_cells(summary, shape) for shape in shapes],
        trust=f"{within} of {rows}" + ("" if result.complete else ", interrupted"),
        grave=[clean(finding.text, 200) for finding in facts.grave(result)],
    )


def _plan(result: Result) -> str:
    """'kernel sum, same_llc (cpu0>cpu1), 20 rounds × 6 transfers': what two lines must have in common to be comparable, and more."""
    policy = clean(result.protocol.placement.policy or "placement not known", 40)
    return f"kernel {clean(result.protocol.kernel or 'not known', 40)}, {policy} ({facts.placement(result)}), {facts.protocol(result, '×')}"


def _incomparable(summaries: Sequence[Summary]) -> list[str]:
    """'3, 4 differ from 1 in placement (none | same_llc)': lines that tools/compare would refuse to hold against the first."""
    first, *others = summaries
    numbers: dict[str, list[str]] = {}
    for number, other in enumerate(others, 2):
        if fields := incomparable(first.result, other.result):
            numbers.setdefault(clean("; ".join(fields), 200), []).append(str(number))
    return [f"{', '.join(of)} differ{'' if of[1:] else 's'} from 1 in {fields}" for fields, of in numbers.items()]


def _cells(summary: Summary, shape: Shape) -> tuple[Cell, ...]:
    if shape not in summary.shapes:
        return (NOTHING,) * len(HEADS)
    return (
        total_cell(summary.local(shape)),
        total_cell(best(summary, shape, copied=False), with_key=True),
        total_cell(best(summary, shape, copied=True), with_key=True),
        total_cell(summary.row("pipe", shape)),
    )
