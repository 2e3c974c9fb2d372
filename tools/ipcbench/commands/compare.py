"""python3 -m ipcbench compare A B …: faster, slower, the same, or not to be told, row by row."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Iterator, Sequence

from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean
from ipcbench.commands import cli

if TYPE_CHECKING:
    from ipcbench.analysis.comparison import Comparison
    from ipcbench.analysis.margins import Margins
    from ipcbench.analysis.pairing import Pairing

NAME = "tools/compare"
FOUND = 1


def main(arguments: Sequence[str]) -> int:
    """Prints verdicts; 1 with --fail-on if there are such rows (see _bad), 2 if nothing could be compared."""
    options = _parser().parse_args(arguments)
    from ipcbench.analysis.margins import margins

    if options.changed and options.form in ("json", "csv"):
        raise UsageError(f"--changed: --{options.form} is for programs, and has all rows; their verdict says which changed")
    allowed = margins(options.margin)
    if options.rows:
        return _compare_rows(options)
    pairing = _pairing(options, allowed)
    comparisons = pairing.comparisons
    if options.fail_on:
        _require_a_gate(comparisons, options.fail_on)
    _print(pairing, options)
    if options.figures:
        _draw(pairing, options.figures)
    if all(one.refused for one in comparisons):
        fields = dict.fromkeys(field for one in comparisons for field in one.refused)
        raise UsageError(f"not comparable, they differ in {clean('; '.join(fields), 300)}")
    return FOUND if options.fail_on and _bad(comparisons, options.fail_on) else 0


def _pairing(options: argparse.Namespace, allowed: Margins) -> Pairing:
    from ipcbench.analysis.grouping import by_run
    from ipcbench.analysis.pairing import all_against_all, one_against_each, restricted
    from ipcbench.result import files

    if options.against:
        if options.baseline:
            raise UsageError("--baseline: with --against the runs before it are the baseline")
        old, new = (by_run(files.expand(names)) for names in (options.results, options.against))
        found = all_against_all(old, new, allowed, options.same_machine)
    else:
        found = one_against_each(_runs(options), allowed, options.same_machine)
    if not all(one.refused for one in found.comparisons):
        allowed.require_rows(row.a.name for one in found.comparisons for row in one.rows)
    return restricted(found, options.only) if options.only else found


def _require_a_gate(comparisons: Sequence[Comparison], verdict: str) -> None:
    """Raises UsageError for what no gate can rest on: single runs differ whether the build does or not."""
    for one in comparisons:
        name = clean(one.b.result.path, 300)
        if not one.refused and not one.of_one_machine:
            raise UsageError(f"--fail-on {verdict}: {name} is of another machine, so a difference says nothing of the build")
        if not one.refused and one.design == "single runs":
            raise UsageError(
                f"--fail-on {verdict}: {name}: one run on each side, and single runs of one build differ, too: "
                "measure pairs (tools/bench --against BUILD), or several runs (OLD… --against NEW…)"
            )


def _bad(comparisons: Sequence[Comparison], verdict: str) -> bool:
    """Whether a row is as --fail-on says, failed where the baseline's did not, or cannot be told; says so on stderr, and what it could have found."""
    from ipcbench.words.design import could_find
    from ipcbench.words.effect import ratio

    said, wanted = [], ("SLOWER",) if verdict == "slower" else ("SLOWER", "FASTER")
    for one in comparisons:
        name = clean(one.b.result.path, 300)
        if one.newly_failed:
            said.append(f"{name}: failed where the baseline did not: {clean(', '.join(one.newly_failed), 300)}")
        if not one.refused and not any(row.effect for row in one.rows):
            said.append(f"{name}: fewer than 6 rounds, so nobody knows")
        if one.refused:
            said.append(f"{name}: not comparable, so nobody knows: it differs in {clean('; '.join(one.refused), 300)}")
        for row in one.rows:
            if row.verdict in wanted and row.effect:
                said.append(f"{name}: {clean(row.a.name, 60)} is {ratio(row.effect.ratio)}")
    found = [f"{clean(one.b.result.path, 300)}: it could have found {could_find(one)}" for one in comparisons if could_find(one)]
    for text in [*said, *found, *(note for one in comparisons for note in _notes(one))]:
        print(f"{NAME}: --fail-on {verdict}: {text}", file=sys.stderr)
    return bool(said)


def _notes(one: Comparison) -> Iterator[str]:
    """What may hide a row that is slower, without being a reason to fail."""
    if one.only_a:
        yield f"{clean(one.b.result.path, 300)}: lacks {len(one.only_a)} rows of the baseline: {clean(', '.join(one.only_a), 200)}"


def _draw(pairing: Pairing, folder: Path) -> None:
    """Into the folder, or one for each suite in it where there are several; prints the paths on stderr."""
    from ipcbench.figures import catalogue
    from ipcbench.figures.frame import drawing, rendering, style

    for suite, comparisons in pairing.suites.items():
        into = folder / suite if len(pairing.suites) > 1 else folder
        for path in drawing.write(catalogue.of_comparisons(comparisons), into, rendering.FORMATS, (style.WIDE_MM, style.NARROW_MM)):
            print(path, file=sys.stderr)


def _parser() -> cli.Parser:
    parser = cli.Parser(prog=NAME, description="Compare runs, suite by suite: two builds of one machine, or machines.")
    parser.add_argument("results", nargs="+", metavar="RUN", help="runs, files, folders, or globs; the first run is the baseline")
    parser.add_argument("--against", nargs="+", metavar="RUN", help="hold these runs, taken together, against all those before: the run is the unit")
    parser.add_argument("--baseline", metavar="RUN", help="the run that the others are held against")
    parser.add_argument("--rows", nargs=2, metavar=("X", "Y"), help="two rows of one run, by their keys or names: pipe shm_copy")
    parser.add_argument(
        "--margin", action="append", default=[], metavar="5%",
        help="what differs less is the same (5%%); transfer/tcp=10%% for some rows; may be given again",
    )
    parser.add_argument("--only", metavar="REGEX", help="show the rows whose name matches; verdicts stay as they are among all")
    parser.add_argument("--changed", action="store_true", help="print only what is slower or faster")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", dest="form", const="json", help="for programs, on stdout")
    form.add_argument("--csv", action="store_const", dest="form", const="csv", help="for spreadsheets, on stdout")
    form.add_argument("--markdown", action="store_const", dest="form", const="markdown", help="for a pull request, on stdout")
    parser.add_argument(
        "--fail-on", choices=("slower", "changed"),
        help="exit status 1 if a row is, or one fails anew, or nobody can tell; of pairs or several runs only",
    )
    parser.add_argument("--same-machine", action="store_true", help="two results that may be of two hosts (another kernel, microcode or memory) are of one")
    parser.add_argument("--figures", type=Path, metavar="DIR", help="draw the comparison into this folder")
    return parser


def _runs(options: argparse.Namespace) -> list[list[Path]]:
    """The files of each run, those of the baseline first."""
    from ipcbench.analysis.grouping import by_run
    from ipcbench.result import files

    paths = files.expand(options.results)
    base = by_run(files.expand([options.baseline]) if options.baseline else paths)
    if options.baseline and len(base) != 1:
        raise UsageError(f"--baseline: {clean(options.baseline, 300)} stands for {len(base)} runs, not one")
    known = {os.path.realpath(path) for path in base[0]}  # resolve() raises on a loop of links
    others = by_run([path for path in paths if os.path.realpath(path) not in known])
    if not others:
        raise UsageError("one run alone: name another one to compare it with, or two rows of it (--rows X Y)")
    return [base[0], *others]


def _compare_rows(options: argparse.Namespace) -> int:
    """Prints how the second of two rows compares with the first one, at each shape."""
    from ipcbench.analysis.summaries import summarise_costs
    from ipcbench.analysis.two_rows import two_rows
    from ipcbench.base import console
    from ipcbench.result import files, reader
    from ipcbench.tables.row_sentences import render

    given = {
        "--against": options.against, "--baseline": options.baseline, "--margin": options.margin, "--only": options.only, "--changed": options.changed,
        f"--{options.form}": options.form, "--fail-on": options.fail_on, "--same-machine": options.same_machine, "--figures": options.figures,
    }  # fmt: skip
    if beside := [flag for flag, value in given.items() if value]:
        raise UsageError(f"--rows compares two rows of one run, as text: leave out {', '.join(beside)}")
    paths = files.expand(options.results)
    if len(paths) != 1:
        raise UsageError(f"--rows: {len(paths)} results; it compares two rows of one")
    found = two_rows(summarise_costs(reader.load_sound(paths[0])), *options.rows)
    print(render(found, console.columns()), end="")
    return 0


def _print(pairing: Pairing, options: argparse.Namespace) -> None:
    from ipcbench.tables import comparison_data

    if options.form == "json":
        comparison_data.write_json(pairing, sys.stdout)
    elif options.form == "csv":
        comparison_data.write_csv(pairing.comparisons, sys.stdout)
        for text in [*pairing.one_sided, *pairing.repeated, *comparison_data.all_remarks(pairing)]:
            print(f"{NAME}: {text}", file=sys.stderr)
    else:
        _print_text(pairing, options)
    sys.stdout.flush()


def _print_text(pairing: Pairing, options: argparse.Namespace) -> None:
    from ipcbench.base import console
    from ipcbench.tables import many_comparisons, one_comparison, pull_request

    look = one_comparison.Look(console.columns(), console.has_colours(), options.changed)
    for number, (suite, comparisons) in enumerate(pairing.suites.items()):
        if len(pairing.suites) > 1 and options.form is None:
            print("\n" * bool(number) + f"SUITE {clean(suite, 40)}\n")
        if options.form == "markdown":
            text = "\n".join(pull_request.render(one, options.changed) for one in comparisons)
        elif len(comparisons) == 1:
            text = one_comparison.render(comparisons[0], look)
        else:
            text = many_comparisons.overview(comparisons, options.changed, look.columns)
        print(text, end="")
    for text in [*pairing.one_sided, *pairing.repeated]:
        print(f"\n{text}")
