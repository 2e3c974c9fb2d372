"""A figure as a sheet of paper: positions in millimetres from its upper left corner."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ipcbench.figures.frame import profile
from ipcbench.figures.frame.style import INK, MM_PER_INCH


class Sheet:
    """A matplotlib Figure of `width` by `height` millimetres, or as high as the profile wants it."""

    def __init__(self, width: float, height: float) -> None:
        ratio = profile.current().ratio
        height = max(height, width / ratio) if ratio else height
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))
        FigureCanvasAgg(self.figure)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes on a rectangle of the sheet."""
        bottom = self.height - top - height
        return self.figure.add_axes(
            (left / self.width, bottom / self.height, width / self.width, height / self.height)
        )

    def text(self, x: float, y: float, text: str, size: float, **looks: Any) -> None:
        """Text whose left end (or `ha`) and middle line (or `va`) are at x, y."""
        looks = {"ha": "left", "va": "center_baseline", "color": INK} | looks
        self.figure.text(x / self.width, 1 - y / self.height, text, fontsize=size, **looks)

    def marker(self, x: float, y: float, marker: str, **looks: Any) -> None:
        """One marker with its centre at x, y."""
        line = Line2D([x / self.width], [1 - y / self.height], marker=marker, linestyle="none", **looks)
        line.set_transform(self.figure.transFigure)
        self.figure.add_artist(line)

    def line(self, x0: float, y0: float, x1: float, y1: float, **looks: Any) -> None:
        """A straight line between two points."""
        xs, ys = (x0 / self.width, x1 / self.width), (1 - y0 / self.height, 1 - y1 / self.height)
        self.figure.add_artist(Line2D(xs, ys, transform=self.figure.transFigure, **looks))
