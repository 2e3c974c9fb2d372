"""The transports of a result as a Markdown table, for docs/transports.md."""

from __future__ import annotations

import re
from typing import Any, Mapping

from ipcbench.analysis.assessment import Assessment, assess, cpus_busy, meanings
from ipcbench.analysis.rows import Row, Subject, Summary
from ipcbench.base.text import binary, clean, milliseconds, percent, significant, wrap
from ipcbench.result.model import Shape
from ipcbench.tables.columns import columns
from ipcbench.tables.full_table import ordered_references
from ipcbench.words import facts
from ipcbench.words.absences import absences
from ipcbench.words.quantities import in_ms

_NONE = "–"
_COLUMNS = 100


def table(summary: Summary) -> str:
    """What was measured where, on one line, then a row for each subject, then what did not run; ends in a newline."""
    has = columns(summary)
    what = "cost" if has.costs else "total"
    told = [f"{what} {place or ''}, ms".replace(" ,", ",") for place in summary.places]
    told += [f"share {place or ''}".rstrip() for place in summary.places] * has.share
    told += [f"once {summary.last() or ''}, ms"] * has.once
    cpu = f"CPU {summary.last() or ''}".rstrip()
    heads = [facts.noun(summary.result), "copies", "lands", *told, cpu, "settings"]
    lines = [*_wrapped(_circumstances(summary)), "", _row(heads), _row(["---", "--:", "---", *["--:"] * (len(told) + 1), "---"])]
    lines += [_row(_cells(summary, subject)) for subject in summary.measured or ordered_references(summary)]
    return "\n".join([*lines, "", *_legend(summary)]) + "\n"


def escape(value: Any) -> str:
    """Text that Markdown shows as it is, in a cell of a table."""
    text = re.sub(r"([\\`*_{}\[\]<|#~$&])", r"\\\1", clean(value, 400))
    return re.sub(r"@|(?<=:)//|(?<=www)\.", lambda found: "".join(f"&#{ord(letter)};" for letter in found[0]), text)  # no link, no name


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
    has, once = columns(summary), largest.once
    return [
        f"`{name}`",
        copies,
        escape(subject.lands or _NONE),
        *(in_ms(one.cost) if (one := found.get(place)) else _NONE for place in summary.places),
        *[_share(found.get(place)) for place in summary.places] * has.share,
        *[in_ms(once) if once else _NONE] * has.once,
        _cpu(largest.row),
        escape(_settings(summary, subject)) or _NONE,
    ]


def _share(assessed: Assessment | None) -> str:
    if assessed is None or assessed.share_of_memcpy is None:
        return _NONE
    return _percent(assessed.share_of_memcpy) + " o" * assessed.row.subject.overlapped


def _cpu(row: Row) -> str:
    """'17.1 ms, 1.9 CPUs'."""
    spent, cpus = row.median("cpu"), cpus_busy(row)
    return _NONE if spent is None or cpus is None else f"{milliseconds(spent)} ms, {significant(cpus.median, 2)} CPUs"


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
    has = columns(summary)
    said = ["Cost: all that shipping adds to filling the matrix."] * has.costs
    said += ["Share: of plain memcpy's speed; of overlapped rows that of memcpy and then local."] * has.share
    said += ["Once: setup and the first transfer, filling included."] * has.once
    lines = [" ".join([*said, "CPU: time of both sides, and how many CPUs that keeps busy."])]
    if any(subject.overlapped for subject in summary.measured):
        lines += [f"Mark {text}." for text in meanings("o")]
    gone = [f"{item.name}{item.where} ({item.reason})" for item in absences(summary.result)]
    if gone:
        lines.append(f"Not run: {'; '.join(map(escape, gone))}.")
    return ["  \n".join("\n".join(_wrapped(line)) for line in lines)]


def _wrapped(text: str) -> list[str]:
    """A paragraph in lines that a person can read in the source, too."""
    return wrap(text, _COLUMNS, indent="")
