"""Several results side by side: a line each, at every shape that any of them has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from ipcbench import facts
from ipcbench.grid import NOTHING, Cell, shape_title, total_cell
from ipcbench.model import Shape
from ipcbench.rows import Summary
from ipcbench.sentences import within_ten_percent
from ipcbench.text import clean
from ipcbench.verdict import best

HEADS = ("local", "best in place", "best copied", "pipe")


@dataclass(frozen=True)
class Line:
    id: str
    machine: str
    detail: str
    system: str
    spans: Sequence[Sequence[Cell]]
    trust: str


@dataclass(frozen=True)
class Overview:
    heads: Sequence[str]
    shapes: Sequence[str]
    lines: Sequence[Line]


def overview(summaries: Sequence[Summary], ids: Sequence[str]) -> Overview:
    """The table; its lines refer to the sections of these ids."""
    shapes = sorted({s for summary in summaries for s in summary.shapes}, key=lambda s: (s.bytes, s.rows, s.cols))
    lines = [_line(summary, id_, shapes) for summary, id_ in zip(summaries, ids)]
    return Overview(HEADS, [shape_title(shape) for shape in shapes], lines)


def _line(summary: Summary, id_: str, shapes: Sequence[Shape]) -> Line:
    result = summary.result
    within, rows = within_ten_percent(summary)
    return Line(
        id=id_,
        machine=facts.machine(result),
        detail=f"{clean(result.machine['id'] or 'no id', 60)}, {clean(result.path.stem, 40)}, {facts.commit(result)}",
        system=facts.system(result),
        spans=[_cells(summary, shape) for shape in shapes],
        trust=f"{within} of {rows}" + ("" if result.complete else ", interrupted"),
    )


def _cells(summary: Summary, shape: Shape) -> tuple[Cell, ...]:
    if shape not in summary.shapes:
        return (NOTHING,) * len(HEADS)
    return (
        total_cell(summary.local(shape)),
        total_cell(best(summary, shape, copied=False), with_key=True),
        total_cell(best(summary, shape, copied=True), with_key=True),
        total_cell(summary.row("pipe", shape)),
    )
