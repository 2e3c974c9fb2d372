"""Two results for a terminal: plain text of at most 120 columns."""

from __future__ import annotations

from typing import Sequence

from ipcbench.analysis import differences
from ipcbench.analysis.comparison import Comparison, Judged
from ipcbench.analysis.judging import VERDICTS
from ipcbench.base.text import clean, megabytes, milliseconds, pad, width, wrap
from ipcbench.result.model import Result
from ipcbench.result.names import short
from ipcbench.words import facts, remarks
from ipcbench.words.effect import ratio, sentence

COLUMNS = 120
_MOST_DIFFERENCES = 30
_MS_COLUMNS, _VERDICT_COLUMNS = 9, 11


def render(comparison: Comparison) -> str:
    """Two results: what they are, how their surroundings differ, warnings, and a verdict per row; ends in a newline."""
    a, b = comparison.a.result, comparison.b.result
    lines = [*heading("A", a, " (baseline)"), *heading("B", b)]
    lines += _surroundings(comparison)
    lines += _listed("Warnings", remarks.warnings(comparison))
    if comparison.refused:
        lines += ["", *wrap(f"NOT COMPARABLE: {clean('; '.join(comparison.refused), 600)}", COLUMNS)]
    else:
        lines += ["", *_table(comparison), *_left_out(comparison), "", *wrap(summary(comparison), COLUMNS)]
        lines += _legend(comparison)
    return "\n".join(lines) + "\n"


def heading(letter: str, result: Result, remark: str = "") -> list[str]:
    """'A epyc-…/2026… (baseline) · AMD EPYC 7763, 2 vCPUs (KVM) · …'."""
    parts = [
        f"{letter} {result.identifier}{remark}",
        facts.machine(result),
        facts.system(result),
        facts.commit(result),
        clean(result.build["compiler"] or "compiler unknown", 40),
        facts.protocol(result),
    ]
    return wrap(" · ".join(parts), COLUMNS, separator=" · ")


def summary(comparison: Comparison) -> str:
    """'B against A: 3 SLOWER, 0 FASTER, 40 SAME, 23 AMBIGUOUS of 66 rows, 1.02x slower in the median.'"""
    counts = ", ".join(f"{comparison.count(verdict)} {verdict}" for verdict in VERDICTS)
    median = comparison.median_ratio
    return f"B against A: {counts} of {len(comparison.rows)} rows{f', {ratio(median)} in the median' if median else ''}."


def _surroundings(comparison: Comparison) -> list[str]:
    """For two machines the facts that differ, side by side."""
    if comparison.of_one_machine:
        return []
    found = differences.environments(comparison.a.result, comparison.b.result)
    lines = ["", "The machines differ:" if found else "Two machines, by their ids; nothing else differs."]
    for fact in found[:_MOST_DIFFERENCES]:
        lines.append(f"  {pad(fact.fact, 30)} {pad(fact.a, 42)} | {pad(fact.b, 42)}".rstrip())
    if len(found) > _MOST_DIFFERENCES:
        lines.append(f"  and {len(found) - _MOST_DIFFERENCES} more")
    return lines


def _listed(title: str, texts: Sequence[str]) -> list[str]:
    lines = ["", title] if texts else []
    for text in texts:
        lines += wrap(text, COLUMNS, indent="    ", first="  ")
    return lines


def _table(comparison: Comparison) -> list[str]:
    """A block per shape."""
    lines: list[str] = []
    rows, main = comparison.rows, comparison.a.result.main_kind
    names = [row_name(row, main) for row in rows]
    heads = {at: f"{at} {megabytes(at.bytes)}" if at else "" for at in (row.a.shape for row in rows)}
    name_columns = min(34, max(width(text) for text in (*heads.values(), *names)))
    for shape, head in heads.items():
        lines.append(f"{pad(head, name_columns)} {'A ms':>{_MS_COLUMNS}} {'B ms':>{_MS_COLUMNS}}  verdict    B against A")
        for row, name in ((row, name) for row, name in zip(rows, names) if row.a.shape == shape):
            cells = [pad(milliseconds(median), _MS_COLUMNS, ">") for median in row.medians]
            text = f"{pad(name, name_columns)} {cells[0]} {cells[1]}  {pad(row.verdict, _VERDICT_COLUMNS)}"
            lines.append(pad(text + sentence(row, len(rows)), COLUMNS).rstrip())
    return lines


def row_name(row: Judged, main: str) -> str:
    """' local sum', ' memcpy (bound)', ' pipe', ' pipe/workers:2'; `main` is the kind that goes without saying."""
    kind, subject = row.a.kind, row.a.subject.name
    name = clean(subject.partition("/")[2], 60)
    return {"base": f" {kind.name} {name}", "bound": f" {name} ({kind.name})"}.get(kind.role, f" {clean(short(subject, main), 60)}")


def _left_out(comparison: Comparison) -> list[str]:
    lines: list[str] = []
    for name, rows in (("A", comparison.only_a), ("B", comparison.only_b)):
        if rows:
            named = ", ".join(clean(row, 60) for row in rows[:6])
            lines += wrap(f"only in {name}: {named}{f' and {len(rows) - 6} more' if len(rows) > 6 else ''}", COLUMNS)
    return lines


def _legend(comparison: Comparison) -> list[str]:
    margin = f"{100 * comparison.margin:.3g} %"
    text = (
        f"SAME: the 95 % interval lies within {margin}. FASTER, SLOWER: beyond chance, Holm-corrected for the number of rows, and on one "
        f"machine beyond what its rows differ by from run to run. In brackets the 95 % interval. AMBIGUOUS: neither."
    )
    return wrap(text, COLUMNS, indent="")
