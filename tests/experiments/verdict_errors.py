#!/usr/bin/env python3
"""How often tools/compare calls rows different that are not, and finds those that are, by simulation.

    python3 tests/experiments/verdict_errors.py --pairs 200
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Mapping, Sequence

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from ipcbench.analysis.judging import Judgement, judge, judge_pairs, judge_runs  # noqa: E402
from ipcbench.stats.series import Floats, Series  # noqa: E402

ROWS, SLOWER = 74, 3  # of the second side's rows, so many are slower
SLOW_DOWNS = (1.15, 1.5)
MARGIN = 0.05
NOISE = 0.05  # of the logarithm of a round's median
SEVERAL = 3  # runs on either side

Random = np.random.Generator
Part = Callable[[Random, int], Floats]  # of the logarithms of per-round medians: rows by rounds
State = Callable[[Random, int, int], Floats]  # likewise, at so many moments in each round


def _autoregression(random: Random, rho: float, rows: int, rounds: int, moments: int) -> Floats:
    """Of the first order, with standard deviation 1 and this correlation from round to round."""
    step = rho ** (1 / moments)
    values = random.normal(0, 1, (rows, rounds * moments))
    for i in range(1, rounds * moments):
        values[:, i] = step * values[:, i - 1] + np.sqrt(1 - step**2) * values[:, i]
    return values


def _noise(random: Random, rounds: int) -> Floats:
    return random.normal(0, NOISE, (ROWS, rounds))


def _spikes(random: Random, rounds: int) -> Floats:
    return _noise(random, rounds) + np.where(random.random((ROWS, rounds)) < 0.1, np.log(3), 0)


def _two_modes(random: Random, rounds: int) -> Floats:
    return _noise(random, rounds) + np.where(random.random((ROWS, rounds)) < 0.4, np.log(2), 0)


def _unequal(random: Random, rounds: int) -> Floats:
    return _noise(random, rounds) * random.choice([1.0, 0.2])


def _none(random: Random, rounds: int) -> Floats:
    return np.zeros((ROWS, rounds))


def _steady(random: Random, rounds: int, moments: int) -> Floats:
    return np.zeros((ROWS, rounds * moments))


def _own_drift(random: Random, rounds: int, moments: int) -> Floats:
    return NOISE * _autoregression(random, 0.5, ROWS, rounds, moments)


def _drift(random: Random, rounds: int, moments: int) -> Floats:
    return NOISE * _autoregression(random, 0.8, 1, rounds, moments) + np.zeros((ROWS, 1))


def _step(random: Random, rounds: int, moments: int) -> Floats:
    height = np.log(1.2) * random.choice([-1, 1])
    return height * (np.arange(rounds * moments) >= random.integers(1, rounds * moments)) + np.zeros((ROWS, 1))


def _run_to_run(random: Random, rounds: int, moments: int) -> Floats:
    return random.normal(0, 0.1, (ROWS, 1)) + random.normal(0, 0.1) + np.zeros(rounds * moments)


#: What each round has of its own, and the state of the machine, which goes on: two sides in pairs share it, moment by moment.
MODELS: Mapping[str, tuple[Part, State]] = {
    "independent": (_noise, _steady),
    "one round in ten three times as slow": (_spikes, _steady),
    "two rounds in five at half the speed": (_two_modes, _steady),
    "every other run a fifth as noisy": (_unequal, _steady),
    "each row's own drift, correlation 0.5": (_none, _own_drift),
    "drift of the whole machine, 0.8": (_noise, _drift),
    "a step of 20 % somewhere in the run": (_noise, _step),
    "10 % from run to run, of all and of each": (_noise, _run_to_run),
}


def _series(logs: Floats) -> list[Series]:
    """The times (ns) of each row, by round."""
    return [Series(np.arange(row.size), 1e6 * np.exp(row)) for row in logs]


def _run(random: Random, model: str, rounds: int) -> Floats:
    own, machine = MODELS[model]
    return own(random, rounds) + machine(random, rounds, 1)


def _single(random: Random, model: str, rounds: tuple[int, int]) -> list[list[Floats]]:
    return [[_run(random, model, count)] for count in rounds]


def _in_pairs(random: Random, model: str, rounds: tuple[int, int]) -> list[list[Floats]]:
    """Each round has two moments; which side has the first one is drawn by lot for each row, and turns in the next round."""
    own, machine = MODELS[model]
    count = rounds[0]
    moments = machine(random, count, 2).reshape(ROWS, count, 2)
    lots = np.repeat(random.integers(0, 2, (ROWS, (count + 1) // 2)), 2, axis=1)[:, :count]
    first = (lots + np.arange(count)) % 2
    return [[own(random, count) + np.take_along_axis(moments, side[:, :, None], axis=2)[:, :, 0]] for side in (first, 1 - first)]


def _several(random: Random, model: str, rounds: tuple[int, int]) -> list[list[Floats]]:
    return [[_run(random, model, count) for _ in range(SEVERAL)] for count in rounds]


def _judge_single(a: Sequence[Floats], b: Sequence[Floats], one_machine: bool) -> list[Judgement]:
    return judge([*zip(_series(a[0]), _series(b[0]))], [MARGIN] * ROWS, one_machine)[0]


def _judge_pairs(a: Sequence[Floats], b: Sequence[Floats], one_machine: bool) -> list[Judgement]:
    return judge_pairs([*zip(_series(a[0]), _series(b[0]))], [MARGIN] * ROWS)[0]


def _judge_runs(a: Sequence[Floats], b: Sequence[Floats], one_machine: bool) -> list[Judgement]:
    sides = [[*zip(*map(_series, side))] for side in (a, b)]
    return judge_runs([*zip(*sides)], [MARGIN] * ROWS, one_machine)[0]


@dataclass(frozen=True)
class Design:
    """How two sides are measured and judged."""

    draw: Callable[[Random, str, tuple[int, int]], list[list[Floats]]]
    judge: Callable[[Sequence[Floats], Sequence[Floats], bool], list[Judgement]]
    rounds: tuple[tuple[int, int], ...]
    machines: tuple[str, ...] = ("same",)


DESIGNS: Mapping[str, Design] = {
    "single": Design(_single, _judge_single, ((6, 6), (18, 18), (6, 18), (6, 200)), ("same", "another")),
    "pairs": Design(_in_pairs, _judge_pairs, ((6, 6), (10, 10), (18, 18))),
    "several": Design(_several, _judge_runs, ((6, 6), (10, 10))),
}


@dataclass
class Count:
    """What was seen of equal rows, and of those that were made slower."""

    equal: int = 0
    called_different: int = 0
    pairs_with_any: int = 0
    covered: int = 0
    found: Mapping[float, int] | None = None


def simulate(model: str, rounds: tuple[int, int], pairs: int, one_machine: bool, seed: int, design: str = "single") -> Count:
    """Counts over `pairs` comparisons of one build with itself, the second side with SLOWER slower rows in turn by each of SLOW_DOWNS."""
    random, how = np.random.default_rng([seed, *rounds]), DESIGNS[design]
    count, found = Count(), dict.fromkeys(SLOW_DOWNS, 0)
    for _ in range(pairs):
        first, second = how.draw(random, model, rounds)
        judged = how.judge(first, second, one_machine)
        different = sum(one.verdict in ("FASTER", "SLOWER") for one in judged)
        count.equal += ROWS
        count.called_different += different
        count.pairs_with_any += different > 0
        count.covered += sum(one.effect is not None and one.effect.low <= 1 <= one.effect.high for one in judged)
        for factor in SLOW_DOWNS:
            slowed = [run + np.log(factor) * (np.arange(ROWS) < SLOWER)[:, None] for run in second]
            found[factor] += sum(one.verdict == "SLOWER" for one in how.judge(first, slowed, one_machine)[:SLOWER])
    count.found = found
    return count


def main() -> int:
    """Prints a line per design, model, number of rounds, and whether the runs are known to be of one machine."""
    parser = argparse.ArgumentParser(description="Errors of the verdicts of tools/compare, by simulation.")
    parser.add_argument("--pairs", type=int, default=100, help="simulated comparisons per line (100)")
    parser.add_argument("--design", choices=DESIGNS, action="append", help="how they are measured (all)")
    parser.add_argument("--rounds", type=int, action="append", help="on either side (several numbers)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    heads = ["called different", "pairs with any", "interval holds 1", *(f"{factor:g}x found" for factor in SLOW_DOWNS)]
    print(f"{'':42}{'design':9}{'rounds':>8}  {'machine':8}" + "".join(f"{head:>18}" for head in heads))
    for design in options.design or DESIGNS:
        for model in MODELS:
            for rounds in [(count, count) for count in options.rounds or ()] or DESIGNS[design].rounds:
                for machine in DESIGNS[design].machines:
                    c = simulate(model, rounds, options.pairs, machine == "same", options.seed, design)
                    found = [(c.found or {})[factor] / (SLOWER * options.pairs) for factor in SLOW_DOWNS]
                    shares = [c.called_different / c.equal, c.pairs_with_any / options.pairs, c.covered / c.equal, *found]
                    line = "".join(f"{100 * share:>16.2f} %" for share in shares)
                    print(f"{model:42}{design:9}{rounds[0]:>4},{rounds[1]:>3}  {machine:8}{line}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
