"""One panel of the headline: a dot per row on a logarithmic axis, with everything that helps to read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

from matplotlib.ticker import NullLocator

from ipcbench.figures.ladder import Ladder, draw_guides, hover_rows
from ipcbench.figures.measure import text_mm
from ipcbench.figures.scale import LogScale, free_place, log_range
from ipcbench.figures.style import BAND, FAINT, INK, Type, family
from ipcbench.figures.ticks import set_ticks
from ipcbench.model import Shape
from ipcbench.rows import Row, Summary
from ipcbench.text import clean, milliseconds, times

_MS = 1e-6  # nanoseconds to milliseconds
_MARKER_MM = 1.1  # half of what a marker takes along its row

_VISIBLE_GAIN = 0.05  # of tuning, to be named


@dataclass(frozen=True)
class Look:
    """How the rows of a shape are drawn: the size of their markers (pt), and whether with cold, transfer and tuning."""

    shape: Shape
    size: float
    detailed: bool


@dataclass(frozen=True)
class Reference:
    """A vertical line: computing here (solid) or the bound (dashed)."""

    value_ms: float
    name: str
    dash: str
    weight: float  # pt


class Panel:
    """Draws rows of one shape, or of several with markers of several sizes, onto axes in millimetres."""

    def __init__(self, axes: Any, summary: Summary, looks: Sequence[Look], rungs: Ladder, type_: Type, width: float) -> None:
        self.axes, self.summary, self.looks, self.rungs, self.type = axes, summary, looks, rungs, type_
        rows = [row for look in looks for row in self._rows(look.shape)]
        self.references = [line for look in looks for line in references(summary, look)]
        totals = [t for row in rows for t in _extent(row)] + [line.value_ms for line in self.references]
        moves = [m * _MS for row in rows if (m := row.median("transfer"))]
        self.scale = LogScale(*log_range(totals or [1.0], moves), width)

    def draw(self) -> None:
        """Everything but the text beside the panel."""
        self._frame()
        self._reference_lines()
        draw_guides(self.axes, self.rungs)
        for look in self.looks:
            if look.detailed:
                self._tuning(look)
            for row in self._rows(look.shape):
                self._dot(row, look, self.rungs.at()[row.key])
        hover_rows(self.axes, self.rungs, self.summary, [look.shape for look in self.looks], self.type.row_mm)

    def _rows(self, shape: Shape) -> list[Row]:
        return [row for t in self.summary.transports if (row := self.summary.row(t.key, shape))]

    def _frame(self) -> None:
        axes, scale = self.axes, self.scale
        axes.set_xscale("log")
        axes.set_xlim(scale.low, scale.high)
        axes.set_ylim(self.rungs.height, 0)
        axes.yaxis.set_major_locator(NullLocator())
        for side in ("left", "right"):
            axes.spines[side].set_visible(False)
        for side in ("top", "bottom"):
            axes.spines[side].set_linewidth(0.5)
        set_ticks(axes.xaxis, scale.ticks(1.0, "", self.type.small_pt), scale.minor_ticks(1.0), self.type)
        local = self.summary.local(self.looks[-1].shape)
        unit = local.median() if local else None
        if unit:
            top = axes.secondary_xaxis("top")
            top.spines["top"].set_linewidth(0.5)
            # "0.1×" would be a riddle: what is faster than computing here lies in the band.
            ticks = [tick for tick in scale.ticks(unit * _MS, "×", self.type.small_pt) if tick[0] >= unit * _MS * 0.999]
            set_ticks(top.xaxis, ticks, [], self.type)
        else:
            axes.spines["top"].set_visible(False)

    def _reference_lines(self) -> None:
        solid = [line.value_ms for line in self.references if line.dash == "-"]
        if solid:
            self.axes.axvspan(self.scale.low, min(solid), color=BAND, zorder=0, linewidth=0)
        pitch, size = self.type.line_mm, self.type.small_pt
        # The leftmost line gets the uppermost label, so no label is crossed by the line of another.
        for number, line in enumerate(sorted(self.references, key=lambda line: line.value_ms)):
            y, x = (number + 0.65) * pitch, self.scale.mm(line.value_ms)
            ends = [y - 0.5 * pitch, self.rungs.height]
            self.axes.plot([line.value_ms] * 2, ends, line.dash, color=INK, linewidth=line.weight, zorder=1)
            value = f"{milliseconds(line.value_ms / _MS)} ms"
            room = self.scale.width - x - 1.6
            label = next((text for text in (f"{line.name} {value}", value) if text_mm(text, size) <= room), None)
            if label and len(self.looks) == 1:
                self._text(x + 0.8, y, label, INK, 0.0)
            else:
                left = x + 0.8 if label else x - text_mm(value, size) - 0.8
                self._text(left, y, value, INK, 0.0 if label else 0.85)

    def _dot(self, row: Row, look: Look, y: float) -> None:
        style = family(row.transport.family)
        total, move, cold = row.estimate(), row.median("transfer"), row.cold_median()
        hollow = {"marker": style.marker, "markersize": look.size * 0.85, "markerfacecolor": "white", "markeredgewidth": 0.6}
        if cold and (look.detailed or not row.is_warm):
            self.axes.plot([cold * _MS], [y], linestyle="none", color=style.colour, zorder=3, **hollow)
        if move and look.detailed:
            seen = move * _MS >= self.scale.low
            self.axes.plot(
                [max(move * _MS, self.scale.low)], [y], linestyle="none", marker="|" if seen else 4, color=style.colour,
                markersize=look.size * (1.3 if seen else 0.8), markeredgewidth=0.9 if seen else 0, zorder=2.5, clip_on=False,
            )
        if total and row.is_warm:
            if total.low is not None and total.high is not None:
                ends = [max(total.low * _MS, self.scale.low), total.high * _MS]
                colour, weight = (INK, 0.9) if look.detailed else (style.colour, 0.5)
                self.axes.plot(ends, [y, y], color=colour, linewidth=weight, zorder=4)
            self.axes.plot(
                [total.median * _MS], [y], linestyle="none", color=style.colour, marker=style.marker, markersize=look.size,
                markeredgecolor="white", markeredgewidth=0.3, zorder=5,
            )

    def _tuning(self, look: Look) -> None:
        """A thin line from a plain transport to its tuned variant, labelled in the free part of the plain one's row."""
        at = self.rungs.at()
        for tuned in (t for t in self.summary.transports if t.tuned):
            rows = self.summary.row(tuned.plain_key, look.shape), self.summary.row(tuned.key, look.shape)
            totals = [row.median() for row in rows if row]
            if len(totals) != 2 or not totals[0] or not totals[1]:
                continue
            xs, ys = [totals[0] * _MS, totals[1] * _MS], [at[tuned.plain_key], at[tuned.key]]
            self.axes.plot(xs, ys, color=family(tuned.family).colour, linewidth=0.5, zorder=2)
            gain = totals[0] / totals[1]
            label = f"tuning {times(gain, '×')}" if gain >= 1 else f"tuning {times(1 / gain, '×')} slower"
            place = self._place(tuned.plain_key, text_mm(label, self.type.small_pt), xs[0])
            if place is not None and abs(gain - 1) >= _VISIBLE_GAIN:
                self._text(place + 0.5, ys[0], label, FAINT, 0.85)

    def _text(self, x: float, y: float, text: str, colour: str, veil: float) -> None:
        """Text in the panel from `x` mm on, over a white ground of opacity `veil`."""
        self.axes.text(
            x / self.scale.width, y, text, transform=self.axes.get_yaxis_transform(), ha="left", va="center_baseline",
            fontsize=self.type.small_pt, color=colour, zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": veil},
        )

    def _place(self, key: str, need: float, near_ms: float) -> float | None:
        """Where (mm) a text of `need` mm can stand in the row of `key`: on no marker, and on no line if that can be."""
        rows = [row for look in self.looks if (row := self.summary.row(key, look.shape))]
        marks = [span for row in rows for span in _marks(row)]
        for avoided in (marks + [(line.value_ms, line.value_ms) for line in self.references], marks):
            taken = [(self.scale.mm(low) - _MARKER_MM, self.scale.mm(high) + _MARKER_MM) for low, high in avoided]
            place = free_place(taken, self.scale.width, need + 1.0, self.scale.mm(near_ms))
            if place is not None:
                return place
        return None


def references(summary: Summary, look: Look) -> list[Reference]:
    """The lines to compare with at a shape: computing here, and the faster of the plain copies."""
    rows = (
        (summary.local(look.shape), f"local {clean(summary.kernel, 20)}", "-"),
        (summary.bound(look.shape), "bound", "--"),
    )
    medians = [(row.median() if row else None, name, dash) for row, name, dash in rows]
    weight = 0.9 if look.detailed else 0.45
    return [Reference(m * _MS, name, dash, weight) for m, name, dash in medians if m]


def _extent(row: Row) -> list[float]:
    """The totals (ms) that a row shows: warm with its interval, and cold."""
    total = row.estimate()
    values = [row.cold_median(), *([total.median, total.low, total.high] if total else [])]
    return [value * _MS for value in values if value]


def _marks(row: Row) -> list[tuple[float, float]]:
    """From where to where (ms) the marks of a row reach: its interval, cold, and the transfer alone."""
    total, alone = row.estimate(), [row.cold_median(), row.median("transfer")]
    interval = [v * _MS for v in (total.median, total.low, total.high) if v is not None] if total else []
    return [(min(interval), max(interval))] * bool(interval) + [(v * _MS, v * _MS) for v in alone if v is not None]
