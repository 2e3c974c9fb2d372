"""What the figures say in words: compute here or ship, and from which computing time on."""

from __future__ import annotations

from typing import Callable, Sequence

from ipcbench.analysis.assessment import assess
from ipcbench.analysis.cost import Threshold, cost, pays_from
from ipcbench.analysis.ranking import Best, best, best_farmed
from ipcbench.analysis.rows import Row, Summary
from ipcbench.base.text import clean
from ipcbench.result.model import Shape
from ipcbench.words.labels import in_sentence
from ipcbench.words.quantities import NONE, in_ms, ratio_of, threshold_ms

_KERNELS = {"sum": "sum it"}
_NOTABLE = 0.05  # of what filling takes here
_VISIBLE = 1.05  # a ratio of printed numbers that is told


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


def fills_faster(summary: Summary) -> list[str]:
    """'shared memory, huge pages fills 0.55 ms faster than here (170x9111)': a finding, and no credit. What is little is none."""
    found = []
    for row in summary.rows.values():
        known, base = assess(summary, row), summary.base(row.shape, row.subject.conditions)
        filling = base.median("prepare") if base else None
        if known.fills_faster and known.filling_more and filling and known.fills_faster > _NOTABLE * filling:
            text = in_ms(known.filling_more).removeprefix("-")
            found.append(f"{in_sentence(row.subject)} fills {text} ms faster than here ({row.shape})")
    return found


def plain_pipe(summary: Summary) -> str | None:
    """'A default pipe costs 18.3 / 53.2 ms; tuned, 3.04 / 8.85 ms.': what everybody knows, to judge the rest by."""
    plain, tuned = (_costs_of(summary, key) for key in ("pipe", "pipe_tuned"))
    return f"A default pipe costs {plain}{f'; tuned, {tuned}' if tuned else ''}." if plain else None


def _costs_of(summary: Summary, key: str) -> str | None:
    """'18.3 / 53.2 ms' of a transport; where a shape lacks it, '18.3 ms (170x9111)'."""
    rows = [row for shape in summary.shapes if (row := summary.by_key(key, shape))]
    if not rows:
        return None
    where = "" if len(rows) == len(summary.shapes) else f" ({' / '.join(str(row.shape) for row in rows)})"
    return f"{' / '.join(_cost(summary, row) for row in rows)} ms{where}"


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
    """By the best and what ties with it: whether one surely costs less than computing here, all cost more, or neither."""
    found = best(summary, shape)
    ratios = [ratio for row in found.tied if (ratio := assess(summary, row).times_here)] if found and summary.base(shape) else []
    if not ratios:
        return "unknown"
    if any(ratio.low is None or ratio.high is None for ratio in ratios):
        return "early"
    if any(ratio.high is not None and ratio.high < 1 for ratio in ratios):
        return "ship"
    return "here" if all(ratio.low is not None and ratio.low > 1 for ratio in ratios) else "even"


def _rival(summary: Summary, found: Best) -> Row:
    """Of what ties the one that the sentence names: one that surely costs less than here, else one that may, else the recommended one."""
    ratios = [(row, ratio) for row in found.tied if (ratio := assess(summary, row).times_here)]
    surely = [row for row, ratio in ratios if ratio.high is not None and ratio.high < 1]
    perhaps = [row for row, ratio in ratios if ratio.low is not None and ratio.low <= 1]
    return next(iter([*surely, *perhaps]), found.row)


def _here(summary: Summary, shapes: Sequence[Shape]) -> str:
    here, there = _costs(summary, shapes)
    return f"compute it here ({' / '.join(here)} ms); the best elsewhere is {_names(summary, shapes)} ({' / '.join(there)} ms{_ties(summary, shapes)})"


def _ship(summary: Summary, shapes: Sequence[Shape]) -> str:
    here, there = _costs(summary, shapes)
    visible = all(float(a) >= _VISIBLE * float(b) for a, b in zip(here, there))
    faster = f"{' / '.join(ratio_of(a, b, 'x') for a, b in zip(here, there))} faster" if visible else "faster, if by little"
    return f"shipping by {_names(summary, shapes)} is {faster} ({' / '.join(there)} ms{_ties(summary, shapes)}; here {' / '.join(here)} ms)"


def _even(summary: Summary, shapes: Sequence[Shape]) -> str:
    here, there = _costs(summary, shapes)
    start = f"here ({' / '.join(here)} ms) cannot be told from {_names(summary, shapes)} ({' / '.join(there)} ms{_ties(summary, shapes)})"
    return start + ("; every copy costs more" if _copies_lose(summary, shapes) else "")


def _early(summary: Summary, shapes: Sequence[Shape]) -> str:
    here, there = _costs(summary, shapes)
    return f"too few rounds to tell here ({' / '.join(here)} ms) from {_names(summary, shapes)} ({' / '.join(there)} ms)"


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
        return [f"{start}{in_place} if it is born in shared memory ({_lacking(summary, 'copying transport', True)})."]
    if copied:
        return [f"{start}{copied} if it must be copied ({_lacking(summary, 'transport in place', False)})."]
    return []


def _lacking(summary: Summary, what: str, copied: bool) -> str:
    """Why there is no threshold of these: none was measured, or only such as tell of no workers."""
    any_measured = any(subject.copied if copied else subject.in_place for subject in summary.handing)
    return f"of no {what} it can be said" if any_measured else f"no {what} was measured"


def _threshold(summary: Summary, shapes: Sequence[Shape], copied: bool) -> str | None:
    """'a compute of 0.1 / 0.2 ms per matrix (shared memory, in place)': of the transport to take at each shape that has a threshold."""
    found = [(shape, row.subject, limit) for shape in shapes if (row := best_farmed(summary, shape, copied)) and (limit := pays_from(summary, row))]
    if not found:
        return None
    values = " / ".join(_safe(limit) for _, _, limit in found)
    where = "" if len(found) == len(shapes) else f" at {' / '.join(str(shape) for shape, _, _ in found)}"
    return f"a compute of {values} ms per matrix{where} ({_each_or_one([in_sentence(subject) for _, subject, _ in found])})"


def _safe(limit: Threshold) -> str:
    """The end that is safe to act on, as in the table but for its sign: at and above it shipping pays."""
    text = threshold_ms(limit)
    return "0" if text == "any" else text.removeprefix("<")


def _best(summary: Summary, shapes: Sequence[Shape]) -> list[Best]:
    return [found for shape in shapes if (found := best(summary, shape))]


def _costs(summary: Summary, shapes: Sequence[Shape]) -> tuple[list[str], list[str]]:
    """Of computing here, and of the transport to take, at each shape."""
    return [_cost(summary, summary.base(shape)) for shape in shapes], [_cost(summary, _rival(summary, found)) for found in _best(summary, shapes)]


def _names(summary: Summary, shapes: Sequence[Shape]) -> str:
    """The transport to take at each shape."""
    return _each_or_one([in_sentence(_rival(summary, found).subject) for found in _best(summary, shapes)])


def _ties(summary: Summary, shapes: Sequence[Shape]) -> str:
    """'; 2 / 4 others tie': how many cannot be told from the transport to take."""
    counts = [len(found.tied) - 1 for found in _best(summary, shapes)]
    if not any(counts):
        return ""
    return f"; {_each_or_one([str(count) for count in counts])} {'other ties' if set(counts) == {1} else 'others tie'}"


def _cost(summary: Summary, row: Row | None) -> str:
    return in_ms(cost(summary, row)) if row else NONE


def _join(items: Sequence[object], text: Callable[..., str]) -> str:
    return " / ".join(text(item) for item in items)


def _each_or_one(texts: Sequence[str]) -> str:
    """All of them, in the order of the shapes, or the one that they all are."""
    return " / ".join(texts) if len(set(texts)) > 1 else texts[0]
