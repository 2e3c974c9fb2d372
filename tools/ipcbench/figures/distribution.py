"""Distribution: the share of transfers that were done in a given time, for a few mechanisms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from ipcbench.analysis.rows import Subject, Summary, singles
from ipcbench.base.text import clean, megabytes
from ipcbench.figures.frame import foot, head, hover
from ipcbench.figures.frame.choice import chosen
from ipcbench.figures.frame.drawing import ResultFigure
from ipcbench.figures.frame.head import EDGE_MM
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.measure import cut_mm
from ipcbench.figures.frame.rows_figure import log_axis
from ipcbench.figures.frame.sheet import Sheet
from ipcbench.figures.frame.style import GUIDE, WIDE_MM, Type, family, type_for
from ipcbench.figures.frame.ticks import set_ticks
from ipcbench.result.model import Shape

_MS = 1e-6
_ABOVE_MM, _BELOW_MM, _LEFT_MM, _GUTTER_MM = 5.0, 8.2, 9.0, 4.0
_DASHES = ("-", (0, (4, 1.5)), (0, (1, 1)), (0, (6, 1.5, 1, 1.5)))
_MARKED = (0.25, 0.5, 0.75)  # of the transfers: a marker of the family on the curve


@dataclass(frozen=True)
class Curve:
    """One mechanism; `subject` is None for computing here. Curves of one family differ by their dashes."""

    subject: Subject | None
    label: str
    family: str
    dash: Any


def distribution(summary: Summary, width_mm: float = WIDE_MM) -> Figure:
    """The figure, `width_mm` wide and as high as it needs to be. The summary must have transports."""
    type_ = type_for(width_mm)
    inner = width_mm - 2 * EDGE_MM
    curves = _curves(summary)
    items = [_item(curve, type_, inner) for curve in curves]
    title = head.head("How the times of single transfers are spread", items, type_, width_mm)
    notes = foot.foot(replace(summary, measured=tuple(chosen(summary))), type_, inner, 0.0, with_absent=False)
    columns = 2 if width_mm >= WIDE_MM and len(summary.shapes) > 1 else 1
    height = 52.0 if width_mm >= WIDE_MM else 44.0
    block = (_ABOVE_MM + _BELOW_MM) * type_.grown + height
    lines = -(-len(summary.shapes) // columns)
    sheet = Sheet(width_mm, title.height + lines * block + notes.height)
    head.draw(sheet, title)
    panel_mm = (inner - columns * _LEFT_MM - (columns - 1) * _GUTTER_MM) / columns - 2.0
    for number, shape in enumerate(summary.shapes):
        line, column = divmod(number, columns)
        left, top = EDGE_MM + _LEFT_MM + column * (panel_mm + _LEFT_MM + _GUTTER_MM), title.height + line * block + _ABOVE_MM * type_.grown
        _panel(sheet.axes(left, top, panel_mm, height), summary, shape, curves, type_, panel_mm)
        sheet.text(left, top - 2.6 * type_.grown, f"{shape}, {megabytes(shape.bytes)}", type_.label_pt, weight="bold")
        axis = f"total, ms (log) · {_count(summary, shape)}"
        sheet.text(left + panel_mm / 2, top + height + 5.8 * type_.grown, axis, type_.small_pt, ha="center")
    foot.draw(sheet, notes, type_, EDGE_MM, EDGE_MM, EDGE_MM, title.height + lines * block)
    return sheet.figure


def _curves(summary: Summary) -> list[Curve]:
    """Computing here, then the mechanisms of 'moving versus computing'."""
    found = []
    if any(summary.base(shape) for shape in summary.shapes):
        found.append(Curve(None, f"Here: local {clean(summary.kernel, 20)}", "local", "-"))
    for transport in chosen(summary):
        before = sum(curve.family == transport.family for curve in found)
        found.append(Curve(transport, clean(transport.label, 60), transport.family, _DASHES[before % len(_DASHES)]))
    return found


def _item(curve: Curve, type_: Type, width: float) -> Item:
    look = family(curve.family)
    looks = {"color": look.colour, "linewidth": 1.1, "linestyle": curve.dash, "marker": look.marker, "markersize": 3.2}
    return Item("curve", cut_mm(curve.label, type_.small_pt, width - 13.0), looks)


def samples(summary: Summary, subject: Subject | None, shape: Shape) -> npt.NDArray[np.float64]:
    """The totals (ms) of all warm transfers of a row in ascending order, or of the cold ones where there are no others."""
    row = summary.row(subject, shape) if subject else summary.base(shape)
    return singles(row) * _MS if row else np.empty(0)


def _count(summary: Summary, shape: Shape) -> str:
    """'n = 100 each': how many transfers make a curve."""
    counts = sorted({found.size for curve in _curves(summary) if (found := samples(summary, curve.subject, shape)).size})
    if not counts:
        return "n = 0"
    return f"n = {counts[0]} each" if len(counts) == 1 else f"n = {counts[0]} to {counts[-1]}"


def _panel(axes: Any, summary: Summary, shape: Shape, curves: list[Curve], type_: Type, panel_mm: float) -> None:
    found = [(curve, values) for curve in curves if (values := samples(summary, curve.subject, shape)).size]
    low = min((values[0] for _, values in found), default=1.0)
    high = max((values[-1] for _, values in found), default=1.0)
    log_axis(axes, max(low, 1e-6) / 1.3, max(high, 1e-6) * 1.3, panel_mm, type_)
    axes.set_ylim(0, 1.02)
    set_ticks(axes.yaxis, [(part / 4, f"{25 * part} %") for part in range(5)], [], type_)
    for part in _MARKED:
        axes.axhline(part, color=GUIDE, linewidth=0.4, zorder=0.5)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_linewidth(0.5)
    for curve, values in found:
        look = family(curve.family)
        curve_points = np.r_[values[0], values], np.arange(values.size + 1) / values.size
        axes.step(*curve_points, where="post", color=look.colour, linewidth=1.1, linestyle=curve.dash)
        places = [values[min(int(np.ceil(part * values.size)), values.size) - 1] for part in _MARKED]
        axes.plot(places, _MARKED, linestyle="none", marker=look.marker, markersize=3.2, color=look.colour, zorder=4)
        row = summary.row(curve.subject, shape) if curve.subject else summary.base(shape)
        if row:
            hover.curve(axes, *curve_points, hover.row_text(summary, row))


_CAPTION = (
    "Share of transfers whose total (transfer, {kernel}, reply) is at most the time on the axis, for {chosen} "
    "and for computing here ({shapes}); every single {kind} transfer of all rounds, none left out. Transfers of one "
    "round share a process pair, so they are not independent. Markers: a quarter, half and three quarters of the transfers."
)

FIGURE = ResultFigure("distribution", "Distribution", 50, distribution, _CAPTION)
