"""Captions: what a figure shows, how many rounds, which interval, which machine and commit."""

from __future__ import annotations

from ipcbench import facts
from ipcbench.absent import absences, failures
from ipcbench.figures.choice import choice
from ipcbench.figures.limits import few, fitting
from ipcbench.figures.signs import concerned
from ipcbench.figures.style import WIDE_MM
from ipcbench.rows import Summary
from ipcbench.text import clean, megabytes

_HEADLINE = (
    "Time to hand a freshly written matrix ({shapes}) to another process and run {kernel} over it there, for {count}. "
    "Filled markers: medians over rounds of the per-round medians of {kind} transfers; bars: exact (binomial) 95 % "
    "intervals of these medians, where there are six rounds or more. Hollow markers: first transfers of a fresh process "
    "pair. Ticks: the transfer alone. Solid line: the same computation without a transfer; dashed line: the faster of "
    "memcpy and memcpy_nt of the same matrix. Thin lines join a transport with its tuned variant."
)
_MOVING = (
    "Where the time goes: transfer (until the whole matrix is readable), compute ({kernel}) and reply, for {chosen} "
    "and for computing here ({shapes}). Bars: medians over rounds of the per-round medians of "
    "{kind} transfers, phase by phase, hence they may end a little off the median total that is printed beside them."
)
_SHARE = (
    "How fast each transport moves a freshly written matrix ({shapes}), as a share of the speed of plain memcpy of the same "
    "matrix. Markers: medians over rounds of the ratio of the per-round medians of {kind} transfers (the transfer alone, "
    "without computing{overlapped}); bars: exact (binomial) 95 % intervals, where there are six rounds or more. Solid line: memcpy; "
    "dashed line: the faster of memcpy and memcpy_nt, where that is another. What copies nothing has no share."
)
_COLD = (
    "What the first transfer of a fresh process pair takes (hollow) and the later ones (filled), for {count} ({shapes}): "
    "total of transfer, compute ({kernel}) and reply, medians over rounds with exact (binomial) 95 % intervals, where there "
    "are six rounds or more (those of first transfers a little below). On the right: the first transfer, and how many times a later one it takes (paired by round)."
)
_DISTRIBUTION = (
    "Share of transfers whose total (transfer, {kernel}, reply) is at most the time on the axis, for {chosen} "
    "and for computing here ({shapes}); every single {kind} transfer of all rounds, none left out. Transfers of one "
    "round share a process pair, so they are not independent. Markers: a quarter, half and three quarters of the transfers."
)
_CPU = (
    "CPUs that producer and consumer keep busy from sending a matrix until its answer has arrived ({shapes}; {kernel} run over it there), "
    "for {count}: CPU time of the process over the total, medians over rounds of the ratio of the per-round medians of {kind} transfers. "
    "Dark: producer; light: consumer; each is a median of its own, hence they may end a little off the marker, which is that of both, with "
    "its exact (binomial) 95 % interval where there are six rounds or more. Solid line: one CPU, what computing here keeps busy; dashed: two. "
    "On the right: CPU time of both in milliseconds. What spins burns its CPU while it waits for the matrix, or for room; for the answer every producer waits asleep."
)
_LAST = " Shown is {last} alone, of {shown}."
_NARROW = (
    " The size of a marker tells the shape ({shown}); first transfers, transfers alone, tuning and the figures on the "
    "right are those of {last}."
)
_SOME = " Shown are {count} of {all}: the plain one and the best of each mechanism (a family, in place and copying apart)."
_TEXTS = {"headline": _HEADLINE, "moving": _MOVING, "share": _SHARE, "cold": _COLD, "distribution": _DISTRIBUTION, "cpu": _CPU}
_ADDED = {"headline": _NARROW, "share": _LAST, "cold": _LAST, "cpu": _LAST}  # where a narrow figure shows less


def caption(figure: str, summary: Summary, width_mm: float) -> str:
    """The caption of the figure of this name at this width, in one paragraph; ends in a newline."""
    shapes = " and ".join(f"{shape}, {megabytes(shape.bytes)}" for shape in summary.shapes)
    shown = fitting(summary, width_mm) if figure in _ADDED else summary
    count = len(shown.measured)
    text = _TEXTS[figure].format(
        shapes=shapes,
        kernel=clean(summary.kernel or "the kernel", 40),
        kind="warm" if any(row.is_warm for row in summary.rows.values()) else "cold",
        chosen=choice(summary),
        overlapped="; of rows marked o, memcpy and then local over the total" if any(t.overlapped for t in shown.measured) else "",
        count=f"{count} transport{'' if count == 1 else 's'}",
    )
    if figure in _ADDED and width_mm < WIDE_MM and len(summary.shapes) > 1:
        sizes = few(summary.shapes) if figure == "headline" else summary.shapes
        text += _ADDED[figure].format(shown=", ".join(map(str, sizes)), last=summary.shapes[-1])
    if count < len(summary.measured):
        text += _SOME.format(count=count, all=len(summary.measured))
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
