"""Draws comparisons into a folder: two results as `versus`, more as `machines`, at both widths, each with a caption."""

from __future__ import annotations

from pathlib import Path
from typing import Mapping, Sequence

from matplotlib.figure import Figure

from ipcbench.comparison import Comparison
from ipcbench.comparison_text import identifier, letters
from ipcbench.errors import UsageError
from ipcbench.figures import save, style
from ipcbench.figures.limits import MOST_TRANSPORTS
from ipcbench.figures.machines import common_shape, machines, room
from ipcbench.figures.versus import run_facts, versus
from ipcbench.rows import Summary
from ipcbench.text import clean

_VERSUS = (
    "Two results against each other{only}. Left: medians over rounds of the per-round medians of the total, hollow A, filled B. Right: "
    "B over A as a ratio of times (Hodges-Lehmann shift of the logarithms of per-round medians) with its 95 % interval, that of the "
    "rank test, wider where rounds drift or are few; the band is what counts as the same. Verdicts are corrected for the number of "
    "rows by Holm's method."
)
_MACHINES = (
    "Total in milliseconds (medians over rounds of per-round medians) of every transport in {which} at {shape}; the shade is its ratio to "
    "the same computation without a transfer in the same result. A dash: not measured there."
)


def draw_comparisons(
    comparisons: Sequence[Comparison],
    folder: Path,
    formats: Sequence[str] = ("svg", "pdf", "png"),
    widths_mm: Sequence[float] = (style.WIDE_MM, style.NARROW_MM),
) -> list[Path]:
    """Writes the figure that suits the number of results, without those that cannot be compared; returns the paths of the figures."""
    if all(one.refused for one in comparisons):
        return []
    summaries = {letters(0): comparisons[0].a}
    summaries |= {letters(number): one.b for number, one in enumerate(comparisons, 1) if not one.refused}
    if max(len(summary.transports) for summary in summaries.values()) > MOST_TRANSPORTS:
        raise UsageError(f"a figure holds at most {MOST_TRANSPORTS} transports")
    paths = []
    for width in widths_mm:
        name = "versus" if len(comparisons) == 1 else "machines"
        stem = folder / (name if width == style.WIDE_MM else f"{name}-{width:g}mm")
        with style.settings():
            figure = _figure(comparisons, summaries, width)
            for format_ in formats:
                paths.append(stem.with_name(f"{stem.name}.{format_}"))
                save.write(paths[-1], save.rendered(figure, format_))
        save.write(stem.with_name(f"{stem.name}.txt"), _caption(comparisons, summaries, width).encode("utf-8", "replace"))
    return paths


def _figure(comparisons: Sequence[Comparison], summaries: Mapping[str, Summary], width: float) -> Figure:
    if len(comparisons) == 1:
        return versus(comparisons[0], width)
    return machines([*summaries.values()], width, [*summaries], "; ".join(_refused(comparisons)))


def _caption(comparisons: Sequence[Comparison], summaries: Mapping[str, Summary], width: float) -> str:
    """What the figure shows, and a line for each of its results."""
    every = [*summaries.values()]
    shown = len(every) if len(comparisons) == 1 else room(every, width)
    if len(comparisons) == 1:
        shapes = [*dict.fromkeys(row.a.shape for row in comparisons[0].rows)]
        text = _VERSUS.format(only=f" at {shapes[-1]}, the largest of {len(shapes)} shapes" if width < style.WIDE_MM and shapes[1:] else "")
    else:
        which = "every result" if shown == len(every) else f"the first {shown} of {len(every)} results"
        text = _MACHINES.format(shape=common_shape(every), which=which)
    runs = [f"{letter}: {run_facts(summary.result)}" for letter, summary in summaries.items()][:shown]
    return "\n".join([text, *runs, *(f"Not comparable: {one}" for one in _refused(comparisons))]) + "\n"


def _refused(comparisons: Sequence[Comparison]) -> list[str]:
    """'B epyc-…/2026…: kernel (sum | max)' for each result that is not in the figure."""
    named = [(letters(number), one) for number, one in enumerate(comparisons, 1) if one.refused]
    return [f"{letter} {identifier(one.b.result)}: {clean('; '.join(one.refused), 120)}" for letter, one in named]
