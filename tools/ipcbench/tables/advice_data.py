"""The answer of tools/advise for programs."""

from __future__ import annotations

import math
from typing import Any

from ipcbench.analysis.advice import Advice
from ipcbench.analysis.cost import Threshold
from ipcbench.analysis.stream import Prediction
from ipcbench.stats.series import Estimate
from ipcbench.words.advice_sentences import assumptions, changes, choice


def data(advice: Advice) -> dict[str, Any]:
    """What stands in the table and below it, of all transports; times are nanoseconds. docs/advice.md lists the keys."""
    question, result = advice.question, advice.run.transfer.result
    return {
        "run": result.run,
        "machine": result.machine["id"],
        "question": {
            "rows": question.shape.rows, "cols": question.shape.cols, "bytes": question.shape.bytes, "compute_ns": question.compute,
            "workers": 1 if question.once else question.workers, "resident": question.resident, "once": question.once,
            "answer": question.answer, "extrapolate": question.extrapolate,
        },
        "verdict": advice.verdict,
        "best": None if advice.verdict == "here" else advice.best.row.key,
        "best_transport": advice.best.row.key,
        "tied": [one.row.key for one in advice.tied],
        "here_ns": _estimate(advice.here),
        "ranking": [_prediction(one) for one in advice.ranking],
        "not_ranked": [{"transport": row.key, "reason": reason} for row, reason in advice.left_out],
        "says": choice(advice),
        "changes": changes(advice),
        "assumptions": assumptions(advice),
    }  # fmt: skip


def _prediction(one: Prediction) -> dict[str, Any]:
    subject = one.row.subject
    return {
        "transport": subject.key, "label": subject.label, "born_in_shared_memory": subject.in_place, "copies": subject.copies,
        "time_ns": _estimate(one.time), "speed_up": _estimate(one.speed_up), "limited_by": one.limited_by,
        "pays_from_ns": _threshold(one.pays_from), "measured_speed_up": _estimate(one.measured),
    }  # fmt: skip


def _estimate(found: Estimate | None) -> dict[str, float | int | None] | None:
    return None if found is None else {"median": found.median, "low": found.low, "high": found.high, "rounds": found.n}


def _threshold(found: Threshold | None) -> dict[str, float | None] | None:
    """Null within where no compute makes it pay: JSON knows no infinity."""
    return None if found is None else {"low": _finite(found.low), "high": _finite(found.high)}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
