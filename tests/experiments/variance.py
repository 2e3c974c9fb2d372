#!/usr/bin/env python3
"""How much of what the rounds of a row differ by comes from sampling within rounds, in result files.

    python3 tests/experiments/variance.py RESULT…

The variance of a round's median that its own samples explain is estimated from its warm totals: that of their mean (the
variance within the round over their number) times what a median of as many normal samples varies more. Its mean over the rounds,
over the variance of the medians, is the row's share; what is left is between process pairs.
"""

from __future__ import annotations

import argparse
import functools
import sys
from collections import defaultdict
from pathlib import Path
from typing import Sequence

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import numpy as np  # noqa: E402
from ipcbench.commands import cli  # noqa: E402
from ipcbench.result import files, reader  # noqa: E402
from ipcbench.result.model import Result  # noqa: E402
from ipcbench.stats.series import Floats  # noqa: E402

NAME = "variance"


def main(arguments: Sequence[str]) -> int:
    """Prints a line per result; raises ResultError or UsageError."""
    parser: argparse.ArgumentParser = cli.Parser(prog=NAME, description="Share of the variance of rounds that sampling within them explains.")
    parser.add_argument("results", nargs="+", metavar="RESULT", help="files, folders, or globs")
    for path in files.expand(parser.parse_args(arguments).results):
        result = reader.load_sound(path, "totals")
        plan, found = result.protocol, shares(result)
        said = f"{100 * np.median(found):.0f} % (median over {len(found)} rows)" if found else "too few rounds or warm samples"
        print(f"{result.name}: {plan.rounds} rounds of {plan.transfers}: {said}")
    return 0


def shares(result: Result) -> list[float]:
    """Of each row with two rounds of two warm samples or more, by the logarithms of its totals."""
    rows: defaultdict[str, list[Floats]] = defaultdict(list)
    for entry in result.entries:
        if entry.total.size > 2:
            rows[entry.row].append(np.log(entry.total[1:]))
    return [share(rounds) for rounds in rows.values() if len(rounds) > 1]


def share(rounds: Sequence[Floats]) -> float:
    """At most 1; 0 if all medians are the same."""
    between = float(np.var([np.median(values) for values in rounds], ddof=1))
    within = float(np.mean([np.var(values, ddof=1) * of_median(values.size) / values.size for values in rounds]))
    return min(1.0, within / between) if between else 0.0


@functools.lru_cache(maxsize=None)
def of_median(n: int) -> float:
    """The variance of the median of `n` normal samples over that of their mean, by simulation: 1.35 of 3, near π/2 of many."""
    return float(np.var(np.median(np.random.default_rng(1).normal(size=(100_000, n)), axis=1)) * n)


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
