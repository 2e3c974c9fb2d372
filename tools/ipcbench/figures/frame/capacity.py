"""What a figure can show: of many transports some where it is narrow, of a great many shapes some, of a great many transports none."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

from ipcbench.analysis.rows import Summary
from ipcbench.analysis.selection import shown_subjects
from ipcbench.figures.frame import profile
from ipcbench.figures.frame.choice import chosen
from ipcbench.figures.frame.style import COLUMNS, WIDE_MM
from ipcbench.result.model import Shape

MOST_SHAPES = 8
MOST_TRANSPORTS = 100
MOST_ON_SLIDES = 6


def drawable(summary: Summary) -> Summary:
    """The summary with what hands matrices over alone, at most at MOST_SHAPES shapes.

    These are evenly picked, the smallest and the largest among them.
    """
    kept = shapes = summary.shapes
    if len(shapes) > MOST_SHAPES:
        picked = {round(i * (len(shapes) - 1) / (MOST_SHAPES - 1)) for i in range(MOST_SHAPES)}
        kept = tuple(shape for index, shape in enumerate(shapes) if index in picked)
    subjects = tuple(subject for subject in summary.handing if summary.row(subject, None) is None)
    rows = {key: row for key, row in summary.rows.items() if row.shape in kept and (row.kind.role != "measured" or row.subject in subjects)}
    return replace(summary, shapes=kept, measured=subjects, rows=rows)


def fitting(summary: Summary, width_mm: float) -> Summary:
    """The summary with the transports that a rung each can be given: those of the first table, a few on a slide.

    All where that is asked for, and one line of panels is wide.
    """
    for_ = profile.current()
    if for_.everything and width_mm >= WIDE_MM and len(summary.shapes) <= COLUMNS:
        return summary
    return replace(summary, measured=tuple(chosen(summary, MOST_ON_SLIDES)) if for_.ratio else shown_subjects(summary))


def fitting_rows(summary: Summary, width_mm: float) -> Summary:
    """Likewise for a figure with a panel per shape: where it is narrow, with the largest shape alone."""
    fitted = fitting(summary, width_mm)
    return fitted if width_mm >= WIDE_MM else replace(fitted, shapes=fitted.shapes[-1:])


def few(shapes: Sequence[Shape]) -> tuple[Shape, ...]:
    """At most three sizes can be told apart: the smallest, the middle and the largest."""
    return tuple(shapes) if len(shapes) <= 3 else (shapes[0], shapes[len(shapes) // 2], shapes[-1])
