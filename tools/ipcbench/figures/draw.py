"""Draws all figures of a result into a folder, in each width and format, with a caption beside each."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Callable, Mapping, Sequence

from matplotlib.figure import Figure

from ipcbench.errors import UsageError
from ipcbench.figures import save, style
from ipcbench.figures.captions import caption
from ipcbench.figures.cold import cold
from ipcbench.figures.cpu import cpu
from ipcbench.figures.distribution import distribution
from ipcbench.figures.headline import headline
from ipcbench.figures.limits import MOST_SHAPES, MOST_TRANSPORTS, drawable
from ipcbench.figures.moving import moving
from ipcbench.figures.share import share
from ipcbench.parallel import spread
from ipcbench.rows import Summary
from ipcbench.text import clean

#: By name, in the order of the report.
FIGURES: Mapping[str, Callable[[Summary, float], Figure]] = {
    "headline": headline,
    "moving": moving,
    "share": share,
    "cold": cold,
    "distribution": distribution,
    "cpu": cpu,
}


def lacking(figure: str, summary: Summary) -> str | None:
    """Why the figure of this name cannot be drawn of this result, or None."""
    counted = any(row.median("cpu") is not None for row in summary.rows.values() if row.kind.hands_over)
    return None if figure != "cpu" or counted else "the result has no CPU times; it was measured before they were counted"


def draw_all(
    summary: Summary, folder: Path, formats: Sequence[str], widths_mm: Sequence[float], figures: Sequence[str] = tuple(FIGURES)
) -> list[Path]:
    """Writes <figure>.<format> for the full width, <figure>-<width>mm.<format> for others; returns these paths.

    Says on stderr what cannot be drawn, or not whole. Raises UsageError for too many transports, OSError.
    """
    name, shown = clean(summary.result.path, 300), drawable(summary)
    if not shown.measured:
        print(f"{name}: no transport was measured, so there is nothing to draw", file=sys.stderr)
        return []
    if len(shown.measured) > MOST_TRANSPORTS:
        raise UsageError(f"{name}: {len(shown.measured)} transports; a figure holds at most {MOST_TRANSPORTS}")
    if len(summary.shapes) > MOST_SHAPES:
        print(f"{name}: the figures show {MOST_SHAPES} of {len(summary.shapes)} shapes", file=sys.stderr)
    reasons = {figure: lacking(figure, summary) for figure in figures}
    for figure, reason in reasons.items():
        if reason:
            print(f"{name}: figure {figure} is left out: {reason}", file=sys.stderr)
    wanted = [(figure, width) for figure in figures if not reasons[figure] for width in widths_mm]
    drawn = spread(partial(_rendered, shown, formats), wanted)
    paths = []
    for (figure, width), contents in zip(wanted, drawn):
        stem = figure if width == style.WIDE_MM else f"{figure}-{width:g}mm"
        for format_, content in contents.items():
            save.write(folder / f"{stem}.{format_}", content)
        paths += [folder / f"{stem}.{format_}" for format_ in formats]
    return paths


def _rendered(summary: Summary, formats: Sequence[str], wanted: tuple[str, float]) -> dict[str, bytes]:
    """The contents of the files of a figure of this name and width, its caption among them, by their suffixes."""
    figure, width = wanted
    with style.settings():
        drawn = FIGURES[figure](summary, width)
        contents = {format_: save.rendered(drawn, format_) for format_ in formats}
    return contents | {"txt": caption(figure, summary, width).encode("utf-8", "replace")}
