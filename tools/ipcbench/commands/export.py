"""python3 -m ipcbench export [RUN…] [--csv] [-o FILE]: every sample on a line, for pandas and R."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Sequence, TextIO

from ipcbench.base import atomic
from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean
from ipcbench.commands import cli

NAME = "tools/export"


def main(arguments: Sequence[str]) -> int:
    """Writes the samples; raises ResultError or UsageError."""
    parser = cli.Parser(prog=NAME, description="Write the samples of results as CSV, one per line.")
    parser.add_argument("results", nargs="*", metavar="RUN", help="runs, files, folders, or globs; the newest run if left out")
    parser.add_argument("--csv", action="store_true", help="the format; there is no other yet")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (stdout)")
    parser.add_argument("--results", dest="folder", type=Path, default=cli.RESULTS, metavar="DIR", help="where results lie")
    options = parser.parse_args(arguments)
    from ipcbench.result import files

    paths = files.expand(options.results, options.folder)
    if options.output is None:
        if hasattr(sys.stdout, "reconfigure"):  # a file for other programs: the same bytes whatever the terminal
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        _write(paths, sys.stdout)
    else:
        _write_file(paths, options.output)
    return 0


def _write(paths: Sequence[Path], file: TextIO) -> None:
    from ipcbench.result import reader
    from ipcbench.tables import samples

    table = samples.Table(file, samples.columns(paths))
    for path in paths:
        table.add(reader.load_sound(path))


def _write_file(paths: Sequence[Path], output: Path) -> None:
    """Whole or not at all."""
    if output.exists() and any(path.exists() and output.samefile(path) for path in paths):
        raise UsageError(f"{clean(output, 300)}: is one of the results")
    if output.is_dir():
        raise UsageError(f"{clean(output, 300)}: is a folder")
    with atomic.opened(output) as file:
        _write(paths, file)
