"""python3 -m ipcbench verify RUN…: whether result files say what they must, and nothing that cannot be; and the folders of runs."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Sequence

from ipcbench.base.text import clean
from ipcbench.commands import cli

if TYPE_CHECKING:
    from ipcbench.result.run_checks import Runs

NAME = "tools/verify"
BAD_CONTENT = 1
MOST_FINDINGS = 20  # per file; the rest is counted


def main(arguments: Sequence[str]) -> int:
    """Prints one line per finding; 0 fine, 1 bad content, 2 a file that cannot be read or is no result."""
    parser = cli.Parser(prog=NAME, description="Check result files, and the folders of runs. A beaten bound is no error.")
    parser.add_argument("results", nargs="+", metavar="RUN", help="runs, files, folders, or globs")
    options = parser.parse_args(arguments)
    from ipcbench.result import files, run_checks

    paths = files.expand(options.results)
    seen = run_checks.Runs()
    statuses = [_verify(path, seen) for path in paths]
    found = [text for folder in files.folders_meant(options.results) for text in seen.findings(folder)]
    for text in found:
        print(text)
    return max(*statuses, BAD_CONTENT if found else 0)


def _verify(path: Path, seen: Runs) -> int:
    """Of one file, which is noted in `seen` if it is valid."""
    from ipcbench.base.errors import ResultError
    from ipcbench.result import checks, document

    try:
        with document.judged(path):
            content, data = document.parse(path)
            found = checks.findings(content, data)
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
    if not any(text.startswith(checks.NOT_VALID) for text in shown):
        seen.add(path, content)
    return BAD_CONTENT if shown else 0
