"""What the figures say in words: compute here or ship, from which computing time on, and how far to trust it."""

from __future__ import annotations

from typing import Callable, Sequence

from ipcbench.analysis.assessment import WIDE_INTERVAL, assess
from ipcbench.analysis.cost import Threshold, cost
from ipcbench.analysis.other_runs import Spread, spread
from ipcbench.analysis.ranking import Best, best
from ipcbench.analysis.rows import Row, Summary
from ipcbench.base.text import clean, percent
from ipcbench.result.model import Shape
from ipcbench.words.labels import in_sentence
from ipcbench.words.quantities import NONE, in_ms, ratio_of, threshold_ms

_KERNELS = {"sum": "sum it"}


def advice(summary: Summary) -> list[str]:
    """Whether to ship for the kernel alone, and from which computing time on with two workers."""
    if not summary.result.hands_over:
        return []
    if not summary.handing:
        return ["No transport was measured: nothing can be said about shipping."]
    shapes = [shape for shape in summary.shapes if summary.base(shape) and best(summary, shape)]
    if not shapes:
        return ["Computing here was not measured beside the transports: whether shipping pays cannot be said."]
    return [_alone(summary, shapes), *_workers(summary, shapes)]


def trust(summary: Summary, others: Sequence[Summary] = ()) -> str:
    """How many rows are within ±10 %, how far the other runs of the machine lie, whether every transfer was verified."""
    result = summary.result
    parts = [_within(summary), *([_between(spread(summary, others))] if summary.rows else []), _verified(summary)]
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


def fills_faster(summary: Summary) -> list[str]:
    """'shared memory, huge pages: fills 0.55 ms faster than here (170x9111)': a finding, and no credit."""
    found = []
    for row in summary.rows.values():
        faster = assess(summary, row)
        if faster.fills_faster is not None and faster.filling_more:
            text = in_ms(faster.filling_more).removeprefix("-")
            found.append(f"{in_sentence(row.subject)} fills {text} ms faster than here ({row.shape})")
    return found


def plain_pipe(summary: Summary) -> str | None:
    """'A default pipe costs 18.3 / 53.2 ms; tuned, 3.04 / 8.85 ms.': what everybody knows, to judge the rest by."""
    costs = []
    for key in ("pipe", "pipe_tuned"):
        texts = [_cost(summary, summary.by_key(key, shape)) for shape in summary.shapes]
        costs.append(None if set(texts) <= {NONE} else f"{' / '.join(texts)} ms")
    if costs[0] is None:
        return None
    return f"A default pipe costs {costs[0]}{f'; tuned, {costs[1]}' if costs[1] else ''}."


def _within(summary: Summary) -> str:
    widths = _half_widths(summary)
    known = [half for half in widths if half is not None]
    if not widths:
        return "nothing was measured"
    if not known:
        return "fewer than 6 rounds, hence no intervals: a first look"
    within = sum(half <= WIDE_INTERVAL for half in known)
    return f"±10 % within this run on {within} of {len(widths)} rows" + (
        f", {len(widths) - len(known)} without an interval" if len(known) < len(widths) else ""
    )


def _between(found: Spread | None) -> str:
    """How far the runs of the machine lie apart."""
    if found is None:
        return "one run: how far the next will lie is unknown"
    worst = max(found.by_row.values())
    return f"{found.runs} runs of this machine lie within {percent(found.median)} of each other in the median row, {percent(worst)} in the worst"


def _half_widths(summary: Summary) -> list[float | None]:
    return [found.half_width for row in summary.rows.values() if (found := cost(summary, row))]


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
    kernel = clean(summary.kernel or "the kernel", 40)
    return f"Just to {_KERNELS.get(kernel, f'compute {kernel}')}: {'; '.join(clauses)}."


def _here_or_ship(summary: Summary, shape: Shape) -> str:
    """By the best of all: whether it costs less than computing here, more, or neither can be told."""
    rival, base = best(summary, shape), summary.base(shape)
    ratio = assess(summary, rival.row).times_here if rival and base else None
    if ratio is None:
        return "unknown"
    if ratio.low is None or ratio.high is None:
        return "early"
    return "ship" if ratio.high < 1 else "here" if ratio.low > 1 else "even"


def _here(summary: Summary, shapes: Sequence[Shape]) -> str:
    return f"compute it here ({_costs_here(summary, shapes)} ms; the best elsewhere, {_rivals(summary, shapes)}, {_costs_there(summary, shapes)} ms)"


def _ship(summary: Summary, shapes: Sequence[Shape]) -> str:
    here, there = ([_cost(summary, row) for row in rows] for rows in (_bases(summary, shapes), _best_rows(summary, shapes)))
    faster = " / ".join(ratio_of(a, b, "x") for a, b in zip(here, there))
    return f"shipping by {_rivals(summary, shapes)} is {faster} faster ({' / '.join(there)} ms; here {' / '.join(here)} ms)"


def _even(summary: Summary, shapes: Sequence[Shape]) -> str:
    start = f"no difference can be told between here ({_costs_here(summary, shapes)} ms) and {_rivals(summary, shapes)} ({_costs_there(summary, shapes)} ms)"
    return start + ("; every copy costs more" if _copies_lose(summary, shapes) else "")


def _early(summary: Summary, shapes: Sequence[Shape]) -> str:
    return f"too few rounds to tell here ({_costs_here(summary, shapes)} ms) from {_rivals(summary, shapes)} ({_costs_there(summary, shapes)} ms)"


def _unknown(summary: Summary, shapes: Sequence[Shape]) -> str:
    return "here and the transports have no round in common, so nothing can be said"


_CLAUSES: dict[str, Callable[[Summary, Sequence[Shape]], str]] = {
    "here": _here,
    "ship": _ship,
    "even": _even,
    "early": _early,
    "unknown": _unknown,
}


def _copies_lose(summary: Summary, shapes: Sequence[Shape]) -> bool:
    """Whether everything that copies surely costs more than computing here, at each shape."""
    rows = [row for shape in shapes for subject in summary.handing if subject.copied and (row := summary.row(subject, shape))]
    ratios = [assess(summary, row).times_here for row in rows]
    return bool(ratios) and all(ratio is not None and ratio.low is not None and ratio.low > 1 for ratio in ratios)


def _workers(summary: Summary, shapes: Sequence[Shape]) -> list[str]:
    """From which computing time on two workers win: in shared memory, copied in, or both."""
    if summary.shares_one_cpu:
        return ["Both processes shared one CPU, where workers take turns: a second one wins nothing, so measure two CPUs to know when it does."]
    in_place, copied = (_threshold(summary, shapes, copied) for copied in (False, True))
    start = "With two workers: ship from "
    if in_place and copied:
        return [f"{start}{in_place} if it is born in shared memory, from {copied} if it must be copied."]
    if in_place:
        return [f"{start}{in_place} if it is born in shared memory (no copying transport was measured)."]
    if copied:
        return [f"{start}{copied} if it must be copied (no transport in place was measured)."]
    return []


def _threshold(summary: Summary, shapes: Sequence[Shape], copied: bool) -> str | None:
    """'a compute of <0.1 / 0.2 ms per matrix (shared memory, in place)': of the transport to take at each shape."""
    found = [best(summary, shape, copied) for shape in shapes]
    limits = [assess(summary, one.row).pays_from if one else None for one in found]
    if not any(limits):
        return None
    names = [in_sentence(one.row.subject) if one and limit else NONE for one, limit in zip(found, limits)]
    values = " / ".join(_safe(limit) for limit in limits)
    return f"a compute of {values} ms per matrix ({_each_or_one(names)})"


def _safe(limit: Threshold | None) -> str:
    """The end that is safe to act on, as in the table but for its sign: at and above it shipping pays."""
    text = threshold_ms(limit)
    return "0" if text == "any" else text.removeprefix("<")


def _bases(summary: Summary, shapes: Sequence[Shape]) -> list[Row | None]:
    return [summary.base(shape) for shape in shapes]


def _best_rows(summary: Summary, shapes: Sequence[Shape]) -> list[Row | None]:
    return [found.row if (found := best(summary, shape)) else None for shape in shapes]


def _costs_here(summary: Summary, shapes: Sequence[Shape]) -> str:
    return " / ".join(_cost(summary, row) for row in _bases(summary, shapes))


def _costs_there(summary: Summary, shapes: Sequence[Shape]) -> str:
    return " / ".join(_cost(summary, row) for row in _best_rows(summary, shapes))


def _rivals(summary: Summary, shapes: Sequence[Shape]) -> str:
    """The transport to take at each shape, and how many cannot be told from it."""
    return _each_or_one([_tied(found) for shape in shapes if (found := best(summary, shape))])


def _tied(found: Best) -> str:
    others = len(found.tied) - 1
    return in_sentence(found.row.subject) + (f" (and {others} that cannot be told from it)" if others else "")


def _cost(summary: Summary, row: Row | None) -> str:
    return in_ms(cost(summary, row)) if row else NONE


def _join(items: Sequence[object], text: Callable[..., str]) -> str:
    return " / ".join(text(item) for item in items)


def _each_or_one(texts: Sequence[str]) -> str:
    """All of them, in the order of the shapes, or the one that they all are."""
    return " / ".join(texts) if len(set(texts)) > 1 else texts[0]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
