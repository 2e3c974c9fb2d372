"""Values on hover: a rectangle or a curve that nobody sees, with a text that an SVG shows under the pointer."""

from __future__ import annotations

import html
import re
from typing import Any

from matplotlib.patches import Rectangle

from ipcbench.analysis.assessment import assess
from ipcbench.analysis.rows import Row, Summary, singles
from ipcbench.base.text import clean, milliseconds, percent
from ipcbench.result.model import CPU_TIMES
from ipcbench.stats.series import quantile
from ipcbench.words.quantities import in_ms, ratio_of, threshold_ms

_AREA, _CURVE = "hover-all-", "hover-stroke-"  # and for which part of it a browser shows the text
_GROUP = re.compile(rb'<g id="hover-(all|stroke)-([0-9a-f]*)">')
_CURVE_PT = 7.0
_SHARES = (0.5, 0.9, 0.99)  # of single transfers


def area(axes: Any, left: float, width: float, top: float, height: float, text: str) -> None:
    """Shows `text` under the pointer on a rectangle: x as a share of the width of the axes, y in their data."""
    looks = {"facecolor": "none", "edgecolor": "none"}
    patch = Rectangle((left, top), width, height, transform=axes.get_yaxis_transform(), **looks)
    patch.set_gid(_AREA + _hex(text))
    axes.add_patch(patch)


def curve(axes: Any, xs: Any, ys: Any, text: str) -> None:
    """Shows `text` under the pointer along a curve of steps."""
    axes.step(xs, ys, where="post", linewidth=_CURVE_PT, alpha=0.0, gid=_CURVE + _hex(text))


def _hex(text: str) -> str:
    """A text as an id: the one thing that matplotlib carries into a file."""
    return text.encode("utf-8", "replace").hex()


def with_titles(svg: bytes) -> bytes:
    """The SVG with the texts of its areas as titles, which browsers show; nothing that lies above an area hides it."""

    def titled(found: re.Match[bytes]) -> bytes:
        text = html.escape(bytes.fromhex(found[2].decode()).decode())
        return b'<g class="hover" pointer-events="' + found[1] + b'"><title>' + text.encode() + b"</title>"

    return _GROUP.sub(titled, svg).replace(b"<svg ", b'<svg pointer-events="none" ', 1)


def row_text(summary: Summary, row: Row) -> str:
    """All about a row in lines: 'Pipe, 170x9111', 'total 18.3 ms (17.9 to 18.6)', …"""
    assessed, total = assess(summary, row), row.estimate()
    found, base = assessed.cost, summary.base(row.shape, row.subject.conditions)
    lines = [", ".join([clean(row.subject.label, 90), *(clean(f"{name} {value}", 40) for name, value in row.subject.conditions), str(row.shape)])]
    if found and row.kind.hands_over:
        lines.append(f"costs {in_ms(found)} ms{f', once {in_ms(assessed.once)} ms' if assessed.once else ''}")
    if total:
        known = total.low is not None and total.high is not None
        interval = f" (95 %: {milliseconds(total.low or 0.0)} to {milliseconds(total.high or 0.0)})" if known else ""
        lines.append(f"total {milliseconds(total.median)} ms{interval}, n = {total.n}")
    if assessed.times_here and base and row.kind.role == "measured":
        lines.append(f"{ratio_of(in_ms(found), in_ms(assess(summary, base).cost))} here")
    medians = ((phase, row.median(phase)) for phase in row.kind.total)
    phases = [f"{phase} {milliseconds(median)}" for phase, median in medians if median is not None]
    lines.append(" · ".join(phases) + " ms")
    cold = row.cold_median()
    if cold and row.is_warm:
        lines.append(f"cold {milliseconds(cold)} ms")
    lines += _spread(summary, row)
    if assessed.share_of_memcpy is not None:
        overlapped = " (memcpy, then computing here), as it overlaps" if row.subject.overlapped else ""
        lines.append(f"{percent(assessed.share_of_memcpy).replace('%', ' %')} of memcpy's speed{overlapped}")
    if assessed.pays_from is not None:
        lines.append(f"pays from {threshold_ms(assessed.pays_from)} ms of compute per matrix")
    sides = [row.median(name) for name in CPU_TIMES]
    if None not in sides:
        both, producer, consumer = (milliseconds(side or 0.0) for side in sides)
        lines.append(f"CPU {both} ms: producer {producer}, consumer {consumer}")
    return "\n".join(lines)


def _spread(summary: Summary, row: Row) -> list[str]:
    """'of 100 single transfers 50 % within 18.2 ms, 90 % within 19.5 ms', as far as there are enough to say so."""
    values = singles(row)
    known = [(share, found) for share in _SHARES if (found := quantile(values, share)) is not None]
    said = ", ".join(f"{percent(share).replace('%', ' %')} within {milliseconds(found)} ms" for share, found in known)
    return [f"of {values.size} single transfers {said}"] if said else []
