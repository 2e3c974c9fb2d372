"""The transports of a result as a Markdown table, for docs/transports.md."""

from __future__ import annotations

import re
from typing import Any, Mapping

from ipcbench import facts
from ipcbench.absent import absences
from ipcbench.model import Shape
from ipcbench.rows import Row, Summary, Transport
from ipcbench.text import binary, clean, milliseconds, percent, significant, times
from ipcbench.verdict import PREPARE_LIMIT, RELEASE_LIMIT, Verdict, cpus_busy, judge, meanings

_NONE = "–"


def table(summary: Summary) -> str:
    """What was measured where, on one line, then a row per transport, then what did not run; ends in a newline."""
    last = summary.last()
    shares = [f"share {shape}" for shape in summary.shapes]
    heads = ["transport", "copies", "lands", *shares, f"CPU {last}", "prepare", "release", "settings"]
    lines = [_circumstances(summary), "", _row(heads), _row(["---", "--:", "---", *["--:"] * (len(shares) + 1), "---", "---", "---"])]
    lines += [_row(_cells(summary, transport)) for transport in summary.transports]
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
    return escape(" · ".join([*parts, f"result {clean(result.path.stem, 60)}"]))


def _cells(summary: Summary, transport: Transport) -> list[str]:
    found = {shape: judge(summary, row) for shape in summary.shapes if (row := summary.row(transport.key, shape))}
    largest = found[max(found, key=lambda shape: shape.bytes)]
    copies = _NONE if transport.copies is None else str(transport.copies)
    key = clean(transport.key, 60).replace("`", "'").replace("|", "/")
    return [
        f"`{key}`",
        copies,
        escape(transport.lands or _NONE),
        *(_share(found.get(shape)) for shape in summary.shapes),
        _cpu(largest.row),
        _standing_out({shape: _prepare(verdict) for shape, verdict in found.items() if verdict.hides_prepare}, summary),
        _standing_out({shape: _release(verdict) for shape, verdict in found.items() if verdict.hides_release}, summary),
        escape(_settings(summary, transport.key)) or _NONE,
    ]


def _share(verdict: Verdict | None) -> str:
    if verdict is None or verdict.share_of_memcpy is None:
        return _NONE
    return _percent(verdict.share_of_memcpy) + " o" * verdict.row.transport.overlapped


def _cpu(row: Row) -> str:
    """'17.1 ms, 1.9 CPUs'."""
    spent, cpus = row.median("cpu"), cpus_busy(row)
    return _NONE if spent is None or cpus is None else f"{milliseconds(spent)} ms, {significant(cpus.median, 2)} CPUs"


def _prepare(verdict: Verdict) -> str:
    return times(verdict.prepare_times_local or 0.0, "×")


def _release(verdict: Verdict) -> str:
    return _percent(verdict.release_share or 0.0)


def _standing_out(texts: Mapping[Shape, str], summary: Summary) -> str:
    """'1.4× / 1.3×' at all shapes, '1.4× at 170x9111' where it is one of several, or nothing."""
    if len(texts) == len(summary.shapes):
        return " / ".join(texts.values())
    return ", ".join(f"{text} at {shape}" for shape, text in texts.items())


def _percent(share: float) -> str:
    return percent(share).replace("%", " %")


def _settings(summary: Summary, key: str) -> str:
    """Those of the first round; once, if they are the same at all shapes."""
    texts: dict[Shape, str] = {}
    for entry in summary.result.entries:
        if entry.kind == "transfer" and entry.key == key:
            texts.setdefault(entry.shape, settings_text(entry.settings))
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "; ".join(f"{shape}: {texts[shape] or 'none'}" for shape in summary.shapes if shape in texts)


def _legend(summary: Summary) -> list[str]:
    lines = [
        "Share: of plain memcpy's speed. CPU: time of both sides, and how many CPUs that keeps busy. Prepare: as a multiple of "
        f"local's, where it is over {PREPARE_LIMIT:g}. Release: as a share of the total, where it is over {_percent(RELEASE_LIMIT)}."
    ]
    if any(transport.overlapped for transport in summary.transports):
        lines += [f"Mark {text}." for text in meanings("o")]
    gone = [f"{item.transport}{item.where} ({item.reason})" for item in absences(summary.result)]
    if gone:
        lines.append(f"Not run: {'; '.join(map(escape, gone))}.")
    return ["  \n".join(lines)]
