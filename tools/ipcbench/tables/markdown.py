"""The transports of a result as a Markdown table, for docs/transports.md."""

from __future__ import annotations

import re
from typing import Any, Mapping

from ipcbench.analysis.assessment import PREPARE_LIMIT, RELEASE_LIMIT, Assessment, assess, cpus_busy, meanings
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.base.text import binary, clean, milliseconds, percent, significant, times
from ipcbench.result.model import Shape
from ipcbench.tables.columns import columns
from ipcbench.tables.verdict_table import ordered_references
from ipcbench.words import facts
from ipcbench.words.absences import absences

_NONE = "–"


def table(summary: Summary) -> str:
    """What was measured where, on one line, then a row for each subject, then what did not run; ends in a newline."""
    what = "share" if columns(summary).share else "total"
    told = [f"{what} {place or ''}".rstrip() for place in summary.places]
    cpu = f"CPU {summary.last() or ''}".rstrip()
    heads = [facts.noun(summary.result), "copies", "lands", *told, cpu, "prepare", "release", "settings"]
    lines = [_circumstances(summary), "", _row(heads), _row(["---", "--:", "---", *["--:"] * (len(told) + 1), "---", "---", "---"])]
    lines += [_row(_cells(summary, subject)) for subject in summary.measured or ordered_references(summary)]
    return "\n".join([*lines, "", *_legend(summary)]) + "\n"


def escape(value: Any) -> str:
    """Text that Markdown shows as it is, in a cell of a table."""
    return re.sub(r"([\\`*_{}\[\]<|#~$&])", r"\\\1", clean(value, 400))


def settings_text(settings: Mapping[str, Any]) -> str:
    """'pipe 64 KiB, messages 10': effective settings, keys ending in _bytes as sizes."""
    parts = []
    for key, value in settings.items():
        shown = binary(value) if key.endswith("_bytes") and type(value) is int else "not known" if value is None else value
        parts.append(f"{clean(key.removesuffix('_bytes').replace('_', ' '), 40)} {clean(shown, 60)}")
    return ", ".join(parts)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _circumstances(summary: Summary) -> str:
    result = summary.result
    parts = [facts.machine(result), facts.system(result), facts.placement(result), facts.protocol(result, "×"), facts.commit(result)]
    return escape(" · ".join([*parts, f"result {clean(result.name, 60)}"]))


def _cells(summary: Summary, subject: Subject) -> list[str]:
    found = {place: assess(summary, row) for place in summary.places if (row := summary.row(subject, place))}
    largest = [*found.values()][-1]
    copies = _NONE if subject.copies is None else str(subject.copies)
    name = clean(summary.title(subject), 60).replace("`", "'").replace("|", "/")
    tell = _share if columns(summary).share else _total
    return [
        f"`{name}`",
        copies,
        escape(subject.lands or _NONE),
        *(tell(found.get(place)) for place in summary.places),
        _cpu(largest.row),
        _standing_out({shape: _prepare(assessed) for shape, assessed in found.items() if assessed.hides_prepare}, summary),
        _standing_out({shape: _release(assessed) for shape, assessed in found.items() if assessed.hides_release}, summary),
        escape(_settings(summary, subject)) or _NONE,
    ]


def _share(assessed: Assessment | None) -> str:
    if assessed is None or assessed.share_of_memcpy is None:
        return _NONE
    return _percent(assessed.share_of_memcpy) + " o" * assessed.row.subject.overlapped


def _total(assessed: Assessment | None) -> str:
    """'17.1 ms'."""
    median = assessed.row.median() if assessed else None
    return _NONE if median is None else f"{milliseconds(median)} ms"


def _cpu(row: Row) -> str:
    """'17.1 ms, 1.9 CPUs'."""
    spent, cpus = row.median("cpu"), cpus_busy(row)
    return _NONE if spent is None or cpus is None else f"{milliseconds(spent)} ms, {significant(cpus.median, 2)} CPUs"


def _prepare(assessed: Assessment) -> str:
    return times(assessed.prepare_times_local or 0.0, "×")


def _release(assessed: Assessment) -> str:
    return _percent(assessed.release_share or 0.0)


def _standing_out(texts: Mapping[Shape | None, str], summary: Summary) -> str:
    """'1.4× / 1.3×' at all shapes, '1.4× at 170x9111' where it is one of several, or nothing."""
    if len(texts) == len(summary.places):
        return " / ".join(texts.values())
    return ", ".join(f"{text} at {shape}" for shape, text in texts.items())


def _percent(share: float) -> str:
    return percent(share).replace("%", " %")


def _settings(summary: Summary, subject: Subject) -> str:
    """Those of the first round; once, if they are the same at all shapes."""
    texts: dict[Shape | None, str] = {}
    for entry in summary.result.entries:
        if entry.subject == subject.name:
            texts.setdefault(entry.shape, settings_text(entry.settings))
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "; ".join(f"{place or 'no matrix'}: {texts[place] or 'none'}" for place in summary.places if place in texts)


def _legend(summary: Summary) -> list[str]:
    share = "Share: of plain memcpy's speed. " if columns(summary).share else ""
    lines = [
        f"{share}CPU: time of both sides, and how many CPUs that keeps busy. Prepare: as a multiple of "
        f"local's, where it is over {PREPARE_LIMIT:g}. Release: as a share of the total, where it is over {_percent(RELEASE_LIMIT)}."
    ]
    if any(subject.overlapped for subject in summary.measured):
        lines += [f"Mark {text}." for text in meanings("o")]
    gone = [f"{item.name}{item.where} ({item.reason})" for item in absences(summary.result)]
    if gone:
        lines.append(f"Not run: {'; '.join(map(escape, gone))}.")
    return ["  \n".join(lines)]
