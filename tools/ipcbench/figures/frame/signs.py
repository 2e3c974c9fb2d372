"""Warnings and the rows that they concern: a sign in the note of the row, and a text that starts with the sign."""

from __future__ import annotations

from typing import Mapping

from ipcbench.analysis.rows import Row
from ipcbench.base.text import clean
from ipcbench.result.model import Finding, Result
from ipcbench.result.names import short

SIGNS: Mapping[str, str] = {"may_change_ranking": "⚠", "shifts_milliseconds": "~"}
_NAMED = 3  # rows; of more, that many and how many in all


def sign(result: Result, row: Row) -> str:
    """The signs of the warnings that name the row; those of the whole run leave it unmarked."""
    ranks = {finding.rank for finding in result.warnings if row.name in finding.rows}
    return "".join(mark for rank, mark in SIGNS.items() if rank in ranks)


def concerned(result: Result, finding: Finding) -> str:
    """'; 2 rows: pipe/170x9111, fifo/170x9111', or '' if the warning concerns all."""
    if not finding.rows:
        return ""
    names = [clean(short(name, result.main_kind), 60) for name in finding.rows[:_NAMED]]
    more = ", …" if len(finding.rows) > _NAMED else ""
    return f"; {len(finding.rows)} row{'' if len(finding.rows) == 1 else 's'}: {', '.join(names)}{more}"
