#!/usr/bin/env python3
"""How far the last of several runs lies from those before it, row by row: what the line between runs is worth.

    python3 tests/experiments/next_run.py RUN RUN… LAST
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from typing import Sequence

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from ipcbench.analysis.cost import cost  # noqa: E402
from ipcbench.analysis.loading import costs_of  # noqa: E402
from ipcbench.analysis.other_runs import spread  # noqa: E402
from ipcbench.base.errors import UsageError  # noqa: E402
from ipcbench.commands import cli  # noqa: E402
from ipcbench.result import files  # noqa: E402

NAME = "next_run"


def main(arguments: Sequence[str]) -> int:
    """Prints how far the earlier runs lie apart, and the last one from their median; raises ResultError or UsageError."""
    parser: argparse.ArgumentParser = cli.Parser(prog=NAME, description="How far the last run lies from those before it.")
    parser.add_argument("results", nargs="+", metavar="RESULT", help="files, folders, or globs, the last run last")
    *earlier, last = costs_of(files.expand(parser.parse_args(arguments).results))
    known = spread(earlier[0], earlier[1:]) if len(earlier) > 1 else None
    if known is None:
        raise UsageError("three results at least: two that lie apart, and the next one")
    apart = []
    for row in earlier[0].rows.values():
        found = [cost(run, run.rows[row.place]) for run in (*earlier, last) if row.place in run.rows]
        medians = [each.median for each in found if each and each.median > 0]
        if len(medians) == len(earlier) + 1:
            apart.append(abs(medians[-1] / statistics.median(medians[:-1]) - 1))
    worst = max(known.by_row.values())
    print(f"{known.runs} runs lie within {100 * known.median:.0f} % of each other in the median row, {100 * worst:.0f} % in the worst")
    print(f"the next one lies {100 * statistics.median(apart):.0f} % from their median, row by row, in the median row, {100 * max(apart):.0f} % in the worst")
    return 0


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
