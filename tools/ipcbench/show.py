"""python3 -m ipcbench.show [RESULT] [--all] [--results DIR]: the verdict table of a result, on stdout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Sequence

from ipcbench import cli

NAME = "tools/show"


def main(arguments: Sequence[str]) -> int:
    """Prints the table; raises ResultError or UsageError."""
    parser = cli.Parser(prog=NAME, description="Print the verdict table of a result.")
    parser.add_argument("result", nargs="?", type=Path, help="result file; the newest one if left out")
    parser.add_argument("--all", action="store_true", dest="everything", help="every row, not only plain and best ones")
    parser.add_argument("--results", type=Path, default=cli.RESULTS, metavar="DIR", help="where results lie")
    options = parser.parse_args(arguments)
    from ipcbench import results
    from ipcbench.rows import summarise
    from ipcbench.terminal import render

    path = options.result or results.newest(options.results)
    print(render(summarise(results.load(path)), options.everything), end="")
    return 0


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
