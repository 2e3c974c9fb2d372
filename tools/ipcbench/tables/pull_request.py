"""A comparison as Markdown, for a pull request: what changed first, all rows folded away."""

from __future__ import annotations

from typing import Sequence

from ipcbench.analysis.comparison import Comparison, Judged
from ipcbench.base.text import clean, milliseconds, wrap
from ipcbench.tables.markdown import escape
from ipcbench.tables.one_comparison import CHANGED, row_name, summary
from ipcbench.words import facts, remarks
from ipcbench.words.design import design, gate
from ipcbench.words.effect import sentence

_COLUMNS = 100


def render(comparison: Comparison, only_changed: bool = False) -> str:
    """A heading, a table of the rows that changed, how it was measured, and a table of all rows; ends in a newline."""
    a, b = comparison.a.result, comparison.b.result
    lines = [f"### {escape(f'{facts.commit(b)} against {facts.commit(a)}')}", ""]
    if comparison.refused:
        return "\n".join([*lines, escape(f"Not comparable: {clean('; '.join(comparison.refused), 600)}.")]) + "\n"
    changed = [row for verdict in CHANGED for row in comparison.rows if row.verdict == verdict]
    lines += [*_prose(summary(comparison)), ""]
    lines += [*_table(changed, comparison), ""] if changed else []
    lines += [*_prose(f"{design(comparison)} {gate(comparison)}".strip()), ""]
    lines += [*_prose(f"A: {a.identifier}, B: {b.identifier} · {facts.machine(b)} · {facts.system(b)} · {facts.protocol(b)}"), ""]
    told = remarks.warnings(comparison)
    lines += [*(line for text in told for line in _prose(text, "- ")), ""] if told else []
    if only_changed:
        return "\n".join(lines[:-1]) + "\n"
    lines += [f"<details><summary>All {len(comparison.rows)} rows</summary>", "", *_table(comparison.rows, comparison), "", "</details>"]
    return "\n".join(lines) + "\n"


def _prose(text: str, first: str = "") -> list[str]:
    """Escaped, in lines that Markdown joins."""
    return wrap(escape(text), _COLUMNS, indent=" " * len(first), first=first)


def _table(rows: Sequence[Judged], comparison: Comparison) -> list[str]:
    lines = ["| row | A ms | B ms | verdict | B against A |", "|---|---:|---:|---|---|"]
    for row in rows:
        name = escape(row_name(row, comparison.a.result.main_kind).strip())
        a, b = map(milliseconds, row.medians)
        lines.append(f"| {name} | {a} | {b} | {row.verdict} | {escape(sentence(row, len(comparison.rows)))} |")
    return lines
