#!/usr/bin/env python3
"""A/A: how many rows tools/compare calls different although nothing is, from pairs of results of one build.

    python3 tests/experiments/same_build.py RESULT RESULT [RESULT RESULT …]

Results are taken two by two in the order given (a folder stands for its results by time). Exit status: 0 if at most 5 % of
the rows are called FASTER or SLOWER, 1 if more are, 2 if a pair is none of one build and machine, or of too few
rounds for any verdict.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Sequence

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from ipcbench.commands import cli  # noqa: E402
from ipcbench.result import files  # noqa: E402
from ipcbench.analysis.margins import Margins  # noqa: E402
from ipcbench.analysis.comparison import Comparison, compare  # noqa: E402
from ipcbench.words.remarks import warnings  # noqa: E402
from ipcbench.base.errors import UsageError  # noqa: E402
from ipcbench.analysis.judging import VERDICTS  # noqa: E402
from ipcbench.analysis.loading import costs_of  # noqa: E402

NAME = "same_build"
MOST_FALSE = 0.05


def main(arguments: Sequence[str]) -> int:
    """Prints a line per pair and the sum; raises ResultError or UsageError."""
    parser = cli.Parser(prog=NAME, description="How many rows differ between runs of one build.")
    parser.add_argument("results", nargs="+", metavar="RESULT", help="files, folders, or globs; two by two")
    parser.add_argument("--margin", type=float, default=0.05, metavar="0.05", help="what differs less is the same")
    options = parser.parse_args(arguments)
    paths = files.expand(options.results)
    if len(paths) % 2:
        raise UsageError(f"{len(paths)} results: an even number makes pairs")
    found = costs_of(paths)
    pairs = [compare(a, b, Margins(options.margin)) for a, b in zip(found[::2], found[1::2])]
    return report(pairs)


def report(pairs: Sequence[Comparison]) -> int:
    """Prints the verdicts of each pair and of all; 1 if more than MOST_FALSE are differences."""
    total: Counter[str] = Counter()
    for pair in pairs:
        _check(pair)
        counts = Counter(row.verdict for row in pair.rows)
        total.update(counts)
        moved = " · the machine changed speed" if any("machine itself" in text for text in warnings(pair)) else ""
        print(f"{pair.a.result.identifier} | {pair.b.result.name}: {_counts(counts)}{moved}")
        for row in pair.rows:
            if row.verdict in ("FASTER", "SLOWER") and row.effect:
                print(f"  {row.verdict} {row.a.name} {row.effect.ratio:.3f} ({row.effect.low:.3f} to {row.effect.high:.3f})")
    rows = sum(total.values())
    false, same = (total["FASTER"] + total["SLOWER"]) / rows, total["SAME"] / rows
    print(f"{len(pairs)} pairs, {rows} rows: {100 * false:.1f} % called different, {100 * same:.1f} % the same, the rest ambiguous")
    return int(false > MOST_FALSE)


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)


def _check(pair: Comparison) -> None:
    """Raises UsageError unless both results are of one build on one machine, and comparable."""
    a, b = pair.a.result, pair.b.result
    name = f"{a.identifier} and {b.identifier}"
    if pair.refused:
        raise UsageError(f"{name} are not comparable, they differ in {'; '.join(pair.refused)}")
    if not pair.of_one_machine or a.build != b.build:
        raise UsageError(f"{name} are not of one {'build' if pair.of_one_machine else 'machine'}")
    if not any(row.effect for row in pair.rows):
        raise UsageError(f"{name} have too few rounds to tell any row apart")


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
