"""Many results: a heat table of transports by results, the cost in each cell, darker the longer against computing there."""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import replace
from typing import Any, Mapping, Sequence

import matplotlib
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ipcbench.analysis.cost import cost
from ipcbench.analysis.rows import Subject, Summary
from ipcbench.base.text import clean, letters, megabytes
from ipcbench.figures.frame import key, profile
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.ladder import Ladder, draw_labels, ladder
from ipcbench.figures.frame.measure import cut_mm, text_mm, wrap_mm
from ipcbench.figures.frame.sheet import Sheet
from ipcbench.figures.frame.style import FAINT, ON_DARK, ON_LIGHT, WIDE_MM, Type, type_for
from ipcbench.figures.versus import BOLD, run_facts
from ipcbench.result.model import Kind, Shape
from ipcbench.stats.series import Estimate
from ipcbench.words import facts
from ipcbench.words.quantities import in_ms

_EDGE_MM = 2.0
_CELL_MM = (8.6, 14.0)  # least and greatest width
_STEPS = (1, 3, 10, 30, 100)  # times computing there
_COLOURS = "YlGnBu"  # grows darker throughout, in grey as well
_HERE = Kind("here", "Here", "base", (), ())  # stands for the base of each result


def machines(summaries: Sequence[Summary], width_mm: float = WIDE_MM, names: Sequence[str] = (), refused: str = "") -> Figure:
    """The figure at the largest common shape, `width_mm` wide; shows as many results as there is room for, and says so.

    `names` are the letters of the results (A, B, … by default), `refused` those that cannot be compared.
    """
    type_, inner = type_for(width_mm), width_mm - 2 * _EDGE_MM
    shape = common_shape(summaries)
    rungs = ladder(_united(summaries, shape), type_, 0.0)
    left = _EDGE_MM + rungs.label_mm + 1.5
    shown = summaries[: room(summaries, width_mm)]
    names = names or [letters(number) for number in range(len(summaries))]
    cell = min((width_mm - _EDGE_MM - left) / len(shown), _CELL_MM[1])
    title = wrap_mm(_title(shown[0], shape), type_.title_pt, inner * BOLD, 3) if profile.current().has_title else []
    keys = key.flow(_key(shown[0]), type_.small_pt, inner)
    foot = _foot(shown, names, len(summaries), type_, inner)
    foot += wrap_mm(f"Not comparable: {refused}", type_.small_pt, inner, 3) if refused else []
    head = 1.5 + len(title) * type_.title_pt * 0.46 + len(keys) * type_.line_mm + 1.0
    configurations = _configurations(shown)
    letters_at = head + type_.row_mm * (2 if configurations else 1)
    top = letters_at + type_.row_mm + 1.0
    sheet = Sheet(width_mm, top + rungs.height + 2.0 + len(foot) * type_.line_mm + 1.5)
    for number, text in enumerate(title):
        sheet.text(_EDGE_MM, 1.5 + (number + 0.5) * type_.title_pt * 0.46, text, type_.title_pt, weight="bold")
    key.draw(sheet, keys, _EDGE_MM, head - 1.0 - len(keys) * type_.line_mm, type_.small_pt, type_.line_mm)
    draw_labels(sheet, rungs, type_, _EDGE_MM, top)
    for first, last, name in _spans(shown):
        _span(sheet, name, left + first * cell, head, (last + 1 - first) * cell, type_)
    for first, last, name in configurations:
        _span(sheet, name, left + first * cell, head + type_.row_mm, (last + 1 - first) * cell, type_)
    for column, summary in enumerate(shown):
        x = left + column * cell
        sheet.text(x + cell / 2, letters_at + type_.row_mm / 2, f"{names[column]}{' ⚠' if _grave(summary) else ''}", type_.label_pt, ha="center", weight="bold")
        _draw_column(sheet, summary, shape, rungs, type_, (x, top, cell))
    for number, text in enumerate(foot):
        y = top + rungs.height + 2.0 + (number + 0.5) * type_.line_mm
        sheet.text(_EDGE_MM, y, text, type_.small_pt, color=FAINT)
    return sheet.figure


def room(summaries: Sequence[Summary], width_mm: float) -> int:
    """How many of the results, the first ones, a figure of this width has columns for."""
    rungs = ladder(_united(summaries, common_shape(summaries)), type_for(width_mm), 0.0)
    free = width_mm - 2 * _EDGE_MM - rungs.label_mm - 1.5
    return min(int(free / _CELL_MM[0]), len(summaries))


def common_shape(summaries: Sequence[Summary]) -> Shape:
    """The largest shape that all have, or the largest of the first."""
    common = set(summaries[0].shapes).intersection(*(summary.shapes for summary in summaries))
    return max(common or summaries[0].shapes, key=lambda shape: shape.bytes)


def _united(summaries: Sequence[Summary], shape: Shape) -> Summary:
    """The first summary with all transports of all at the shape, in its order, what computes here first."""
    found: dict[str, Subject] = {}
    for summary in summaries:
        for transport in summary.handing:
            if summary.row(transport, shape):
                found.setdefault(transport.name, transport)
    kernel = clean(summaries[0].kernel or "kernel", 30)
    here = Subject(_HERE, kernel, f"local {kernel}", "local", None, None, None)
    return replace(summaries[0], measured=(here, *found.values()))


def _title(summary: Summary, shape: Shape) -> str:
    what = "sum it there" if summary.kernel == "sum" else f"run {clean(summary.kernel, 30)} there"
    return f"Milliseconds to hand a matrix ({shape}, {megabytes(shape.bytes)}) to another process and {what}"


def _key(summary: Summary) -> list[Item]:
    items = [Item("", f"Shade: times here, {clean(summary.kernel or 'kernel', 20)} of the same column", {})]
    for step in _STEPS:
        looks = {"facecolor": _colour(step), "edgecolor": FAINT, "linewidth": 0.3}
        items.append(Item("patch", f"{step}×{' and more' if step == _STEPS[-1] else ''}", looks))
    return items


def _foot(shown: Sequence[Summary], names: Sequence[str], count: int, type_: Type, width: float) -> list[str]:
    lines: list[str] = []
    if not profile.current().has_foot:
        return lines
    for name, summary in zip(names, shown):
        about = [run_facts(summary.result), *(f"⚠ {text}" for text in _grave(summary))]
        lines += wrap_mm(f"{name}: {' · '.join(about)}", type_.small_pt, width, 4, " · ")
    if gone := names[len(shown) : count]:
        lines += wrap_mm(f"No room for {', '.join(gone)}.", type_.small_pt, width, 2)
    return lines


def _grave(summary: Summary) -> list[str]:
    """The warnings that may change the ranking."""
    return [clean(finding.text, 120) for finding in summary.result.grave]


def _spans(shown: Sequence[Summary]) -> list[tuple[int, int, str]]:
    """The first and last column of each machine, and what it is, where its results stand side by side."""
    columns = itertools.groupby(enumerate(shown), key=lambda item: str(item[1].result.ids["hardware"]))
    groups = [[*group] for _, group in columns]
    return [(group[0][0], group[-1][0], facts.machine(group[0][1].result)) for group in groups]


def _configurations(shown: Sequence[Summary]) -> list[tuple[int, int, str]]:
    """The first and last column measured in one way, and what that is, where the columns were not all measured in the same."""
    columns = itertools.groupby(enumerate(shown), key=lambda item: (str(item[1].result.ids["hardware"]), _way(item[1])))
    groups = [[*group] for _, group in columns]
    if len({_way(summary) for summary in shown}) == 1:
        return []
    return [(group[0][0], group[-1][0], _way(group[0][1])) for group in groups]


def _way(summary: Summary) -> str:
    """'cross llc', 'same core, memory': placement, and where matrices lie unless that is the caches."""
    protocol = summary.result.protocol
    policy = clean(protocol.placement.policy or "none", 20).replace("_", " ").replace("none", "not pinned")
    return policy + (", memory" if protocol.residency == "memory" else "")


def _span(sheet: Sheet, name: str, left: float, top: float, width: float, type_: Type) -> None:
    """A name above a line that spans its columns; what is before a comma alone where there is no room for more."""
    text = name if text_mm(name, type_.small_pt) <= width - 1.0 else cut_mm(name.partition(",")[0], type_.small_pt, width - 1.0)
    sheet.text(left + width / 2, top + type_.row_mm * 0.4, text, type_.small_pt, ha="center")
    _cell(sheet, left + 0.3, top + type_.row_mm * 0.85, width - 0.6, 0.5, FAINT)


def _draw_column(sheet: Sheet, summary: Summary, shape: Shape, rungs: Ladder, type_: Type, place: tuple[float, float, float]) -> None:
    left, top, cell = place
    local = summary.base(shape)
    unit = cost(summary, local) if local else None
    for rung in rungs.rungs:
        if rung.transport is None:
            continue
        row = local if rung.transport.kind is _HERE else summary.row(rung.transport, shape)
        found = cost(summary, row) if row else None
        y = top + rung.y
        if found is None:
            sheet.text(left + cell / 2, y, "–", type_.small_pt, ha="center", color=FAINT)
            continue
        ratio = found.median / unit.median if unit and unit.median else None
        _cell(sheet, left, y - type_.row_mm / 2, cell, type_.row_mm, _colour(ratio) if ratio else (1.0, 1.0, 1.0, 1.0))
        dark = ratio is not None and _luminance(_colour(ratio)) < 0.45
        sheet.text(left + cell / 2, y, _fitting(found, type_, cell), type_.small_pt, ha="center", color=ON_DARK if dark else ON_LIGHT)


def _fitting(found: Estimate, type_: Type, cell: float) -> str:
    text = in_ms(found)
    return text if text_mm(text, type_.small_pt) <= cell - 0.6 else f"{found.median / 1e6:.1g}"


def _cell(sheet: Sheet, x: float, y: float, width: float, height: float, colour: Any) -> None:
    low = ((x + 0.2) / sheet.width, 1 - (y + height - 0.15) / sheet.height)
    size = ((width - 0.4) / sheet.width, (height - 0.3) / sheet.height)
    sheet.figure.add_artist(Rectangle(low, *size, transform=sheet.figure.transFigure, facecolor=colour, linewidth=0, zorder=0))


def _colour(ratio: float) -> Any:
    share = math.log(max(ratio, 1.0)) / math.log(_STEPS[-1])
    return _colours()(0.05 + 0.85 * min(share, 1.0))


@functools.lru_cache(maxsize=1)
def _colours() -> Any:
    return matplotlib.colormaps[_COLOURS]  # a copy, and its table made anew each time


def _luminance(colour: Any) -> float:
    return float(0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2])


_CAPTION = (
    "Cost in milliseconds (medians over rounds of per-round medians) of every transport in {which} at {shape}; the shade is its ratio to "
    "the same computation without a transfer in the same result. A dash: not measured there."
)


def caption(summaries: Mapping[str, Summary], refused: Sequence[str], width_mm: float) -> str:
    """What the figure of these results, by their names, shows, and a line for each of them."""
    every = [*summaries.values()]
    shown = room(every, width_mm)
    which = "every result" if shown == len(every) else f"the first {shown} of {len(every)} results"
    runs = [f"{name}: {run_facts(summary.result)}" for name, summary in summaries.items()][:shown]
    text = _CAPTION.format(shape=common_shape(every), which=which)
    return "\n".join([text, *runs, *(f"Not comparable: {one}" for one in refused)]) + "\n"
