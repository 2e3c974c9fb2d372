"""How many pieces a curve through medians has, by BIC, and how far the medians of sizes lie about it beyond their errors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from ipcbench.stats import curves
from ipcbench.stats.series import Floats

MOST_PIECES = 4
_A_LOOK, _STEPS, _STEPS_OF_A_DRAW = 6, 25, 6
_LOOKED_AT = 4  # starts that go on after a look


@dataclass(frozen=True, eq=False)
class Candidate:
    """A curve (one row, see `curves`), the scatter of sizes about it (of logarithms), and its BIC: the less the better.

    `payloads` are in bytes, `errors` the standard errors of the logarithms of the medians there. BIC is `left` by the fit,
    and `constant`.
    """

    payloads: Floats
    errors: Floats
    curve: Floats
    scatter: float
    left: float
    constant: float

    @property
    def bic(self) -> float:
        return self.left + self.constant

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the scatter."""
        return _freedom(self.payloads, curves.pieces(self.curve))

    def redrawn(self, logarithms: Floats, noise: Floats) -> tuple[Floats, Floats]:
        """Curves of as many pieces through the medians (logarithms) of runs drawn anew, a row each, and their BIC.

        `noise` is standard normal: each size of each run is moved by the scatter times that.
        """
        begun = np.repeat(self.curve, len(logarithms), axis=0)
        moved = logarithms + self.scatter * noise
        found, left = curves.fitted(begun, self.payloads, moved, np.hypot(self.errors, self.scatter), _STEPS_OF_A_DRAW)
        return found, left + self.constant


def candidates(payloads: Floats, logarithms: Floats, errors: Floats, values: int) -> list[Candidate]:
    """The best curve of each number of pieces that the payloads can tell, through medians (logarithms) of `values` values in all."""
    found = [_candidate(payloads, logarithms, errors, values, count) for count in range(1, MOST_PIECES + 1)]
    return [one for one in found if one is not None]


def _candidate(payloads: Floats, logarithms: Floats, errors: Floats, values: int, count: int) -> Candidate | None:
    begun = curves.starts(payloads, np.exp(logarithms), count)
    if not len(begun) or _freedom(payloads, count) < 1:
        return None
    tried, left = curves.fitted(begun, payloads, logarithms, errors, _A_LOOK)
    tried, left = curves.fitted(tried[np.argsort(left)[:_LOOKED_AT]], payloads, logarithms, errors, _STEPS)
    curve, scatter = tried[[int(np.argmin(left))]], 0.0
    for _ in range(2):
        scatter = _scatter(logarithms - np.log(curves.times(curve, payloads)[0]), errors, _freedom(payloads, count))
        curve, left = curves.fitted(curve, payloads, logarithms, np.hypot(errors, scatter), _STEPS)
    constant = float(np.log(errors**2 + scatter**2).sum()) + curve.shape[1] * math.log(values)
    return Candidate(payloads, errors, curve, scatter, float(left[0]), constant)


def _freedom(payloads: Floats, count: int) -> int:
    """A breakpoint that is looked for takes about two: itself, and that it was the best of many (Friedman 1991)."""
    return len(payloads) - 2 - 3 * (count - 1)


def _scatter(distances: Floats, errors: Floats, freedom: int) -> float:
    """How far sizes lie about a curve beyond their errors: squares over both variances add up to the degrees of freedom.

    That is the estimate of Paule and Mandel (1982); 0 where the errors explain it all.
    """

    def excess(variance: float) -> float:
        return float((distances**2 / (errors**2 + variance)).sum()) - freedom

    if excess(0.0) <= 0:
        return 0.0
    return math.sqrt(optimize.brentq(excess, 0.0, float((distances**2).sum()) / freedom))
