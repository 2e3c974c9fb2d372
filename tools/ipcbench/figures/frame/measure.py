"""How wide text will be, so that figures are laid out in millimetres and nothing overlaps."""

from __future__ import annotations

import functools

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from ipcbench.figures.frame.style import MM_PER_INCH

_DPI = 1200.0  # high enough that hinting does not matter


@functools.lru_cache(maxsize=None)
def _renderer() -> RendererAgg:
    return RendererAgg(8, 8, _DPI)


@functools.lru_cache(maxsize=4096)
def text_mm(text: str, size_pt: float, weight: str = "normal") -> float:
    """Width of `text` on one line in millimetres."""
    font = FontProperties(family="DejaVu Sans", size=size_pt, weight=weight)
    pixels = _renderer().get_text_width_height_descent(text, font, ismath=False)[0]
    return float(pixels) / _DPI * MM_PER_INCH


def wrap_mm(text: str, size_pt: float, width_mm: float, most_lines: int = 99, separator: str = " ") -> list[str]:
    """`text` in lines no wider than `width_mm`, broken at `separator`; the last of `most_lines` is cut with '…'."""
    lines: list[str] = []
    rest = text.split(separator)
    while rest and len(lines) < most_lines:
        taken = 1
        last = len(lines) + 1 == most_lines
        while taken < len(rest) and (last or text_mm(separator.join(rest[: taken + 1]), size_pt) <= width_mm):
            taken += 1
        lines.append(cut_mm(separator.join(rest[:taken]), size_pt, width_mm))
        rest = rest[taken:]
    return lines


def cut_mm(text: str, size_pt: float, width_mm: float) -> str:
    """`text`, shortened with '…' if it is wider than `width_mm`."""
    if text_mm(text, size_pt) <= width_mm:
        return text
    while text and text_mm(text + "…", size_pt) > width_mm:
        text = text[:-1]
    return text.rstrip() + "…"
