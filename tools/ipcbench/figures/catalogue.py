"""Which figures there are, and the drawings of results, of comparisons and of placements."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
import sys
from dataclasses import replace
from functools import partial
from typing import Callable, Mapping, Sequence

from ipcbench import figures
from ipcbench.analysis.comparison import Comparison
from ipcbench.analysis.rows import Summary
from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean, letters
from ipcbench.figures import machines, placement, versus
from ipcbench.figures.frame.capacity import MOST_SHAPES, MOST_TRANSPORTS, drawable
from ipcbench.figures.frame.captions import caption
from ipcbench.figures.frame.drawing import Drawing, ResultFigure

Naming = Callable[[int], str]  # of results, by their places from 0


@functools.cache
def of_results() -> Mapping[str, ResultFigure]:
    """The figures of one result, by name, in the order of the report: those that the files beside this one call FIGURE."""
    modules = [importlib.import_module(f"{figures.__name__}.{found.name}") for found in pkgutil.iter_modules(figures.__path__)]
    found = [module.FIGURE for module in modules if isinstance(getattr(module, "FIGURE", None), ResultFigure)]
    return {figure.name: figure for figure in sorted(found, key=lambda figure: (figure.place, figure.name))}


def restricted(summary: Summary, only: str | None = None, shapes: Sequence[str] = ()) -> Summary:
    """The summary with the transports and the shapes of the rows whose name matches the pattern `only`, at `shapes` ('170x9111').

    What they are held against stays. Raises UsageError for a wrong pattern, and where nothing is left of what was measured.
    """
    if not only and not shapes:
        return summary
    try:
        pattern = re.compile(only or "")
    except re.error as error:
        raise UsageError(f"--only: {clean(only, 60)!r} is no pattern: {error}") from None
    chosen = [row for row in summary.rows.values() if pattern.search(row.name) and (not shapes or str(row.shape) in shapes)]
    names = {row.subject.name for row in chosen}
    measured = tuple(subject for subject in summary.measured if subject.name in names)
    if summary.handing and not any(subject.kind.hands_over for subject in measured):
        raise UsageError(f"--only, --shape: nothing of {clean(summary.result.path, 300)} is left")
    of_measured = {row.shape for row in chosen if row.kind.role == "measured"}
    return replace(summary, shapes=tuple(shape for shape in summary.shapes if shape in of_measured), measured=measured)


def can_draw(summary: Summary) -> bool:
    """Whether something hands matrices over, and not too much for a figure."""
    return 0 < len(drawable(summary).measured) <= MOST_TRANSPORTS


def of_result(summary: Summary, names: Sequence[str]) -> list[Drawing]:
    """The figures by these names that can be drawn of a result."""
    shown = drawable(summary)
    wanted = [of_results()[name] for name in names]
    return [
        Drawing(figure.name, figure.title, partial(figure.draw, shown), partial(caption, figure, shown))
        for figure in wanted
        if not figure.lacking(summary)
    ]


def of_result_or_why(summary: Summary, names: Sequence[str]) -> list[Drawing]:
    """Likewise; says on stderr what cannot be drawn, or not whole. Raises UsageError for too many transports."""
    name, transports = clean(summary.result.path, 300), len(drawable(summary).measured)
    if not transports:
        print(f"{name}: no transport was measured, so there is nothing to draw", file=sys.stderr)
        return []
    if transports > MOST_TRANSPORTS:
        raise UsageError(f"{name}: {transports} transports; a figure holds at most {MOST_TRANSPORTS}")
    if len(summary.shapes) > MOST_SHAPES:
        print(f"{name}: the figures show {MOST_SHAPES} of {len(summary.shapes)} shapes", file=sys.stderr)
    for figure in names:
        if reason := of_results()[figure].lacking(summary):
            print(f"{name}: figure {figure} is left out: {reason}", file=sys.stderr)
    return of_result(summary, names)


def of_comparisons(comparisons: Sequence[Comparison], named: Naming = letters) -> list[Drawing]:
    """The figure that suits the number of results, without those that cannot be compared: `versus` of two, `machines` of more.

    None where nothing hands matrices over. `named` gives the names of the results by their places, in `machines`. Raises
    UsageError for too many transports.
    """
    if not _are_drawable(comparisons):
        return []
    summaries = {named(0): comparisons[0].a}
    summaries |= {named(number): one.b for number, one in enumerate(comparisons, 1) if not one.refused}
    if max(len(summary.handing) for summary in summaries.values()) > MOST_TRANSPORTS:
        raise UsageError(f"a figure holds at most {MOST_TRANSPORTS} transports")
    if len(comparisons) == 1:
        return [Drawing("versus", "Comparison", partial(versus.versus, comparisons[0]), partial(versus.caption, comparisons[0]))]
    refused = _refused(comparisons, named)
    return [Drawing(
        "machines",
        "Comparison",
        lambda width: machines.machines([*summaries.values()], width, [*summaries], "; ".join(refused)),
        lambda width: machines.caption(summaries, refused, width),
    )]


def of_placement(group: Sequence[Summary]) -> list[Drawing]:
    """The figure of a group of `placement_groups.groups`. Raises UsageError for too many transports."""
    if sum(len(summary.handing) for summary in group) > len(group) * MOST_TRANSPORTS:
        raise UsageError(f"a figure holds at most {MOST_TRANSPORTS} transports")
    return [Drawing("placement", "Placement", partial(placement.placement, group), partial(placement.caption, group))]


def _are_drawable(comparisons: Sequence[Comparison]) -> bool:
    """Whether something hands matrices over, in a row that the figure shows."""
    good = [one for one in comparisons if not one.refused]
    return any(one.a.result.hands_over and versus.drawn(one) for one in good) and all(one.a.shapes and one.b.shapes for one in good)


def _refused(comparisons: Sequence[Comparison], named: Naming) -> list[str]:
    """'B epyc-…/2026…: kernel (sum | max)' for each result that is not in the figure."""
    refused = [(named(number), one) for number, one in enumerate(comparisons, 1) if one.refused]
    return [f"{name} {one.b.result.identifier}: {clean('; '.join(one.refused), 120)}" for name, one in refused]
