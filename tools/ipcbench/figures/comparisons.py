"""Draws comparisons into a folder: two results as `versus`, more as `machines`, at both widths, each with a caption."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Sequence

from matplotlib.figure import Figure

from ipcbench.comparison import Comparison
from ipcbench.comparison_text import identifier, letters
from ipcbench.errors import UsageError
from ipcbench.figures import save, style
from ipcbench.figures.limits import MOST_TRANSPORTS
from ipcbench.figures.machines import common_shape, machines, room
from ipcbench.figures.versus import drawn as versus_rows
from ipcbench.figures.versus import run_facts, versus
from ipcbench.rows import Summary
from ipcbench.text import clean

Naming = Callable[[int], str]  # of results, by their places from 0

_VERSUS = (
    "Two results against each other{only}. Left: medians over rounds of the per-round medians of the total, hollow A, filled B. Right: "
    "B over A as a ratio of times (Hodges-Lehmann shift of the logarithms of per-round medians) with its 95 % interval, that of the "
    "rank test, wider where rounds drift or are few; the band is what counts as the same. Verdicts are corrected for the number of "
    "rows by Holm's method, and on one machine for what all rows have in common and scatter by."
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
    """Writes the figure that suits the number of results, without those that cannot be compared; returns the paths of the figures.

    None where nothing hands matrices over.
    """
    if not can_draw(comparisons):
        return []
    paths = []
    for width in widths_mm:
        name = "versus" if len(comparisons) == 1 else "machines"
        stem = folder / (name if width == style.WIDE_MM else f"{name}-{width:g}mm")
        with style.settings():
            drawn = figure(comparisons, width)
            for format_ in formats:
                paths.append(stem.with_name(f"{stem.name}.{format_}"))
                save.write(paths[-1], save.rendered(drawn, format_))
        save.write(stem.with_name(f"{stem.name}.txt"), caption(comparisons, width).encode("utf-8", "replace"))
    return paths


def can_draw(comparisons: Sequence[Comparison]) -> bool:
    """Whether something hands matrices over, in a row that the figure shows."""
    good = [one for one in comparisons if not one.refused]
    return any(one.a.result.hands_over and versus_rows(one) for one in good) and all(one.a.shapes and one.b.shapes for one in good)


def figure(comparisons: Sequence[Comparison], width_mm: float, named: Naming = letters) -> Figure:
    """`versus` of one comparison, whose results are A and B; `machines` of several, with names by their places.

    At least one must not be refused. Raises UsageError for too many transports.
    """
    summaries = _comparable(comparisons, named)
    if max(len(summary.handing) for summary in summaries.values()) > MOST_TRANSPORTS:
        raise UsageError(f"a figure holds at most {MOST_TRANSPORTS} transports")
    if len(comparisons) == 1:
        return versus(comparisons[0], width_mm)
    return machines([*summaries.values()], width_mm, [*summaries], "; ".join(_refused(comparisons, named)))


def caption(comparisons: Sequence[Comparison], width_mm: float, named: Naming = letters) -> str:
    """What the figure shows, and a line for each of its results."""
    summaries = _comparable(comparisons, named)
    every = [*summaries.values()]
    shown = len(every) if len(comparisons) == 1 else room(every, width_mm)
    if len(comparisons) == 1:
        shapes = [*dict.fromkeys(row.a.shape for row in versus_rows(comparisons[0]))]
        text = _VERSUS.format(only=f" at {shapes[-1]}, the largest of {len(shapes)} shapes" if width_mm < style.WIDE_MM and shapes[1:] else "")
    else:
        which = "every result" if shown == len(every) else f"the first {shown} of {len(every)} results"
        text = _MACHINES.format(shape=common_shape(every), which=which)
    runs = [f"{name}: {run_facts(summary.result)}" for name, summary in summaries.items()][:shown]
    return "\n".join([text, *runs, *(f"Not comparable: {one}" for one in _refused(comparisons, named))]) + "\n"


def _comparable(comparisons: Sequence[Comparison], named: Naming) -> dict[str, Summary]:
    """The baseline, and what can be held against it, by their names."""
    summaries = {named(0): comparisons[0].a}
    return summaries | {named(number): one.b for number, one in enumerate(comparisons, 1) if not one.refused}


def _refused(comparisons: Sequence[Comparison], named: Naming) -> list[str]:
    """'B epyc-…/2026…: kernel (sum | max)' for each result that is not in the figure."""
    refused = [(named(number), one) for number, one in enumerate(comparisons, 1) if one.refused]
    return [f"{name} {identifier(one.b.result)}: {clean('; '.join(one.refused), 120)}" for name, one in refused]
