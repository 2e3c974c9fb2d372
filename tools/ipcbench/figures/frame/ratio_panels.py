"""The two panels of a comparison: times as dumbbells, and ratios with their intervals around 'the same'."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter, NullLocator

from ipcbench.analysis.comparison import Judged
from ipcbench.analysis.judging import Verdict
from ipcbench.figures.frame.ladder import Ladder, draw_guides
from ipcbench.figures.frame.measure import text_mm
from ipcbench.figures.frame.scale import LogScale
from ipcbench.figures.frame.style import BAND, INK, Type, family

_MS = 1e-6
_STEPS = (50.0, 20.0, 10.0, 5.0, 3.0, 2.0, 1.5, 1.3, 1.2, 1.1, 1.05, 1.02, 1.01, 1.005, 1.002, 1.001)
_MOST_RATIO = 100.0  # intervals that reach further end at the edge
MARKERS: Mapping[Verdict, Mapping[str, Any]] = {
    "SLOWER": {"marker": ">", "color": INK, "markersize": 4.4},
    "FASTER": {"marker": "<", "color": INK, "markersize": 4.4},
    "SAME": {"marker": "o", "color": INK, "markersize": 2.6},
    "AMBIGUOUS": {"marker": "o", "color": INK, "markersize": 3.2, "markerfacecolor": "white", "markeredgewidth": 0.6},
}


def draw_times(axes: Any, rows: Sequence[Judged], rungs: Ladder, type_: Type, width: float) -> None:
    """Hollow for A, filled for B, joined, on a logarithmic axis in milliseconds."""
    pairs = [((row.medians[0] or 1.0) * _MS, (row.medians[1] or 1.0) * _MS) for row in rows]
    values = [value for pair in pairs for value in pair]
    scale = LogScale(min(values) / 1.5, max(values) * 1.5, width)
    _frame(axes, rungs, scale.low, scale.high)
    ticks = scale.ticks(1.0, "", type_.small_pt)
    _ticks(axes, [tick for tick in ticks if scale.mm(tick[0]) + text_mm(tick[1], type_.small_pt) / 2 <= width], scale.minor_ticks(1.0), type_)
    draw_guides(axes, rungs)
    at = rungs.at()
    for row, (a, b) in zip(rows, pairs):
        style, y = family(as_family(row)), at[row.a.subject.name]
        looks = {"linestyle": "none", "marker": style.marker, "color": style.colour}
        axes.plot([a, b], [y, y], color=style.colour, linewidth=1.1, zorder=2)
        # The greater one below: where both coincide, a ring stays visible around the filled one.
        axes.plot([a], [y], markersize=4.8, markerfacecolor="white", markeredgewidth=0.7, zorder=3, **looks)
        axes.plot([b], [y], markersize=3.2, markeredgewidth=0, zorder=4, **looks)


def as_family(row: Judged) -> str:
    return row.a.subject.family if row.a.kind.role == "measured" else "local"


def draw_ratios(
    axes: Any, rows: Sequence[Judged], rungs: Ladder, type_: Type, width: float, margin: float, common: float | None = None
) -> None:
    """B over A with its interval; the band is what counts as the same, the dashed line the ratio that all rows have in common."""
    effects = [row.effect for row in rows if row.effect]
    ends = [end for e in effects for end in (e.high, 1 / e.low if e.low else _MOST_RATIO, e.ratio, 1 / e.ratio)]
    most = min(max([1 + 2 * margin, *ends]) ** 1.15, _MOST_RATIO)
    scale = LogScale(1 / most, most, width)
    _frame(axes, rungs, scale.low, scale.high)
    steps = [side for step in _STEPS for side in (1 / step, step) if scale.mm(1.0) + 1 <= scale.mm(step) and step <= most]
    _ticks(axes, _ratio_ticks(scale, type_), steps, type_)
    axes.axvspan(1 / (1 + margin), 1 + margin, color=BAND, zorder=0, linewidth=0)
    axes.axvline(1.0, color=INK, linewidth=0.5, zorder=1)
    if common:
        axes.axvline(min(max(common, scale.low), scale.high), linestyle="--", color=INK, linewidth=0.6, zorder=1)
    draw_guides(axes, rungs)
    at = rungs.at()
    for row in rows:
        if row.effect:
            y, low, high = at[row.a.subject.name], max(row.effect.low, scale.low), min(row.effect.high, scale.high)
            below = y + 0.3 * type_.row_mm  # the marker would hide a narrow one
            axes.plot([low, high], [below, below], color=INK, linewidth=0.7, zorder=2)
            axes.plot([min(max(row.effect.ratio, scale.low), scale.high)], [y], linestyle="none", zorder=3, **MARKERS[row.verdict])


def _ratio_ticks(scale: LogScale, type_: Type) -> list[tuple[float, str]]:
    """1 in the middle, and on either side the same multiple, so that nobody meets a ratio below one; 1 goes without if it must."""
    for middle in ("1", ""):
        for step in _STEPS:
            label = f"{100 * (step - 1):.3g} %" if step < 1.5 else f"{step:g}×"
            half = text_mm(label, type_.small_pt) / 2
            inside = scale.mm(step) + half <= scale.width + 0.5
            if inside and scale.mm(step) - scale.mm(1.0) >= half + text_mm(middle, type_.small_pt) / 2 + 0.8:
                return [(1 / step, label), (1.0, middle), (step, label)]
    return [(1.0, "1")]


def _frame(axes: Any, rungs: Ladder, low: float, high: float) -> None:
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(rungs.height, 0)
    axes.yaxis.set_major_locator(NullLocator())
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_linewidth(0.5)


def _ticks(axes: Any, ticks: Sequence[tuple[float, str]], minor: Sequence[float], type_: Type) -> None:
    axes.xaxis.set_major_locator(FixedLocator([at for at, _ in ticks]))
    axes.xaxis.set_major_formatter(FixedFormatter([text for _, text in ticks]))
    axes.xaxis.set_minor_locator(FixedLocator(minor))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.tick_params(axis="x", which="major", labelsize=type_.small_pt, width=0.5, length=2, pad=1.2)
    axes.tick_params(axis="x", which="minor", width=0.4, length=1.2)
