"""The figures of a page, as elements of it: of each result, of results side by side, and of placements."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Callable, Sequence

from markupsafe import Markup
from matplotlib.figure import Figure

from ipcbench.comparison import MARGIN, compare
from ipcbench.comparison_text import letters
from ipcbench.figures import comparisons, placements, save, style
from ipcbench.figures.captions import caption
from ipcbench.figures.draw import FIGURES, lacking
from ipcbench.figures.limits import MOST_TRANSPORTS, drawable
from ipcbench.figures.placement import placement
from ipcbench.inline_svg import Sheets
from ipcbench.parallel import spread
from ipcbench.placements import groups
from ipcbench.rows import Summary

_TITLES = {"headline": "Totals", "moving": "Moving versus computing", "share": "Share of memcpy", "cold": "Cold against warm", "cpu": "CPU cost"}


@dataclass(frozen=True)
class Drawing:
    id: str
    title: str
    wide: Markup
    narrow: Markup
    caption: str


def title(figure: str) -> str:
    """The title of the figure of a result by this name."""
    return _TITLES.get(figure, figure.capitalize())


def of_each(summaries: Sequence[Summary], ids: Sequence[str], names: Sequence[str], sheets: Sheets) -> list[list[Drawing]]:
    """Of each result the figures by these names that can be drawn of it."""
    shown = [(drawable(summary), [name for name in names if can_draw(summary) and not lacking(name, summary)]) for summary in summaries]
    svgs = iter(spread(_svgs_of, [(summary, name) for summary, drawn in shown for name in drawn]))
    return [
        [_drawing(f"{id_}-{name}", title(name), next(svgs), caption(name, summary, style.WIDE_MM), sheets) for name in drawn]
        for (summary, drawn), id_ in zip(shown, ids)
    ]


def of_comparisons(summaries: Sequence[Summary], numbers: Sequence[int], id_: str, sheets: Sheets) -> list[Drawing]:
    """The first one against the others of its suite, as far as they are comparable: against one row by row, against several in a table.

    `numbers` are those of their sections.
    """
    found = [compare(summaries[0], other, MARGIN) for other in summaries[1:]]
    good = [one for one in found if not one.refused]
    if not good or not all(map(can_draw, summaries)) or not comparisons.can_draw(good):
        return []

    def numbered(place: int) -> str:
        return str(numbers[place])

    shown, named = (good, letters) if len(good) == 1 else (found, numbered)
    svgs = _svgs(lambda width: comparisons.figure(shown, width, named))
    return [_drawing(id_, "Comparison", svgs, comparisons.caption(shown, style.WIDE_MM, named), sheets)]


def of_placements(summaries: Sequence[Summary], sheets: Sheets) -> list[Drawing]:
    """One per machine that has several placements."""
    drawings = []
    for number, group in enumerate(groups(summaries), 1):
        svgs = _svgs(functools.partial(placement, group))
        drawings.append(_drawing(f"placement-{number}", "Placement", svgs, placements.caption(group, style.WIDE_MM), sheets))
    return drawings


def _svgs_of(wanted: tuple[Summary, str]) -> list[bytes]:
    summary, name = wanted
    return _svgs(lambda width: FIGURES[name](summary, width))


def _svgs(make: Callable[[float], Figure]) -> list[bytes]:
    """What `make` draws, wide and narrow."""
    with style.settings():
        return [save.rendered(make(width), "svg") for width in (style.WIDE_MM, style.NARROW_MM)]


def _drawing(id_: str, title_: str, svgs: Sequence[bytes], said: str, sheets: Sheets) -> Drawing:
    wide, narrow = (Markup(sheets.inline(svg, f"Figure: {title_}. The table has the values.")) for svg in svgs)
    return Drawing(id_, title_, wide, narrow, said.strip())


def can_draw(summary: Summary) -> bool:
    """Whether something hands matrices over, and not too much for a figure."""
    return 0 < len(drawable(summary).measured) <= MOST_TRANSPORTS
