"""Effects in words: '1.4x slower', never 0.71."""

from __future__ import annotations

import math

from ipcbench.analysis.comparison import Judged
from ipcbench.base.text import significant
from ipcbench.stats.effects import Effect
from ipcbench.stats.series import FEWEST_ROUNDS
from ipcbench.words.quantities import rounded_up


def ratio(value: float, sign: str = "x") -> str:
    """'1.40x slower', '12x faster', '0.30 % slower' below 1.01x, 'the same' within 0.005 %."""
    times = value if value >= 1 else 1 / value if value > 0 else math.inf
    if not math.isfinite(times):
        return "any times slower" if value > 1 else "any times faster"
    if times < 1.00005:
        return "the same"
    return f"{_times(times, sign)} {'slower' if value > 1 else 'faster'}"


def interval(effect: Effect, sign: str = "x") -> str:
    """'1.31x to 1.52x', in the direction of the effect; both ends in words if they differ in it."""
    if effect.low > 1:
        return f"{_times(effect.low, sign)} to {_times(effect.high, sign)}"
    if effect.high < 1:
        return f"{_times(1 / effect.high, sign)} to {_times(1 / effect.low if effect.low else math.inf, sign)}"
    return f"{ratio(effect.low, sign)} to {ratio(effect.high, sign)}"


def possible(effect: Effect) -> str:
    """The largest difference that is not excluded, rounded up: '4.6 %', '2.3x'."""
    return _up_to(effect.most)


def _up_to(most: float) -> str:
    if not math.isfinite(most):
        return "any"
    return f"{rounded_up(100 * most, 3 if most >= 0.99 else 2)} %" if most < 1 else f"{rounded_up(1 + most, 3 if most >= 98 else 2)}x"


def sentence(row: Judged, rows: int) -> str:
    """What is known of a row among so many."""
    effect = row.effect
    if effect is None:
        return f"{row.rounds} round{'' if row.rounds == 1 else 's'}: too few to tell (at least {FEWEST_ROUNDS})"
    if row.verdict == "SAME":
        return f"the same within {_up_to(row.judgement.within)}"
    if row.verdict != "AMBIGUOUS":
        return f"{ratio(effect.ratio)} ({interval(effect)})"
    if not math.isfinite(effect.most):
        return "no difference seen, and none excluded: too few rounds, or too unlike"
    if effect.low <= 1 <= effect.high:
        return f"no difference seen, up to {possible(effect)} possible"
    beyond = "what rows differ by from run to run" if row.judgement.by_machine else f"chance among {rows} rows"
    return f"{ratio(effect.ratio)} ({interval(effect)}), but not beyond {beyond}"


def _times(times: float, sign: str) -> str:
    if not math.isfinite(times):
        return "any"
    if times < 1.01:  # two decimals would tell little of it, or nothing
        return f"{significant(100 * (times - 1), 2)} %"
    return (f"{times:.2f}" if times < 1.995 else significant(times, 3 if times >= 99.5 else 2)) + sign
