"""One panel of the headline: a dot per row on a logarithmic axis, with everything that helps to read it."""

from __future__ import annotations

from typing import Any, Sequence

from matplotlib.ticker import NullLocator

from ipcbench.analysis.cost import cost
from ipcbench.analysis.rows import Row, Summary
from ipcbench.base.text import times
from ipcbench.figures.frame.ladder import Ladder, draw_guides, hover_rows
from ipcbench.figures.frame.measure import text_mm
from ipcbench.figures.frame.references import Look, Reference, references
from ipcbench.figures.frame.scale import LogScale, free_place, log_range
from ipcbench.figures.frame.style import BAND, FAINT, INK, Type, family
from ipcbench.figures.frame.ticks import set_ticks
from ipcbench.result.model import Shape

_MS = 1e-6  # nanoseconds to milliseconds
_MARKER_MM, _LINE_MM = 1.1, 0.4  # half of what a marker and a line take along a row

_VISIBLE_GAIN = 0.05  # of tuning, to be named


class Panel:
    """Draws rows of one shape, or of several with markers of several sizes, onto axes in millimetres."""

    def __init__(self, axes: Any, summary: Summary, looks: Sequence[Look], rungs: Ladder, type_: Type, width: float) -> None:
        self.axes, self.summary, self.looks, self.rungs, self.type = axes, summary, looks, rungs, type_
        rows = [row for look in looks for row in self._rows(look.shape)]
        self.references = [line for look in looks for line in references(summary, look)]
        totals = [t for row in rows for t in _extent(summary, row)] + [line.value_ms for line in self.references]
        moves = [m * _MS for row in rows if (m := row.median("transfer"))]
        self.scale = LogScale(*log_range(totals or [1.0], moves), width)
        for line in self.references:
            self.scale = self.scale.with_room(line.value_ms, 1.6 + text_mm(self._label(line), type_.small_pt))

    def draw(self) -> None:
        """Everything but the text beside the panel."""
        self._frame()
        self._reference_lines()
        draw_guides(self.axes, self.rungs)
        for look in self.looks:
            if look.detailed:
                self._tuning(look)
            for row in self._rows(look.shape):
                self._dot(row, look, self.rungs.at()[row.subject.name])
        hover_rows(self.axes, self.rungs, self.summary, [look.shape for look in self.looks], self.type.row_mm)

    def _rows(self, shape: Shape) -> list[Row]:
        return [row for t in self.summary.measured if (row := self.summary.row(t, shape))]

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
        local = self.summary.base(self.looks[-1].shape)
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
        if solid and len(self.looks) == 1:  # of several shapes, the band of one would be wrong for the others
            self.axes.axvspan(self.scale.low, solid[0], color=BAND, zorder=0, linewidth=0)
        pitch = self.type.line_mm
        # The leftmost line gets the uppermost label, so no label is crossed by the line of another.
        for number, line in enumerate(sorted(self.references, key=lambda line: line.value_ms)):
            y, x = (number + 0.65) * pitch, self.scale.mm(line.value_ms)
            ends = [y - 0.5 * pitch, self.rungs.height]
            self.axes.plot([line.value_ms] * 2, ends, line.dash, color=INK, linewidth=line.weight, zorder=1)
            self._text(x + 0.8, y, self._label(line), INK, 0.0)

    def _label(self, line: Reference) -> str:
        """'bound 2.55 ms'; where lines of several shapes stand close, the key says which is which."""
        value = f"{line.printed} ms"
        return f"{line.name} {value}" if len(self.looks) == 1 else value

    def _dot(self, row: Row, look: Look, y: float) -> None:
        style = family(row.subject.family)
        total, move, cold = cost(self.summary, row), row.median("transfer"), row.cold_median()
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
        joins = self._joins(look)
        for xs, ys, mechanism, plain in joins:
            self.axes.plot(xs, ys, color=family(mechanism).colour, linewidth=0.5, zorder=2)
            gain = xs[0] / xs[1]
            label = f"tuning {times(gain, '×')}" if gain >= 1 else f"tuning {times(1 / gain, '×')} slower"
            crossing = [self._beside(x, y, ys[0]) for x, y, *_ in joins]
            place = self._place(plain, text_mm(label, self.type.small_pt), xs[0], [span for span in crossing if span])
            if place is not None and abs(gain - 1) >= _VISIBLE_GAIN:
                self._text(place + 0.5, ys[0], label, FAINT, 0.85)

    def _joins(self, look: Look) -> list[tuple[list[float], list[float], str, str]]:
        """From a plain transport to its tuned variant: both x (ms) and y (mm), the family, and the name of the plain one."""
        at, found = self.rungs.at(), []
        for tuned in (t for t in self.summary.measured if t.tuned):
            rows = [self.summary.rows.get((name, look.shape)) for name in (tuned.plain_name, tuned.name)]
            xs = [total.median * _MS for row in rows if row and (total := cost(self.summary, row))]
            if len(xs) == 2 and tuned.plain_name in at:
                found.append((xs, [at[tuned.plain_name], at[tuned.name]], tuned.family, tuned.plain_name))
        return found

    def _beside(self, xs: list[float], ys: list[float], y: float) -> tuple[float, float] | None:
        """From where to where (mm) a join runs within half a row of `y`; None if it does not come near."""
        left, right = (self.scale.mm(x) for x in xs)
        start, end = sorted((edge - ys[0]) / (ys[1] - ys[0]) for edge in (y - self.type.row_mm / 2, y + self.type.row_mm / 2))
        if end < 0 or start > 1:
            return None
        low, high = sorted(left + (right - left) * min(max(share, 0.0), 1.0) for share in (start, end))
        return low, high

    def _text(self, x: float, y: float, text: str, colour: str, veil: float) -> None:
        """Text in the panel from `x` mm on, over a white ground of opacity `veil`."""
        self.axes.text(
            x / self.scale.width, y, text, transform=self.axes.get_yaxis_transform(), ha="left", va="center_baseline",
            fontsize=self.type.small_pt, color=colour, zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": veil},
        )

    def _place(self, name: str, need: float, near_ms: float, crossing: list[tuple[float, float]]) -> float | None:
        """Where (mm) a text of `need` mm can stand in the row of `name`, on no marker and no line (`crossing` in mm); None if nowhere."""
        rows = [row for look in self.looks if (row := self.summary.rows.get((name, look.shape)))]
        marks = [(self.scale.mm(low), self.scale.mm(high)) for row in rows for low, high in _marks(self.summary, row)]
        lines = crossing + [(self.scale.mm(line.value_ms),) * 2 for line in self.references]
        taken = [(low - _MARKER_MM, high + _MARKER_MM) for low, high in marks]
        taken += [(low - _LINE_MM, high + _LINE_MM) for low, high in lines]
        return free_place(taken, self.scale.width, need + 1.0, self.scale.mm(near_ms))


def _extent(summary: Summary, row: Row) -> list[float]:
    """The times (ms) that a row shows: its cost with the interval, and the first total."""
    total = cost(summary, row)
    values = [row.cold_median(), *([total.median, total.low, total.high] if total else [])]
    return [value * _MS for value in values if value]


def _marks(summary: Summary, row: Row) -> list[tuple[float, float]]:
    """From where to where (ms) the marks of a row reach: its interval, cold, and the transfer alone."""
    total, alone = cost(summary, row), [row.cold_median(), row.median("transfer")]
    interval = [v * _MS for v in (total.median, total.low, total.high) if v is not None] if total else []
    return [(min(interval), max(interval))] * bool(interval) + [(v * _MS, v * _MS) for v in alone if v is not None]
