"""The answer of tools/advise for a terminal: question, ranking, what to take, what would change it, and assumptions."""

from __future__ import annotations

from typing import Sequence

from ipcbench.analysis.advice import Advice
from ipcbench.analysis.stream import Prediction
from ipcbench.base.text import clean, megabytes, times, wrap
from ipcbench.stats.series import Estimate
from ipcbench.tables.layout import Block, Line, laid_out
from ipcbench.words import facts
from ipcbench.words.advice_sentences import assumptions, changes, choice, faster, measured
from ipcbench.words.proof_sentence import count_of
from ipcbench.words.quantities import NONE, in_ms, span_ms, threshold_ms

COLUMNS = 80
_SHOWN = 10
_NAME_COLUMNS = 20
_HERE = "computing here"


def render(advice: Advice, everything: bool = False, columns: int = COLUMNS) -> str:
    """All of it, at most `columns` wide; the ten quickest and the one to take, or with `everything` all of the ranking. Ends in a newline."""
    lines = [line for text in _head(advice) for line in wrap(text, columns, separator=" · ")]
    shown = [one for number, one in enumerate(advice.ranking) if everything or number < _SHOWN or one is advice.best]
    lines += ["", *_table(advice, shown, columns)]
    hidden = len(advice.ranking) - len(shown)
    left = f"{hidden} more: --all" if hidden else ""
    lines += [left] * bool(left)
    if advice.left_out:
        lines += wrap(f"not ranked: {'; '.join(_left_out(advice))}", columns)
    lines += ["", *wrap(choice(advice), columns)]
    for text in [*measured(advice), *changes(advice)]:
        lines += wrap(text, columns)
    lines += wrap(f"Assumed: {' '.join(assumptions(advice))} docs/advice.md has the model.", columns)
    if grave := advice.run.transfer.result.grave:
        lines += wrap(f"May change the ranking: {'; '.join(clean(finding.text, 160) for finding in grave)}.", columns)
    return "\n".join(lines) + "\n"


def _head(advice: Advice) -> list[str]:
    question, result = advice.question, advice.run.transfer.result
    what = "one matrix, once" if question.once else f"a stream to {count_of(question.workers)}"
    asked = [f"{question.shape}, {megabytes(question.shape.bytes)}", _compute(advice), what]
    asked += ["the answer is a matrix"] * (question.answer == "matrix")
    asked += [{"shm": "born in shared memory", "private": "born in private memory"}[question.resident]] if question.resident != "anywhere" else []
    return [" · ".join(asked), " · ".join([facts.machine(result), facts.system(result), f"run {result.identifier}"])]


def _table(advice: Advice, shown: Sequence[Prediction], columns: int) -> list[str]:
    """Computing here, then the ranking; columns that say nothing are left out."""
    with_measured = any(one.measured for one in advice.ranking)
    with_limits = not advice.question.once
    heads = ["ms" if advice.question.once else "ms/matrix", "95 % interval", "speed-up", *["measured"] * with_measured, *["pays from", "limit"] * with_limits]
    here = [in_ms(advice.here), _span(advice.here), "1", *[""] * with_measured, *["", ""] * with_limits]
    lines = [Line(_HERE, "", (tuple(here),))]
    tied = {id(one) for one in advice.tied} if len(advice.tied) > 1 else set()
    for one in shown:
        cells = [in_ms(one.time), _span(one.time), _faster(advice, one), *[_times(one.measured)] * with_measured]
        cells += [threshold_ms(one.pays_from), one.limited_by] * with_limits
        mark = " *" if one is advice.best else " =" if id(one) in tied else ""
        lines.append(Line(f"{clean(one.row.key, _NAME_COLUMNS - 2)}{mark}", "", (tuple(cells),)))
    align = (*">" * (len(heads) - with_limits), *"<" * with_limits)
    texts = laid_out(lines, [Block("", tuple(heads), align)], "", columns, _NAME_COLUMNS)
    legend = ["* to take", *["= as good, or hardly worse"] * bool(tied), "speed-up: over computing here, = where it may be 1"]
    legend += ["pays from: ms of compute per matrix", "limit: what takes longest"] * with_limits
    return [*texts, *wrap(" · ".join(legend), columns, indent="", separator=" · ")]


def _left_out(advice: Advice) -> list[str]:
    """'memfd (it …)': those with one reason together."""
    by_reason: dict[str, list[str]] = {}
    for row, reason in advice.left_out:
        by_reason.setdefault(reason, []).append(clean(row.key, 30))
    return [f"{', '.join(keys)}: {reason}" for reason, keys in by_reason.items()]


def _span(found: Estimate | None) -> str:
    return NONE if found is None or found.low is None or found.high is None else span_ms(found.low, found.high)


def _faster(advice: Advice, one: Prediction) -> str:
    """'1.9', of the numbers as printed; with '=' where the interval holds 1."""
    return faster(advice, one, _sign(one.speed_up))


def _times(found: Estimate | None) -> str:
    return NONE if found is None else times(found.median, _sign(found))


def _sign(found: Estimate) -> str:
    return "=" if found.low is not None and found.high is not None and found.low <= 1 <= found.high else ""


def _compute(advice: Advice) -> str:
    """'5 ms of compute each', with no more digits than were asked; 'sum each (0.9 ms)'."""
    question = advice.question
    row = next((row for row in advice.summary.of_role("base") if row.shape == question.shape and row.kernel == question.kernel), None)
    if question.kernel and row:
        return f"{clean(question.kernel, 30)} each ({in_ms(row.estimate())} ms)"
    return f"{question.compute / 1e6:.6g} ms of compute each"
