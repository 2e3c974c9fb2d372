"""Draws the figures of placements into a folder, with captions; says what it is that a caption must say."""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

from ipcbench import facts
from ipcbench.comparison_text import identifier
from ipcbench.errors import UsageError
from ipcbench.figures import save, style
from ipcbench.figures.limits import MOST_TRANSPORTS
from ipcbench.figures.placement import cautions, label, placement
from ipcbench.placements import common_shapes
from ipcbench.rows import Summary
from ipcbench.text import clean

NAME = "placement"
_CAPTION = (
    "Time to hand a freshly written matrix ({shapes}) to another process and run {kernel} over it there, by where the two processes "
    "run, on {machine}, {system}. Markers: medians over rounds of the per-round medians of warm transfers; bars: exact (binomial) 95 % "
    "intervals of these medians, where there are six rounds or more. On the right: the slowest placement, times the fastest. The "
    "placements are runs of their own, one after the other, so what changed on the machine between them is in the difference, too. {runs}."
)


def draw_placement(group: Sequence[Summary], folder: Path, formats: Sequence[str], widths_mm: Sequence[float]) -> list[Path]:
    """Writes placement[-<width>mm].<format> and its captions; returns the paths of the figures. Raises UsageError, OSError."""
    if sum(len(summary.handing) for summary in group) > len(group) * MOST_TRANSPORTS:
        raise UsageError(f"a figure holds at most {MOST_TRANSPORTS} transports")
    paths = []
    for width in widths_mm:
        stem = NAME if width == style.WIDE_MM else f"{NAME}-{width:g}mm"
        with style.settings():
            figure = placement(group, width)
            for format_ in formats:
                paths.append(folder / f"{stem}.{format_}")
                save.write(paths[-1], save.rendered(figure, format_))
        save.write(folder / f"{stem}.txt", caption(group, width).encode("utf-8", "replace"))
    return paths


def caption(group: Sequence[Summary], width_mm: float) -> str:
    """What is shown, n, interval, machine and commits, in one paragraph; ends in a newline."""
    shapes = common_shapes(group) if width_mm >= style.WIDE_MM else common_shapes(group)[-1:]
    result = group[0].result
    runs = [f"{label(s)}: n = {facts.protocol(s.result, '×')}, {facts.commit(s.result)}, result {identifier(s.result)}" for s in group]
    told = "".join(f" {text.rstrip('.')}." for text in cautions(group))
    return _CAPTION.format(
        shapes=" and ".join(map(str, shapes)),
        kernel=clean(group[0].kernel or "the kernel", 40),
        machine=facts.machine(result),
        system=facts.system(result),
        runs="; ".join(runs),
    ) + told + "\n"
