"""Captions: what a figure shows, how many rounds, which interval, which machine and commit."""

from __future__ import annotations

from ipcbench.analysis.rows import Summary
from ipcbench.base.text import clean, megabytes
from ipcbench.figures.frame import profile
from ipcbench.figures.frame.capacity import MOST_ON_SLIDES, few, fitting
from ipcbench.figures.frame.choice import choice, known_choice
from ipcbench.figures.frame.drawing import ResultFigure
from ipcbench.figures.frame.signs import concerned
from ipcbench.figures.frame.style import WIDE_MM
from ipcbench.words import facts
from ipcbench.words.absences import absences, failures

_SOME = " Shown are {count} of {all}: the plain one and the best of each mechanism (a family, in place and copying apart)."


def caption(figure: ResultFigure, summary: Summary, width_mm: float) -> str:
    """The caption of a figure at this width, in one paragraph; ends in a newline."""
    shapes = " and ".join(f"{shape}, {megabytes(shape.bytes)}" for shape in summary.shapes)
    shown = fitting(summary, width_mm) if figure.when_narrow else summary
    count = len(shown.measured)
    text = figure.caption.format(
        shapes=shapes,
        kernel=clean(summary.kernel or "the kernel", 40),
        kind="warm" if any(row.is_warm for row in summary.rows.values()) else "cold",
        chosen=choice(summary),
        known=known_choice(summary),
        overlapped="; of rows marked o, memcpy and then computing here over the total" if any(t.overlapped for t in shown.measured) else "",
        count=f"{count} transport{'' if count == 1 else 's'}",
    )
    if width_mm < WIDE_MM and len(summary.shapes) > 1:
        sizes, every = (", ".join(map(str, some)) for some in (few(summary.shapes), summary.shapes))
        text += figure.when_narrow.format(sizes=sizes, shown=every, last=summary.shapes[-1])
    if count < len(summary.measured):
        text += f" Shown are {choice(summary, MOST_ON_SLIDES)}." if profile.current().ratio else _SOME.format(count=count, all=len(summary.measured))
    return " ".join([text, *_circumstances(summary)]) + "\n"


def _circumstances(summary: Summary) -> list[str]:
    result = summary.result
    counts = [len(row.cold["total"]) for row in summary.rows.values()]
    n = f"n = {min(counts)}" if min(counts) == max(counts) else f"n = {min(counts)} to {max(counts)}"
    sentences = [
        f"{n} rounds of {result.protocol.transfers} transfers each, the first one cold; one transfer in flight.",
        f"Machine: {facts.machine(result)}, {facts.system(result)} ({clean(result.machine['id'] or 'no id', 60)}); "
        f"placement {facts.placement(result)}, producer first.",
        f"Source: {facts.commit(result)}, result {clean(result.name, 60)}.",
    ]
    if not result.complete:
        sentences.append("The run was interrupted.")
    gone = [f"{item.label}{item.where} ({item.reason})" for item in absences(result)]
    if gone:
        sentences.append(f"Not run: {'; '.join(gone)}.")
    if failed := failures(result):
        sentences.append(f"Failed: {'; '.join(failed)}.")
    for finding in (found for found in facts.ranked_warnings(result) if found.rank != "note"):
        sentences.append(f"Warning ({facts.RANK_TITLES[finding.rank]}{concerned(result, finding)}): {clean(finding.text, 300).rstrip('.')}.")
    return sentences
