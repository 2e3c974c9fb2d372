"""How two sides were measured, what that allows for, and what it could have found."""

from __future__ import annotations

from ipcbench.analysis.comparison import Comparison
from ipcbench.words.quantities import rounded_up


def design(comparison: Comparison) -> str:
    """'Measured in pairs: each round of a row on both sides, one after the other.'"""
    if comparison.design == "pairs":
        return "Measured in pairs: each round of a row on both sides, one after the other."
    if comparison.design == "several runs":
        a, b = comparison.runs
        return f"{a} runs against {b}: the run is the unit."
    return "One run on each side: how far the next ones will lie is guessed from how these rows scatter."


def could_find(comparison: Comparison) -> str:
    """'a difference of 1.15x in the median row'; '' where nothing was compared."""
    found = comparison.found_from
    if found is None:
        return ""
    return f"a difference of {rounded_up(found, 3)}x in the median row" if found < 100 else "no difference in the median row"


def gate(comparison: Comparison) -> str:
    """What would have been found in four of five cases."""
    told = could_find(comparison)
    return f"It finds {told}, in four of five cases." if told else ""
