"""The verdict table of a result for a terminal: plain text of at most 120 columns."""

from __future__ import annotations

from ipcbench.analysis.rows import Summary
from ipcbench.base.text import clean, wrap
from ipcbench.result.model import Result
from ipcbench.tables.verdict_table import table_lines
from ipcbench.words import facts
from ipcbench.words.absences import not_run_lines
from ipcbench.words.sentences import advice, trust

COLUMNS = 120


def render(summary: Summary, everything: bool = False) -> str:
    """Head, table, what did not run, warnings, and the sentences that the figures bear out; ends in a newline.

    By default the plain transport and the best of each mechanism; with `everything` all rows.
    """
    lines = _head(summary)
    if summary.rows:
        lines += table_lines(summary, everything, COLUMNS)
    else:
        lines += ["Nothing was measured."]
    lines += not_run_lines(summary.result, COLUMNS)
    lines += _warnings(summary.result)
    lines += [""]
    for sentence in [*advice(summary), trust(summary)]:
        lines += wrap(sentence, COLUMNS)
    return "\n".join(lines) + "\n"


def _head(summary: Summary) -> list[str]:
    result = summary.result
    rows = list(summary.rows.values())
    what = "warm medians" if not rows or any(row.is_warm for row in rows) else "COLD values, one transfer per round"
    parts = [
        facts.machine(result),
        facts.system(result),
        facts.placement(result),
        facts.protocol(result),
        facts.ran(summary),
        f"ms, {what}",
    ]
    lines = wrap(" · ".join(filter(None, parts)), COLUMNS, separator=" · ")
    if not result.complete:
        lines += ["INCOMPLETE: the run was interrupted; rows have fewer rounds than planned, or none."]
    return lines


def _warnings(result: Result) -> list[str]:
    found = facts.ranked_warnings(result)
    lines = ["Warnings"] if found else []
    for finding in found:
        concerned = [clean(row, 60) for row in finding.rows]
        rows = f" ({', '.join(concerned[:4])}{', …' if len(concerned) > 4 else ''})" if concerned else ""
        text = f"{facts.RANK_TITLES[finding.rank]}: {clean(finding.text, 400)} [{clean(finding.code, 40)}]{rows}"
        lines += wrap(text, COLUMNS, indent="    ", first="  ")
    return lines
