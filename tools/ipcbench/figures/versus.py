"""Two results against each other: the times of both as dumbbells, and beside them the ratio with its interval."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matplotlib.figure import Figure

from ipcbench.analysis.comparison import Comparison, Judged
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.base.text import clean, megabytes
from ipcbench.figures.frame import head, profile
from ipcbench.figures.frame.head import EDGE_MM
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.ladder import Ladder, draw_labels, ladder
from ipcbench.figures.frame.measure import text_mm, wrap_mm
from ipcbench.figures.frame.ratio_panels import MARKERS, draw_ratios, draw_times
from ipcbench.figures.frame.sheet import Sheet
from ipcbench.figures.frame.style import BAND, FAINT, INK, WIDE_MM, Type, type_for
from ipcbench.result.model import Result, Shape
from ipcbench.words import facts, remarks
from ipcbench.words.effect import possible, ratio

_GAP_MM = 2.2
_ABOVE_MM, _BELOW_MM = 5.0, 7.8  # of a panel: its title; its ticks and label
BOLD = 0.86  # bold type is wider than what wrap_mm measures; for the heat table


@dataclass(frozen=True)
class Plan:
    """The layout: a block for each shape, with a panel of times, one of ratios, and the ratio in words."""

    width: float
    type: Type
    shapes: tuple[Shape, ...]
    rungs: Ladder
    note_mm: float

    @property
    def columns(self) -> int:
        return min(2, len(self.shapes))

    @property
    def left_mm(self) -> float:
        return EDGE_MM + self.rungs.label_mm + 1.5

    @property
    def block_mm(self) -> float:
        return (self.width - EDGE_MM - self.left_mm - _GAP_MM * (self.columns - 1)) / self.columns

    @property
    def high_mm(self) -> float:
        return (_ABOVE_MM + _BELOW_MM) * self.type.grown + self.rungs.height


def versus(comparison: Comparison, width_mm: float = WIDE_MM) -> Figure:
    """The figure, `width_mm` wide; a narrow one shows the largest shape alone. The comparison must have rows to draw."""
    comparison = replace(comparison, rows=drawn(comparison))
    plan = _plan(comparison, width_mm)
    type_ = plan.type
    title = f"Time to {head.handing(comparison.a.kernel)}: B against A"
    top = head.head(title, _key(comparison), type_, width_mm)
    foot = _foot(comparison, type_, width_mm - 2 * EDGE_MM)
    blocks_mm = -(-len(plan.shapes) // plan.columns) * plan.high_mm
    sheet = Sheet(width_mm, top.height + blocks_mm + len(foot) * type_.line_mm + 2.0)
    head.draw(sheet, top)
    for number in range(len(plan.shapes)):
        _draw_block(sheet, comparison, plan, number, top.height)
    for number, text in enumerate(foot):
        sheet.text(EDGE_MM, top.height + blocks_mm + (number + 0.5) * type_.line_mm, text, type_.small_pt, color=FAINT)
    return sheet.figure


def drawn(comparison: Comparison) -> tuple[Judged, ...]:
    """The rows that a figure about handing matrices over shows: those, and what they are held against."""
    return tuple(row for row in comparison.rows if row.a.shape and (row.a.kind.role != "measured" or row.a.kind.hands_over))


def _plan(comparison: Comparison, width: float) -> Plan:
    type_ = type_for(width)
    shapes = tuple(dict.fromkeys(row.a.shape for row in comparison.rows if row.a.shape))
    if width < WIDE_MM:
        shapes = shapes[-1:]
    judged = [row for row in comparison.rows if row.a.shape in shapes]
    rungs = ladder(_laddered(comparison.a, judged), type_, 0.6)
    note_mm = max(text_mm(_note(row), type_.small_pt) for row in judged)
    return Plan(width, type_, shapes, rungs, note_mm)


def _laddered(summary: Summary, judged: list[Judged]) -> Summary:
    """A summary whose transports are those that were compared, what is measured here first."""
    here = [as_transport(row.a) for row in judged if row.a.kind.role != "measured"]
    both = {row.a.subject for row in judged if row.a.kind.role == "measured"}
    kept = [transport for transport in summary.measured if transport in both]
    return replace(summary, measured=(*dict.fromkeys(here), *kept))


def as_transport(row: Row) -> Subject:
    """What stands for a row on the ladder; a kernel or a copy is of the family 'local'."""
    if row.kind.role == "measured":
        return row.subject
    label = f"{row.kind.name} {row.key}" if row.kind.role == "base" else row.key
    return replace(row.subject, label=clean(label, 40), family="local")


def _key(comparison: Comparison) -> list[Item]:
    grey = {"color": FAINT}
    hollow = {"markerfacecolor": "white", "markeredgewidth": 0.7}
    items = [
        Item("o", "A (median over rounds)", grey | hollow | {"markersize": 4.8}),
        Item("o", "B", grey | {"markersize": 3.2, "markeredgewidth": 0}),
        Item("-", "95 % interval of B / A", {"color": INK, "linewidth": 0.9}),
    ]
    meanings = {"SLOWER": "B slower", "FASTER": "B faster", "SAME": "same", "AMBIGUOUS": "cannot be told"}
    for verdict, looks in MARKERS.items():
        if comparison.count(verdict):
            items.append(Item(str(looks["marker"]), meanings[verdict], {k: v for k, v in looks.items() if k != "marker"}))
    if median := comparison.median_ratio:
        items.append(Item("--", f"all rows: {ratio(median, '×')} in the median", {"color": INK, "linewidth": 0.6}))
    items.append(Item("patch", f"within {100 * comparison.margin:.3g} %", {"facecolor": BAND, "edgecolor": FAINT, "linewidth": 0.3}))
    return items


def _foot(comparison: Comparison, type_: Type, width: float) -> list[str]:
    lines: list[str] = []
    if not profile.current().has_foot:
        return lines
    for name, result in (("A", comparison.a.result), ("B", comparison.b.result)):
        lines += wrap_mm(f"{name}: {run_facts(result)}", type_.small_pt, width, 3, " · ")
    for text in remarks.warnings(comparison)[:4]:
        lines += wrap_mm(f"⚠ {clean(text, 300)}", type_.small_pt, width, 3)
    return lines


def run_facts(result: Result) -> str:
    """'epyc-…/2026… · AMD EPYC 7763, 2 vCPUs (KVM) · same_llc, cpu0>cpu1 · Linux 6.1 · commit 1a2b3c4d5e · n = 20 rounds × 6 transfers'."""
    about = (facts.machine(result), facts.configuration(result), facts.system(result), facts.commit(result), f"n = {facts.protocol(result, '×')}")
    return " · ".join([result.identifier, *about])


def _note(row: Judged) -> str:
    if row.effect is None:
        return "too few rounds"
    if row.verdict in ("SLOWER", "FASTER"):
        return ratio(row.effect.ratio, "×")
    if row.verdict == "SAME":
        return "same"
    return "?" if row.effect.low == 0 else f"? up to {possible(row.effect)}".replace("x", "×")


def _draw_block(sheet: Sheet, comparison: Comparison, plan: Plan, number: int, below: float) -> None:
    line, column = divmod(number, plan.columns)
    left = plan.left_mm + column * (plan.block_mm + _GAP_MM)
    top = below + line * plan.high_mm + _ABOVE_MM * plan.type.grown
    shape, type_ = plan.shapes[number], plan.type
    if column == 0:
        draw_labels(sheet, plan.rungs, type_, EDGE_MM, top)
    rows = [row for row in comparison.rows if row.a.shape == shape]
    free = plan.block_mm - plan.note_mm - 1.2 - _GAP_MM
    times_mm, ratio_mm = 0.56 * free, 0.44 * free
    draw_times(sheet.axes(left, top, times_mm, plan.rungs.height), rows, plan.rungs, type_, times_mm)
    middle = left + times_mm + _GAP_MM
    draw_ratios(sheet.axes(middle, top, ratio_mm, plan.rungs.height), rows, plan.rungs, type_, ratio_mm, comparison.margin, comparison.median_ratio)
    sheet.text(left, top - 2.6 * type_.grown, f"{shape}, {megabytes(shape.bytes)}", type_.label_pt, weight="bold")
    label = top + plan.rungs.height + 6.0 * type_.grown
    sheet.text(left + times_mm / 2, label, "cost, ms (log)", type_.small_pt, ha="center")
    sheet.text(middle + ratio_mm / 2, label, "faster | slower", type_.small_pt, ha="center")
    at = plan.rungs.at()
    for row in rows:
        sheet.text(middle + ratio_mm + 1.2, top + at[row.a.subject.name], _note(row), type_.small_pt, color=FAINT)


_CAPTION = (
    "Two results against each other{only}. Left: the cost of each row, hollow A, filled B. Right: "
    "B over A as a ratio of times (Hodges-Lehmann shift of the logarithms of per-round medians) with its 95 % interval, that of the "
    "rank test, wider where rounds drift or are few; the band is what counts as the same, the dashed line the median of all rows. Verdicts are corrected for the number of "
    "rows by Holm's method, and on one machine for what all rows have in common and scatter by."
)


def caption(comparison: Comparison, width_mm: float) -> str:
    """What the figure shows, and a line for each of its results."""
    shapes = [*dict.fromkeys(row.a.shape for row in drawn(comparison))]
    only = f" at {shapes[-1]}, the largest of {len(shapes)} shapes" if width_mm < WIDE_MM and shapes[1:] else ""
    runs = [f"{letter}: {run_facts(side.result)}" for letter, side in (("A", comparison.a), ("B", comparison.b))]
    return "\n".join([_CAPTION.format(only=only), *runs]) + "\n"
