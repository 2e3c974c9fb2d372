"""python3 -m ipcbench show [RUN…] [--all | --markdown] [--results DIR]: the verdict table of each suite of a run, on stdout."""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

from ipcbench.commands import cli

NAME = "tools/show"


def main(arguments: Sequence[str]) -> int:
    """Prints the tables; raises ResultError or UsageError."""
    parser = cli.Parser(prog=NAME, description="Print the verdict table of each suite of a run.")
    parser.add_argument("files", nargs="*", metavar="RUN", help="runs, files, folders, or globs; the newest run if left out")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--all", action="store_true", dest="everything", help="every row, not only plain and best ones")
    what.add_argument("--markdown", action="store_true", help="a Markdown table of all transports with their settings instead")
    parser.add_argument("--results", type=Path, default=cli.RESULTS, metavar="DIR", help="where results lie")
    options = parser.parse_args(arguments)
    from ipcbench.analysis import other_runs
    from ipcbench.analysis.grouping import named
    from ipcbench.analysis.proved import proof_beside
    from ipcbench.analysis.summaries import summarise
    from ipcbench.base import console
    from ipcbench.result import files, reader
    from ipcbench.tables import markdown
    from ipcbench.tables.terminal import render

    paths = files.expand(options.files, options.results)
    summaries = named([summarise(reader.load_sound(path)) for path in paths])
    for number, summary in enumerate(summaries):
        if len(paths) > 1:
            print("\n" * bool(number) + f"{summary.result.identifier}\n")
        if options.markdown:
            print(markdown.table(summary), end="")
        else:
            columns = console.columns()
            others = other_runs.beside(summary, summaries)
            print(render(summary, options.everything, others, columns, proof_beside(summary, summaries)), end="")
    return 0
