"""Runs held against a baseline, suite by suite: never one suite against another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Sequence

from ipcbench.analysis import grouping
from ipcbench.analysis.comparison import Comparison, compare
from ipcbench.analysis.loading import costs_of
from ipcbench.analysis.rows import Summary
from ipcbench.base.errors import UsageError
from ipcbench.base.text import clean

_MOST_NAMED = 4


@dataclass(frozen=True)
class Pairing:
    """The comparisons of each suite that the baseline shares with another run; `one_sided` tells which run lacks which suite."""

    suites: Mapping[str, Sequence[Comparison]]
    one_sided: Sequence[str]

    @property
    def comparisons(self) -> list[Comparison]:
        return [one for comparisons in self.suites.values() for one in comparisons]


def paired(runs: Sequence[Sequence[Path]], margin: float, same_machine: bool = False) -> Pairing:
    """The first run, each given by its files, against the others. `margin` is how much may differ and still be the same.

    Raises ResultError, and UsageError where no suite is in two of them, or one is twice in a run.
    """
    loaded = iter(grouping.named(costs_of([path for run in runs for path in run])))
    base, *others = ([next(loaded) for _ in run] for run in runs)
    found = _by_suite(base)
    rest = [_by_suite(other) for other in others]
    suites = {suite: [compare(a, other[suite], margin, same_machine) for other in rest if suite in other] for suite, a in found.items()}
    told = tuple(_one_sided(found, rest))
    if not any(suites.values()):
        raise UsageError(f"no suite is both in the baseline and in another run: {'; '.join(told)}")
    return Pairing({suite: comparisons for suite, comparisons in suites.items() if comparisons}, told)


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
