"""The headline figure: what each transport takes in all, against computing here, on a logarithmic axis."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.figure import Figure

from ipcbench.analysis.assessment import Assessment, assess, meanings
from ipcbench.analysis.rows import Summary
from ipcbench.base.text import clean, megabytes
from ipcbench.figures.frame import foot, head
from ipcbench.figures.frame.capacity import few, fitting
from ipcbench.figures.frame.dot_panel import Panel
from ipcbench.figures.frame.drawing import ResultFigure
from ipcbench.figures.frame.head import EDGE_MM
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.ladder import INDENT_MM, SPINNING, Ladder, draw_labels, ladder
from ipcbench.figures.frame.measure import text_mm
from ipcbench.figures.frame.references import Look, references
from ipcbench.figures.frame.sheet import Sheet
from ipcbench.figures.frame.signs import sign
from ipcbench.figures.frame.style import BAND, FAINT, WIDE_MM, Type, type_for
from ipcbench.result.model import Shape
from ipcbench.words.quantities import in_ms, ratio_of

_ABOVE_MM, _BELOW_MM = 9.4, 7.2  # of a panel: its title, ticks and label
_LABEL_GAP_MM = 1.5


@dataclass(frozen=True)
class Plan:
    """The layout: panels side by side and below each other, each with the shapes that it shows."""

    width: float
    type: Type
    panels: tuple[tuple[Look, ...], ...]
    columns: int
    rungs: Ladder
    notes: tuple[tuple[str, ...], ...]  # beside each panel, a text per transport
    note_mm: float

    def panel_mm(self, number: int) -> float:
        """Width of a panel: a last one that stands alone takes the whole line."""
        free = self.width - 2 * EDGE_MM - self.rungs.label_mm - _LABEL_GAP_MM
        alone = number == len(self.panels) - 1 and number % self.columns == 0
        return free / (1 if alone else self.columns) - self.note_mm - 2.5

    @property
    def block_mm(self) -> float:
        """Height of a line of panels."""
        return (_ABOVE_MM + _BELOW_MM) * self.type.grown + self.rungs.height


def headline(summary: Summary, width_mm: float = WIDE_MM) -> Figure:
    """The figure, `width_mm` wide and as high as it needs to be. The summary must have transports."""
    summary = fitting(summary, width_mm)
    plan = _plan(summary, width_mm)
    type_ = plan.type
    top = head.head(f"Time to {head.handing(summary.kernel)}", _key(summary, plan), type_, width_mm)
    notes = foot.foot(summary, type_, width_mm - 2 * EDGE_MM - INDENT_MM, plan.rungs.label_mm - INDENT_MM)
    lines = -(-len(plan.panels) // plan.columns)
    sheet = Sheet(width_mm, top.height + lines * plan.block_mm + notes.height)
    head.draw(sheet, top)
    for number in range(len(plan.panels)):
        _draw_panel(sheet, summary, plan, number, top.height)
    label_left, label_right = EDGE_MM + INDENT_MM, EDGE_MM + plan.rungs.label_mm
    foot.draw(sheet, notes, type_, EDGE_MM, label_left, label_right, top.height + lines * plan.block_mm)
    return sheet.figure


def _plan(summary: Summary, width: float) -> Plan:
    type_ = type_for(width)
    wide = width >= WIDE_MM
    if wide:
        panels: tuple[tuple[Look, ...], ...] = tuple((Look(shape, 4.6, True),) for shape in summary.shapes)
    else:
        shapes = few(summary.shapes)
        sizes = {1: (4.4,), 2: (2.9, 4.8), 3: (2.4, 3.6, 5.0)}[len(shapes)]
        panels = (tuple(Look(shape, size, shape is shapes[-1]) for shape, size in zip(shapes, sizes)),)
    lines = max(len([line for look in panel for line in references(summary, look)]) for panel in panels)
    rungs = ladder(summary, type_, lines * type_.line_mm + 1.0)
    notes = tuple(_notes(summary, panel[-1].shape) for panel in panels)
    note_mm = max(text_mm(text, type_.small_pt) for texts in notes for text in texts)
    return Plan(width, type_, panels, min(2, len(panels)), rungs, notes, note_mm)


def _key(summary: Summary, plan: Plan) -> list[Item]:
    grey = {"color": FAINT}
    assessments = [assess(summary, row) for row in summary.rows.values() if row.kind.role != "measured" or row.subject in summary.measured]
    hollow = {"markersize": 3.6, "markerfacecolor": "white", "markeredgewidth": 0.6}
    items = []
    if any(assessed.row.is_warm for assessed in assessments):
        known = any((found := assessed.cost) and found.low is not None for assessed in assessments)
        what = "95 % interval of the median over rounds" if known else "too few rounds for an interval"
        items.append(Item("interval" if known else "o", f"cost, warm: {what}", grey | {"markersize": 4.2}))
    items += [
        Item("o", "total of the first transfer of a process pair", grey | hollow),
        Item("|", "transfer alone (◂ left of the axis)", grey | {"markersize": 5, "markeredgewidth": 0.9}),
    ]
    line = {"color": "black", "linewidth": 0.9}
    if any(summary.base(shape) for shape in summary.shapes):
        items.append(Item("-", f"computing here: {clean(summary.kernel, 20)}", line))
        if len(plan.panels[0]) == 1:
            items.append(Item("patch", "faster than computing here", {"facecolor": BAND, "edgecolor": FAINT, "linewidth": 0.3}))
    bounds = dict.fromkeys(bound.key for shape in summary.shapes if (bound := summary.bound(shape)))
    if bounds:
        items.append(Item("--", f"bound: {' or '.join(clean(b, 20) for b in bounds)} of the same matrix", line))
    if any(transport.waiting == "spinning" for transport in summary.measured):
        items.append(Item("", f"{SPINNING.strip()} waits by spinning", {}))
    for look in plan.panels[0] if len(plan.panels[0]) > 1 else ():
        items.append(Item("o", f"{look.shape}, {megabytes(look.shape.bytes)}", grey | {"markersize": look.size}))
    named = {panel[-1].shape for panel in plan.panels}  # the shapes of the notes beside the panels
    marked = [v.marks for v in assessments if v.row.kind.role == "measured" and v.row.shape in named]
    return items + [Item("", text, {}) for text in meanings(marked)]


def _notes(summary: Summary, shape: Shape) -> tuple[str, ...]:
    """'7.80 ms · 7.1×' for each transport."""
    texts = []
    for transport in summary.measured:
        row = summary.row(transport, shape)
        texts.append(f"{_note(summary, assess(summary, row))} {sign(summary.result, row)}".rstrip() if row else "no result")
    return tuple(texts)


def _note(summary: Summary, assessed: Assessment) -> str:
    """'7.8 ms · 7.1×', of numbers as printed; '=' where it cannot be told from computing here."""
    row, printed = assessed.row, in_ms(assessed.cost)
    base = summary.base(row.shape, row.subject.conditions)
    ratio = f" · {ratio_of(printed, in_ms(assess(summary, base).cost))}{'=' * assessed.is_same_as_here}" if base and assessed.times_here else ""
    return f"{printed} ms{ratio} {assessed.marks}".rstrip()


def _draw_panel(sheet: Sheet, summary: Summary, plan: Plan, number: int, below: float) -> None:
    line, column = divmod(number, plan.columns)
    labels_right = EDGE_MM + plan.rungs.label_mm + _LABEL_GAP_MM
    panel_mm = plan.panel_mm(number)
    left = labels_right + column * (panel_mm + plan.note_mm + 2.5)
    top = below + line * plan.block_mm + _ABOVE_MM * plan.type.grown
    looks, type_ = plan.panels[number], plan.type
    if column == 0:
        draw_labels(sheet, plan.rungs, type_, EDGE_MM, top)
    axes = sheet.axes(left, top, panel_mm, plan.rungs.height)
    Panel(axes, summary, looks, plan.rungs, type_, panel_mm).draw()
    shape = looks[-1].shape
    sizes = [f"{shape}, {megabytes(shape.bytes)}"] if len(looks) == 1 else [str(look.shape) for look in looks]
    sheet.text(left, top - 8.2 * type_.grown, ", ".join(sizes), type_.label_pt, weight="bold")
    sheet.text(left + panel_mm / 2, top + plan.rungs.height + 5.8 * type_.grown, "cost, ms (log)", type_.small_pt, ha="center")
    if summary.base(shape):
        of = "" if len(looks) == 1 else f" at {shape}"
        sheet.text(left, top - 5.2 * type_.grown, f"times here{of}", type_.small_pt, color=FAINT)
    at = plan.rungs.at()
    for transport, text in zip(summary.measured, plan.notes[number]):
        sheet.text(left + panel_mm + 1.2, top + at[transport.name], text, type_.small_pt, color=FAINT)


_CAPTION = (
    "Time to hand a freshly written matrix ({shapes}) to another process and run {kernel} over it there, for {count}. "
    "Filled markers: cost, which is the total, the release, and what filling takes longer than for computing here: medians over "
    "rounds of the per-round medians of {kind} transfers; bars: their 95 % intervals, where there are six rounds or more. Hollow "
    "markers: totals of the first transfers of a fresh process pair. Ticks: the transfer alone. Solid line: the same computation without a transfer; dashed line: the faster of "
    "memcpy and memcpy_nt of the same matrix. Thin lines join a transport with its tuned variant."
)
_WHEN_NARROW = (
    " The size of a marker tells the shape ({sizes}); first transfers, transfers alone, tuning and the figures on the "
    "right are those of {last}."
)

FIGURE = ResultFigure("headline", "Costs", 10, headline, _CAPTION, when_narrow=_WHEN_NARROW, leads=True)
