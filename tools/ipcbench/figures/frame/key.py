"""The key of a figure: symbols with their meaning, flowing over as many lines as they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from matplotlib.patches import Rectangle

from ipcbench.figures.frame.measure import text_mm
from ipcbench.figures.frame.sheet import Sheet
from ipcbench.figures.frame.style import FAINT

_SYMBOL_MM, _CURVE_MM, _GAP_MM = 4.2, 8.8, 3.2


@dataclass(frozen=True)
class Item:
    """A meaning with its symbol: a marker, a line style ('-', '--'), 'interval', 'curve', 'patch', or '' for text alone."""

    symbol: str
    text: str
    looks: Mapping[str, Any]


def flow(items: Sequence[Item], size_pt: float, width_mm: float) -> list[list[Item]]:
    """The items in lines no wider than `width_mm`."""
    lines: list[list[Item]] = []
    used = width_mm
    for item in items:
        need = _width(item, size_pt)
        if used + need - _GAP_MM > width_mm:
            lines.append([])
            used = 0.0
        lines[-1].append(item)
        used += need
    return lines


def draw(sheet: Sheet, lines: Sequence[Sequence[Item]], left: float, top: float, size_pt: float, line_mm: float) -> None:
    """The lines of `flow`, the first one in the `line_mm` below `top`."""
    for number, line in enumerate(lines):
        x, y = left, top + (number + 0.5) * line_mm
        for item in line:
            _symbol(sheet, item, x, y)
            sheet.text(x + _symbol_mm(item), y, item.text, size_pt, color=FAINT)
            x += _width(item, size_pt)


def _width(item: Item, size_pt: float) -> float:
    return _symbol_mm(item) + text_mm(item.text, size_pt) + _GAP_MM


def _symbol_mm(item: Item) -> float:
    return {"": 0.0, "curve": _CURVE_MM}.get(item.symbol, _SYMBOL_MM)


def _symbol(sheet: Sheet, item: Item, x: float, y: float) -> None:
    if item.symbol == "patch":
        low = ((x + 0.2) / sheet.width, 1 - (y + 0.9) / sheet.height)
        patch = Rectangle(low, 3.2 / sheet.width, 1.8 / sheet.height, transform=sheet.figure.transFigure, **item.looks)
        sheet.figure.add_artist(patch)
    elif item.symbol in ("-", "--"):
        sheet.line(x, y, x + 3.4, y, linestyle=item.symbol, **item.looks)
    elif item.symbol == "curve":
        sheet.line(x, y, x + 8.0, y, **{name: look for name, look in item.looks.items() if not name.startswith("marker")})
        sheet.marker(x + 4.0, y, item.looks["marker"], color=item.looks["color"], markersize=item.looks["markersize"])
    elif item.symbol == "interval":
        sheet.line(x, y, x + 3.4, y, color=item.looks["color"], linewidth=0.9)
        sheet.marker(x + 1.7, y, "o", **item.looks)
    elif item.symbol:
        sheet.marker(x + 1.7, y, item.symbol, **item.looks)
