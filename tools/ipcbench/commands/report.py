"""python3 -m ipcbench report [RUN…] [-o report.html]: one self-contained page about a run, or about several."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Sequence

from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean
from ipcbench.commands import cli

NAME = "tools/report"
MOST_RESULTS = 40


def main(arguments: Sequence[str]) -> int:
    """Writes the page and prints its path; raises ResultError or UsageError."""
    options = _parser().parse_args(arguments)
    if options.output is not None and options.output.is_dir():
        raise UsageError(f"-o {options.output}: is a folder, not the file to write")
    from ipcbench.analysis.other_runs import distinct
    from ipcbench.analysis.summaries import summarise
    from ipcbench.base import atomic
    from ipcbench.commands.outputs import run_folder_of
    from ipcbench.page.contents import page
    from ipcbench.result import files, reader

    paths = files.expand(options.files, options.results)
    if len(paths) > MOST_RESULTS:
        raise UsageError(f"{len(paths)} results; a page holds at most {MOST_RESULTS}")
    found = [summarise(reader.load_sound(path)) for path in paths]
    summaries = distinct(found)
    for summary in found:
        if not any(summary is kept for kept in summaries):
            print(f"{NAME}: {clean(summary.result.path, 300)}: is there under another name, too, and counts once", file=sys.stderr)
    output = options.output or run_folder_of(summaries[0].result) / "report.html"
    atomic.write(output, page(summaries).encode("utf-8", "replace"))
    print(output)
    return 0


def _parser() -> cli.Parser:
    parser = cli.Parser(prog=NAME, description="Write one page about results that needs no network, and print its path.")
    parser.add_argument("files", nargs="*", metavar="RUN", help="runs, files, folders, or globs; the newest run if left out")
    place = "the page (report.html in plots/<machine>/<stamp> of the first run)"
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=place)
    parser.add_argument("--results", type=Path, default=cli.RESULTS, metavar="DIR", help="where results lie")
    return parser
