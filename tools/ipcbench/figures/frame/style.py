"""How every figure looks: one colour and marker per family, type sizes, and the settings that make bytes repeatable."""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass, replace
from typing import Iterator

import matplotlib
from matplotlib.colors import to_rgb

from ipcbench.figures.frame import profile

MM_PER_INCH = 25.4
NARROW_MM, WIDE_MM = 86.0, 178.0  # one and two columns of a journal
ON_LIGHT, ON_DARK = "#111111", "#fdfdfd"  # on a coloured ground, which no theme changes: the page gives other colours to INK and white
COLUMNS = 2  # of panels, where a figure is wide
INK, FAINT, GUIDE, BAND = "#000000", "#6b6b6b", "#dcdcdc", "#eef3ee"


@dataclass(frozen=True)
class FamilyStyle:
    """Colour (Okabe and Ito: safe for colour-blind readers) and marker: two cues that say the same."""

    colour: str
    marker: str


_FAMILIES = {
    "shared_memory": FamilyStyle("#0072B2", "o"),
    "kernel_copy": FamilyStyle("#009E73", "s"),
    "pipe": FamilyStyle("#D55E00", "D"),
    "socket": FamilyStyle("#CC79A7", "^"),
    "message_queue": FamilyStyle("#E69F00", "v"),
    "library": FamilyStyle("#56B4E9", "P"),
    "local": FamilyStyle("#4d4d4d", "*"),
}


@dataclass(frozen=True)
class Type:
    """Type sizes (pt) and line pitches (mm) for a width."""

    title_pt: float
    label_pt: float
    small_pt: float
    row_mm: float
    line_mm: float  # each further line of a label, and lines of small text
    label_column_mm: float  # at most; longer labels are broken
    grown: float = 1.0  # text against that of a report: distances grow with it


_WIDE = Type(8.5, 7.0, 6.2, 3.0, 2.7, 44.0)
_NARROW = Type(7.0, 6.0, 6.0, 3.1, 2.4, 28.0)


def family(name: str) -> FamilyStyle:
    """The style of a family; one that this version does not know is grey."""
    return _FAMILIES.get(name, FamilyStyle("#777777", "X"))


def tint(colour: str, ink: float) -> tuple[float, ...]:
    """The colour thinned with white: `ink` 1 leaves it as it is, 0 leaves nothing."""
    return tuple(1 - ink * (1 - part) for part in to_rgb(colour))


def type_for(width_mm: float) -> Type:
    """The type sizes for a figure of this width."""
    type_ = _NARROW if width_mm < (NARROW_MM + WIDE_MM) / 2 else _WIDE
    least = profile.current().smallest_pt
    if least <= type_.small_pt:
        return type_
    grown = least / type_.small_pt
    return replace(type_, label_pt=max(type_.label_pt, least), small_pt=least, row_mm=type_.row_mm * (1 + grown) / 2, line_mm=type_.line_mm * grown, grown=grown)


@contextlib.contextmanager
def settings() -> Iterator[None]:
    """Inside, figures are made and saved alike everywhere: no user's matplotlibrc, no mathtext, no random ids."""
    ours = {
        "font.family": "DejaVu Sans",  # comes with matplotlib
        "text.parse_math": False,  # a '$' in a label is a dollar
        "svg.fonttype": "path",
        "svg.hashsalt": "ipcbench",
        "pdf.fonttype": 42,
        "hatch.linewidth": 0.4,
        "axes.unicode_minus": False,
    }
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # drawn as a box: good enough
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(ours)
        yield
