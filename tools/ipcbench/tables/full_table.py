"""The table of all rows, with phases, shares and CPU time, as text: --all, and suites that hand nothing over."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Sequence

from ipcbench.analysis.assessment import Assessment, assess, meanings
from ipcbench.analysis.ranking import best_of_families
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.analysis.selection import shown_subjects
from ipcbench.base.text import clean, megabytes, milliseconds, pad, percent, significant, wrap
from ipcbench.result.model import Shape
from ipcbench.tables.columns import Columns, columns, head
from ipcbench.tables.layout import CONDITION_COLUMNS, NAME_COLUMNS, Block, Line, laid_out
from ipcbench.words import facts, families
from ipcbench.words.quantities import in_ms, ratio_of, threshold_ms

FEW = 3  # rows of a family that does without a heading of its own
_HEAD_COLUMNS = 9  # of a phase
_INTERVAL, _MARKS = 1, 2  # columns
_NONE = "-"


def table_lines(summary: Summary, everything: bool, most_columns: int) -> list[str]:
    """The table and its legend, at most `most_columns` wide."""
    shown, has = shown_subjects(summary, everything), columns(summary)
    lines = [*_references(summary, has, everything), *_sections(summary, has, shown)]
    blocks = [_block(summary, has, place) for place in summary.places]
    hidden = len(summary.measured) - len(shown)
    return laid_out(lines, blocks, facts.noun(summary.result), most_columns) + _legend(summary, has, lines, hidden, most_columns)


def ordered_references(summary: Summary) -> list[Subject]:
    """Bases, that of the kernel first, then bounds, memcpy first, then floors."""
    found = dict.fromkeys(row.subject for row in summary.rows.values() if row.kind.role != "measured")
    return sorted(found, key=lambda s: (s.kind.role != "base", s.kind.role == "floor", s.key != summary.kernel, s.key != "memcpy", s.key, s.conditions))


def _last(summary: Summary) -> Shape | None:
    """The place at which CPU time is told."""
    return summary.places[-1]


def _block(summary: Summary, has: Columns, place: Shape | None) -> Block:
    """The columns of a shape; the last one has CPU time, too."""
    title = f"{place}  {megabytes(place.bytes)}" if place else "no matrix" if summary.shapes else ""
    phases = [clean(head(phase, summary.kernel), _HEAD_COLUMNS) for phase in has.phases]
    more = ["× here" if has.costs else clean(has.base.name, _HEAD_COLUMNS)] if has.base else []
    more += ["share"] * has.share + ["pays from"] * has.pays
    more += ["CPU"] * (has.cpu and place == _last(summary))
    heads = ("cost" if has.costs else "total", "±%", "", *["once"] * has.once, *["total"] * has.costs, *phases, *more)
    return Block(title, heads, tuple("<" if number == _MARKS else ">" for number in range(len(heads))))


def _references(summary: Summary, has: Columns, everything: bool) -> list[Line]:
    """The base with the kernel first, then the plain copies: memcpy, and what is faster."""
    kept = [row.subject for place in summary.places for row in (summary.base(place), summary.memcpy(place), summary.bound(place)) if row]
    lines = []
    for subject in ordered_references(summary):
        if everything or not summary.measured or subject in kept or subject.kind.role == "floor":
            name = clean(summary.title(subject).partition("/")[2], 40)
            text = f" {subject.kind.name} {name}" if subject.kind.role == "base" else f" {name} ({subject.kind.name})"
            lines.append(Line(text, _copies(subject), _all_cells(summary, has, subject)))
    return lines


def _sections(summary: Summary, has: Columns, shown: Sequence[Subject]) -> list[Line]:
    """The members of each family below its name; neighbours of few rows and one kind share a heading, the stars tell them apart."""
    members: dict[tuple[str, str], list[Subject]] = {}
    for subject in shown:
        members.setdefault((_start(summary, subject), families.title(subject.family)), []).append(subject)
    groups = groupby(enumerate(members), lambda item: (item[1][0], -1 if len(members[item[1]]) <= FEW else item[0]))
    lines: list[Line] = []
    for (start, _), found in groups:
        together = [place for _, place in found]
        lines.append(Line((start + ", ".join(family for _, family in together)).upper(), "", ()))
        lines += [_line(summary, has, subject) for place in together for subject in members[place]]
    return lines


def _start(summary: Summary, subject: Subject) -> str:
    """'Launching: ' of a kind that is not the main one of the suite."""
    return "" if subject.kind.name == summary.result.main_kind else f"{clean(subject.kind.title, 60)}: "


def _line(summary: Summary, has: Columns, subject: Subject) -> Line:
    most = CONDITION_COLUMNS if subject.conditions else NAME_COLUMNS
    name = pad(f" {clean(summary.title(subject), 60)}", most - 2).rstrip()
    star = " *" if subject.name in best_of_families(summary) else ""
    return Line(f"{name}{star}", _copies(subject), _all_cells(summary, has, subject))


def _copies(subject: Subject) -> str:
    return _NONE if subject.copies is None else str(subject.copies)


def _all_cells(summary: Summary, has: Columns, subject: Subject) -> tuple[tuple[str, ...], ...]:
    rows = [summary.row_beside(subject, place) for place in summary.places]
    return tuple(_cells(summary, has, row, place) for row, place in zip(rows, summary.places))


def _cells(summary: Summary, has: Columns, row: Row | None, place: Shape | None) -> tuple[str, ...]:
    decimals, with_cpu = _decimals(summary, place), has.cpu and place == _last(summary)
    if row is None:
        return (_NONE, _NONE, "", *[_NONE] * (has.once + has.costs + len(has.phases) + bool(has.base) + has.share + has.pays + with_cpu))

    def time(nanoseconds: float | None) -> str:
        return _NONE if nanoseconds is None else milliseconds(nanoseconds, decimals)

    assessed = assess(summary, row)
    share, printed = share_of(assessed), in_ms(assessed.cost)
    return (
        printed,
        _interval(assessed.cost.half_width if assessed.cost else None, assessed),
        assessed.marks,
        *[in_ms(assessed.once)] * has.once,
        *[time(row.median())] * has.costs,
        *(time(row.median(phase)) for phase in has.phases),
        *[times_here(summary, assessed, printed)] * bool(has.base),
        *[percent(share) if share is not None else _NONE] * has.share,
        *[threshold_ms(assessed.pays_from)] * has.pays,
        *[time(assessed.cpu_ns)] * with_cpu,
    )


def times_here(summary: Summary, assessed: Assessment, printed: str) -> str:
    """How many times computing here, of the printed numbers: '1.1×', '1.1×=' where that cannot be told from here."""
    row = assessed.row
    base = summary.base(row.shape, row.subject.conditions)
    if base is None or assessed.times_here is None:
        return _NONE
    ratio = ratio_of(printed, in_ms(assess(summary, base).cost))
    return ratio + "=" * (row.kind.role == "measured" and row.kind.hands_over and assessed.is_same_as_here)


def share_of(assessed: Assessment) -> float | None:
    """Of plain memcpy's speed, which has all of it."""
    row = assessed.row
    return 1.0 if (row.kind.role, row.key) == ("bound", "memcpy") else assessed.share_of_memcpy


def _decimals(summary: Summary, place: Shape | None) -> int:
    """As many as the least total at this shape needs for two digits, and two at least: what is less is next to nothing."""
    totals = [total / 1e6 for row in summary.rows.values() if row.shape == place and (total := row.median())]
    return max(2, 1 - math.floor(math.log10(min(totals)))) if totals else 2


def _interval(half_width: float | None, assessed: Assessment) -> str:
    """Half the interval in per cent of the median: '6', '0.4', '11!', '-' without an interval."""
    if half_width is None:
        return _NONE
    return (f"{100 * half_width:.0f}" if half_width >= 0.0095 else significant(100 * half_width, 1)) + "!" * assessed.wide


def _legend(summary: Summary, has: Columns, lines: Sequence[Line], hidden: int, most_columns: int) -> list[str]:
    cells = [row for line in lines for row in line.cells]
    parts = []
    if has.base:
        name = clean(has.base.name, 40)
        kernel = f" {clean(summary.kernel, 40)}" if summary.kernel else ""
        parts = ["cost: all that shipping adds to filling the matrix"] * has.costs
        parts += ["= cannot be told from here"] * any(cell.endswith("=") for row in cells for cell in row)
        parts += [] if has.costs else [f"{clean(name, _HEAD_COLUMNS)} = total / {name}{kernel}"]
    parts += ["once: setup and the first matrix"] * has.once
    overlapped = ", of o that of memcpy and then local" * any(subject.overlapped for subject in summary.measured)
    parts += [f"share of plain memcpy's speed{overlapped}"] * has.share
    parts += ["pays from: compute per matrix from which on two workers win"] * has.pays
    parts += ["* best of its family"] * bool(summary.measured)
    last = _last(summary)
    parts += [f"CPU time of both sides{f', at {last}' if last else ''}"] * has.cpu
    if any(row[_INTERVAL].endswith("!") for row in cells):
        parts.append("! interval wider than ±10 %")
    parts += meanings(row[_MARKS] for row in cells)
    if hidden:
        parts.append(f"{hidden} more row{'' if hidden == 1 else 's'}: --all")
    return wrap(" · ".join(parts), most_columns, indent="", separator=" · ") if parts else []
