"""The rows and columns of the verdict table, as text."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Sequence

from ipcbench.model import Shape
from ipcbench.rows import Row, Summary, Transport
from ipcbench.selection import shown_transports
from ipcbench.table_layout import NAME_COLUMNS, Block, Line, laid_out
from ipcbench.text import clean, megabytes, milliseconds, pad, percent, significant, times, wrap
from ipcbench.verdict import Verdict, best_of_families, judge, meanings

FAMILY_TITLES = {"message_queue": "queue"}  # others are their key, without underscores
FEW = 3  # rows of a family that does without a heading of its own
_HEADS = ("total", "±%", "", "move", "sum", "local", "share", "pays>")
_ALIGN = (">", ">", "<", ">", ">", ">", ">", ">")
_INTERVAL, _MARKS = 1, 2  # columns
_NONE = "-"


def table_lines(summary: Summary, everything: bool, columns: int) -> list[str]:
    """The table and its legend, at most `columns` wide."""
    shown = shown_transports(summary, everything)
    lines = [*_references(summary, everything), *_sections(summary, shown)]
    blocks = [_block(summary, shape) for shape in summary.shapes]
    return laid_out(lines, blocks, columns) + _legend(summary, lines, len(summary.transports) - len(shown), columns)


def _block(summary: Summary, shape: Shape) -> Block:
    """The columns of a shape; the last one has CPU time, too."""
    last = shape == summary.last()
    title = f"{shape}  {megabytes(shape.bytes)}"
    return Block(title, _HEADS + ("CPU",) * last, _ALIGN + (">",) * last)


def _references(summary: Summary, everything: bool) -> list[Line]:
    """The local kernel first, then the plain copies: memcpy, and what is faster."""
    found = dict.fromkeys((row.kind, row.key) for row in summary.rows.values() if row.kind != "transfer")
    kept = {("local", summary.kernel), ("bound", "memcpy")}
    kept |= {("bound", bound.key) for shape in summary.shapes if (bound := summary.bound(shape))}
    keys = [key for key in found if everything or key in kept]
    keys.sort(key=lambda key: (key[0] != "local", key[1] != summary.kernel, key[1] != "memcpy", key[1]))
    lines = []
    for kind, key in keys:
        cells = tuple(_cells(summary, summary.rows.get((kind, key, shape)), shape) for shape in summary.shapes)
        name = f" local {clean(key, 40)}" if kind == "local" else f" {clean(key, 40)} (bound)"
        lines.append(Line(name, "0" if kind == "local" else "1", cells))
    return lines


def _sections(summary: Summary, shown: Sequence[Transport]) -> list[Line]:
    """The members of each family below its name; neighbours of few rows share a heading, the stars tell them apart."""
    members = {family: [t for t in shown if t.family == family] for family in summary.families()}
    groups = groupby(enumerate(members), lambda item: -1 if len(members[item[1]]) <= FEW else item[0])
    lines: list[Line] = []
    for _, found in groups:
        families = [family for _, family in found]
        titles = [FAMILY_TITLES.get(family, family.replace("_", " ")).upper() for family in families]
        lines.append(Line(", ".join(titles), "", ()))
        lines += [_line(summary, transport) for family in families for transport in members[family]]
    return lines


def _line(summary: Summary, transport: Transport) -> Line:
    name = pad(f" {clean(transport.key, 60)}", NAME_COLUMNS - 2).rstrip()
    star = " *" if transport.key in best_of_families(summary) else ""
    copies = _NONE if transport.copies is None else str(transport.copies)
    cells = tuple(_cells(summary, summary.row(transport.key, shape), shape) for shape in summary.shapes)
    return Line(f"{name}{star}", copies, cells)


def _cells(summary: Summary, row: Row | None, shape: Shape) -> tuple[str, ...]:
    last, decimals = shape == summary.last(), _decimals(summary, shape)
    if row is None:
        return (_NONE, _NONE, "", *[_NONE] * (6 if last else 5))

    def time(nanoseconds: float | None) -> str:
        return _NONE if nanoseconds is None else milliseconds(nanoseconds, decimals)

    verdict, total = judge(summary, row), row.estimate()
    share = 1.0 if row.kind == "bound" and row.key == "memcpy" else verdict.share_of_memcpy
    cells = (
        time(total.median if total else None),
        _interval(total.half_width if total else None, verdict),
        verdict.marks,
        time(row.median("transfer")),
        time(row.median("compute")),
        times(verdict.times_local.median) if verdict.times_local else _NONE,
        percent(share) if share is not None else _NONE,
        time(verdict.pays_above_ns),
    )
    return (*cells, time(verdict.cpu_ns)) if last else cells


def _decimals(summary: Summary, shape: Shape) -> int:
    """As many as the least total at this shape needs for two digits, and two at least: what is less is next to nothing."""
    totals = [total / 1e6 for row in summary.rows.values() if row.shape == shape and (total := row.median())]
    return max(2, 1 - math.floor(math.log10(min(totals)))) if totals else 2


def _interval(half_width: float | None, verdict: Verdict) -> str:
    """Half the interval in per cent of the median: '6', '0.4', '11!', '-' without an interval."""
    if half_width is None:
        return _NONE
    return (f"{100 * half_width:.0f}" if half_width >= 0.0095 else significant(100 * half_width, 1)) + "!" * verdict.wide


def _legend(summary: Summary, lines: Sequence[Line], hidden: int, columns: int) -> list[str]:
    cells = [row for line in lines for row in line.cells]
    parts = [f"local = total / local {clean(summary.kernel, 40)}"] if summary.kernel else []
    parts += ["share of plain memcpy", "pays> = compute per matrix above which two workers win", "* best of its family"]
    parts += [f"CPU time of both sides, at {summary.last()}"]
    if any(row[_INTERVAL].endswith("!") for row in cells):
        parts.append("! interval wider than ±10 %")
    parts += meanings(row[_MARKS] for row in cells)
    if hidden:
        parts.append(f"{hidden} more row{'' if hidden == 1 else 's'}: --all")
    return wrap(" · ".join(parts), columns, indent="", separator=" · ")
