"""The verdict on a result for a terminal: plain text, 80 columns at first, all rows as wide as the terminal, 120 at most."""

from __future__ import annotations

from typing import Sequence

from ipcbench.analysis.proved import Proof
from ipcbench.analysis.rows import Summary
from ipcbench.base.text import clean, wrap
from ipcbench.result.model import Result
from ipcbench.tables import short_table
from ipcbench.tables.full_table import table_lines
from ipcbench.words import facts
from ipcbench.words.absences import not_run_lines
from ipcbench.words.proof_sentence import proved
from ipcbench.words.sentences import advice, fills_faster
from ipcbench.words.trust import trust

COLUMNS = 120
_FEW_WARNINGS = 5


def render(summary: Summary, everything: bool = False, others: Sequence[Summary] = (), columns: int = COLUMNS, proof: Proof | None = None) -> str:
    """Head, table, what did not run, warnings, and the sentences that the figures bear out; ends in a newline.

    By default the plain transport and the best of each mechanism; with `everything` all rows, at most `columns` wide.
    `others` are other runs of the machine, `proof` is what was measured of workers in the same run.
    """
    short = summary.result.hands_over and bool(summary.shapes) and not everything
    columns = min(short_table.COLUMNS, columns) if short else columns
    lines = _head(summary, columns)
    if not summary.rows:
        lines += ["Nothing was measured."]
    else:
        lines += short_table.short_lines(summary, columns) if short else table_lines(summary, everything, columns)
    lines += [line for text in fills_faster(summary) for line in wrap(text, columns)] * everything
    lines += not_run_lines(summary.result, columns)
    lines += _warnings(summary.result, columns, everything)
    lines += [""]
    said = [*advice(summary), *([proved(proof)] if proof else [])]
    for sentence in [*said, trust(summary, others)]:
        lines += wrap(sentence, columns)
    return "\n".join(lines) + "\n"


def _head(summary: Summary, columns: int) -> list[str]:
    result = summary.result
    rows = list(summary.rows.values())
    what = "warm medians" if not rows or any(row.is_warm for row in rows) else "COLD values, one transfer per round"
    parts = [
        "Handing a matrix to another process" * result.hands_over,
        facts.machine(result),
        facts.system(result),
        facts.placement(result),
        facts.protocol(result),
        facts.ran(summary),
        f"ms, {what}",
    ]
    lines = wrap(" · ".join(filter(None, parts)), columns, separator=" · ")
    if not result.complete:
        lines += wrap("INCOMPLETE: the run was interrupted; rows have fewer rounds than planned, or none.", columns)
    return lines


def _warnings(result: Result, columns: int, everything: bool) -> list[str]:
    """In one block, the gravest first; at most five by default."""
    found = facts.ranked_warnings(result)
    shown = found if everything else found[:_FEW_WARNINGS]
    lines = ["Warnings"] if found else []
    for finding in shown:
        concerned = [clean(row, 60) for row in finding.rows]
        rows = f" ({', '.join(concerned[:4])}{', …' if len(concerned) > 4 else ''})" if concerned else ""
        text = f"{facts.RANK_TITLES[finding.rank]}: {clean(finding.text, 400)} [{clean(finding.code, 40)}]{rows}"
        lines += wrap(text, columns, indent="    ", first="  ")
    if len(found) > len(shown):
        lines.append(f"  {len(found) - len(shown)} more: --all")
    return lines
