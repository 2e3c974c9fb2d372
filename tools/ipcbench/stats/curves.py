"""Times over payloads as continuous lines in pieces, many at once, and the robust fit of them to logarithms of times.

A curve of J pieces is t(m) = alpha + the sum of slope times the part of m in each piece. It is a vector of 2 J numbers:
alpha (ns), J slopes (ns per byte), and the logarithms of the J - 1 breakpoints (bytes) between them. Functions take and
return an array with a row for each curve. Alpha and slopes are never below LEAST; each piece holds at least two payloads.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt

from ipcbench.stats.series import Floats

LEAST = 1e-9  # ns, and ns per byte: as good as 0, and a logarithm of a time is always known
IN_A_PIECE = 2  # payloads: the slope between fewer is not known
_A_GAIN, _IDLE_STEPS = 1e-6, 3  # a fit ends when no curve gains that much in so many steps


def pieces(curves: Floats) -> int:
    """How many pieces these curves have."""
    return curves.shape[1] // 2


def breakpoints(curves: Floats) -> Floats:
    """Bytes, ascending: a row for each curve, of one fewer than there are pieces."""
    return np.asarray(np.exp(curves[:, pieces(curves) + 1 :]))


def times(curves: Floats, payloads: Floats) -> Floats:
    """Nanoseconds: a row for each curve, a column for each payload (bytes)."""
    count = pieces(curves)
    return np.asarray(curves[:, :1] + (_parts(breakpoints(curves), payloads) @ curves[:, 1 : count + 1, None])[..., 0])


def half_rate(curves: Floats) -> Floats:
    """The least payload (bytes) that moves at half the rate of huge ones, of each curve; infinite where these take no time.

    The rate is bytes over time, that of huge payloads one over the last slope.
    """
    count, found = pieces(curves), np.full(len(curves), np.inf)
    allowed = 2 * curves[:, count]  # ns per byte at half the rate
    edges = np.concatenate([np.zeros((len(curves), 1)), breakpoints(curves)], axis=1)
    for piece in reversed(range(count)):
        edge, slope = edges[:, piece], curves[:, 1 + piece]
        over = _at(curves, edge) - allowed * edge  # ns too many where the piece begins
        with np.errstate(divide="ignore", invalid="ignore"):
            reached = edge + over / (allowed - slope)
        end = edges[:, piece + 1] if piece + 1 < count else np.inf
        inside = (over > 0) & (allowed > slope) & (reached <= end)
        found = np.where(over <= 0, edge, np.where(inside, reached, found))
    return np.where(curves[:, count] > LEAST, found, np.inf)


def _at(curves: Floats, payloads: Floats) -> Floats:
    """The time of each curve at a payload of its own."""
    parts = _parts(breakpoints(curves), payloads[:, None])[:, 0]
    return np.asarray(curves[:, 0] + (parts * curves[:, 1 : pieces(curves) + 1]).sum(axis=1))


def _parts(breaks: Floats, payloads: Floats) -> Floats:
    """How many bytes of each payload lie in each piece: curves x payloads x pieces. Payloads are those of all, or a row for each curve."""
    ends = np.concatenate([np.zeros((len(breaks), 1)), breaks, np.full((len(breaks), 1), np.inf)], axis=1)[:, None, :]
    return np.asarray(np.maximum(np.minimum(payloads[..., None], ends[..., 1:]) - ends[..., :-1], 0.0))


def starts(payloads: Floats, observed: Floats, count: int) -> Floats:
    """A curve of `count` pieces for each way to share the payloads (ascending) out among them; none if there are too few.

    The breakpoints lie halfway between payloads, the rest follows from least squares of relative errors.
    """
    ways = [way for way in combinations(range(IN_A_PIECE, len(payloads) - IN_A_PIECE + 1), count - 1) if _far_apart(way)]
    if not ways or len(payloads) < IN_A_PIECE * count:
        return np.empty((0, 2 * count))
    logs = np.log(payloads)
    breaks = np.array([[(logs[first - 1] + logs[first]) / 2 for first in way] for way in ways]).reshape(len(ways), count - 1)
    parts = _parts(np.exp(breaks), payloads)
    design = np.concatenate([np.ones((*parts.shape[:2], 1)), parts], axis=2) / observed[None, :, None]
    width = np.sqrt((design**2).sum(axis=1, keepdims=True))
    design = design / width
    normal = np.swapaxes(design, 1, 2) @ design + 1e-9 * np.eye(count + 1)
    found = np.linalg.solve(normal, design.sum(axis=1)[..., None])[..., 0] / width[:, 0]
    overall = observed.max() / payloads.max()
    floors = np.array([observed.min() / 10, *[overall / 100] * count])
    return np.concatenate([np.maximum(found, floors), breaks], axis=1)


def _far_apart(way: tuple[int, ...]) -> bool:
    return all(b - a >= IN_A_PIECE for a, b in zip(way, way[1:]))


def fitted(curves: Floats, payloads: Floats, logarithms: Floats, errors: Floats, steps: int) -> tuple[Floats, Floats]:
    """The curves moved to where they fit best, and what is left (a number for each curve).

    `logarithms` are of the times (ns) at the payloads, a row for each curve or one for all; `errors` their standard errors.
    What is left is the sum of 2 (sqrt(1 + r^2) - 1) over the payloads, r the distance in standard errors: one that lies far
    off pulls with no more than its sign (soft L1, as scipy.optimize.least_squares has it). Levenberg-Marquardt, all curves
    at once, with at most `steps` steps.
    """
    count = pieces(curves)
    lower, upper = _bounds(payloads, count)
    curves = np.clip(curves, lower, upper)
    distances, model = _distances(curves, payloads, logarithms, errors)
    left, damping, idle = _loss(distances), np.full(len(curves), 1e-3), 0
    for _ in range(steps):
        slopes = _jacobian(curves, payloads, model) / errors[None, :, None]
        moved = np.minimum(np.maximum(curves + _step(slopes, distances, damping, curves <= lower), lower), upper)
        there, model_there = _distances(moved, payloads, logarithms, errors)
        left_there = np.where(_each_holds_payloads(moved, payloads), _loss(there), np.inf)
        better = left_there < left
        gained = np.where(better, left - left_there, 0.0)
        pairs = ((moved, curves), (there, distances), (model_there, model))
        curves, distances, model = (np.where(better[:, None], new, old) for new, old in pairs)
        left = np.where(better, left_there, left)
        damping = np.maximum(np.where(better, damping / 8, damping * 8), 1e-9)
        idle = 0 if (gained > _A_GAIN * (1 + left)).any() else idle + 1
        if idle == _IDLE_STEPS:
            break
    return curves, left


def _bounds(payloads: Floats, count: int) -> tuple[Floats, Floats]:
    first, last = np.log(payloads[IN_A_PIECE - 1]), np.log(payloads[-IN_A_PIECE])
    free = count + 1
    return np.array([LEAST] * free + [first] * (count - 1)), np.array([np.inf] * free + [last] * (count - 1))


def _each_holds_payloads(curves: Floats, payloads: Floats) -> npt.NDArray[np.bool_]:
    breaks = breakpoints(curves)
    below = (payloads[None, :, None] <= breaks[:, None, :] * (1 + 1e-12)).sum(axis=1)
    ends = np.concatenate([np.zeros((len(curves), 1)), below, np.full((len(curves), 1), len(payloads))], axis=1)
    return np.asarray((np.diff(ends, axis=1) >= IN_A_PIECE).all(axis=1))


def _distances(curves: Floats, payloads: Floats, logarithms: Floats, errors: Floats) -> tuple[Floats, Floats]:
    model = times(curves, payloads)
    return (logarithms - np.log(model)) / errors, model


def _loss(distances: Floats) -> Floats:
    return np.asarray(2 * (np.sqrt(1 + distances**2) - 1).sum(axis=1))


def _jacobian(curves: Floats, payloads: Floats, model: Floats) -> Floats:
    """Of the logarithms of the times: curves x payloads x parameters."""
    count, breaks = pieces(curves), breakpoints(curves)
    beyond = payloads[None, :, None] > breaks[:, None, :]
    turns = ((curves[:, 1:count] - curves[:, 2 : count + 1]) * breaks)[:, None, :] * beyond
    parts = _parts(breaks, payloads)
    return np.asarray(np.concatenate([np.ones((*parts.shape[:2], 1)), parts, turns], axis=2) / model[..., None])


def _step(slopes: Floats, distances: Floats, damping: Floats, at_bound: npt.NDArray[np.bool_]) -> Floats:
    """A step of each curve; none of a parameter that would leave its lower bound."""
    weights = 1 / np.sqrt(1 + distances**2)
    weighted = slopes * weights[..., None]
    transposed = np.swapaxes(weighted, 1, 2)
    gradient = (transposed @ distances[..., None])[..., 0]
    free = ~(at_bound & (gradient < 0))
    normal = transposed @ slopes
    width = np.sqrt(np.einsum("npp->np", normal))
    width = np.where((width > 0) & free, width, np.inf)  # what moves nothing stays
    normal = normal / (width[:, :, None] * width[:, None, :])
    diagonal = np.arange(normal.shape[1])
    normal[:, diagonal, diagonal] = 1 + damping[:, None]
    return np.asarray(np.linalg.solve(normal, (gradient / width)[..., None])[..., 0] / width)
