"""What a page says of each result, as plain texts for its template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from markupsafe import Markup

from ipcbench.analysis import grouping, other_runs
from ipcbench.analysis.assessment import MARKS, meanings
from ipcbench.analysis.proved import proof_beside
from ipcbench.analysis.rows import Summary
from ipcbench.base.text import clean
from ipcbench.figures import catalogue
from ipcbench.page import figure_elements, inventory, template
from ipcbench.page.figure_elements import Element
from ipcbench.page.inline_svg import Sheets
from ipcbench.page.overview import overview
from ipcbench.tables.cells import CellTable, cell_table
from ipcbench.words import facts
from ipcbench.words.absences import absences, absent_name, failures
from ipcbench.words.proof_sentence import proved
from ipcbench.words.sentences import advice, fills_faster, plain_pipe
from ipcbench.words.trust import trust


@dataclass(frozen=True)
class Warned:
    rank: str
    title: str
    text: str
    code: str
    rows: str


@dataclass(frozen=True)
class Section:
    """One result."""

    id: str
    machine: str
    suite: str
    circumstances: str
    verdict: Sequence[tuple[str, str]]  # each sentence in two parts, the first in bold
    pipe: str | None
    remarks: Sequence[str]
    trust: tuple[str, str]
    grave: bool
    aside: str
    kind: str
    rounds: str
    kernel: str
    figures: Sequence[Element]
    left_out: Sequence[tuple[str, str]]  # figures that cannot be drawn, and why
    table: CellTable
    warnings: Sequence[Warned]
    failures: Sequence[str]
    absent: Sequence[tuple[str, str, str]]
    facts: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    commands: Sequence[str]


def section(summary: Summary, id_: str, figures: Sequence[Element], left_out: Sequence[tuple[str, str]], known: Sequence[Summary] = ()) -> Section:
    """All that the page says of a result; `known` are others that are loaded."""
    result = summary.result
    found = facts.ranked_warnings(result)
    proof = proof_beside(summary, known)
    return Section(
        id=id_,
        machine=facts.machine(result),
        suite=clean(result.suite, 40),
        circumstances=_circumstances(summary),
        verdict=[_parted(sentence) for sentence in [*advice(summary), *([proved(proof)] if proof else [])]],
        pipe=plain_pipe(summary),
        remarks=fills_faster(summary),
        trust=_parted(trust(summary, other_runs.beside(summary, known))),
        grave=bool(result.grave) or bool(result.failed) or not result.complete,
        aside=_aside(summary),
        kind="warm" if not summary.rows or any(row.is_warm for row in summary.rows.values()) else "COLD",
        rounds=facts.protocol(result, "×"),
        kernel=clean(summary.kernel or "the kernel", 40),
        figures=figures,
        left_out=left_out,
        table=cell_table(summary),
        warnings=[
            Warned(w.rank, facts.RANK_TITLES[w.rank], clean(w.text, 600), clean(w.code, 40), _rows(w.rows)) for w in found
        ],
        failures=failures(result),
        absent=_absent(summary),
        facts=_facts(summary),
        commands=inventory.reproduce(summary),
    )


def figures_for(results: int) -> Sequence[str]:
    """All figures of one result, those that lead of each of several."""
    return tuple(name for name, figure in catalogue.of_results().items() if results == 1 or figure.leads)


def _parted(sentence: str) -> tuple[str, str]:
    """What stands in bold, and the rest."""
    lead, colon, rest = sentence.partition(": ")
    return (lead + ":", rest) if colon and len(lead) < 60 else ("", sentence)


def _circumstances(summary: Summary) -> str:
    result = summary.result
    parts = [facts.system(result), facts.placement(result), facts.protocol(result, "×"), facts.ran(summary)]
    return " · ".join(filter(None, [*parts, facts.commit(result), result.identifier]))


def _aside(summary: Summary) -> str:
    if not summary.shapes:
        return ""
    pinned = facts.placement(summary.result) != "not pinned"
    cache = "Matrix just written, hence in the producer's cache as far as it fits"
    return f"{cache}; {'pinned' if pinned else 'not pinned'}; one in flight."


def _rows(rows: Sequence[str]) -> str:
    shown = ", ".join(clean(row, 60) for row in rows[:12])
    return f"{shown}, … ({len(rows)} rows)" if len(rows) > 12 else shown


def _absent(summary: Summary) -> list[tuple[str, str, str]]:
    result = summary.result
    mends = {absent_name(result, item): clean(item.mend, 400) for item in result.unavailable}
    return [(item.label + item.where, item.reason, mends.get(item.name, "")) for item in absences(result)]


def _facts(summary: Summary) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    result = summary.result
    return [
        ("Machine", inventory.pairs(result.machine)),
        ("Environment", inventory.pairs(result.environment)),
        ("Build", inventory.pairs(result.build)),
        ("Run", inventory.run_facts(result)),
    ]


def page(summaries: Sequence[Summary]) -> str:
    """The page about these results, at least one: those that tell of shipping first."""
    summaries = grouping.named(sorted(summaries, key=lambda summary: not summary.result.hands_over))
    sheets = Sheets()
    suites = grouping.by_suite(summaries)
    numbers = {id(summary): number for number, summary in enumerate(summaries, 1)}
    names = figures_for(max(map(len, suites.values())))
    drawn = figure_elements.of_each(summaries, [f"r{numbers[id(summary)]}" for summary in summaries], names, sheets)
    sections = [section(summary, f"r{numbers[id(summary)]}", figures, left_out(summary, names), summaries) for summary, figures in zip(summaries, drawn)]
    groups = [group for group in suites.values() if len(group) > 1]
    numbered = [(group, [numbers[id(summary)] for summary in group]) for group in groups]
    ids = ["comparison" if len(groups) == 1 else f"comparison-{number}" for number in range(1, len(groups) + 1)]
    what = sections[0].machine if len({each.machine for each in sections}) == 1 else f"{len(sections)} results"
    return template.render({
        "title": f"ipcbench: {what}",
        "sections": sections,
        "several_suites": len(suites) > 1,
        "overviews": [overview(group, of) for group, of in numbered],
        "comparisons": [figure_elements.of_comparisons(group, of, id_, sheets) for (group, of), id_ in zip(numbered, ids)],
        "placements": figure_elements.of_placements(summaries, sheets),
        "marks": meanings(MARKS),
        "glyphs": Markup(sheets.glyphs()),  # of all that was drawn above
        "kernels": ", ".join(dict.fromkeys(section.kernel for section in sections)),
    })


def left_out(summary: Summary, names: Sequence[str]) -> list[tuple[str, str]]:
    """The figures by these names that cannot be drawn, and why; of a suite that hands nothing over none is missed."""
    if not summary.result.hands_over:
        return []
    figures = [catalogue.of_results()[name] for name in names]
    return [(figure.title, reason) for figure in figures if (reason := figure.lacking(summary))]
