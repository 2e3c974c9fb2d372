"""Figures as files: the same input gives the same bytes."""

from __future__ import annotations

import io
from typing import Any, Mapping

from matplotlib.figure import Figure

from ipcbench.figures.frame import hover

FORMATS = ("svg", "pdf", "png")
PNG_DPI = 300

# Dates and versions are left out: they would make every file different.
_METADATA: Mapping[str, Mapping[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}


def rendered(figure: Figure, format_: str) -> bytes:
    """The figure as a file of this format ('svg', 'pdf' or 'png')."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format=format_, dpi=PNG_DPI, metadata=dict(_METADATA[format_]))
    return hover.with_titles(buffer.getvalue()) if format_ == "svg" else buffer.getvalue()
