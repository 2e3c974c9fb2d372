"""How a time goes by a payload: alpha + beta m in up to four pieces, fitted to medians over rounds, with intervals.

The number of pieces has the least BIC. Medians of sizes lie about the curve by more than their rounds explain: that lack of
fit weighs in the fit and is in every interval. Intervals come from runs drawn anew: rounds with replacement, samples within
them, and for each size a draw of the lack of fit. Each of these runs chooses its own number of pieces. The intervals are
stretched as Student's t of so few rounds asks for (docs/methodology-appendix.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Sequence

import numpy as np
from scipy import special

from ipcbench.stats import curves
from ipcbench.stats.effects import QUANTILE, SIGMAS
from ipcbench.stats.pieces import Candidate, candidates
from ipcbench.stats.resampling import medians, medians_drawn, own_errors
from ipcbench.stats.series import FEWEST_ROUNDS, Floats

FEWEST_SIZES = 4  # two for the line, two to tell how far they lie about it
DRAWS = 200
_FAR = 10.0  # of BIC: no run drawn anew chooses what is that much worse


@dataclass(frozen=True)
class Value:
    """A number with its 95 % interval, in one unit."""

    value: float
    low: float
    high: float

    def holds(self, other: float) -> bool:
        return self.low <= other <= self.high

    def scaled(self, factor: float) -> Value:
        """In another unit."""
        return Value(self.value * factor, self.low * factor, self.high * factor)

    def over(self, other: Value) -> Value:
        """The ratio of two positive numbers that were measured apart: the errors of their logarithms add up as squares."""
        ratio = self.value / other.value
        below = math.hypot(_log(self.value, self.low), _log(other.high, other.value))
        above = math.hypot(_log(self.high, self.value), _log(other.value, other.low))
        return Value(ratio, ratio * math.exp(-below), ratio * math.exp(min(above, 700)))


@dataclass(frozen=True, eq=False)
class Fit:
    """A curve (see `curves`: ns, bytes) through the medians (ns) of payloads (bytes, ascending).

    `errors` are the standard errors of the logarithms of the medians, `scatter` is that of the sizes about the curve beyond
    these. `drawn` are the curves of runs drawn anew, an array for each number of pieces among them. Intervals reach `stretch`
    times as far as 95 % of these.
    """

    payloads: Floats
    medians: Floats
    errors: Floats
    scatter: float
    curve: Floats
    drawn: tuple[Floats, ...]
    stretch: float

    @property
    def pieces(self) -> int:
        return curves.pieces(self.curve)

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """Bytes, ascending; one fewer than pieces."""
        return tuple(map(float, curves.breakpoints(self.curve)[0]))

    @cached_property
    def alpha(self) -> Value:
        """The time at a payload of nothing (ns)."""
        return self._number(self.curve[:, 0], [each[:, 0] for each in self.drawn])

    @cached_property
    def first_beta(self) -> Value:
        """The slope of the first piece (ns per byte): what small payloads go by."""
        return self._number(self.curve[:, 1], [each[:, 1] for each in self.drawn])

    @cached_property
    def beta(self) -> Value:
        """The slope of the last piece (ns per byte): what large payloads go by."""
        return self._number(self.curve[:, self.pieces], [each[:, curves.pieces(each)] for each in self.drawn])

    @property
    def slopes(self) -> tuple[float, ...]:
        """Of all pieces (ns per byte)."""
        return tuple(map(float, self.curve[0, 1 : self.pieces + 1]))

    @cached_property
    def half_rate(self) -> Value:
        """n_half: the least payload (bytes) that moves at half the rate of huge ones; infinite where these take no time."""
        return self._number(curves.half_rate(self.curve), [curves.half_rate(each) for each in self.drawn])

    def predict(self, payload: float) -> Value:
        """What this run would have measured at a payload (bytes): its median over rounds (ns).

        Beyond the largest payload it takes for granted that the last piece goes on.
        """
        at = np.array([float(payload)])
        drawn = np.concatenate([np.log(curves.times(each, at)[:, 0]) for each in self.drawn])
        value = float(np.log(curves.times(self.curve, at)[0, 0]))
        low, high = self._ends(value, drawn)
        error = float(np.interp(math.log(payload), np.log(self.payloads), self.errors))
        own = self.stretch * SIGMAS * math.hypot(self.scatter, error)
        return Value(math.exp(value), math.exp(value - math.hypot(value - low, own)), math.exp(value + math.hypot(high - value, own)))

    def _number(self, value: Floats, drawn: Sequence[Floats]) -> Value:
        """Of something that is never below 0, in the curve and in those drawn."""
        low, high = self._ends(float(value[0]), np.concatenate(drawn))
        return Value(float(value[0]), low if low > curves.LEAST else 0.0, high)

    def _ends(self, value: float, drawn: Floats) -> tuple[float, float]:
        """Of the interval of a value of the curve, by those of the curves drawn."""
        ordered = np.sort(drawn)
        beyond = round(len(ordered) * (1 - QUANTILE))
        low, high = float(ordered[beyond - 1]), float(ordered[-beyond])
        if math.isinf(value):
            return low, value
        return value - self.stretch * max(value - low, 0.0), value + self.stretch * max(high - value, 0.0)


def fit(payloads: Floats, samples: Floats, seed: int = 1) -> Fit | None:
    """The fit of samples (ns; payloads x rounds x samples, NaN where there is none) at payloads (bytes, ascending).

    None of fewer than four payloads or six rounds.
    """
    rounds = samples.shape[1]
    if len(payloads) < FEWEST_SIZES or rounds < FEWEST_ROUNDS:
        return None
    random = np.random.default_rng(seed)
    observed, errors = medians(samples), own_errors(samples)
    found = candidates(payloads, np.log(observed), errors, len(payloads) * rounds)
    best = min(found, key=lambda one: one.bic)
    near = [one for one in found if one.bic <= best.bic + _FAR]
    drawn = _drawn(near, np.log(medians_drawn(samples, DRAWS, random)), random)
    freedom = rounds - 1 if best.scatter == 0 else min(rounds - 1, best.freedom)
    stretch = float(special.stdtrit(freedom, QUANTILE)) / SIGMAS * math.sqrt(rounds / (rounds - 1))
    return Fit(payloads, observed, errors, best.scatter, best.curve, drawn, stretch)


def _log(upper: float, lower: float) -> float:
    """Of the ratio of two numbers, the first at least as large as the second."""
    return math.log(upper / lower) if lower > 0 else math.inf


def _drawn(near: Sequence[Candidate], logarithms: Floats, random: np.random.Generator) -> tuple[Floats, ...]:
    """The curve of each run drawn anew, of as many pieces as it chooses."""
    noise = random.standard_normal(logarithms.shape)
    found = [one.redrawn(logarithms, noise) for one in near]
    chosen = np.argmin([bic for _, bic in found], axis=0)
    return tuple(curve[chosen == number] for number, (curve, _) in enumerate(found) if (chosen == number).any())
