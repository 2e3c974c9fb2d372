"""The verdict table that everybody sees first: at most 80 columns, what each transport costs and from when on it pays."""

from __future__ import annotations

from itertools import groupby
from typing import Sequence

from ipcbench.analysis.assessment import assess
from ipcbench.analysis.ranking import best_of_families
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.analysis.selection import representatives
from ipcbench.base.text import clean, megabytes, pad, wrap
from ipcbench.result.model import Shape
from ipcbench.tables.layout import Block, Line, laid_out
from ipcbench.words import families
from ipcbench.words.labels import short_label
from ipcbench.words.quantities import NONE, in_ms, ratio_of, threshold_ms

COLUMNS = 80
FEW = 2  # rows of a family that does without a heading of its own
_HEADS, _ALIGN = ("cost ms", "× here ", "pays from"), (">", ">", ">")
_NAME_COLUMNS = 27


def short_lines(summary: Summary, most_columns: int = COLUMNS) -> list[str]:
    """The table and its legend, of a suite that hands matrices over."""
    shown = representatives(summary)
    lines = [*_references(summary), *_sections(summary, shown)]
    blocks = [Block(_title(place), _HEADS, _ALIGN) for place in summary.shapes]
    hidden = len({row.subject.name for row in summary.rows.values()}) - sum(bool(line.cells) for line in lines)
    columns = min(COLUMNS, most_columns)
    return [*laid_out(lines, blocks, "", columns, _NAME_COLUMNS), *_legend(lines, hidden, columns)]


def _title(shape: Shape) -> str:
    return f"{shape}, {megabytes(shape.bytes)}"


def _references(summary: Summary) -> list[Line]:
    """Computing here, a plain copy, and what is in every total."""
    bases = [summary.base(shape) for shape in summary.shapes]
    copies = [summary.memcpy(shape) for shape in summary.shapes]
    lines = []
    if any(bases):
        lines.append(Line(f"here: {clean(summary.kernel or 'computing', 20)}", "", tuple(_cells(summary, row) for row in bases)))
    if any(copies):
        lines.append(Line("a plain copy (memcpy)", "", tuple(_cells(summary, row) for row in copies)))
    for row in summary.of_role("floor"):
        alone = (in_ms(row.estimate()), "", "")
        lines.append(Line(f"{clean(row.kind.name, 16)} alone: {clean(row.key, 20)}", "", (alone,) * len(summary.shapes)))
    return lines


def _sections(summary: Summary, shown: Sequence[Subject]) -> list[Line]:
    """The members of each family below its name; neighbours of few rows share a heading."""
    members: dict[str, list[Subject]] = {}
    for subject in shown:
        members.setdefault(families.title(subject.family), []).append(subject)
    groups = groupby(enumerate(members), lambda item: -1 if len(members[item[1]]) <= FEW else item[0])
    lines: list[Line] = []
    for _, found in groups:
        titles = [title for _, title in found]
        lines.append(Line(", ".join(titles).upper(), "", ()))
        alone = titles[0] if len(titles) == 1 else ""
        lines += [_line(summary, subject, alone) for title in titles for subject in members[title]]
    return lines


def _line(summary: Summary, subject: Subject, title: str) -> Line:
    conditions = "".join(f", {name} {value}" for name, value in subject.conditions)
    star = " *" if subject.name in best_of_families(summary) else ""
    name = pad(f" {short_label(subject, title)}{clean(conditions, 40)}", _NAME_COLUMNS - len(star)).rstrip()
    return Line(name + star, "", tuple(_cells(summary, summary.row(subject, shape)) for shape in summary.shapes))


def _cells(summary: Summary, row: Row | None) -> tuple[str, ...]:
    """Cost, how many times computing here, '=' where that cannot be told, and from which compute on it pays."""
    if row is None:
        return (NONE, f"{NONE} ", NONE)
    found, base = assess(summary, row), summary.base(row.shape, row.subject.conditions)
    printed = in_ms(found.cost)
    if row is base:
        return (printed, "", "")
    here = in_ms(assess(summary, base).cost) if base else NONE
    if row.kind.role != "measured":
        return (printed, f"{ratio_of(printed, here)} ", "")
    sign = "=" if found.is_same_as_here else " "
    return (printed, ratio_of(printed, here) + sign, threshold_ms(found.pays_from))


def _legend(lines: Sequence[Line], hidden: int, columns: int) -> list[str]:
    cells = [cell for line in lines for cell in line.cells]
    parts = ["cost: all that shipping adds to filling the matrix"]
    parts += ["* best of its family"] * any(line.name.endswith(" *") for line in lines)
    parts += ["= cannot be told from here"] * any(cell[1].endswith("=") for cell in cells)
    if any(cell[2] not in ("", NONE) for cell in cells):
        parts.append("pays from: compute per matrix (ms) from which on two workers win")
    found = wrap(" · ".join(parts), columns, indent="", separator=" · ")
    more = f"{hidden} more row{'' if hidden == 1 else 's'}, keys, phases, shares, CPU: --all" if hidden > 0 else "Keys, phases, shares, CPU: --all"
    return [*found, *wrap(more, columns)]
