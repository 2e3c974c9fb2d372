#!/usr/bin/env python3
"""What the distance of the two CPUs does to filling a matrix: a line per round of each result.

    python3 tests/experiments/distance.py RESULT… [--shape 170x9111] [--rows transfer/shm_in_place transfer/shm_huge local/sum]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Iterator, Sequence

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import numpy as np  # noqa: E402
from ipcbench.commands import cli  # noqa: E402
from ipcbench.result import files, reader  # noqa: E402
from ipcbench.result.model import Entry, Result  # noqa: E402

NAME = "distance"
PHASES = ("prepare", "compute")


def lines(result: Result, shape: str, rows: Sequence[str]) -> Iterator[str]:
    """Cache-line round trip (ns), and the medians of prepare and compute (ms) of each row, by round."""
    yield f"{result.identifier}: ns apart; {' and '.join(PHASES)} in ms of {', '.join(rows)} at {shape}"
    found = {(entry.round, entry.row): entry for entry in result.entries}
    for number in range(result.protocol.rounds):
        apart = result.cache_line_ns.get(number)
        cells = [_milliseconds(result, found.get((number, f"{row}/{shape}")), phase) for row in rows for phase in PHASES]
        yield f"{number:4} {f'{apart:6.0f}' if apart else '     -'} {' '.join(cells)}"


def _milliseconds(result: Result, entry: Entry | None, phase: str) -> str:
    samples = None if entry is None else entry.samples.get(phase)
    if entry is None or samples is None:
        return f"{'-':>7}"
    return f"{np.median(samples[result.settled.get(entry.row, 1) :]) / 1e6:7.2f}"


def main(arguments: Sequence[str]) -> int:
    """Prints a line per round; raises ResultError or UsageError."""
    parser: argparse.ArgumentParser = cli.Parser(prog=NAME, description="What the distance of the two CPUs does to filling a matrix.")
    parser.add_argument("results", nargs="+", metavar="RESULT", help="files, folders, or globs")
    parser.add_argument("--shape", default="170x9111", metavar="RxC")
    parser.add_argument("--rows", nargs="+", default=["transfer/shm_in_place", "transfer/shm_huge", "local/sum"], metavar="ROW")
    options = parser.parse_args(arguments)
    for path in files.expand(options.results):
        print("\n".join(lines(reader.load_sound(path), options.shape, options.rows)))
    return 0


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
