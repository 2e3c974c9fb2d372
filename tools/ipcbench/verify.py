"""python3 -m ipcbench.verify RESULT…: whether result files say what they must, and nothing that cannot be."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import Sequence

from ipcbench import cli
from ipcbench.text import clean

NAME = "tools/verify"
BAD_CONTENT = 1
MOST_FINDINGS = 20  # per file; the rest is counted


def main(arguments: Sequence[str]) -> int:
    """Prints one line per finding; 0 fine, 1 bad content, 2 a file that cannot be read or is no result."""
    parser = cli.Parser(prog=NAME, description="Check result files. A beaten bound is no error.")
    parser.add_argument("results", nargs="+", metavar="RESULT", help="files, folders, or globs")
    options = parser.parse_args(arguments)
    from ipcbench.files import expand

    return max(_verify(path) for path in expand(options.results))


def _verify(path: Path) -> int:
    from ipcbench import checks, document
    from ipcbench.errors import ResultError

    try:
        with document.judged(path):
            found = checks.findings(*document.parse(path))
            shown = list(itertools.islice(found, MOST_FINDINGS))
            rest = sum(1 for _ in found)
    except ResultError as error:
        print(error)
        return cli.WRONG_CALL
    for text in shown:
        print(f"{clean(path, 300)}: {clean(text, 300)}")
    if rest:
        print(f"{clean(path, 300)}: {rest} more findings")
    if not shown:
        print(f"{clean(path, 300)}: fine", file=sys.stderr)
    return BAD_CONTENT if shown else 0


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
