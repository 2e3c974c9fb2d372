"""The frame of figures with a rung per transport: title, key, labels, panels with a text beside each rung, foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from ipcbench.analysis.rows import Subject, Summary
from ipcbench.base.text import megabytes
from ipcbench.figures.frame import foot, head, hover
from ipcbench.figures.frame.head import EDGE_MM
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.ladder import INDENT_MM, Ladder, draw_guides, draw_labels, hover_rows, ladder
from ipcbench.figures.frame.measure import text_mm
from ipcbench.figures.frame.scale import LogScale
from ipcbench.figures.frame.sheet import Sheet
from ipcbench.figures.frame.signs import sign
from ipcbench.figures.frame.style import FAINT, Type, type_for
from ipcbench.figures.frame.ticks import set_ticks
from ipcbench.result.model import Shape

LABEL_GAP_MM, GUTTER_MM = 1.5, 2.5
_ABOVE_MM, _BELOW_MM = 4.6, 7.6


@dataclass(frozen=True)
class Content:
    """What a figure shows, in a panel per shape."""

    title: str
    key: Sequence[Item]
    axis: str  # what the axis of a panel shows, with its unit
    lines: int  # of text at the top of a panel
    note: Callable[[Subject, Shape], str]  # beside the rung of a transport
    draw: Callable[[Any, Shape, Ladder, Type, float], None]  # onto axes in millimetres, so many wide
    foot: foot.Foot | None = None  # that of the one result if left out
    marked: bool = True  # families with the markers that they have in the panels
    hover: Callable[[Subject, Shape], str] | None = None  # under the pointer on a transport's rung; all about its row if left out
    signs: Callable[[Subject, Shape], str] | None = None  # of warnings, behind the note; those of the one result if left out


@dataclass(frozen=True)
class _Layout:
    shapes: tuple[Shape, ...]
    notes: tuple[tuple[str, ...], ...]
    note_mm: float
    columns: int
    panel_mm: float
    rungs: Ladder


def rows_figure(summary: Summary, width_mm: float, content: Content) -> Figure:
    """The figure, `width_mm` wide and as high as it needs to be. The summary must have transports."""
    type_ = type_for(width_mm)
    inner = width_mm - 2 * EDGE_MM
    layout = _layout(summary, width_mm, content, type_)
    top = head.head(content.title, content.key, type_, width_mm)
    notes = content.foot or foot.foot(summary, type_, inner - INDENT_MM, layout.rungs.label_mm - INDENT_MM)
    block = (_ABOVE_MM + _BELOW_MM) * type_.grown + layout.rungs.height
    lines = -(-len(layout.shapes) // layout.columns)
    sheet = Sheet(width_mm, top.height + lines * block + notes.height)
    head.draw(sheet, top)
    for number in range(len(layout.shapes)):
        _panel(sheet, summary, content, layout, type_, number, top.height + number // layout.columns * block + _ABOVE_MM * type_.grown)
    label_right = EDGE_MM + layout.rungs.label_mm
    foot.draw(sheet, notes, type_, EDGE_MM, EDGE_MM + INDENT_MM, label_right, top.height + lines * block)
    return sheet.figure


def _layout(summary: Summary, width: float, content: Content, type_: Type) -> _Layout:
    rungs = ladder(summary, type_, content.lines * type_.line_mm + 1.0)
    notes = tuple(tuple(_signed(summary, content, t, shape) for t in summary.measured) for shape in summary.shapes)
    note_mm = max(text_mm(text, type_.small_pt) for texts in notes for text in texts)
    columns = min(2, len(summary.shapes))
    free = width - 2 * EDGE_MM - rungs.label_mm - LABEL_GAP_MM
    return _Layout(summary.shapes, notes, note_mm, columns, free / columns - note_mm - GUTTER_MM, rungs)


def _signed(summary: Summary, content: Content, subject: Subject, shape: Shape) -> str:
    """The note of a row with the signs of the warnings that name it."""
    row = summary.row(subject, shape)
    signs = content.signs(subject, shape) if content.signs else sign(summary.result, row) if row else ""
    return f"{content.note(subject, shape)} {signs}".rstrip()


def _panel(sheet: Sheet, summary: Summary, content: Content, layout: _Layout, type_: Type, number: int, top: float) -> None:
    shape, rungs, column = layout.shapes[number], layout.rungs, number % layout.columns
    pitch = layout.panel_mm + layout.note_mm + GUTTER_MM
    left = EDGE_MM + rungs.label_mm + LABEL_GAP_MM + column * pitch
    if column == 0:
        draw_labels(sheet, rungs, type_, EDGE_MM, top, content.marked)
    axes = sheet.axes(left, top, layout.panel_mm, rungs.height)
    axes.set_ylim(rungs.height, 0)
    axes.yaxis.set_major_locator(NullLocator())
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_linewidth(0.5)
    draw_guides(axes, rungs)
    content.draw(axes, shape, rungs, type_, layout.panel_mm)
    if content.hover:
        for subject in summary.measured:
            hover.area(axes, 0.0, 1.0, rungs.at()[subject.name] - type_.row_mm / 2, type_.row_mm, content.hover(subject, shape))
    else:
        hover_rows(axes, rungs, summary, [shape], type_.row_mm)
    sheet.text(left, top - 2.4 * type_.grown, f"{shape}, {megabytes(shape.bytes)}", type_.label_pt, weight="bold")
    sheet.text(left + layout.panel_mm / 2, top + rungs.height + 5.8 * type_.grown, content.axis, type_.small_pt, ha="center")
    for transport, text in zip(summary.measured, layout.notes[number]):
        sheet.text(left + layout.panel_mm + 1.2, top + rungs.at()[transport.name], text, type_.small_pt, color=FAINT)


def log_axis(axes: Any, low: float, high: float, width: float, type_: Type, suffix: str = "") -> LogScale:
    """Makes the x axis logarithmic, from `low` to `high`, with as many ticks as there is room for."""
    scale = LogScale(low, high, width)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    set_ticks(axes.xaxis, scale.ticks(1.0, suffix, type_.small_pt), scale.minor_ticks(1.0), type_)
    return scale
