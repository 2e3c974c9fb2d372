"""The head of every figure: a bold title, and below it the key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from ipcbench.base.text import clean
from ipcbench.figures.frame import key, profile
from ipcbench.figures.frame.key import Item
from ipcbench.figures.frame.measure import text_mm, wrap_mm
from ipcbench.figures.frame.sheet import Sheet
from ipcbench.figures.frame.style import Type

EDGE_MM = 2.0  # of the sheet, left and right
_TOP_MM, _BELOW_MM = 1.5, 1.0
_PITCH = 0.46  # mm per pt


@dataclass(frozen=True)
class Head:
    """Title and key, already broken into lines."""

    title: Sequence[str]
    keys: Sequence[Sequence[Item]]
    type: Type

    @property
    def title_mm(self) -> float:
        return _TOP_MM + len(self.title) * self.type.title_pt * _PITCH

    @property
    def height(self) -> float:
        """Millimetres that `draw` needs."""
        return self.title_mm + len(self.keys) * self.type.line_mm + _BELOW_MM


def head(title: str, items: Sequence[Item], type_: Type, width_mm: float) -> Head:
    """The head of a sheet of this width."""
    inner = width_mm - 2 * EDGE_MM
    plain, bold = (text_mm(title, type_.title_pt, weight) for weight in ("normal", "bold"))
    room = inner * plain / bold  # wrap_mm measures plain type
    titles = wrap_mm(title, type_.title_pt, room, 3) if profile.current().has_title else []
    return Head(titles, key.flow(items, type_.small_pt, inner), type_)


def draw(sheet: Sheet, content: Head) -> None:
    """Draws the head at the top of the sheet."""
    size = content.type.title_pt
    for number, text in enumerate(content.title):
        sheet.text(EDGE_MM, _TOP_MM + (number + 0.5) * size * _PITCH, text, size, weight="bold")
    key.draw(sheet, content.keys, EDGE_MM, content.title_mm, content.type.small_pt, content.type.line_mm)


def handing(kernel: str | None, matrix: str = "a matrix") -> str:
    """'hand a matrix to another process and sum it there': what all totals measure."""
    what = "sum it there" if kernel == "sum" else f"run {clean(kernel or 'the kernel', 30)} there"
    return f"hand {matrix} to another process and {what}"
