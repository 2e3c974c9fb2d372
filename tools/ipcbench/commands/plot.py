"""python3 -m ipcbench plot [RUN…] [-o DIR] [--figure NAMES] [--format NAMES] [--width NAMES]: figures, table."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Sequence

from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean
from ipcbench.commands import cli

if TYPE_CHECKING:
    from ipcbench.analysis.rows import Summary
    from ipcbench.figures.frame.profile import Profile

NAME = "tools/plot"
_SHAPES_OF_A_SLIDE = 2
TABLE = "table"  # the verdict table as LaTeX
PLACEMENT = "placement"  # of several results
WIDTHS_MM = {"86mm": 86.0, "178mm": 178.0}  # one and two columns of a journal


def main(arguments: Sequence[str]) -> int:
    """Writes figures with captions and the table, and prints the paths, captions aside; raises ResultError or UsageError."""
    from ipcbench.figures import catalogue
    from ipcbench.figures.frame.profile import PROFILES
    from ipcbench.figures.frame.rendering import FORMATS

    known = (*catalogue.of_results(), PLACEMENT, TABLE)
    options = _parser(known, tuple(PROFILES)).parse_args(arguments)
    formats = _choices("--format", ",".join(FORMATS) if options.format is None else options.format, FORMATS)
    widths = [WIDTHS_MM[name] for name in _choices("--width", options.width, tuple(WIDTHS_MM))]
    profile = replace(PROFILES[options.profile], everything=options.everything)
    if profile.ratio and options.width != "178mm":
        raise UsageError("--profile slide: a slide has one width, so leave out --width")
    if profile.ratio and options.everything:
        raise UsageError("--profile slide: a slide has no room for --all")
    from ipcbench.analysis.grouping import by_run, named
    from ipcbench.analysis.summaries import summarise
    from ipcbench.base import atomic
    from ipcbench.figures.frame import drawing
    from ipcbench.result import files, reader
    from ipcbench.tables import latex

    chosen = known if options.figure is None else _choices("--figure", options.figure, known)
    paths = files.expand(options.files, options.results)
    summaries = named([summarise(reader.load_sound(path)) for path in paths])  # all, or none is drawn
    folders = _folders(summaries, options)
    _refuse_collisions(paths, folders)
    some = any(summary.handing for summary in summaries)
    # Of other suites of a run nobody expects figures.
    expected = [bool(summary.handing or not some) for summary in summaries]
    summaries = [_restricted(summary, options, profile) if wanted else summary for summary, wanted in zip(summaries, expected)]
    for summary, folder, wanted in zip(summaries, folders, expected):
        names = [name for name in chosen if wanted and name not in (PLACEMENT, TABLE)]
        drawings = catalogue.of_result_or_why(summary, names) if names else []
        for written in drawing.write(drawings, folder, formats, widths, profile):
            print(written, flush=True)
        if TABLE in chosen and summary.measured:
            atomic.write(folder / f"{TABLE}.tex", latex.table(summary).encode())
            print(folder / f"{TABLE}.tex", flush=True)
    if PLACEMENT in chosen and (options.figure or len(by_run(paths)) > 1):
        _draw_placements(summaries, options.output, formats, widths, profile)
    return 0


def _folders(summaries: Sequence[Summary], options: argparse.Namespace) -> list[Path]:
    """Of each result: -o itself for one file, a folder per suite in it for one run, else by machine, stamp and suite."""
    from ipcbench.commands.outputs import folder_of, slug
    from ipcbench.result.runs import folder_of as run_of

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


def _draw_placements(summaries: Sequence[Summary], output: Path | None, formats: Sequence[str], widths: Sequence[float], profile: Profile) -> None:
    """One figure per machine that has several placements, beside the folders of its runs; says so if there is none."""
    from ipcbench.analysis.placement_groups import groups
    from ipcbench.commands.outputs import run_folder_of
    from ipcbench.figures import catalogue
    from ipcbench.figures.frame import drawing

    found = groups(summaries)
    if not found:
        print(f"{NAME}: {PLACEMENT}: skipped, no machine here has results of several placements", file=sys.stderr)
    for number, group in enumerate(found, 1):
        folder = run_folder_of(group[0].result, output).parent
        alone = sum(run_folder_of(other[0].result, output).parent == folder for other in found) == 1
        for path in drawing.write(catalogue.of_placement(group), folder if alone else folder / str(number), formats, widths, profile):
            print(path, flush=True)


def _restricted(summary: Summary, options: argparse.Namespace, profile: Profile) -> Summary:
    """By --only and --shape; figures, table and placements show the same."""
    from ipcbench.figures import catalogue

    return catalogue.restricted(summary, options.only, _shapes(summary, options.shape, profile))


def _shapes(summary: Summary, wanted: Sequence[str], profile: Profile) -> Sequence[str]:
    """The shapes to draw: a slide has room for two."""
    known = [str(shape) for shape in summary.shapes]
    if missing := [shape for shape in wanted if shape not in known]:
        raise UsageError(f"--shape {clean(missing[0], 40)}: {clean(summary.result.path, 300)} has {', '.join(known) or 'none'}")
    shapes = [shape for shape in known if not wanted or shape in wanted]
    if profile.ratio and len(shapes) > _SHAPES_OF_A_SLIDE:
        print(f"{NAME}: a slide has room for {_SHAPES_OF_A_SLIDE} of {len(shapes)} shapes, the largest", file=sys.stderr)
    return shapes[-_SHAPES_OF_A_SLIDE:] if profile.ratio else shapes


def _parser(known: Sequence[str], profiles: Sequence[str]) -> cli.Parser:
    """`known` are the names of figures."""
    parser = cli.Parser(prog=NAME, description="Draw the figures of results, and print the paths of the files.")
    parser.add_argument("files", nargs="*", metavar="RUN", help="runs, files, folders, or globs; the newest run if left out")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="where to (plots/<machine>/<stamp>/<suite>)")
    parser.add_argument("--format", help="svg, pdf, png, or several with commas (all)")
    remarks = {PLACEMENT: " (of several results)", TABLE: " (LaTeX)"}
    names = ", ".join(f"{name}{remarks.get(name, '')}" for name in known)
    parser.add_argument("--figure", metavar="NAME", help=f"{names}, or several with commas (all)")
    parser.add_argument("--profile", choices=profiles, default="report", help="paper: no title and foot; slide: 16:9, large text (report)")
    parser.add_argument("--only", metavar="REGEX", help="the transports and shapes of the rows whose name matches, as in 'transfer/(pipe|shm)'")
    parser.add_argument("--shape", action="append", default=[], metavar="RxC", help="this shape; may be given again (all)")
    parser.add_argument("--all", action="store_true", dest="everything", help="every row, not only plain and best ones")
    parser.add_argument("--width", default="178mm", help="86mm, 178mm, or both with a comma (178mm)")
    parser.add_argument("--results", type=Path, default=cli.RESULTS, metavar="DIR", help="where results lie")
    return parser


def _choices(flag: str, text: str, known: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(text.split(",")))
    for choice in chosen:
        if choice not in known:
            raise UsageError(f"{flag}: {clean(choice, 40)!r} is none of {', '.join(known)}")
    return chosen
