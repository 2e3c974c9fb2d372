"""CPU cost: how many CPUs producer and consumer keep busy while a transfer takes its time."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from ipcbench.analysis.assessment import cpus_busy
from ipcbench.analysis.rows import Row, Summary
from ipcbench.base.text import milliseconds, significant
from ipcbench.figures.frame.capacity import fitting_rows
from ipcbench.figures.frame.drawing import SHOWS_LAST, ResultFigure
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.ladder import SPINNING, Ladder
from ipcbench.figures.frame.rows_figure import Content, rows_figure
from ipcbench.figures.frame.style import FAINT, INK, WIDE_MM, Type, family, tint
from ipcbench.figures.frame.ticks import set_ticks
from ipcbench.result.model import CPU_TIMES, Shape
from ipcbench.stats.series import Estimate

_BAR_MM = 1.9
_SIDES = {"producer_cpu_ns": 1.0, "consumer_cpu_ns": 0.3}  # how dark: they differ in greyscale, too
_ONE, _TWO = 1.0, 2.0  # CPUs


def cpu(summary: Summary, width_mm: float = WIDE_MM) -> Figure:
    """The figure, `width_mm` wide and as high as it needs to be. A transport of the summary must have CPU times."""
    summary = fitting_rows(summary, width_mm)

    def draw(axes: Any, shape: Shape, rungs: Ladder, type_: Type, panel_mm: float) -> None:
        _panel(axes, summary, shape, rungs, type_, panel_mm)

    title = "CPU cost: how many CPUs a transfer keeps busy"
    axis = "CPU time / total (linear)"
    return rows_figure(summary, width_mm, Content(title, _key(summary), axis, 1, lambda k, s: _note(summary.row(k, s)), draw))


def _key(summary: Summary) -> list[Item]:
    edge = {"edgecolor": FAINT, "linewidth": 0.4}
    names = {"producer_cpu_ns": "producer", "consumer_cpu_ns": "consumer"}
    items = [Item("patch", names[side], {"facecolor": tint(FAINT, ink)} | edge) for side, ink in _SIDES.items()]
    items.append(Item("interval", "both, 95 % interval where there are six rounds or more", {"color": FAINT, "markersize": 4.2}))
    items.append(Item("-", "one CPU busy all the time, as in computing here", {"color": INK, "linewidth": 0.9}))
    items.append(Item("--", "two CPUs", {"color": INK, "linewidth": 0.9}))
    items.append(Item("", "right: CPU time of both", {}))
    if any(transport.waiting == "spinning" for transport in summary.measured):
        items.append(Item("", f"{SPINNING.strip()} waits by spinning", {}))
    return items


def _note(row: Row | None) -> str:
    """'2.38 ms · 2.0 CPUs'."""
    if row is None:
        return "no result"
    spent, found = row.median(CPU_TIMES[0]), cpus_busy(row)
    return "not counted" if spent is None or found is None else f"{milliseconds(spent)} ms · {significant(found.median, 2)} CPUs"


def _panel(axes: Any, summary: Summary, shape: Shape, rungs: Ladder, type_: Type, panel_mm: float) -> None:
    rows = [row for t in summary.measured if (row := summary.row(t, shape))]
    known = [(row, found) for row in rows if (found := cpus_busy(row))]
    most = max([_TWO, *(end for _, found in known for end in (found.median, found.high) if end)])
    axes.set_xlim(0, 1.06 * most)
    step = max(1, round(most / 4))
    set_ticks(axes.xaxis, [(float(at), str(at)) for at in range(0, int(most) + 1, step)], [], type_)
    for cpus, dash in ((_ONE, "-"), (_TWO, "--")):
        axes.plot([cpus] * 2, [0.4 * type_.line_mm, rungs.height], dash, color=INK, linewidth=0.9, zorder=1)
    for row, found in known:
        _bar(axes, row, found, rungs.at()[row.subject.name])


def _bar(axes: Any, row: Row, both: Estimate, y: float) -> None:
    """Producer and consumer one behind the other, and a marker with its interval at what both take."""
    look, start = family(row.subject.family), 0.0
    for side, ink in _SIDES.items():
        part = cpus_busy(row, side)
        length = part.median if part else 0.0
        axes.barh(y, length, _BAR_MM, left=start, linewidth=0.4, edgecolor=look.colour, facecolor=tint(look.colour, ink), zorder=2)
        start += length
    if both.low is not None and both.high is not None:
        axes.plot([both.low, both.high], [y, y], color=INK, linewidth=0.9, zorder=4)
    axes.plot(
        [both.median], [y], linestyle="none", color=look.colour, marker=look.marker, markersize=4.6,
        markeredgecolor="white", markeredgewidth=0.3, zorder=5,
    )


_CAPTION = (
    "CPUs that producer and consumer keep busy from sending a matrix until its answer has arrived ({shapes}; {kernel} run over it there), "
    "for {count}: CPU time of the process over the total, medians over rounds of the ratio of the per-round medians of {kind} transfers. "
    "Dark: producer; light: consumer; each is a median of its own, hence they may end a little off the marker, which is that of both, with "
    "its exact (binomial) 95 % interval where there are six rounds or more. Solid line: one CPU, what computing here keeps busy; dashed: two. "
    "On the right: CPU time of both in milliseconds. What spins burns its CPU while it waits for the matrix, for room, or for the answer."
)


def _lacking(summary: Summary) -> str | None:
    counted = any(row.median("cpu") is not None for row in summary.rows.values() if row.kind.hands_over)
    return None if counted else "the result has no CPU times; it was measured before they were counted"


FIGURE = ResultFigure("cpu", "CPU cost", 60, cpu, _CAPTION, when_narrow=SHOWS_LAST, lacking=_lacking)
