"""Two rows of one run for a terminal."""

from __future__ import annotations

from typing import Sequence

from ipcbench.analysis.two_rows import TwoRows
from ipcbench.base.text import clean, wrap
from ipcbench.stats.series import FEWEST_ROUNDS
from ipcbench.words.effect import interval, ratio
from ipcbench.words.quantities import in_ms


def render(found: Sequence[TwoRows], columns: int) -> str:
    """A sentence for each shape; ends in a newline."""
    return "\n".join(line for one in found for line in wrap(_sentence(one), columns)) + "\n"


def _sentence(one: TwoRows) -> str:
    first, second = (f"{clean(row.name, 60)} ({in_ms(known)} ms)" for row, known in zip((one.first, one.second), one.costs))
    effect = one.effect
    if effect is None:
        return f"{second} against {first}: fewer than {FEWEST_ROUNDS} rounds, too few to tell."
    if effect.low <= 1 <= effect.high:
        return f"{second} cannot be told from {first}: {interval(effect)}."
    return f"{second} is {ratio(effect.ratio)} than {first} ({interval(effect)})."
