"""python3 -m ipcbench.report [RESULT…] [-o report.html]: one self-contained page about a result, or about several."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Sequence

from ipcbench import cli
from ipcbench.errors import UsageError

NAME = "tools/report"
MOST_RESULTS = 40


def main(arguments: Sequence[str]) -> int:
    """Writes the page and prints its path; raises ResultError or UsageError."""
    options = _parser().parse_args(arguments)
    if options.output is not None and options.output.is_dir():
        raise UsageError(f"-o {options.output}: is a folder, not the file to write")
    if len(options.files) > MOST_RESULTS:
        raise UsageError(f"{len(options.files)} results; a page holds at most {MOST_RESULTS}")
    from ipcbench import results
    from ipcbench.figures import save
    from ipcbench.places import folder_of
    from ipcbench.rows import summarise
    from ipcbench.story import page

    summaries = [summarise(results.load_sound(path)) for path in options.files or [results.newest(options.results)]]
    output = options.output or folder_of(summaries[0].result) / "report.html"
    save.write(output, page(summaries).encode("utf-8", "replace"))
    print(output)
    return 0


def _parser() -> cli.Parser:
    parser = cli.Parser(prog=NAME, description="Write one page about results that needs no network, and print its path.")
    parser.add_argument("files", nargs="*", type=Path, metavar="RESULT", help="result files; the newest one if left out")
    place = "the page (report.html in plots/<machine>/<stamp> of the first result)"
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=place)
    parser.add_argument("--results", type=Path, default=cli.RESULTS, metavar="DIR", help="where results lie")
    return parser


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
