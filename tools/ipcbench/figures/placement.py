"""Placement: what each transport takes on every pair of CPUs that was measured, on one machine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping, Sequence

from matplotlib.figure import Figure

from ipcbench.analysis.cost import cost
from ipcbench.analysis.placement_groups import common_shapes, policy
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.base.text import clean, times
from ipcbench.figures.frame import foot
from ipcbench.figures.frame.capacity import drawable, fitting_rows
from ipcbench.figures.frame.foot import Foot
from ipcbench.figures.frame.head import EDGE_MM
from ipcbench.figures.frame.hover import row_text
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.ladder import SPINNING, Ladder
from ipcbench.figures.frame.measure import wrap_mm
from ipcbench.figures.frame.rows_figure import Content, log_axis, rows_figure
from ipcbench.figures.frame.signs import SIGNS, sign
from ipcbench.figures.frame.style import FAINT, INK, WIDE_MM, Type, type_for
from ipcbench.result.model import Shape
from ipcbench.words import facts

_MS = 1e-6
_SPREAD_MM = 1.5  # between the markers of the first and the last placement of a row
_GREY, _WHITE = "#8a8a8a", "white"
#: Shape and filling tell them apart, without the colours that stand for families; dark to light from near to far.
_LOOKS: Mapping[str, tuple[str, str, str]] = {
    "same_core": ("s", INK, INK),
    "same_llc": ("o", INK, _GREY),
    "cross_llc": ("^", INK, _WHITE),
    "cross_numa": ("D", INK, _WHITE),
    "none": ("X", _GREY, _GREY),
}
_OTHER = ("P", INK, _WHITE)
_NAMES = {
    "same_core": "same core",
    "same_llc": "cores that share the last-level cache",
    "cross_llc": "cores of two such caches",
    "cross_numa": "cores of two memory nodes",
    "none": "not pinned",
}


def placement(group: Sequence[Summary], width_mm: float = WIDE_MM) -> Figure:
    """The figure of a group of `placements.groups`, `width_mm` wide; a narrow one shows the largest common shape alone."""
    type_, inner = type_for(width_mm), width_mm - 2 * EDGE_MM

    def draw(axes: Any, shape: Shape, rungs: Ladder, type_: Type, panel_mm: float) -> None:
        _panel(axes, group, shape, rungs, type_, panel_mm)

    content = Content(
        "What it costs where the two processes run",
        _key(group),
        "cost, ms (log)",
        0,
        lambda subject, shape: _note(group, subject, shape),
        draw,
        foot=_whole_foot(group, type_, inner),
        marked=False,  # a marker stands for a placement here
        hover=lambda subject, shape: _told(group, subject, shape),
        signs=lambda subject, shape: _signs(group, subject, shape),
    )
    return rows_figure(fitting_rows(drawable(_united(group)), width_mm), width_mm, content)


def label(summary: Summary) -> str:
    """'same_llc (cpu0>cpu1)'; 'none (not pinned)'."""
    return f"{clean(policy(summary), 30)} ({facts.placement(summary.result)})"


def _united(group: Sequence[Summary]) -> Summary:
    """The first result with the transports of all, at the common shapes."""
    shapes = common_shapes(group)
    found: dict[str, Subject] = {}
    for summary in group:
        for transport in summary.handing:
            if any(summary.row(transport, shape) for shape in shapes):
                found.setdefault(transport.name, transport)
    families = dict.fromkeys(transport.family for transport in found.values())
    ordered = [transport for family in families for transport in found.values() if transport.family == family]
    return replace(group[0], shapes=shapes, measured=tuple(ordered))


def _looks(summary: Summary) -> dict[str, Any]:
    marker, edge, face = _LOOKS.get(policy(summary), _OTHER)
    return {"marker": marker, "markeredgecolor": edge, "markerfacecolor": face, "markeredgewidth": 0.7}


def _key(group: Sequence[Summary]) -> list[Item]:
    items = []
    for summary in group:
        looks = {name: look for name, look in _looks(summary).items() if name != "marker"}
        items.append(Item(_looks(summary)["marker"], _NAMES.get(policy(summary), clean(policy(summary), 30)), looks | {"markersize": 3.8}))
    items.append(Item("-", "95 % interval (from six rounds on)", {"color": FAINT, "linewidth": 0.7}))
    items.append(Item("", "right: the slowest, times the fastest", {}))
    if any(transport.waiting == "spinning" for summary in group for transport in summary.measured):
        items.append(Item("", f"{SPINNING.strip()} waits by spinning", {}))
    return items


def _rows(group: Sequence[Summary], subject: Subject, shape: Shape) -> list[tuple[int, Summary, Row]]:
    return [(n, summary, row) for n, summary in enumerate(group) if (row := summary.row(subject, shape))]


def _note(group: Sequence[Summary], subject: Subject, shape: Shape) -> str:
    """'1.8×'; 'one only' where a single placement has the row."""
    totals = [found.median for _, summary, row in _rows(group, subject, shape) if (found := cost(summary, row))]
    return times(max(totals) / min(totals), "×") if len(totals) > 1 else "one only" if totals else "no result"


def _signs(group: Sequence[Summary], subject: Subject, shape: Shape) -> str:
    found = "".join(sign(summary.result, row) for _, summary, row in _rows(group, subject, shape))
    return "".join(mark for mark in SIGNS.values() if mark in found)


def cautions(group: Sequence[Summary]) -> list[str]:
    """What failed in each run, and its warnings, each with its placement."""
    return [f"{label(summary)}: {text}" for summary in group for text in foot.cautions(summary)]


def _told(group: Sequence[Summary], subject: Subject, shape: Shape) -> str:
    return "\n\n".join(f"{label(summary)}: {row_text(summary, row)}" for _, summary, row in _rows(group, subject, shape))


def _whole_foot(group: Sequence[Summary], type_: Type, width: float) -> Foot:
    """Where each placement was measured, and what is to be said against it."""
    return foot.for_profile((), _foot(group, type_, width), cautions(group), type_, width)


def _foot(group: Sequence[Summary], type_: Type, width: float) -> list[str]:
    result = group[0].result
    lines = wrap_mm(f"{facts.machine(result)} · {facts.system(result)}", type_.small_pt, width, 2, " · ")
    for summary in group:
        about = (label(summary), f"n = {facts.protocol(summary.result, '×')}", facts.commit(summary.result), clean(summary.result.name, 60))
        lines += wrap_mm(" · ".join(about), type_.small_pt, width, 2, " · ")
    return lines


def _panel(axes: Any, group: Sequence[Summary], shape: Shape, rungs: Ladder, type_: Type, panel_mm: float) -> None:
    shown = [rung for rung in rungs.rungs if rung.transport]
    found = [(rung.y, n, summary, row) for rung in shown if rung.transport for n, summary, row in _rows(group, rung.transport, shape)]
    totals = [(y, n, summary, total) for y, n, summary, row in found if (total := cost(summary, row))]
    ends = [end * _MS for *_, total in totals for end in (total.median, total.low, total.high) if end]
    log_axis(axes, min(ends or [1.0]) / 1.4, max(ends or [1.0]) * 1.4, panel_mm, type_)
    for y, number, summary, total in totals:
        at = y + _SPREAD_MM * (number / (len(group) - 1) - 0.5)
        if total.low and total.high:
            axes.plot([total.low * _MS, total.high * _MS], [at, at], color=FAINT, linewidth=0.7, zorder=3)
        axes.plot([total.median * _MS], [at], linestyle="none", markersize=3.8, zorder=4, **_looks(summary))


_CAPTION = (
    "What it costs to hand a freshly written matrix ({shapes}) to another process and run {kernel} over it there, by where the two "
    "processes run, on {machine}, {system}. Markers: medians over rounds of the per-round medians of warm transfers; bars: 95 % "
    "intervals of these medians, where there are six rounds or more. On the right: the slowest placement, times the fastest. The "
    "placements are runs of their own, one after the other, so what changed on the machine between them is in the difference, too. {runs}."
)


def caption(group: Sequence[Summary], width_mm: float) -> str:
    """What is shown, n, interval, machine and commits, in one paragraph; ends in a newline."""
    shapes = common_shapes(group) if width_mm >= WIDE_MM else common_shapes(group)[-1:]
    result = group[0].result
    runs = [f"{label(s)}: n = {facts.protocol(s.result, '×')}, {facts.commit(s.result)}, result {s.result.identifier}" for s in group]
    told = "".join(f" {text.rstrip('.')}." for text in cautions(group))
    return _CAPTION.format(
        shapes=" and ".join(map(str, shapes)),
        kernel=clean(group[0].kernel or "the kernel", 40),
        machine=facts.machine(result),
        system=facts.system(result),
        runs="; ".join(runs),
    ) + told + "\n"
