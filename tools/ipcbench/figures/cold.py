"""Cold against warm: what the first transfer of a fresh process pair takes, and the later ones."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from ipcbench.analysis.rows import Row, Summary
from ipcbench.base.text import milliseconds, times
from ipcbench.figures.frame.capacity import fitting_rows
from ipcbench.figures.frame.drawing import SHOWS_LAST, ResultFigure
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.ladder import SPINNING, Ladder
from ipcbench.figures.frame.rows_figure import Content, log_axis, rows_figure
from ipcbench.figures.frame.style import FAINT, INK, WIDE_MM, Type, family
from ipcbench.result.model import Shape
from ipcbench.stats import series
from ipcbench.stats.series import Estimate

_MS = 1e-6
_LOWER_MM = 0.9


def cold(summary: Summary, width_mm: float = WIDE_MM) -> Figure:
    """The figure, `width_mm` wide and as high as it needs to be. The summary must have transports."""
    summary = fitting_rows(summary, width_mm)

    def draw(axes: Any, shape: Shape, rungs: Ladder, type_: Type, panel_mm: float) -> None:
        _panel(axes, summary, shape, rungs, type_, panel_mm)

    title = "The first transfer of a process pair against the later ones"
    content = Content(title, _key(summary), "total, ms (log)", 0, lambda k, s: _note(summary.row(k, s)), draw)
    return rows_figure(summary, width_mm, content)


def _key(summary: Summary) -> list[Item]:
    grey = {"color": FAINT}
    hollow = {"markersize": 3.9, "markerfacecolor": "white", "markeredgewidth": 0.6}
    items = [Item("o", "cold: first transfer", grey | hollow)]
    if any(row.is_warm for row in summary.rows.values()):
        items.append(Item("o", "warm: median of the later ones", grey | {"markersize": 4.6}))
    items.append(Item("-", "95 % interval of warm", {"color": INK, "linewidth": 0.9}))
    items.append(Item("-", "of cold (from six rounds on)", {"color": FAINT, "linewidth": 0.6}))
    items.append(Item("", "right: cold, and times warm", {}))
    if any(transport.waiting == "spinning" for transport in summary.measured):
        items.append(Item("", f"{SPINNING.strip()} waits by spinning", {}))
    return items


def _note(row: Row | None) -> str:
    """'2.97 ms · 2.5×'; without warm transfers only the time."""
    first = row.cold_median() if row else None
    if row is None or not first:
        return "no result"
    ratio = series.estimate(series.ratio(row.cold["total"], row.warm["total"]))
    return f"{milliseconds(first)} ms" + (f" · {times(ratio.median, '×')}" if ratio else "")


def _panel(axes: Any, summary: Summary, shape: Shape, rungs: Ladder, type_: Type, panel_mm: float) -> None:
    rows = [row for t in summary.measured if (row := summary.row(t, shape))]
    pairs = [(row, series.estimate(row.cold["total"]), series.estimate(row.warm["total"])) for row in rows]
    ends = [end * _MS for _, *both in pairs for e in both if e for end in (e.median, e.low, e.high) if end]
    log_axis(axes, min(ends or [1.0]) / 1.4, max(ends or [1.0]) * 1.4, panel_mm, type_)
    for row, first, later in pairs:
        y, look = rungs.at()[row.subject.name], family(row.subject.family)
        if first and later:
            ends = [first.median * _MS, later.median * _MS]
            axes.plot(ends, [y, y], color=look.colour, linewidth=1.6, alpha=0.35, zorder=2)
        for found, face in ((first, "white"), (later, look.colour)):
            if found:
                _dot(axes, found, y, look.marker, look.colour, face)


def _dot(axes: Any, found: Estimate, y: float, marker: str, colour: str, face: str) -> None:
    if found.low and found.high:  # that of cold a little lower, or one would hide the other
        place, colour_, width = (y + _LOWER_MM, FAINT, 0.6) if face == "white" else (y, INK, 0.9)
        axes.plot([found.low * _MS, found.high * _MS], [place, place], color=colour_, linewidth=width, zorder=3)
    edge, weight = (colour, 0.6) if face == "white" else ("white", 0.3)
    axes.plot(
        [found.median * _MS], [y], linestyle="none", marker=marker, markersize=3.9 if face == "white" else 4.6,
        markerfacecolor=face, markeredgecolor=edge, markeredgewidth=weight, zorder=5,
    )


_CAPTION = (
    "What the first transfer of a fresh process pair takes (hollow) and the later ones (filled), for {count} ({shapes}): "
    "total of transfer, compute ({kernel}) and reply, medians over rounds with exact (binomial) 95 % intervals, where there "
    "are six rounds or more (those of first transfers a little below). On the right: the first transfer, and how many times a later one it takes (paired by round)."
)

FIGURE = ResultFigure("cold", "Cold against warm", 40, cold, _CAPTION, when_narrow=SHOWS_LAST)
