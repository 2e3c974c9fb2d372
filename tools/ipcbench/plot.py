"""python3 -m ipcbench.plot [RUN…] [-o DIR] [--figure NAMES] [--format NAMES] [--width NAMES]: figures, table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Sequence

from ipcbench import cli
from ipcbench.errors import UsageError
from ipcbench.text import clean

if TYPE_CHECKING:
    from ipcbench.rows import Summary

NAME = "tools/plot"
FORMATS = ("svg", "pdf", "png")
TABLE = "table"  # the verdict table as LaTeX
PLACEMENT = "placement"  # of several results
WIDTHS_MM = {"86mm": 86.0, "178mm": 178.0}  # one and two columns of a journal


def main(arguments: Sequence[str]) -> int:
    """Writes figures with captions and the table, and prints the paths, captions aside; raises ResultError or UsageError."""
    options = _parser().parse_args(arguments)
    formats = _choices("--format", options.format, FORMATS)
    widths = [WIDTHS_MM[name] for name in _choices("--width", options.width, tuple(WIDTHS_MM))]
    from ipcbench import files, latex, results
    from ipcbench.figures import save
    from ipcbench.figures.draw import FIGURES, draw_all
    from ipcbench.grouping import by_run, named
    from ipcbench.summaries import summarise

    known = (*FIGURES, PLACEMENT, TABLE)
    chosen = known if options.figure is None else _choices("--figure", options.figure, known)
    paths = files.expand(options.files, options.results)
    summaries = named([summarise(results.load_sound(path)) for path in paths])  # all, or none is drawn
    folders = _folders(summaries, options)
    _refuse_collisions(paths, folders)
    some = any(summary.handing for summary in summaries)
    for summary, folder in zip(summaries, folders):
        names = [name for name in chosen if name in FIGURES and (summary.handing or not some)]
        for written in draw_all(summary, folder, formats, widths, names) if names else ():  # of other suites of a run nobody expects figures
            print(written, flush=True)
        if TABLE in chosen and summary.measured:
            save.write(folder / f"{TABLE}.tex", latex.table(summary).encode())
            print(folder / f"{TABLE}.tex", flush=True)
    if PLACEMENT in chosen and (options.figure or len(by_run(paths)) > 1):
        _draw_placements(summaries, options.output, formats, widths)
    return 0


def _folders(summaries: Sequence[Summary], options: argparse.Namespace) -> list[Path]:
    """Of each result: -o itself for one file, a folder per suite in it for one run, else by machine, stamp and suite."""
    from ipcbench.places import folder_of, slug
    from ipcbench.runs import folder_of as run_of

    every = [summary.result for summary in summaries]
    if not options.output:
        return [folder_of(result) for result in every]
    if len(options.files) == 1 and len(every) == 1 and Path(options.files[0]).is_file():
        return [options.output]
    if len({run_of(result.path) or result.path for result in every}) == 1:
        return [options.output / slug(result.suite) for result in every]
    return [folder_of(result, options.output) for result in every]


def _refuse_collisions(paths: Sequence[Path], folders: Sequence[Path]) -> None:
    """Raises UsageError if the figures of one result would overwrite those of another."""
    for number, folder in enumerate(folders):
        if (first := folders.index(folder)) < number:
            pair = f"{clean(paths[first], 300)} and {clean(paths[number], 300)}"
            raise UsageError(f"{pair} would both be drawn into {clean(folder, 300)}: draw one at a time, each with its own -o")


def _draw_placements(summaries: Sequence[Summary], output: Path | None, formats: Sequence[str], widths: Sequence[float]) -> None:
    """One figure per machine that has several placements, beside the folders of its runs; says so if there is none."""
    from ipcbench.figures.placements import draw_placement
    from ipcbench.places import run_folder_of
    from ipcbench.placements import groups

    found = groups(summaries)
    if not found:
        print(f"{NAME}: {PLACEMENT}: skipped, no machine here has results of several placements", file=sys.stderr)
    for number, group in enumerate(found, 1):
        folder = run_folder_of(group[0].result, output).parent
        alone = sum(run_folder_of(other[0].result, output).parent == folder for other in found) == 1
        for path in draw_placement(group, folder if alone else folder / str(number), formats, widths):
            print(path, flush=True)


def _parser() -> cli.Parser:
    parser = cli.Parser(prog=NAME, description="Draw the figures of results, and print the paths of the files.")
    parser.add_argument("files", nargs="*", metavar="RUN", help="runs, files, folders, or globs; the newest run if left out")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="where to (plots/<machine>/<stamp>/<suite>)")
    parser.add_argument("--format", default=",".join(FORMATS), help="svg, pdf, png, or several with commas (all)")
    names = "headline, moving, share, cold, distribution, cpu, placement (of several results), table (LaTeX), or several with commas (all)"
    parser.add_argument("--figure", metavar="NAME", help=names)
    parser.add_argument("--width", default="178mm", help="86mm, 178mm, or both with a comma (178mm)")
    parser.add_argument("--results", type=Path, default=cli.RESULTS, metavar="DIR", help="where results lie")
    return parser


def _choices(flag: str, text: str, known: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(text.split(",")))
    for choice in chosen:
        if choice not in known:
            raise UsageError(f"{flag}: {clean(choice, 40)!r} is none of {', '.join(known)}")
    return chosen


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
