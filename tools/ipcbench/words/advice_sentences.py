"""Advice in sentences: what to take, what would change that, and what is taken for granted."""

from __future__ import annotations

import math
from dataclasses import replace

from ipcbench.analysis.advice import Advice, best_of
from ipcbench.analysis.cost import WORKERS, Threshold
from ipcbench.analysis.farm import most_workers
from ipcbench.analysis.stream import Prediction, predict
from ipcbench.base.text import clean, megabytes, times
from ipcbench.words.labels import in_sentence
from ipcbench.words.proof_sentence import count_of
from ipcbench.words.quantities import in_ms, ratio_of, rounded_up, threshold_ms

_WORTH_TELLING = 0.9  # of the time: what more workers must save
_VISIBLE = 1.05  # a ratio of printed numbers that is told


def choice(advice: Advice) -> str:
    """'Ship by shared memory, copied in, tuned: 3.1 ms per matrix, 1.9x as fast as here (5.9 ms).'"""
    best, serial, each = advice.best, in_ms(advice.here), "" if advice.question.once else " per matrix"
    name, time = in_sentence(best.row.subject), in_ms(best.time)
    others = len(advice.tied) - 1
    ties = f"; {others} {'other ties' if others == 1 else 'others tie'}" if others else ""
    if advice.verdict == "ship":
        ratio = faster(advice, best)
        how = f"{ratio} as fast as here" if float(ratio.removesuffix("x")) >= _VISIBLE else "faster than here, if by little"
        return f"Ship by {name}: {time} ms{each}, {how} ({serial} ms{ties})."
    if advice.verdict == "here":
        return f"Compute here: {serial} ms{each}; the best elsewhere is {name} ({time} ms{ties})."
    if advice.verdict == "even":
        return f"Here ({serial} ms{each}) cannot be told from {name} ({time} ms{ties})."
    return f"Too few rounds to tell here ({serial} ms{each}) from {name} ({time} ms{ties})."


def faster(advice: Advice, one: Prediction, sign: str = "x") -> str:
    """'1.9x': the speed-up, of the numbers as printed."""
    return ratio_of(in_ms(advice.here), in_ms(one.time), sign)


def measured(advice: Advice) -> list[str]:
    """What workers were measured to gain with the transport to take, where the run covers the question."""
    found = advice.best.measured
    if found is None:
        return []
    interval = "" if found.low is None or found.high is None else f" ({times(found.low)} to {times(found.high)})"
    return [f"Measured with {count_of(advice.question.workers)} in this run: {times(found.median)} as fast as here{interval}."]


def changes(advice: Advice) -> list[str]:
    """At which compute, with which workers and from which memory the answer is another."""
    if advice.question.once:
        return _of_a_stream(advice)
    if advice.run.transfer.shares_one_cpu:
        return ["Both processes of this run shared one CPU, where workers take turns: measure two CPUs to know what they win."]
    return [*_of_compute(advice), *_of_workers(advice), *_of_memory(advice)]


def assumptions(advice: Advice) -> list[str]:
    """What the prediction takes for granted, what was not measured first; docs/advice.md has all of it."""
    return [*_extrapolated(advice), *_setting(advice), *_about_memory(advice), *_about_compute(advice)]


def _of_a_stream(advice: Advice) -> list[str]:
    """What the same transport takes where there is more than one matrix."""
    question = replace(advice.question, once=False)
    found = predict(advice.summary, advice.best.row, question)
    if isinstance(found, str):
        return []
    return [f"In a stream to {count_of(question.workers)} it takes {in_ms(found.time)} ms per matrix (leave out --once)."]


def _of_compute(advice: Advice) -> list[str]:
    """The crossing of the best; where that does not pay, the one that pays first."""
    workers = count_of(advice.question.workers)
    if advice.verdict == "ship":
        limit = advice.best.pays_from
        return [f"It pays from {_safe(limit)} ms of compute per matrix on with {workers}."] if limit else []
    known = [(one.pays_from.high, one) for one in advice.ranking if one.pays_from]
    if not known:
        return []
    high, first = min(known, key=lambda pair: pair[0])
    if math.isinf(high):
        return [f"No compute makes it pay with {workers}."]
    name = "it" if first is advice.best else in_sentence(first.row.subject)
    return [f"From {_safe(first.pays_from)} ms of compute per matrix on, {name} pays with {workers}."]


def _of_workers(advice: Advice) -> list[str]:
    """Whether more of them would win more, and what stands in the way."""
    workers, best, cpus = advice.question.workers, advice.best, advice.run.transfer.result.cpus
    if best.limited_by == "producer":
        return ["More workers win nothing: the producer is the limit."]
    if best.limited_by == "CPUs" or (cpus is not None and workers + 1 >= cpus):
        return [f"More workers need more CPUs: this machine has {cpus}."]
    if best.floor < _WORTH_TELLING * best.time.median:
        return [f"More workers win more, down to {rounded_up(best.floor / 1e6)} ms per matrix, which the producer takes."]
    return []


def _of_memory(advice: Advice) -> list[str]:
    """What to take where a matrix cannot be born in shared memory."""
    other = best_of(advice, in_place=False) if advice.best.row.subject.in_place else None
    if other is None:
        return []
    return [f"If it must be copied: {in_sentence(other.row.subject)}, {in_ms(other.time)} ms, {faster(advice, other)} as fast as here."]


def _extrapolated(advice: Advice) -> list[str]:
    question, texts = advice.question, []
    if advice.stretched:
        known = ", ".join(str(shape) for shape in advice.run.transfer.shapes)
        texts.append(f"Extrapolated: {question.shape} was not measured, but {known}; its times lie on a line by payload.")
    trusted = max(WORKERS, most_workers(advice.run.pool) if advice.run.pool else 0)
    if not question.once and question.workers > trusted:
        texts.append(f"Extrapolated: {count_of(question.workers)} were not measured, and may be in each other's way.")
    return texts


def _setting(advice: Advice) -> list[str]:
    question, cpus = advice.question, advice.run.transfer.result.cpus
    if question.once:
        return ["One matrix: set-up and the first transfer, in memory that nobody has touched. More workers win nothing."]
    texts = ["A stream: each matrix is filled anew, and a worker has one at a time."]
    if not any(one.measured for one in advice.ranking):
        were = "was" if question.workers == 1 else "were"
        texts.append(f"{count_of(question.workers).capitalize()} {were} not measured at this compute: predicted from one consumer.")
    if cpus is not None and cpus <= question.workers and not advice.run.transfer.shares_one_cpu:
        texts.append(f"{question.workers + 1} processes share {cpus} CPU{'' if cpus == 1 else 's'}.")
    return texts


def _about_memory(advice: Advice) -> list[str]:
    question = advice.question
    texts = {
        "anywhere": "A matrix is born where its transport wants it.",
        "shm": "A matrix is born in shared memory.",
        "private": "A matrix is born in private memory, so nothing goes in place.",
    }
    found = [texts[question.resident]]
    if question.answer == "matrix":
        how = "once more as the matrix went, through the same channel" if question.once else "as the matrix went, and is read once"
        found.append(f"The answer has {megabytes(question.shape.bytes)}, too. It comes back {how}.")
    return found


def _about_compute(advice: Advice) -> list[str]:
    base = advice.summary.base(advice.question.shape)
    found = base.estimate() if base else None
    if found is None or advice.question.compute >= (found.low or found.median) or advice.question.kernel:
        return []
    kernel = clean(advice.summary.kernel, 20)
    return [f"This compute is less than {kernel} takes ({in_ms(found)} ms), with which the transports were measured."]


def _safe(limit: Threshold | None) -> str:
    """The end that is safe to act on."""
    text = threshold_ms(limit)
    return "0" if text == "any" else text.removeprefix("<")
