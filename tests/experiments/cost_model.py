#!/usr/bin/env python3
"""How often the intervals of the cost model, and that of the crossing, hold the truth, by simulation.

    python3 tests/experiments/cost_model.py --tries 1000
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Mapping

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "tools"), str(HERE.parent / "tools")]

import factory  # noqa: E402
from ipcbench.analysis.cost import pays_from  # noqa: E402
from ipcbench.analysis.summaries import summarise  # noqa: E402
from ipcbench.result import reader  # noqa: E402
from ipcbench.stats import curves  # noqa: E402
from ipcbench.stats.fits import Value, fit  # noqa: E402
from ipcbench.stats.series import Floats  # noqa: E402

Random = np.random.Generator
PAYLOADS = 8.0 * 4.0 ** np.arange(13)  # bytes: 8 B to 128 MiB
MATRICES = np.array([8.0 * 170 * 9111, 8.0 * 500 * 9111])
ROUNDS, SAMPLES = 10, 6
NUMBERS_OF_PIECES = (1, 2, 3)
WANTED = 0.93
HELD = ("alpha", "first beta", "last beta", "170x9111", "500x9111", "170x9111 as measured", "500x9111 as measured")


@dataclass(frozen=True)
class Noise:
    """Standard deviations of logarithms: of what a round does to all rows, of a row in a round, of a sample, of a size off the curve.

    A share of the rounds of a row, `slow`, takes twice as long, and such a share of samples five times.
    """

    machine: float = 0.03
    row: float = 0.05
    sample: float = 0.05
    off: float = 0.0
    slow: float = 0.05

    def factors(self, random: Random, rows: int, rounds: int = ROUNDS) -> Floats:
        """rows x rounds x samples."""
        found = random.lognormal(0, self.machine, (1, rounds, 1)) * random.lognormal(0, self.row, (rows, rounds, 1))
        found = found * random.lognormal(0, self.sample, (rows, rounds, SAMPLES))
        found = found * np.where(random.random((rows, rounds, 1)) < self.slow, 2.0, 1.0)
        return np.asarray(found * np.where(random.random((rows, rounds, SAMPLES)) < self.slow, 5.0, 1.0))

    def median(self, random: Random) -> float:
        """What the noise multiplies a median by: slow outliers have no fast ones to match."""
        return float(np.median(np.median(self.factors(random, 100, 4000), axis=2)))


NOISES: Mapping[str, Noise] = {
    "as usual": Noise(),
    "three times as noisy": Noise(0.09, 0.15, 0.15),
    "sizes 5 % off the curve": Noise(off=0.05),
}


def drawn_curve(random: Random, count: int) -> Floats:
    """A curve of one, two or three pieces, as caches of usual sizes would bend it; each slope is 1.5 to 4 times the one before."""
    slopes = np.exp(random.uniform(math.log(0.03), math.log(0.5))) * np.cumprod([1.0, *random.uniform(1.5, 4, count - 1)])
    ends = {1: [], 2: [(256e3, 16e6)], 3: [(200e3, 1e6), (8e6, 24e6)]}[count]
    breaks = [random.uniform(*np.log(end)) for end in ends]
    return np.array([[np.exp(random.uniform(math.log(500), math.log(30_000))), *slopes, *breaks]])


def found_and_true(random: Random, count: int, noise: Noise, median: float, rounds: int = ROUNDS) -> list[tuple[Value, float]]:
    """Of one try with so many pieces, each of HELD with its interval, and the truth."""
    curve = drawn_curve(random, count)
    payloads = np.concatenate([PAYLOADS, MATRICES])
    truth = curves.times(curve, payloads)[0] * np.exp(random.normal(0, noise.off, len(payloads)))
    samples = truth[:, None, None] * noise.factors(random, len(payloads), rounds)
    found = fit(PAYLOADS, samples[: len(PAYLOADS)])
    assert found is not None
    foretold = [found.predict(at) for at in MATRICES]
    measured = np.median(np.median(samples[len(PAYLOADS) :], axis=2), axis=1)
    true = [*curve[0, [0, 1, count]] * median, *truth[len(PAYLOADS) :] * median, *measured]
    return list(zip([found.alpha, found.first_beta, found.beta, *foretold, *foretold], map(float, true)))


def coverage(count: int, noise: Noise, tries: int, seed: int, rounds: int = ROUNDS) -> tuple[Floats, Floats]:
    """Of each of HELD the share of tries in which its interval holds the truth, and the median of half that interval over the truth."""
    random = np.random.default_rng([seed, count])
    median = noise.median(random)
    found = [found_and_true(random, count, noise, median, rounds) for _ in range(tries)]
    hits = np.mean([[value.holds(true) for value, true in one] for one in found], axis=0)
    return np.asarray(hits), np.median([[(value.high - value.low) / 2 / true for value, true in one] for one in found], axis=0)


@dataclass(frozen=True)
class Crossing:
    """A transport at 170x9111 (planted ns), on so many CPUs and with so many workers, and the compute from which it pays (ns)."""

    spec: factory.Spec
    cpus: int
    workers: int
    truth: float


def drawn_crossing(random: Random) -> Crossing:
    """Whatever binds: the producer, the workers or the CPUs."""
    size = int(MATRICES[0])
    here, filling = factory.planted_local_ns(size), round(size / 6.0) + 500
    plant = {
        "prepare": filling * random.uniform(0.9, 1.6), "transfer": size / np.exp(random.uniform(math.log(0.5), math.log(10))),
        "compute": here * random.uniform(1, 2), "reply": 7_000, "release": filling * random.uniform(0, 0.3),
    }  # fmt: skip
    plant["sent"] = plant["transfer"] * random.uniform(0.3, 0.9)
    phases = {name: round(value) for name, value in plant.items()}
    cpus, workers = int(random.choice([2, 4])), int(random.choice([2, 3]))
    more = phases["prepare"] - filling
    total = phases["transfer"] + phases["compute"] + phases["reply"]
    cpu = phases["sent"] + phases["transfer"] // 2 + phases["compute"]
    bounds = [0, more + phases["sent"], (total + phases["release"] + max(more, 0) - here) / (workers - 1) - filling]
    if cpus <= workers:
        bounds.append((phases["prepare"] + cpu - phases["compute"] - cpus * filling) / (cpus - 1))
    return Crossing(factory.Spec("one", "One", "pipe", 1, None, plant=phases), cpus, workers, max(bounds))


def crossings(tries: int, seed: int, noise: float, rounds: int = ROUNDS) -> Iterator[bool]:
    """Whether the interval of each of so many crossings holds the true one; rounds and samples scatter as the factory has it."""
    random = np.random.default_rng([seed, 4])
    plan = factory.Plan(shapes=((170, 9111),), rounds=rounds, transfers=SAMPLES + 1, noise=noise, bound=False)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(tries):
            crossing = drawn_crossing(random)
            content: Any = factory.document(plan.but(transports=(crossing.spec,), seed=seed * 1_000_000 + number))
            content["ipcbench"]["environment"]["allowed_cpus"] = crossing.cpus
            summary = summarise(reader.load(factory.write(Path(folder), content)))
            row = summary.by_key("one", summary.shapes[0])
            found = pays_from(summary, row, crossing.workers) if row else None
            yield found is not None and found.low <= crossing.truth <= found.high


def main() -> int:
    """Prints a line per kind of try; 1 if any interval holds the truth in fewer than 93 % of the tries."""
    parser = argparse.ArgumentParser(description="Coverage of the intervals of the cost model and of the crossing, by simulation.")
    parser.add_argument("--tries", type=int, default=1000, help="tries of each kind (1000)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each try (10)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    least = 1.0
    print("; ".join(HELD))
    for name, noise in NOISES.items():
        for count in NUMBERS_OF_PIECES:
            hits, widths = coverage(count, noise, options.tries, options.seed, options.rounds)
            least = min(least, *hits)
            print(f"{name}, pieces: {count}")
            for title, shares in (("holds the truth", hits), ("±", widths)):
                print(f"    {title:16}" + "".join(f"{100 * share:>8.1f} %" for share in shares), flush=True)
    for spread in (0.05, 0.15):
        share = float(np.mean([*crossings(options.tries, options.seed, spread, options.rounds)]))
        least = min(least, share)
        print(f"crossing, rounds {100 * spread:.0f} % apart: {100 * share:.1f} %", flush=True)
    return int(least < WANTED)


if __name__ == "__main__":
    sys.exit(main())
