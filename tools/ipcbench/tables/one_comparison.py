"""Two sides for a terminal: plain text as wide as that, 120 columns at most."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Sequence

from ipcbench.analysis import differences
from ipcbench.analysis.comparison import Comparison, Judged
from ipcbench.analysis.judging import VERDICTS, Verdict
from ipcbench.base.console import MOST_COLUMNS, coloured
from ipcbench.base.text import clean, milliseconds, pad, significant, width, wrap
from ipcbench.result.model import Result
from ipcbench.result.names import short
from ipcbench.words import facts, families, remarks
from ipcbench.words.design import design, gate
from ipcbench.words.effect import ratio, sentence

_MOST_DIFFERENCES = 30
_MS_COLUMNS, _NAME_COLUMNS = 9, 38
_SIDE_BY_SIDE = 80  # columns from which on a sentence stands beside its row
CHANGED: tuple[Verdict, ...] = ("SLOWER", "FASTER")


@dataclass(frozen=True)
class Look:
    """How a comparison is printed; `only_changed` leaves out what is the same or ambiguous."""

    columns: int = MOST_COLUMNS
    colours: bool = False
    only_changed: bool = False


def render(comparison: Comparison, look: Look = Look()) -> str:
    """What the sides are, how their surroundings differ, warnings, and a verdict per row; ends in a newline."""
    lines = [*heading("A", comparison.a.result, comparison.runs[0], look.columns, " (baseline)")]
    lines += heading("B", comparison.b.result, comparison.runs[1], look.columns)
    lines += _surroundings(comparison, look.columns)
    lines += _listed("Warnings", remarks.warnings(comparison), look.columns)
    if comparison.refused:
        lines += ["", *wrap(f"NOT COMPARABLE: {clean('; '.join(comparison.refused), 600)}", look.columns)]
    else:
        lines += ["", *wrap(design(comparison), look.columns, indent="")]
        lines += _groups(comparison, look) + _left_out(comparison, look.columns) + _families(comparison, look.columns)
        lines += ["", *wrap(summary(comparison), look.columns, indent=""), *wrap(gate(comparison), look.columns, indent="")]
        lines += _legend(comparison, look.columns)
    return "\n".join(lines) + "\n"


def heading(letter: str, result: Result, runs: int, columns: int, remark: str = "") -> list[str]:
    """'A epyc-…/2026… (baseline) · AMD EPYC 7763, 2 vCPUs (KVM) · …'; of several runs the first, and how many."""
    parts = [
        f"{letter} {result.identifier}{f' and {runs - 1} more' if runs > 1 else ''}{remark}",
        facts.machine(result),
        facts.system(result),
        facts.commit(result),
        clean(result.build["compiler"] or "compiler unknown", 40),
        facts.protocol(result),
    ]
    return wrap(" · ".join(parts), columns, separator=" · ")


def summary(comparison: Comparison) -> str:
    """'B against A: 3 SLOWER, 0 FASTER, 40 SAME, 23 AMBIGUOUS of 66 rows, 1.02x slower in the median.'"""
    counts = ", ".join(f"{comparison.count(verdict)} {verdict}" for verdict in VERDICTS)
    median = comparison.median_ratio
    return f"B against A: {counts} of {len(comparison.rows)} rows{f', {ratio(median)} in the median' if median else ''}."


def _surroundings(comparison: Comparison, columns: int) -> list[str]:
    """For two machines the facts that differ, side by side."""
    if comparison.of_one_machine:
        return []
    found = differences.environments(comparison.a.result, comparison.b.result)
    lines = ["", "The machines differ:" if found else "Two machines, by their ids; nothing else differs."]
    name_columns = min(30, columns // 3)
    side = (columns - name_columns - 6) // 2
    for fact in found[:_MOST_DIFFERENCES]:
        lines.append(f"  {pad(fact.fact, name_columns)} {pad(fact.a, side)} | {pad(fact.b, side)}".rstrip())
    if len(found) > _MOST_DIFFERENCES:
        lines.append(f"  and {len(found) - _MOST_DIFFERENCES} more")
    return lines


def _listed(title: str, texts: Sequence[str], columns: int) -> list[str]:
    lines = ["", title] if texts else []
    for text in texts:
        lines += wrap(text, columns, indent="    ", first="  ")
    return lines


def _groups(comparison: Comparison, look: Look) -> list[str]:
    """A block per verdict, those that differ first."""
    lines: list[str] = []
    main = comparison.a.result.main_kind
    names = {row.a.name: row_name(row, main) for row in comparison.rows}
    narrow = look.columns < _SIDE_BY_SIDE
    most = look.columns - 2 * _MS_COLUMNS - 2 if narrow else _NAME_COLUMNS
    name_columns = min(_NAME_COLUMNS, most, max(map(width, names.values())))
    for verdict in CHANGED if look.only_changed else VERDICTS:
        rows = [row for row in comparison.rows if row.verdict == verdict]
        if rows:
            head = f"{pad(f'{verdict} ({len(rows)})', name_columns)} {'A ms':>{_MS_COLUMNS}} {'B ms':>{_MS_COLUMNS}}" + "  B against A" * (not narrow)
            lines += ["", coloured(head, verdict, look.colours)]
        for row in rows:
            cells = [pad(milliseconds(median), _MS_COLUMNS, ">") for median in row.medians]
            first = f"{pad(names[row.a.name], name_columns)} {cells[0]} {cells[1]}  "
            said = sentence(row, len(comparison.rows))
            told = [first.rstrip(), *wrap(said, look.columns, indent="    ", first="    ")] if narrow else wrap(said, look.columns, indent=" " * width(first), first=first)
            lines += [coloured(line, verdict, look.colours) for line in told]
    if look.only_changed and not any(map(comparison.count, CHANGED)):
        lines += ["", "No row is slower or faster."]
    return lines


def row_name(row: Judged, main: str) -> str:
    """' local sum 170x9111', ' memcpy (bound) 170x9111', ' pipe/workers:2'; `main` is the kind that goes without saying."""
    kind, subject = row.a.kind, row.a.subject.name
    name = clean(subject.partition("/")[2], 60)
    text = {"base": f" {kind.name} {name}", "bound": f" {name} ({kind.name})"}.get(kind.role, f" {clean(short(subject, main), 60)}")
    return f"{text} {row.a.shape}" if row.a.shape else text


def _left_out(comparison: Comparison, columns: int) -> list[str]:
    lines: list[str] = []
    for name, rows in (("A", comparison.only_a), ("B", comparison.only_b)):
        if rows:
            named = ", ".join(clean(row, 60) for row in rows[:6])
            lines += wrap(f"only in {name}: {named}{f' and {len(rows) - 6} more' if len(rows) > 6 else ''}", columns)
    return [""] * bool(lines) + lines


def _families(comparison: Comparison, columns: int) -> list[str]:
    """The geometric mean of the ratios of what is measured, by family."""
    logs: dict[str, list[float]] = {}
    for row in comparison.rows:
        if row.effect and row.a.kind.role == "measured" and row.a.subject.family:
            logs.setdefault(row.a.subject.family, []).append(math.log(row.effect.ratio))
    if len(logs) < 2:
        return []
    told = [f"{families.title(name)} {ratio(math.exp(sum(found) / len(found)))} ({len(found)})" for name, found in logs.items()]
    return ["", "Geometric mean by family (rows):", *(line for text in told for line in wrap(text, columns, indent="    ", first="  "))]


def _legend(comparison: Comparison, columns: int) -> list[str]:
    margin = significant(100 * comparison.margin)
    text = (
        f"SAME: it lies within {margin.rstrip('0').rstrip('.')} %, with 95 % certainty at either end. FASTER, SLOWER: beyond chance, "
        "Holm-corrected for the number of rows, and of single runs of one machine beyond what its rows differ by from run to run. In "
        "brackets the 95 % interval. AMBIGUOUS: neither."
    )
    return wrap(text, columns, indent="")
