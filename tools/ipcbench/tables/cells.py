"""The verdict table as cells: texts as people read them, each with the number that it is sorted by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from ipcbench.analysis.assessment import MARKS, assess
from ipcbench.analysis.cost import cost
from ipcbench.analysis.ranking import best_of_families
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.base.text import clean, megabytes, milliseconds, percent, significant
from ipcbench.result.model import Shape
from ipcbench.tables.columns import Columns, columns, head
from ipcbench.tables.full_table import ordered_references, share_of, times_here
from ipcbench.words import facts, families
from ipcbench.words.quantities import NONE, in_ms, threshold_ms

#: Heads of the columns of a shape, and what they mean; phases stand behind the first two.
_SPREAD = ("±%", "half of the 95 % interval, in per cent; ! over ±10 %")
_COST = ("cost", "all that shipping adds to filling the matrix: total, release, and what filling takes longer than here (ms)")
_ONCE = ("once", "what a single matrix costs: setup and the first transfer, filling included (ms)")
_PHASES = {"transfer": "until the whole matrix is readable (ms)", "compute": "computing on it there (ms)"}
_SHARE = ("share", "of plain memcpy's speed")
_PAYS = ("pays from", "compute per matrix (ms) from which on two workers win; the safe end of its interval, < where the interval holds 0")
_CPU = ("CPU", "CPU time of producer and consumer in the total (ms)")


@dataclass(frozen=True)
class Cell:
    """A text, and the number by which it is sorted; None is sorted last."""

    text: str
    value: float | None
    kind: str = ""  # 'loose' for an interval of more than ±10 %
    note: str = ""  # in lines below it


NOTHING = Cell("-", None)


@dataclass(frozen=True)
class CellRow:
    """One row of the table; `role` is 'measured', 'base' or 'bound', `marks` are the letters of the legend."""

    subject: Subject
    key: str
    label: str
    family: str
    role: str
    copies: Cell
    best: bool
    plain: bool
    marks: str
    spans: tuple[tuple[Cell, ...], ...]  # one per shape, each as long as `heads`


@dataclass(frozen=True)
class CellTable:
    noun: str  # what a line is: 'transport'
    heads: tuple[tuple[str, str], ...]  # of each shape: 'total', 'what a caller waits for (ms)'
    shapes: tuple[tuple[str, str], ...]  # '170x9111', '12.4 MB'
    lines: tuple[CellRow, ...]
    families: tuple[str, ...]


def cell_table(summary: Summary) -> CellTable:
    """All rows of the result, in the one order of tables and figures; computing here and the plain copies first."""
    winners, has = best_of_families(summary), columns(summary)
    subjects = (*ordered_references(summary), *summary.measured)
    lines = tuple(_line(summary, has, subject, subject.name in winners) for subject in subjects)
    shapes = tuple((str(place), megabytes(place.bytes)) if place else ("", "") for place in summary.places)
    heads = tuple(_heads(summary, has))
    return CellTable(facts.noun(summary.result), heads, shapes, lines, tuple(dict.fromkeys(line.family for line in lines)))


def _heads(summary: Summary, has: Columns) -> list[tuple[str, str]]:
    known = (kind for kind in summary.result.kinds if kind.role == "measured" and len(kind.total) > 1)
    parts = [*dict.fromkeys(phase for kind in known for phase in kind.total)]
    total = f"what a caller waits for{f': {_listed(parts)}' if parts else ''} (ms)"
    found = [_COST, _SPREAD, *[_ONCE] * has.once, ("total", total)] if has.costs else [("total", total), _SPREAD]
    for phase in has.phases:
        name = clean(head(phase) if phase != "compute" else phase, 20)
        found.append((name, _PHASES.get(phase, f"the phase {clean(phase, 40)} (ms)")))
    if has.base:
        title = clean(has.base.title, 60)
        what = "cost over that of" if has.costs else "total over that of"
        found.append(("× here" if has.costs else clean(has.base.name, 20), f"{what} {title[:1].lower()}{title[1:]}; = cannot be told from it"))
    return found + [_SHARE] * has.share + [_PAYS] * has.pays + [_CPU] * has.cpu


def _listed(words: Sequence[str]) -> str:
    """'transfer, compute and reply'."""
    texts = [clean(word, 30) for word in words]
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def _line(summary: Summary, has: Columns, subject: Subject, best: bool) -> CellRow:
    rows = [summary.row_beside(subject, place) for place in summary.places]
    assessments = [assess(summary, row) for row in rows if row]
    marks = "".join(letter for letter in MARKS if any(letter in assessed.marks for assessed in assessments))
    role = subject.kind.role
    name = {"base": "Here", "bound": "Bound"}.get(role) or families.title(subject.family)
    copies = None if role == "base" else subject.copies
    bare = subject.name.partition("/")[2]
    titles = {"base": f"{subject.kind.name} {clean(bare, 40)}", "bound": clean(bare, 60)}
    return CellRow(
        subject=subject,
        key=titles.get(role) or clean(summary.title(subject), 60),
        label=clean(subject.label, 90) + (", waits by spinning" if subject.waiting == "spinning" else ""),
        family=name,
        role=role,
        copies=NOTHING if copies is None else Cell(str(copies), copies),
        best=best,
        plain=not subject.tuned,
        marks=marks,
        spans=tuple(_cells(summary, has, row) for row in rows),
    )


def _cells(summary: Summary, has: Columns, row: Row | None) -> tuple[Cell, ...]:
    if row is None:
        return (NOTHING,) * (2 + has.once + has.costs + len(has.phases) + bool(has.base) + has.share + has.pays + has.cpu)
    assessed = assess(summary, row)
    found, share = assessed.cost, share_of(assessed)
    half = found.half_width if found else None
    ratio = times_here(summary, assessed, in_ms(found))
    pays = assessed.pays_from
    look = "loose" if assessed.wide else ""
    return (
        Cell(in_ms(found), found.median) if found else NOTHING,
        NOTHING if half is None else Cell(_percent(half) + "!" * assessed.wide, half, look),
        *[Cell(in_ms(once), once.median) if (once := assessed.once) else NOTHING] * has.once,
        *[_ms(row.median())] * has.costs,
        *(_ms(row.median(phase)) for phase in has.phases),
        *[NOTHING if ratio == NONE else Cell(ratio, float(ratio.rstrip("×=")))] * bool(has.base),
        *[NOTHING if share is None else Cell(percent(share).replace("%", " %"), share)] * has.share,
        *[Cell(threshold_ms(pays), pays.high) if pays else NOTHING] * has.pays,
        *[_ms(assessed.cpu_ns)] * has.cpu,
    )


def _ms(nanoseconds: float | None) -> Cell:
    return NOTHING if nanoseconds is None else Cell(milliseconds(nanoseconds), nanoseconds)


def _percent(half: float) -> str:
    return f"{100 * half:.0f}" if half >= 0.0095 else significant(100 * half, 1)


def cost_cell(summary: Summary, row: Row | None, with_key: bool = False) -> Cell:
    """The cost for an overview, perhaps with the row's key below."""
    found = cost(summary, row) if row else None
    if row is None or found is None:
        return NOTHING
    return Cell(in_ms(found), found.median, note=clean(row.key, 40) if with_key else "")


def shape_title(shape: Shape) -> str:
    """'170x9111, 12.4 MB'."""
    return f"{shape}, {megabytes(shape.bytes)}"
