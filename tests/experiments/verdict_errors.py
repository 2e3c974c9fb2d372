#!/usr/bin/env python3
"""How often tools/compare calls rows different that are not, and finds those that are, by simulation of pairs of runs.

    python3 tests/experiments/verdict_errors.py --pairs 200
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Mapping

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from ipcbench.analysis.judging import judge  # noqa: E402
from ipcbench.stats.series import Floats  # noqa: E402

ROWS, SLOWER = 74, 3  # of the second run's rows, so many are slower
SLOW_DOWNS = (1.15, 1.5)
ROUNDS = ((6, 6), (18, 18), (6, 18), (6, 200))
MARGIN = 0.05
NOISE = 0.05  # of the logarithm of a round's median


def _autoregression(random: np.random.Generator, rho: float, rows: int, rounds: int) -> Floats:
    """Of the first order, with standard deviation 1."""
    values = random.normal(0, 1, (rows, rounds))
    for i in range(1, rounds):
        values[:, i] = rho * values[:, i - 1] + np.sqrt(1 - rho**2) * values[:, i]
    return values


def _noise(random: np.random.Generator, rounds: int) -> Floats:
    return random.normal(0, NOISE, (ROWS, rounds))


def _spikes(random: np.random.Generator, rounds: int) -> Floats:
    return _noise(random, rounds) + np.where(random.random((ROWS, rounds)) < 0.1, np.log(3), 0)


def _two_modes(random: np.random.Generator, rounds: int) -> Floats:
    return _noise(random, rounds) + np.where(random.random((ROWS, rounds)) < 0.4, np.log(2), 0)


def _own_drift(random: np.random.Generator, rounds: int) -> Floats:
    return NOISE * _autoregression(random, 0.5, ROWS, rounds)


def _common_drift(random: np.random.Generator, rounds: int) -> Floats:
    return _noise(random, rounds) + NOISE * _autoregression(random, 0.8, 1, rounds)


def _step(random: np.random.Generator, rounds: int) -> Floats:
    slow = np.arange(rounds) >= random.integers(1, rounds)
    return _noise(random, rounds) + np.log(1.2) * slow * random.choice([-1, 1])


def _run_to_run(random: np.random.Generator, rounds: int) -> Floats:
    return _noise(random, rounds) + random.normal(0, 0.1, (ROWS, 1)) + random.normal(0, 0.1)


def _unequal(random: np.random.Generator, rounds: int) -> Floats:
    return _noise(random, rounds) * random.choice([1.0, 0.2])


#: Logarithms of per-round medians of all rows, by what the rounds of a run are like.
MODELS: Mapping[str, Callable[[np.random.Generator, int], Floats]] = {
    "independent": _noise,
    "one round in ten three times as slow": _spikes,
    "two rounds in five at half the speed": _two_modes,
    "every other run a fifth as noisy": _unequal,
    "each row's own drift, correlation 0.5": _own_drift,
    "drift of the whole machine, 0.8": _common_drift,
    "a step of 20 % somewhere in the run": _step,
    "10 % from run to run, of all and of each": _run_to_run,
}


@dataclass
class Count:
    """What was seen of equal rows, and of those that were made slower."""

    equal: int = 0
    called_different: int = 0
    pairs_with_any: int = 0
    covered: int = 0
    found: Mapping[float, int] | None = None


def simulate(model: str, rounds: tuple[int, int], pairs: int, one_machine: bool, seed: int) -> Count:
    """Counts over `pairs` pairs of runs of one build, the second one with SLOWER slower rows in turn by each of SLOW_DOWNS."""
    random = np.random.default_rng([seed, *rounds])
    count, found = Count(), dict.fromkeys(SLOW_DOWNS, 0)
    for _ in range(pairs):
        first, second = (1e6 * np.exp(MODELS[model](random, n)) for n in rounds)
        judged, _ = judge(list(zip(first, second)), MARGIN, one_machine)
        different = sum(one.verdict in ("FASTER", "SLOWER") for one in judged)
        count.equal += ROWS
        count.called_different += different
        count.pairs_with_any += different > 0
        count.covered += sum(one.effect is not None and one.effect.low <= 1 <= one.effect.high for one in judged)
        for factor in SLOW_DOWNS:
            slowed = second.copy()
            slowed[:SLOWER] *= factor
            judged, _ = judge(list(zip(first, slowed)), MARGIN, one_machine)
            found[factor] += sum(one.verdict == "SLOWER" for one in judged[:SLOWER])
    count.found = found
    return count


def main() -> int:
    """Prints a line per model, number of rounds, and whether the runs are known to be of one machine."""
    parser = argparse.ArgumentParser(description="Errors of the verdicts of tools/compare, by simulation.")
    parser.add_argument("--pairs", type=int, default=100, help="simulated pairs of runs per line (100)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    heads = ["called different", "pairs with any", "interval holds 1", *(f"{factor:g}x found" for factor in SLOW_DOWNS)]
    print(f"{'':42}{'rounds':>8}  {'machine':8}" + "".join(f"{head:>18}" for head in heads))
    for model in MODELS:
        for rounds in ROUNDS:
            for machine in ("same", "another"):
                c = simulate(model, rounds, options.pairs, machine == "same", options.seed)
                found = [(c.found or {})[factor] / (SLOWER * options.pairs) for factor in SLOW_DOWNS]
                shares = [c.called_different / c.equal, c.pairs_with_any / options.pairs, c.covered / c.equal, *found]
                line = "".join(f"{100 * share:>16.2f} %" for share in shares)
                print(f"{model:42}{rounds[0]:>4},{rounds[1]:>3}  {machine:8}{line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
