"""What the figures say in words: compute here or ship, from which computing time on, and how far to trust it."""

from __future__ import annotations

from typing import Callable, Sequence

from ipcbench.analysis.assessment import WIDE_INTERVAL, best, on_one_cpu, pays_above, times_local
from ipcbench.analysis.rows import Row, Summary
from ipcbench.base.text import clean, milliseconds, times
from ipcbench.result.model import Shape


def advice(summary: Summary) -> list[str]:
    """Whether to ship for the kernel alone, and from which computing time on with two or more workers."""
    if not summary.result.hands_over:
        return []
    if not summary.handing:
        return ["No transport was measured: nothing can be said about shipping."]
    shapes = [shape for shape in summary.shapes if summary.base(shape) and best(summary, shape)]
    if not shapes:
        return ["No local row was measured beside the transports: whether shipping pays cannot be said."]
    return [_alone(summary, shapes), *_workers(summary, shapes)]


def trust(summary: Summary) -> str:
    """How many rows are within ±10 %, whether every transfer was verified, and the warnings that matter most."""
    result = summary.result
    widths = _half_widths(summary)
    known = [half for half in widths if half is not None]
    if not widths:
        parts = ["nothing was measured"]
    elif not known:
        parts = ["fewer than 6 rounds, hence no intervals: a first look"]
    else:
        within = sum(half <= WIDE_INTERVAL for half in known)
        parts = [f"{within} of {len(widths)} rows within ±10 %"]
        if len(known) < len(widths):
            parts[0] += f", {len(widths) - len(known)} without an interval"
    parts.append(_verified(summary))
    if not result.complete:
        parts.append("interrupted")
    if grave := result.grave:
        said = "; ".join(clean(finding.text, 160) for finding in grave)
        parts.append(f"{_count(len(grave), 'warning')} may change the ranking: {said}")
    return "Trust: " + " · ".join(part for part in parts if part)


def within_ten_percent(summary: Summary) -> tuple[int, int]:
    """How many rows have an interval within ±10 %, and how many rows there are."""
    widths = _half_widths(summary)
    return sum(half is not None and half <= WIDE_INTERVAL for half in widths), len(widths)


def _half_widths(summary: Summary) -> list[float | None]:
    return [total.half_width for row in summary.rows.values() if (total := row.estimate())]


def plain_pipe(summary: Summary) -> str | None:
    """'A default pipe takes 18.3 / 53.2 ms; tuned, 3.04 / 8.85 ms.': what everybody knows, to judge the rest by."""
    costs = []
    for key in ("pipe", "pipe_tuned"):
        totals = [_total(summary.by_key(key, shape)) for shape in summary.shapes]
        costs.append(None if set(totals) <= {"-"} else f"{' / '.join(totals)} ms")
    if costs[0] is None:
        return None
    return f"A default pipe takes {costs[0]}{f'; tuned, {costs[1]}' if costs[1] else ''}."


def _verified(summary: Summary) -> str:
    failed = summary.result.failed
    corrupt = sum(failure.error == "CorruptMatrix" for failure in failed)
    others = {failure.row for failure in failed if failure.error != "CorruptMatrix"}
    if failed:
        said = [f"{_count(corrupt, 'round')} CORRUPT"] if corrupt else []
        return " · ".join(said + ([f"{_count(len(others), 'row')} failed"] if others else []))
    return "every transfer verified" if summary.handing else ""


def _alone(summary: Summary, shapes: Sequence[Shape]) -> str:
    """One clause for all shapes if they agree, or one for each."""
    verdicts = [_here_or_ship(summary, shape) for shape in shapes]
    groups = {answer: [s for s, v in zip(shapes, verdicts) if v == answer] for answer in dict.fromkeys(verdicts)}
    clauses = []
    for answer, members in groups.items():
        where = "" if len(groups) == 1 else f"at {_join(members, str)} "
        clauses.append(where + _CLAUSES[answer](summary, members))
    name = f"a {summary.kernel}" if summary.kernel == "sum" else clean(summary.kernel or "the computation", 40)
    return f"For {name} alone: {'; '.join(clauses)}."


def _here_or_ship(summary: Summary, shape: Shape) -> str:
    rival, local = best(summary, shape), summary.base(shape)
    ratio = times_local(rival, local) if rival else None
    if ratio is None:
        return "unknown"
    low, high = (ratio.median, ratio.median) if ratio.low is None or ratio.high is None else (ratio.low, ratio.high)
    return "ship" if high < 1 else "here" if low > 1 else "even"


def _here(summary: Summary, shapes: Sequence[Shape]) -> str:
    local = _join(shapes, lambda shape: _total(summary.base(shape)))
    rival = _join(shapes, lambda shape: _total(best(summary, shape)))
    return f"compute it here ({local} ms; best elsewhere {rival} ms)"


def _ship(summary: Summary, shapes: Sequence[Shape]) -> str:
    rivals = [best(summary, shape) for shape in shapes]
    keys = _join([row for row in rivals if row], lambda row: _name(summary, row), unique=True)
    totals = _join(rivals, _total)
    ratios = [times_local(row, summary.base(row.shape)) for row in rivals if row]
    faster = _join([r for r in ratios if r and r.median > 0], lambda r: times(1 / r.median))
    local = _join(shapes, lambda shape: _total(summary.base(shape)))
    return f"shipping by {keys} is {faster} faster ({totals} ms; here {local} ms)"


def _even(summary: Summary, shapes: Sequence[Shape]) -> str:
    keys = _join([row for s in shapes if (row := best(summary, s))], lambda row: _name(summary, row), unique=True)
    local = _join(shapes, lambda shape: _total(summary.base(shape)))
    rival = _join(shapes, lambda shape: _total(best(summary, shape)))
    return f"no difference seen between here ({local} ms) and {keys} ({rival} ms)"


def _unknown(summary: Summary, shapes: Sequence[Shape]) -> str:
    return "local and transports have no round in common, so nothing can be said"


_CLAUSES: dict[str, Callable[[Summary, Sequence[Shape]], str]] = {
    "here": _here,
    "ship": _ship,
    "even": _even,
    "unknown": _unknown,
}


def _workers(summary: Summary, shapes: Sequence[Shape]) -> list[str]:
    """The break-even sentence: in shared memory, copied in, or both."""
    if on_one_cpu(summary):
        return ["Both processes shared one CPU, where workers take turns: a second one wins nothing, so measure two CPUs to know when it does."]
    in_place = _threshold(summary, shapes, copied=False)
    copied = _threshold(summary, shapes, copied=True)
    start = "Ship when two or more workers each compute more than "
    if in_place and copied:
        return [f"{start}{in_place} if the matrix is born in shared memory, {copied} if it must be copied."]
    if in_place:
        return [f"{start}{in_place} if the matrix is born in shared memory (no copying transport was measured)."]
    if copied:
        return [f"{start}{copied} if the matrix must be copied (no transport in place was measured)."]
    return []


def _threshold(summary: Summary, shapes: Sequence[Shape], copied: bool) -> str | None:
    """'0.21 / 0.45 ms (shm_in_place)': the least computing time that pays at each shape; '-' where unknown."""
    least: list[tuple[float, str] | None] = []
    for shape in shapes:
        rows = [r for t in summary.handing if (r := summary.row(t, shape)) and (t.copied if copied else t.in_place)]
        pays = [(pays_above(r, summary.base(shape)), _name(summary, r)) for r in rows]
        least.append(min(((p, key) for p, key in pays if p is not None), default=None))
    if not any(least):
        return None
    values = " / ".join("-" if pair is None else milliseconds(pair[0]) for pair in least)
    keys = [pair[1] if pair else "-" for pair in least]
    return f"{values} ms ({_each_or_one(keys)})"


def _name(summary: Summary, row: Row) -> str:
    return clean(summary.title(row.subject), 40)


def _total(row: Row | None) -> str:
    median = row.median() if row else None
    return "-" if median is None else milliseconds(median)


def _join(items: Sequence[object], text: Callable[..., str], unique: bool = False) -> str:
    texts = [text(item) for item in items]
    return _each_or_one(texts) if unique else " / ".join(texts)


def _each_or_one(texts: Sequence[str]) -> str:
    """All of them, in the order of the shapes, or the one that they all are."""
    return " / ".join(texts) if len(set(texts)) > 1 else texts[0]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
