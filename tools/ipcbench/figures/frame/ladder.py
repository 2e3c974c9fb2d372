"""The rows of a figure from top to bottom: families with a heading, members below, in the one order of all figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from ipcbench.analysis.rows import Subject, Summary
from ipcbench.base.text import clean
from ipcbench.figures.frame import hover
from ipcbench.figures.frame.measure import text_mm, wrap_mm
from ipcbench.figures.frame.sheet import Sheet
from ipcbench.figures.frame.style import GUIDE, Type, family
from ipcbench.result.model import Shape
from ipcbench.words import families
from ipcbench.words.labels import short_label

SPINNING = " ↻"
INDENT_MM = 2.8
_FAMILY_GAP_MM = 0.6


@dataclass(frozen=True)
class Rung:
    """A line of the ladder, its middle `y` mm below the top of the panel; a heading has no transport."""

    y: float
    texts: tuple[str, ...]
    family: str
    transport: Subject | None


@dataclass(frozen=True)
class Ladder:
    rungs: tuple[Rung, ...]
    height: float
    label_mm: float  # width of the column of labels

    def at(self) -> Mapping[str, float]:
        """The y (mm) of each transport, by name."""
        return {rung.transport.name: rung.y for rung in self.rungs if rung.transport}


def ladder(summary: Summary, type_: Type, top_mm: float) -> Ladder:
    """Rungs for all transports of the summary, the first one `top_mm` below the top."""
    rungs: list[Rung] = []
    y, widest = top_mm, 0.0
    for name in summary.families():
        title = families.title(name)
        rungs.append(Rung(y + type_.row_mm / 2, (title,), name, None))
        widest = max(widest, text_mm(title, type_.label_pt, "bold"))
        y += type_.row_mm
        for transport in (t for t in summary.measured if t.family == name):
            text = _label(transport, title) + (SPINNING if transport.waiting == "spinning" else "")
            texts = tuple(wrap_mm(text, type_.label_pt, type_.label_column_mm - INDENT_MM, 3))
            height = type_.row_mm + (len(texts) - 1) * type_.line_mm
            rungs.append(Rung(y + height / 2, texts, name, transport))
            widest = max(widest, *(text_mm(line, type_.label_pt) for line in texts))
            y += height
        y += _FAMILY_GAP_MM
    return Ladder(tuple(rungs), y, widest + INDENT_MM)


def _label(transport: Subject, title: str) -> str:
    conditions = "".join(f", {name} {value}" for name, value in transport.conditions)
    return short_label(transport, title) + clean(conditions, 60)


def draw_labels(sheet: Sheet, rungs: Ladder, type_: Type, left: float, top: float, marked: bool = True) -> None:
    """Headings, `marked` with their family's marker, and labels below, from `left` on."""
    x = left + INDENT_MM
    for rung in rungs.rungs:
        y = top + rung.y
        if rung.transport is None:
            style = family(rung.family)
            if marked:
                sheet.marker(left + 1.1, y, style.marker, color=style.colour, markersize=4.2)
            sheet.text(x if marked else left, y, rung.texts[0], type_.label_pt, weight="bold")
            continue
        first = y - (len(rung.texts) - 1) * type_.line_mm / 2
        for number, text in enumerate(rung.texts):
            sheet.text(x, first + number * type_.line_mm, text, type_.label_pt)


def draw_guides(axes: Any, rungs: Ladder) -> None:
    """Thin lines that lead the eye from a label to its markers."""
    for rung in rungs.rungs:
        if rung.transport:
            axes.axhline(rung.y, color=GUIDE, linewidth=0.4, zorder=0.5)


def hover_rows(axes: Any, rungs: Ladder, summary: Summary, shapes: Sequence[Shape], height_mm: float) -> None:
    """Tells all about a row at these shapes where the pointer is on its rung."""
    for rung in rungs.rungs:
        rows = [row for shape in shapes if rung.transport and (row := summary.row(rung.transport, shape))]
        y = rung.y
        if rows:
            text = "\n\n".join(hover.row_text(summary, row) for row in rows)
            hover.area(axes, 0.0, 1.0, y - height_mm / 2, height_mm, text)
