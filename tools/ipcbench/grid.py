"""The table of a page: texts as people read them, each with the number that it is sorted by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from ipcbench.figures.style import family
from ipcbench.model import Shape
from ipcbench.rows import Row, Summary, Transport
from ipcbench.text import clean, megabytes, milliseconds, percent, significant, times
from ipcbench.verdict import MARKS, best_of_families, judge

#: Heads of the columns of a shape, and what they mean.
HEADS = (
    ("total", "what a caller waits for: transfer, compute and reply (ms)"),
    ("±%", "half of the 95 % interval, in per cent of the total"),
    ("move", "until the whole matrix is readable (ms)"),
    ("compute", "computing on it there (ms)"),
    ("local", "total over computing here"),
    ("share", "of plain memcpy's speed"),
    ("pays>", "compute per matrix (ms) above which two workers win"),
    ("CPU", "CPU time of producer and consumer in the total (ms)"),
)


@dataclass(frozen=True)
class Cell:
    """A text, and the number by which it is sorted; None is sorted last."""

    text: str
    value: float | None
    kind: str = ""  # 'loose' for an interval of more than ±10 %
    note: str = ""


NOTHING = Cell("-", None)


@dataclass(frozen=True)
class Line:
    """One row of the table; `kind` is 'transfer', 'local' or 'bound', `marks` are the letters of the legend."""

    key: str
    label: str
    family: str
    kind: str
    copies: Cell
    best: bool
    plain: bool
    marks: str
    spans: tuple[tuple[Cell, ...], ...]  # one per shape, each as long as HEADS


@dataclass(frozen=True)
class Grid:
    shapes: tuple[tuple[str, str], ...]  # '170x9111', '12.4 MB'
    lines: tuple[Line, ...]
    families: tuple[str, ...]


def grid(summary: Summary) -> Grid:
    """All rows of the result, in the one order of tables and figures; computing here and the plain copies first."""
    winners = best_of_families(summary)
    lines = _references(summary)
    for transport in summary.transports:
        rows = [summary.row(transport.key, shape) for shape in summary.shapes]
        lines.append(_line(summary, transport, "transfer", rows, transport.key in winners))
    shapes = tuple((str(shape), megabytes(shape.bytes)) for shape in summary.shapes)
    return Grid(shapes, tuple(lines), tuple(dict.fromkeys(line.family for line in lines)))


def _references(summary: Summary) -> list[Line]:
    found = dict.fromkeys((row.kind, row.key) for row in summary.rows.values() if row.kind != "transfer")
    keys = sorted(found, key=lambda key: (key[0] != "local", key[1] != summary.kernel, key[1] != "memcpy", key[1]))
    lines = []
    for kind, key in keys:
        rows = [summary.rows.get((kind, key, shape)) for shape in summary.shapes]
        transport = next(row.transport for row in rows if row)
        lines.append(_line(summary, transport, kind, rows, False))
    return lines


def _line(summary: Summary, transport: Transport, kind: str, rows: Sequence[Row | None], best: bool) -> Line:
    verdicts = [judge(summary, row) for row in rows if row]
    marks = "".join(letter for letter in MARKS if any(letter in verdict.marks for verdict in verdicts))
    name = {"local": "Here", "bound": "Bound"}.get(kind) or clean(family(transport.family).title, 30)
    copies = None if kind == "local" else transport.copies
    return Line(
        key=f"local {clean(transport.key, 40)}" if kind == "local" else clean(transport.key, 60),
        label=clean(transport.label, 90) + (", waits by spinning" if transport.waiting == "spinning" else ""),
        family=name,
        kind=kind,
        copies=NOTHING if copies is None else Cell(str(copies), copies),
        best=best,
        plain=not transport.tuned,
        marks=marks,
        spans=tuple(_cells(summary, row) for row in rows),
    )


def _cells(summary: Summary, row: Row | None) -> tuple[Cell, ...]:
    if row is None:
        return (NOTHING,) * len(HEADS)
    verdict, total = judge(summary, row), row.estimate()
    half = total.half_width if total else None
    share = 1.0 if (row.kind, row.key) == ("bound", "memcpy") else verdict.share_of_memcpy
    ratio = verdict.times_local.median if verdict.times_local else None
    look = "loose" if verdict.wide else ""
    spread = NOTHING if half is None else Cell(_percent(half) + "!" * verdict.wide, half, look)
    return (
        _ms(total.median if total else None),
        spread,
        _ms(row.median("transfer")),
        _ms(row.median("compute")),
        NOTHING if ratio is None else Cell(times(ratio, "×"), ratio),
        NOTHING if share is None else Cell(percent(share).replace("%", " %"), share),
        _ms(verdict.pays_above_ns),
        _ms(verdict.cpu_ns),
    )


def _ms(nanoseconds: float | None) -> Cell:
    return NOTHING if nanoseconds is None else Cell(milliseconds(nanoseconds), nanoseconds)


def _percent(half: float) -> str:
    return f"{100 * half:.0f}" if half >= 0.0095 else significant(100 * half, 1)


def total_cell(row: Row | None, with_key: bool = False) -> Cell:
    """The median total for an overview, perhaps with the row's key below."""
    median = row.median() if row else None
    if row is None or median is None:
        return NOTHING
    return Cell(milliseconds(median), median, note=clean(row.key, 40) if with_key else "")


def shape_title(shape: Shape) -> str:
    """'170x9111, 12.4 MB'."""
    return f"{shape}, {megabytes(shape.bytes)}"
