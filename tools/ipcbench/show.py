"""python3 -m ipcbench.show [RESULT] [--all | --markdown] [--results DIR]: the verdict table of a result, on stdout."""

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
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--all", action="store_true", dest="everything", help="every row, not only plain and best ones")
    what.add_argument("--markdown", action="store_true", help="a Markdown table of all transports with their settings instead")
    parser.add_argument("--results", type=Path, default=cli.RESULTS, metavar="DIR", help="where results lie")
    options = parser.parse_args(arguments)
    from ipcbench import markdown, results
    from ipcbench.rows import summarise
    from ipcbench.terminal import render

    summary = summarise(results.load_sound(options.result or results.newest(options.results)))
    print(markdown.table(summary) if options.markdown else render(summary, options.everything), end="")
    return 0


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
