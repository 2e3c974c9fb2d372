"""Draws comparisons into a folder: two results as `versus`, more as `machines`, at both widths, each with a caption."""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

from matplotlib.figure import Figure

from ipcbench.comparison import Comparison
from ipcbench.errors import UsageError
from ipcbench.figures import save, style
from ipcbench.figures.limits import MOST_TRANSPORTS
from ipcbench.figures.machines import common_shape, machines
from ipcbench.figures.versus import run_facts, versus
from ipcbench.rows import Summary

_VERSUS = (
    "Two results against each other. Left: medians over rounds of the per-round medians of the total, hollow A, filled B. Right: "
    "B over A as a ratio of times (Hodges-Lehmann shift of the logarithms of per-round medians) with its 95 % interval from the "
    "rank test; the band is what counts as the same. Verdicts are corrected for the number of rows by Holm's method."
)
_MACHINES = (
    "Total in milliseconds (medians over rounds of per-round medians) of every transport in every result at {shape}; the shade is its ratio to "
    "the same computation without a transfer in the same result. A dash: not measured there."
)


def draw_comparisons(
    comparisons: Sequence[Comparison],
    folder: Path,
    formats: Sequence[str] = ("svg", "pdf", "png"),
    widths_mm: Sequence[float] = (style.WIDE_MM, style.NARROW_MM),
) -> list[Path]:
    """Writes the figure that suits the number of comparable results; returns the paths of the figures."""
    good = [one for one in comparisons if one.refused == ()]
    if not good:
        return []
    summaries = [good[0].a, *(one.b for one in good)]
    if max(len(summary.transports) for summary in summaries) > MOST_TRANSPORTS:
        raise UsageError(f"a figure holds at most {MOST_TRANSPORTS} transports")
    paths = []
    for width in widths_mm:
        name = "versus" if len(good) == 1 else "machines"
        stem = folder / (name if width == style.WIDE_MM else f"{name}-{width:g}mm")
        with style.settings():
            figure = _figure(good, summaries, width)
            for format_ in formats:
                paths.append(stem.with_name(f"{stem.name}.{format_}"))
                save.write(paths[-1], save.rendered(figure, format_))
        save.write(stem.with_name(f"{stem.name}.txt"), _caption(summaries).encode("utf-8", "replace"))
    return paths


def _figure(good: Sequence[Comparison], summaries: Sequence[Summary], width: float) -> Figure:
    return versus(good[0], width) if len(good) == 1 else machines(summaries, width)


def _caption(summaries: Sequence[Summary]) -> str:
    text = _VERSUS if len(summaries) == 2 else _MACHINES.format(shape=common_shape(summaries))
    return "\n".join([text, *(run_facts(summary.result) for summary in summaries)]) + "\n"
