"""Runs held against a baseline, suite by suite: never one suite against another."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Mapping, Sequence

from ipcbench.analysis import grouping
from ipcbench.analysis.comparison import Comparison, compare, compare_runs
from ipcbench.analysis.loading import costs_of
from ipcbench.analysis.margins import Margins
from ipcbench.analysis.rows import Summary
from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean
from ipcbench.result.model import Result

_MOST_NAMED = 4


@dataclass(frozen=True)
class Pairing:
    """The comparisons of each suite that the baseline shares with another run.

    `one_sided` tells which run lacks which suite, `repeated` which one is another under a second name: it counts once.
    """

    suites: Mapping[str, Sequence[Comparison]]
    one_sided: Sequence[str]
    repeated: Sequence[str]

    @property
    def comparisons(self) -> list[Comparison]:
        return [one for comparisons in self.suites.values() for one in comparisons]


def one_against_each(runs: Sequence[Sequence[Path]], margins: Margins, same_machine: bool = False) -> Pairing:
    """The first run, each given by its files, against each of the others.

    Raises ResultError, and UsageError where no suite is in two of them, one is twice in a run, or all are one run.
    """
    loaded = iter(grouping.named(costs_of([path for run in runs for path in run])))
    base, *others = ([next(loaded) for _ in run] for run in runs)
    found = _by_suite(base)
    rest, repeated = _each_once(found, [_by_suite(other) for other in others])
    if not any(rest):
        raise UsageError(f"{'; '.join(repeated)}: name another one to compare it with")
    suites = {suite: [compare(a, other[suite], margins, same_machine) for other in rest if suite in other] for suite, a in found.items()}
    told = tuple(_one_sided(found, rest))
    if not any(suites.values()):
        raise UsageError(f"no suite is both in the baseline and in another run: {'; '.join(told)}")
    return Pairing({suite: comparisons for suite, comparisons in suites.items() if comparisons}, told, repeated)


def all_against_all(a: Sequence[Sequence[Path]], b: Sequence[Sequence[Path]], margins: Margins, same_machine: bool = False) -> Pairing:
    """The runs of one side, the baseline, against those of the other: the run is the unit. Raises as above."""
    loaded = iter(grouping.named(costs_of([path for run in (*a, *b) for path in run])))
    found = [_by_suite([next(loaded) for _ in run]) for run in (*a, *b)]
    kept, repeated = _each_once({}, found)
    if repeated:
        raise UsageError(f"{'; '.join(repeated)}: name each run on one side, once")
    if (len(a) == 1) != (len(b) == 1):
        raise UsageError(f"--against: {len(a)} and {len(b)} runs; the run is the unit, so name one on each side, or several on both")
    suites: dict[str, list[Comparison]] = {}
    for suite in dict.fromkeys(name for run in kept for name in run):
        old, new = ([run[suite] for run in side if suite in run] for side in (kept[: len(a)], kept[len(a) :]))
        if old and new:
            suites[suite] = [compare_runs(old, new, margins, same_machine)]
    if not suites:
        raise UsageError("no suite is on both sides")
    return Pairing(suites, (), ())


def restricted(pairing: Pairing, only: str) -> Pairing:
    """With the rows whose name the pattern `only` finds; what was made of all of them stays. Raises UsageError."""
    try:
        pattern = re.compile(only)
    except re.error as error:
        raise UsageError(f"--only: {clean(only, 60)!r} is no pattern: {error}") from None
    suites = {}
    for suite, comparisons in pairing.suites.items():
        left = [replace(one, rows=tuple(row for row in one.rows if pattern.search(row.a.name))) for one in comparisons]
        if any(one.rows or one.refused for one in left):
            suites[suite] = [one for one in left if one.rows or one.refused]
    if not suites:
        raise UsageError(f"--only: no row matches {clean(only, 60)!r}")
    return replace(pairing, suites=suites)


def _each_once(base: Mapping[str, Summary], others: Sequence[dict[str, Summary]]) -> tuple[list[dict[str, Summary]], list[str]]:
    """The other runs without those results that the baseline, or one before them, has under another name; and which these are."""
    known = {(suite, summary.result.fingerprint): summary.result for suite, summary in base.items()}
    kept: list[dict[str, Summary]] = []
    texts = []
    for other in others:
        new = {}
        for suite, summary in other.items():
            first = known.setdefault((suite, summary.result.fingerprint), summary.result)
            if first is summary.result:
                new[suite] = summary
            else:
                texts.append(f"{_where(summary.result)} is the same run as {_where(first)}, so it counts once")
        kept += [new] if new else []
    return kept, texts


def _where(result: Result) -> str:
    return clean(result.path, 300)


def _by_suite(run: Sequence[Summary]) -> dict[str, Summary]:
    for suite, several in grouping.by_suite(run).items():
        if len(several) > 1:
            names = " and ".join(clean(each.result.path, 300) for each in several[:2])
            raise UsageError(f"{names} are both of suite {clean(suite, 40)}: a run has each once")
    return {summary.result.suite: summary for summary in run}


def _one_sided(base: Mapping[str, Summary], others: Sequence[Mapping[str, Summary]]) -> list[str]:
    """'suite compute: not in m/2026…Z, so it is not compared with it'."""
    texts = []
    for suite in dict.fromkeys(name for run in (base, *others) for name in run):
        if suite not in base:
            texts.append(f"suite {clean(suite, 40)}: not in the baseline, so it is not compared; it is in {_named([run for run in others if suite in run])}")
        elif without := [run for run in others if suite not in run]:
            texts.append(f"suite {clean(suite, 40)}: not in {_named(without)}, so it is not compared with that")
    return texts


def _named(runs: Sequence[Mapping[str, Summary]]) -> str:
    """The runs, whatever of them is compared."""
    firsts = [next(iter(run.values())).result for run in runs]
    names = [result.identifier.removesuffix(f"/{clean(result.suite, 40)}") for result in firsts]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"
