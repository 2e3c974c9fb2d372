"""What a figure is for: a report, a paper or a slide; what it shows beside the data, and how large its text is."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Iterator, Mapping

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text


@dataclass(frozen=True)
class Profile:
    """A figure is laid out in millimetres of its width, then all of it is made `scale` times as large."""

    name: str
    has_title: bool = True
    has_foot: bool = True
    smallest_pt: float = 6.0  # of its text, before it is scaled
    ratio: float | None = None  # of width to height, at least
    scale: float = 1.0
    everything: bool = False  # every row, not only the plain and the best ones


PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("report"),
        Profile("paper", has_title=False, has_foot=False, smallest_pt=7.0),
        Profile("slide", smallest_pt=7.4, ratio=16 / 9, scale=1.9),  # 338 mm wide, 14 pt
    )
}
_current: ContextVar[Profile] = ContextVar("profile", default=PROFILES["report"])


def current() -> Profile:
    """The profile of the figure that is being drawn."""
    return _current.get()


@contextlib.contextmanager
def drawn_for(profile: Profile) -> Iterator[None]:
    """Inside, figures and captions are made for this profile."""
    token = _current.set(profile)
    try:
        yield
    finally:
        _current.reset(token)


def enlarge(figure: Figure, factor: float) -> None:
    """Makes all of a figure `factor` times as large: the sheet, text, lines and markers."""
    if factor == 1.0:
        return
    figure.set_size_inches(*(factor * figure.get_size_inches()))
    for artist in figure.findobj():
        if isinstance(artist, Text):
            artist.set_fontsize(factor * artist.get_fontsize())
        elif isinstance(artist, Line2D):
            artist.set_linewidth(factor * artist.get_linewidth())
            artist.set_markersize(factor * artist.get_markersize())
            artist.set_markeredgewidth(factor * artist.get_markeredgewidth())
        elif isinstance(artist, Patch):
            artist.set_linewidth(factor * artist.get_linewidth())
