"""python3 -m ipcbench.plot [RESULT…] [-o DIR] [--figure NAMES] [--format NAMES] [--width NAMES]: figures, table."""

from __future__ import annotations

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
    from ipcbench.places import folder_of
    from ipcbench.rows import summarise

    known = (*FIGURES, PLACEMENT, TABLE)
    chosen = known if options.figure is None else _choices("--figure", options.figure, known)
    paths = files.expand(options.files) if options.files else [results.newest(options.results)]
    summaries = [summarise(results.load_sound(path)) for path in paths]  # all, or none is drawn
    folders = [options.output] if options.output and len(paths) == 1 else [folder_of(each.result, options.output) for each in summaries]
    _refuse_collisions(paths, folders)
    for summary, folder in zip(summaries, folders):
        for written in draw_all(summary, folder, formats, widths, [name for name in chosen if name in FIGURES]):
            print(written, flush=True)
        if TABLE in chosen and summary.transports:
            save.write(folder / f"{TABLE}.tex", latex.table(summary).encode())
            print(folder / f"{TABLE}.tex", flush=True)
    if PLACEMENT in chosen and (options.figure or len(paths) > 1):
        _draw_placements(summaries, options.output, formats, widths)
    return 0


def _refuse_collisions(paths: Sequence[Path], folders: Sequence[Path]) -> None:
    """Raises UsageError if the figures of one result would overwrite those of another."""
    for number, folder in enumerate(folders):
        if (first := folders.index(folder)) < number:
            pair = f"{clean(paths[first], 300)} and {clean(paths[number], 300)}"
            raise UsageError(f"{pair} would both be drawn into {clean(folder, 300)}: draw one at a time, each with its own -o")


def _draw_placements(summaries: Sequence[Summary], output: Path | None, formats: Sequence[str], widths: Sequence[float]) -> None:
    """One figure per machine that has several placements, beside the folders of its results; says so if there is none."""
    from ipcbench.figures.placements import draw_placement
    from ipcbench.places import folder_of
    from ipcbench.placements import groups

    found = groups(summaries)
    if not found:
        print(f"{NAME}: {PLACEMENT}: skipped, no machine here has results of several placements", file=sys.stderr)
    for number, group in enumerate(found, 1):
        folder = folder_of(group[0].result, output).parent
        alone = sum(folder_of(other[0].result, output).parent == folder for other in found) == 1
        for path in draw_placement(group, folder if alone else folder / str(number), formats, widths):
            print(path, flush=True)


def _parser() -> cli.Parser:
    parser = cli.Parser(prog=NAME, description="Draw the figures of results, and print the paths of the files.")
    parser.add_argument("files", nargs="*", metavar="RESULT", help="result files, folders, or globs; the newest result if left out")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="where to (plots/<machine>/<stamp>)")
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
