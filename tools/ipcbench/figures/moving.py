"""Moving versus computing: where the time of a few mechanisms goes, stacked on a linear axis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator, NullLocator

from ipcbench.analysis.cost import cost, filling_more
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.base.text import clean, megabytes, percent
from ipcbench.figures.frame import foot, head, hover
from ipcbench.figures.frame.choice import known
from ipcbench.figures.frame.drawing import ResultFigure
from ipcbench.figures.frame.head import EDGE_MM
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.measure import text_mm, wrap_mm
from ipcbench.figures.frame.sheet import Sheet
from ipcbench.figures.frame.signs import sign
from ipcbench.figures.frame.style import FAINT, WIDE_MM, Type, family, tint, type_for
from ipcbench.result.model import Shape
from ipcbench.stats import series
from ipcbench.words.quantities import in_ms

_INDENT_MM, _GAP_MM = 2.8, 1.5
_ABOVE_MM, _BELOW_MM = 5.0, 8.2
_BAR_MM, _GUTTER_MM = 2.6, 3.5
_MS = 1e-6
_FILLING = "filling"  # what it takes longer than for computing here
_INK = {"transfer": 1.0, "compute": 0.3, "reply": 0.0, "release": 0.6, _FILLING: 0.75}


@dataclass(frozen=True)
class Bar:
    """One mechanism: its label in lines, and its middle `y` mm below the top of the panel."""

    transport: Subject | None  # None: computing here
    texts: tuple[str, ...]
    y: float


@dataclass(frozen=True)
class Layout:
    """Millimetres of all parts."""

    bars: tuple[Bar, ...]
    label_mm: float
    height: float
    columns: int
    free_mm: float  # right of the labels

    def panel_mm(self, number: int, panels: int) -> float:
        """Width of a panel: a last one that stands alone takes the whole line."""
        alone = number == panels - 1 and number % self.columns == 0
        return (self.free_mm if alone else (self.free_mm - (self.columns - 1) * _GUTTER_MM) / self.columns) - 1.5


def moving(summary: Summary, width_mm: float = WIDE_MM) -> Figure:
    """The figure, `width_mm` wide and as high as it needs to be. The summary must have transports."""
    type_ = type_for(width_mm)
    layout = _layout(summary, type_, width_mm)
    title = head.head("Moving a matrix versus computing on it", _key(summary), type_, width_mm)
    notes = foot.foot(replace(summary, measured=tuple(known(summary))), type_, width_mm - 2 * EDGE_MM, 0.0, with_absent=False)
    block = (_ABOVE_MM + _BELOW_MM) * type_.grown + layout.height
    lines = -(-len(summary.shapes) // layout.columns)
    sheet = Sheet(width_mm, title.height + lines * block + notes.height)
    head.draw(sheet, title)
    for number, shape in enumerate(summary.shapes):
        line, column = divmod(number, layout.columns)
        top = title.height + line * block + _ABOVE_MM * type_.grown
        if column == 0:
            _labels(sheet, layout, type_, top)
        panel_mm = layout.panel_mm(number, len(summary.shapes))
        left = EDGE_MM + layout.label_mm + _GAP_MM + column * (panel_mm + 1.5 + _GUTTER_MM)
        _panel(sheet.axes(left, top, panel_mm, layout.height), summary, shape, layout, type_, panel_mm)
        sheet.text(left, top - 2.6 * type_.grown, f"{shape}, {megabytes(shape.bytes)}", type_.label_pt, weight="bold")
        sheet.text(left, top + layout.height + 6.0 * type_.grown, "ms (linear)", type_.small_pt)
    foot.draw(sheet, notes, type_, EDGE_MM, EDGE_MM, EDGE_MM, title.height + lines * block)
    return sheet.figure


def _layout(summary: Summary, type_: Type, width: float) -> Layout:
    entries: list[Subject | None] = [*known(summary)]
    if any(summary.base(shape) for shape in summary.shapes):
        entries.insert(0, None)
    bars, y = [], 0.6
    for entry in entries:
        text = clean(entry.label, 90) if entry else f"Here: {clean(summary.kernel, 20)}"
        texts = tuple(wrap_mm(text, type_.label_pt, type_.label_column_mm - _INDENT_MM, 3))
        height = type_.row_mm + 0.9 + (len(texts) - 1) * type_.line_mm
        bars.append(Bar(entry, texts, y + height / 2))
        y += height
    label_mm = _INDENT_MM + max(text_mm(text, type_.label_pt) for bar in bars for text in bar.texts)
    columns = 2 if width >= WIDE_MM and len(summary.shapes) > 1 else 1
    return Layout(tuple(bars), label_mm, y + 0.6, columns, width - 2 * EDGE_MM - label_mm - _GAP_MM)


def _labels(sheet: Sheet, layout: Layout, type_: Type, top: float) -> None:
    for bar in layout.bars:
        first = top + bar.y - (len(bar.texts) - 1) * type_.line_mm / 2
        style = family(bar.transport.family if bar.transport else "local")
        sheet.marker(EDGE_MM + 1.1, top + bar.y, style.marker, color=style.colour, markersize=4.0)
        for number, text in enumerate(bar.texts):
            sheet.text(EDGE_MM + _INDENT_MM, first + number * type_.line_mm, text, type_.label_pt)


def _panel(axes: Any, summary: Summary, shape: Shape, layout: Layout, type_: Type, panel_mm: float) -> None:
    rows = [summary.row(b.transport, shape) if b.transport else summary.base(shape) for b in layout.bars]
    notes = [f"{_note(summary, row)} {sign(summary.result, row) if row else ''}".rstrip() for row in rows]
    axes.set_xlim(0, _span(summary, rows, notes, panel_mm, type_))
    axes.set_ylim(layout.height, 0)
    for bar, row, note in zip(layout.bars, rows, notes):
        end = _stack(axes, summary, row, bar.y) if row else 0.0
        axes.annotate(
            note, (end, bar.y), xytext=(2.5, 0), textcoords="offset points", fontsize=type_.small_pt,
            va="center_baseline", color=FAINT,
        )
        if row:
            hover.area(axes, 0.0, 1.0, bar.y - _BAR_MM / 2, _BAR_MM, hover.row_text(summary, row))
    axes.yaxis.set_major_locator(NullLocator())
    longest = max((_end(summary, row) for row in rows if row), default=0.0)
    ticks = _ticks(longest or 1.0, axes.get_xlim()[1], panel_mm, type_)
    axes.xaxis.set_major_locator(FixedLocator([at for at, _ in ticks]))
    axes.xaxis.set_major_formatter(FixedFormatter([text for _, text in ticks]))
    axes.spines["bottom"].set_bounds(0, ticks[-1][0])
    axes.tick_params(labelsize=type_.small_pt, length=2.5, width=0.5, pad=1.5)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_linewidth(0.5)


def _ticks(longest: float, span: float, panel_mm: float, type_: Type) -> list[tuple[float, str]]:
    """Round times (ms) from 0 on with their labels, as many as stand apart on an axis of `span` ms."""
    ticks: list[tuple[float, str]] = []
    for most in (4, 3, 2, 1):
        places = MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(0, longest)
        ticks = [(at, f"{at:.6g}") for at in places if at <= span]
        pitch = (ticks[1][0] - ticks[0][0]) * panel_mm / span if len(ticks) > 1 else panel_mm
        if max(text_mm(text, type_.small_pt) for _, text in ticks) + 1.6 <= pitch:
            break
    return ticks


def _parts(summary: Summary, row: Row) -> list[tuple[str, float]]:
    """What the cost of a row is made of, in order, with its length (ms)."""
    parts = [(phase, row.median(phase) or 0.0) for phase in row.kind.total]
    if row.kind.hands_over:
        more = series.estimate(filling_more(summary, row))
        parts = [(_FILLING, max(more.median, 0.0) if more else 0.0), *parts, ("release", row.median("release") or 0.0)]
    return [(name, value * _MS) for name, value in parts]


def _stack(axes: Any, summary: Summary, row: Row, y: float) -> float:
    """Draws the parts of a row's cost one behind the other; returns where they end (ms)."""
    colour = family(row.subject.family).colour
    end = 0.0
    for phase, length in _parts(summary, row):
        axes.barh(y, length, _BAR_MM, left=end, linewidth=0.4, edgecolor=colour, facecolor=_face(phase, colour))
        end += length
    return end


def _face(phase: str, colour: str) -> tuple[float, ...]:
    """Dark, light and white for transfer, compute and reply, between the former for what is none of them: they differ in greyscale, too."""
    return tint(colour, _INK.get(phase, 0.6))


def _note(summary: Summary, row: Row | None) -> str:
    """'11.7 ms, 93 % moving'; what overlaps computes while it moves."""
    found = cost(summary, row) if row else None
    if row is None or not found:
        return "no result"
    if row.subject.overlapped:
        return f"{in_ms(found)} ms, overlapped"
    move = row.median("transfer")
    moving_share = f", {percent(min(move / found.median, 1.0)).replace('%', ' %')} moving" if move is not None else ""
    return f"{in_ms(found)} ms{moving_share}"


def _end(summary: Summary, row: Row) -> float:
    """Where the bar of a row ends (ms)."""
    return sum(length for _, length in _parts(summary, row))


def _span(summary: Summary, rows: Sequence[Row | None], notes: Sequence[str], panel_mm: float, type_: Type) -> float:
    """The end of the axis (ms) that leaves room for the note behind every bar."""
    most = 0.0
    for row, note in zip(rows, notes):
        end = _end(summary, row) if row else 0.0
        most = max(most, end * panel_mm / max(panel_mm - text_mm(note, type_.small_pt) - 1.8, 1.0))
    return most or 1.0


def _key(summary: Summary) -> list[Item]:
    warm = any(row.is_warm for row in summary.rows.values())
    kernel = clean(summary.kernel or "the kernel", 20)
    meanings = {
        _FILLING: "filling, beyond that of here",
        "transfer": "transfer: until it is readable",
        "compute": f"compute: {kernel}",
        "reply": "reply",
        "release": "release",
    }
    items = [
        Item("patch", text, {"facecolor": _face(phase, FAINT), "edgecolor": FAINT, "linewidth": 0.4})
        for phase, text in meanings.items()
    ]
    return [*items, Item("", "medians of warm transfers" if warm else "medians of cold transfers", {})]


_CAPTION = (
    "Where the cost goes: what filling takes longer than for computing here, transfer (until the whole matrix is readable), compute "
    "({kernel}), reply and release, for {chosen} and for computing here ({shapes}). Bars: medians over rounds of the per-round medians of "
    "{kind} transfers, phase by phase, hence they may end a little off the cost that is printed beside them."
)

FIGURE = ResultFigure("moving", "Moving versus computing", 20, moving, _CAPTION, leads=True)
