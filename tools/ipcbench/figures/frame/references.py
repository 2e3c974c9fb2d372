"""What a panel of the headline is compared with: the lines of computing here and of the bound, at the shapes that it shows."""

from __future__ import annotations

from dataclasses import dataclass

from ipcbench.analysis.cost import cost
from ipcbench.analysis.rows import Summary
from ipcbench.base.text import clean
from ipcbench.result.model import Shape
from ipcbench.words.quantities import in_ms

_MS = 1e-6  # nanoseconds to milliseconds


@dataclass(frozen=True)
class Look:
    """How the rows of a shape are drawn: the size of their markers (pt), and whether with cold, transfer and tuning."""

    shape: Shape
    size: float
    detailed: bool


@dataclass(frozen=True)
class Reference:
    """A vertical line: computing here (solid) or the bound (dashed)."""

    value_ms: float
    printed: str
    name: str
    dash: str
    weight: float  # pt


def references(summary: Summary, look: Look) -> list[Reference]:
    """The lines to compare with at a shape: computing here, and the faster of the plain copies."""
    rows = (
        (summary.base(look.shape), f"here: {clean(summary.kernel, 20)}", "-"),
        (summary.bound(look.shape), "bound", "--"),
    )
    costs = [(cost(summary, row) if row else None, name, dash) for row, name, dash in rows]
    weight = 0.9 if look.detailed else 0.45
    return [Reference(found.median * _MS, in_ms(found), name, dash, weight) for found, name, dash in costs if found and found.median]
