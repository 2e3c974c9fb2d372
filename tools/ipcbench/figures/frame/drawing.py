"""What a figure is, and how figures become files: in each width and format, with a caption beside each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Callable, Sequence

from matplotlib.figure import Figure

from ipcbench.analysis.rows import Summary
from ipcbench.base import atomic
from ipcbench.base.parallel import spread
from ipcbench.figures.frame import rendering, style
from ipcbench.figures.frame.profile import PROFILES, Profile, drawn_for, enlarge

#: Of figures that show the largest shape alone where they are narrow.
SHOWS_LAST = " Shown is {last} alone, of {shown}."


def _nothing(_: Summary) -> str | None:
    return None


@dataclass(frozen=True)
class ResultFigure:
    """A figure of one result; each file in figures/ that has one calls it FIGURE, and it is found there.

    `place` is its place among the others, any number. `draw` takes the summary and the width (mm). `caption` is a format
    with the fields of captions.caption(); `when_narrow` is added to it where the figure is narrow and so shows less.
    `lacking` says why the figure cannot be drawn of a result, or None. A figure that leads stands in reports of several
    results, too.
    """

    name: str
    title: str
    place: float
    draw: Callable[[Summary, float], Figure]
    caption: str
    when_narrow: str = ""
    lacking: Callable[[Summary], str | None] = _nothing
    leads: bool = False


@dataclass(frozen=True)
class Drawing:
    """A figure of something, and its caption, each by its width (mm)."""

    name: str
    title: str
    figure: Callable[[float], Figure]
    caption: Callable[[float], str]


def rendered(
    drawings: Sequence[Drawing], formats: Sequence[str], widths_mm: Sequence[float], profile: Profile = PROFILES["report"]
) -> list[dict[str, bytes]]:
    """The contents of the files of each drawing, width by width, by their suffixes; 'txt' is the caption."""
    return spread(partial(_contents, formats, profile), [(drawing, width) for drawing in drawings for width in widths_mm])


def write(
    drawings: Sequence[Drawing],
    folder: Path,
    formats: Sequence[str],
    widths_mm: Sequence[float],
    profile: Profile = PROFILES["report"],
) -> list[Path]:
    """Writes <name>.<format> for the full width, <name>-<width>mm.<format> for others, captions beside; raises OSError.

    Returns the paths of the figures.
    """
    stems = [drawing.name if width == style.WIDE_MM else f"{drawing.name}-{width:g}mm" for drawing in drawings for width in widths_mm]
    for stem, contents in zip(stems, rendered(drawings, formats, widths_mm, profile)):
        for suffix, content in contents.items():
            atomic.write(folder / f"{stem}.{suffix}", content)
    return [folder / f"{stem}.{format_}" for stem in stems for format_ in formats]


def _contents(formats: Sequence[str], profile: Profile, wanted: tuple[Drawing, float]) -> dict[str, bytes]:
    drawing, width = wanted
    with style.settings(), drawn_for(profile):
        figure = drawing.figure(width)
        enlarge(figure, profile.scale)
        contents = {format_: rendering.rendered(figure, format_) for format_ in formats}
        return contents | {"txt": drawing.caption(width).encode("utf-8", "replace")}
