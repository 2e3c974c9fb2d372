"""Share of memcpy: how fast each transport moves a matrix, against a plain copy of the same matrix."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from ipcbench.analysis.assessment import meanings, share_of_memcpy
from ipcbench.analysis.rows import Subject, Summary
from ipcbench.base.text import clean, percent, significant
from ipcbench.figures.frame.capacity import fitting_rows
from ipcbench.figures.frame.drawing import SHOWS_LAST, ResultFigure
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.ladder import SPINNING, Ladder
from ipcbench.figures.frame.measure import text_mm
from ipcbench.figures.frame.rows_figure import Content, log_axis, rows_figure
from ipcbench.figures.frame.style import FAINT, INK, WIDE_MM, Type, family
from ipcbench.result.model import Shape
from ipcbench.stats import series

_PERCENT = 100.0


def share(summary: Summary, width_mm: float = WIDE_MM) -> Figure:
    """The figure, `width_mm` wide and as high as it needs to be. The summary must have transports."""
    summary = fitting_rows(summary, width_mm)

    def draw(axes: Any, shape: Shape, rungs: Ladder, type_: Type, panel_mm: float) -> None:
        _panel(axes, summary, shape, rungs, type_, panel_mm)

    title = "Speed of moving a matrix, as a share of plain memcpy's"
    content = Content(title, _key(summary), "share of memcpy's speed (log)", 2, lambda k, s: _note(summary, k, s), draw)
    return rows_figure(summary, width_mm, content)


def _key(summary: Summary) -> list[Item]:
    line = {"color": "black", "linewidth": 0.9}
    what = "median over rounds, 95 % interval where there are six or more"
    items = [Item("interval", what, {"color": FAINT, "markersize": 4.2})]
    if any(summary.memcpy(shape) for shape in summary.shapes):
        items.append(Item("-", "memcpy of the same matrix in the same round", line))
    if any((bound := summary.bound(shape)) and bound.key != "memcpy" for shape in summary.shapes):
        items.append(Item("--", "bound: the faster plain copy", line))
    if any(transport.waiting == "spinning" for transport in summary.measured):
        items.append(Item("", f"{SPINNING.strip()} waits by spinning", {}))
    if any(transport.overlapped for transport in summary.measured):
        items += [Item("", text, {}) for text in meanings("o")]
    return items


def _note(summary: Summary, subject: Subject, shape: Shape) -> str:
    """'118 % · 14.9 GB/s'; what copies nothing has no speed, and what overlaps none that says how fast it moves."""
    row = summary.row(subject, shape)
    if row is None:
        return "no result"
    if not row.subject.copies:
        return "copies nothing" if row.subject.copies == 0 else "copies unknown"
    known, move = share_of_memcpy(row, summary.memcpy(shape), summary.base(shape)), row.median("transfer")
    part = percent(known.median).replace("%", " %") if known else ""
    if row.subject.overlapped:
        return f"{part or '-'} o"
    speed = f"{significant(shape.bytes / move)} GB/s" if move else ""
    return " · ".join(text for text in (part, speed) if text) or "-"


def _panel(axes: Any, summary: Summary, shape: Shape, rungs: Ladder, type_: Type, panel_mm: float) -> None:
    memcpy, local = summary.memcpy(shape), summary.base(shape)
    rows = [row for t in summary.measured if (row := summary.row(t, shape))]
    shares = [(row, found) for row in rows if (found := share_of_memcpy(row, memcpy, local))]
    lines = _lines(summary, shape)
    ends = [end * _PERCENT for _, found in shares for end in (found.median, found.low, found.high) if end]
    ends += [value for value, _, _ in lines] or [_PERCENT]
    scale = log_axis(axes, min(ends) / 1.5, max(ends) * 1.5, panel_mm, type_, "%")
    places = [scale.mm(value) for value, _, _ in lines]
    leftwards = bool(places) and min(places) > panel_mm / 2
    for number, (value, label, dash) in enumerate(sorted(lines, reverse=leftwards)):
        y, x = (number + 0.65) * type_.line_mm, scale.mm(value)
        axes.plot([value] * 2, [y - 0.5 * type_.line_mm, rungs.height], dash, color=INK, linewidth=0.9, zorder=1)
        room = (x if leftwards else panel_mm - x) - 1.6
        text = next((t for t in (label, label.replace(", the bound", "").replace(": memcpy_nt", "")) if text_mm(t, type_.small_pt) <= room), "")
        place, side = ((x - 0.8) / panel_mm, "right") if leftwards else ((x + 0.8) / panel_mm, "left")
        axes.text(
            place, y, text, transform=axes.get_yaxis_transform(), ha=side, va="center_baseline", fontsize=type_.small_pt
        )
    for row, found in shares:
        look, y = family(row.subject.family), rungs.at()[row.subject.name]
        if found.low and found.high:
            axes.plot([found.low * _PERCENT, found.high * _PERCENT], [y, y], color=INK, linewidth=0.9, zorder=4)
        axes.plot(
            [found.median * _PERCENT], [y], linestyle="none", color=look.colour, marker=look.marker, markersize=4.6,
            markeredgecolor="white", markeredgewidth=0.3, zorder=5,
        )


def _lines(summary: Summary, shape: Shape) -> list[tuple[float, str, str]]:
    """Where (per cent) to draw memcpy and the bound, with labels and dashes."""
    memcpy, bound = summary.memcpy(shape), summary.bound(shape)
    if memcpy is None or bound is None:
        return []
    speed = series.estimate(series.ratio(memcpy.series("transfer"), bound.series("transfer")))
    if bound.key == "memcpy" or speed is None or not speed.median:
        return [(_PERCENT, "memcpy, the bound  100 %", "-")]
    said = f"bound: {clean(bound.key, 20)}  {percent(speed.median).replace('%', ' %')}"
    return [(_PERCENT, "memcpy  100 %", "-"), (_PERCENT * speed.median, said, "--")]


_CAPTION = (
    "How fast each transport moves a freshly written matrix ({shapes}), as a share of the speed of plain memcpy of the same "
    "matrix. Markers: medians over rounds of the ratio of the per-round medians of {kind} transfers (the transfer alone, "
    "without computing{overlapped}); bars: exact (binomial) 95 % intervals, where there are six rounds or more. Solid line: memcpy; "
    "dashed line: the faster of memcpy and memcpy_nt, where that is another. What copies nothing has no share."
)

FIGURE = ResultFigure("share", "Share of memcpy", 30, share, _CAPTION, when_narrow=SHOWS_LAST)
