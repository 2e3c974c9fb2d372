"""Puts ticks where they are wanted, on a linear or logarithmic axis."""

from __future__ import annotations

from typing import Any, Sequence

from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from ipcbench.figures.frame.style import Type


def set_ticks(axis: Any, major: Sequence[tuple[float, str]], minor: Sequence[float], type_: Type) -> None:
    """Ticks with a text each, and small ones without."""
    axis.set_major_locator(FixedLocator([at for at, _ in major]))
    axis.set_major_formatter(FixedFormatter([text for _, text in major]))
    axis.set_minor_locator(FixedLocator(minor) if minor else NullLocator())
    axis.set_minor_formatter(FixedFormatter([]))
    axis.set_tick_params(which="major", labelsize=type_.small_pt, length=2.5, width=0.5, pad=1.5)
    axis.set_tick_params(which="minor", length=1.3, width=0.4)
