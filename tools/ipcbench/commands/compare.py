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
    from ipcbench.analysis.pairing import Pairing

NAME = "tools/compare"
FOUND = 1


def main(arguments: Sequence[str]) -> int:
    """Prints verdicts; 1 with --fail-on if there are such rows (see _bad), 2 if nothing could be compared."""
    options = _parser().parse_args(arguments)
    from ipcbench.analysis.pairing import paired

    pairing = paired(_runs(options), options.margin, options.same_machine)
    comparisons = pairing.comparisons
    _print(pairing, options)
    if options.figures:
        _draw(pairing, options.figures)
    if all(one.refused for one in comparisons):
        fields = dict.fromkeys(field for one in comparisons for field in one.refused)
        raise UsageError(f"not comparable, they differ in {clean('; '.join(fields), 300)}")
    return FOUND if options.fail_on and _bad(comparisons, options.fail_on) else 0


def _draw(pairing: Pairing, folder: Path) -> None:
    """Into the folder, or one for each suite in it where there are several; prints the paths on stderr."""
    from ipcbench.figures import catalogue
    from ipcbench.figures.frame import drawing, rendering, style

    for suite, comparisons in pairing.suites.items():
        into = folder / suite if len(pairing.suites) > 1 else folder
        for path in drawing.write(catalogue.of_comparisons(comparisons), into, rendering.FORMATS, (style.WIDE_MM, style.NARROW_MM)):
            print(path, file=sys.stderr)


def _bad(comparisons: Sequence[Comparison], verdict: str) -> bool:
    """Whether a row is as --fail-on says, failed where the baseline's did not, or cannot be told; says the latter on stderr."""
    from ipcbench.words.effect import ratio

    said = []
    for one in comparisons:
        name = clean(one.b.result.path, 300)
        if one.newly_failed:
            said.append(f"{name}: failed where the baseline did not: {clean(', '.join(one.newly_failed), 300)}")
        if verdict == "slower" and one.common.ratio > 1 + one.margin:
            said.append(f"{name}: all rows together are {ratio(one.common.ratio)} (median)")
        if not one.refused and not any(row.effect for row in one.rows):
            said.append(f"{name}: fewer than 6 rounds, so nobody knows")
        if one.refused:
            said.append(f"{name}: not comparable, so nobody knows: it differs in {clean('; '.join(one.refused), 300)}")
    for text in [*said, *(note for one in comparisons for note in _notes(one))]:
        print(f"{NAME}: --fail-on {verdict}: {text}", file=sys.stderr)
    return bool(said) or any(row.verdict == verdict.upper() for one in comparisons for row in one.rows)


def _notes(one: Comparison) -> Iterator[str]:
    """What may hide a row that is slower, without being a reason to fail."""
    name = clean(one.b.result.path, 300)
    if one.common.scatter > one.margin:
        yield f"{name}: rows scatter by more than the margin from run to run: what slows down half of them, or one by little, is not seen"
    if one.only_a:
        yield f"{name}: lacks {len(one.only_a)} rows of the baseline: {clean(', '.join(one.only_a), 200)}"


def _parser() -> cli.Parser:
    parser = cli.Parser(prog=NAME, description="Compare runs, suite by suite: two builds of one machine, or machines.")
    parser.add_argument("results", nargs="+", metavar="RUN", help="runs, files, folders, or globs; the first run is the baseline")
    parser.add_argument("--baseline", metavar="RUN", help="the run that the others are held against")
    parser.add_argument("--margin", type=_margin, default=0.05, metavar="5%", help="what differs less is the same (5%%)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", dest="form", const="json", help="for programs, on stdout")
    form.add_argument("--csv", action="store_const", dest="form", const="csv", help="for spreadsheets, on stdout")
    parser.add_argument("--fail-on", choices=("slower", "faster"), help="exit status 1 if a row is, or all are in the median, or one fails anew, or nobody can tell")
    parser.add_argument("--same-machine", action="store_true", help="two results that may be of two hosts (another kernel, microcode or memory) are of one")
    parser.add_argument("--figures", type=Path, metavar="DIR", help="draw the comparison into this folder")
    return parser


def _margin(text: str) -> float:
    """'5%', '5 %' or '0.05' as a share of one."""
    number = text.strip()
    try:
        value = float(number[:-1]) / 100 if number.endswith("%") else float(number)
    except ValueError:
        value = -1.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{clean(text, 40)!r} is no share between 0% and 100%")
    return value


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
        raise UsageError("one run alone: name another one to compare it with")
    return [base[0], *others]


def _print(pairing: Pairing, options: argparse.Namespace) -> None:
    from ipcbench.tables import comparison_data, many_comparisons, one_comparison

    if options.form == "json":
        comparison_data.write_json(pairing, sys.stdout)
    elif options.form == "csv":
        comparison_data.write_csv(pairing.comparisons, sys.stdout)
        for text in [*pairing.one_sided, *pairing.repeated, *comparison_data.all_remarks(pairing)]:
            print(f"{NAME}: {text}", file=sys.stderr)
    else:
        for number, (suite, comparisons) in enumerate(pairing.suites.items()):
            if len(pairing.suites) > 1:
                print("\n" * bool(number) + f"SUITE {clean(suite, 40)}\n")
            text = one_comparison.render(comparisons[0]) if len(comparisons) == 1 else many_comparisons.overview(comparisons)
            print(text, end="")
        for text in [*pairing.one_sided, *pairing.repeated]:
            print(f"\n{text}")
    sys.stdout.flush()
