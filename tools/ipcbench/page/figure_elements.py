"""The figures of a page, as elements of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from markupsafe import Markup

from ipcbench.analysis.comparison import compare
from ipcbench.analysis.placement_groups import groups
from ipcbench.analysis.rows import Summary
from ipcbench.base.text import letters
from ipcbench.figures import catalogue
from ipcbench.figures.frame.drawing import Drawing, rendered
from ipcbench.figures.frame.style import NARROW_MM, WIDE_MM
from ipcbench.page.inline_svg import Sheets


@dataclass(frozen=True)
class Element:
    id: str
    title: str
    wide: Markup
    narrow: Markup
    caption: str


def of_each(summaries: Sequence[Summary], ids: Sequence[str], names: Sequence[str], sheets: Sheets) -> list[list[Element]]:
    """Of each result the figures by these names that can be drawn of it."""
    drawn = [catalogue.of_result(summary, names) if catalogue.can_draw(summary) else [] for summary in summaries]
    made = iter(_elements([(f"{id_}-{one.name}", one) for several, id_ in zip(drawn, ids) for one in several], sheets))
    return [[next(made) for _ in several] for several in drawn]


def of_comparisons(summaries: Sequence[Summary], numbers: Sequence[int], id_: str, sheets: Sheets) -> list[Element]:
    """The first one against the others of its suite, as far as they are comparable: against one row by row, against several in a table.

    `numbers` are those of their sections.
    """
    found = [compare(summaries[0], other) for other in summaries[1:]]
    good = [one for one in found if not one.refused]
    if not good or not all(map(catalogue.can_draw, summaries)):
        return []

    def numbered(place: int) -> str:
        return str(numbers[place])

    shown, named = (good, letters) if len(good) == 1 else (found, numbered)
    return _elements([(id_, drawing) for drawing in catalogue.of_comparisons(shown, named)], sheets)


def of_placements(summaries: Sequence[Summary], sheets: Sheets) -> list[Element]:
    """One per machine that has several placements."""
    drawings = [drawing for group in groups(summaries) for drawing in catalogue.of_placement(group)]
    return _elements([(f"placement-{number}", drawing) for number, drawing in enumerate(drawings, 1)], sheets)


def _elements(drawings: Sequence[tuple[str, Drawing]], sheets: Sheets) -> list[Element]:
    """By their ids, each wide and narrow."""
    contents = iter(rendered([drawing for _, drawing in drawings], ("svg",), (WIDE_MM, NARROW_MM)))
    elements = []
    for id_, drawing in drawings:
        wide, narrow = next(contents), next(contents)
        svgs = [Markup(sheets.inline(each["svg"], f"Figure: {drawing.title}. The table has the values.")) for each in (wide, narrow)]
        elements.append(Element(id_, drawing.title, svgs[0], svgs[1], wide["txt"].decode().strip()))
    return elements
