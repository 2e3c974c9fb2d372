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
from ipcbench.result.model import Result  # noqa: E402

NAME = "distance"


def lines(result: Result, shape: str, rows: Sequence[str]) -> Iterator[str]:
    """Cache-line round trip (ns), and the medians of prepare and compute (ms) of each row."""
    yield f"{result.identifier}: ns apart; prepare, compute in ms of {', '.join(rows)} at {shape}"
    for number in range(result.protocol.rounds):
        cells = []
        for row in rows:
            found = [entry for entry in result.entries if entry.round == number and entry.row == f"{row}/{shape}"]
            first = result.settled.get(f"{row}/{shape}", 1)
            cells += [f"{np.median(found[0].samples[phase][first:]) / 1e6:7.2f}" if found else f"{'-':>7}" for phase in ("prepare", "compute")]
        apart = f"{result.cache_line_ns[number]:6.0f}" if number < len(result.cache_line_ns) else f"{'-':>6}"
        yield f"{number:4} {apart} {' '.join(cells)}"


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
