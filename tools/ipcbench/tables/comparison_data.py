"""Comparisons for programs: JSON and CSV."""

from __future__ import annotations

import csv
import json
import math
from typing import Any, Sequence, TextIO

from ipcbench.analysis import differences
from ipcbench.analysis.comparison import Comparison, Judged
from ipcbench.analysis.pairing import Pairing
from ipcbench.base.text import clean
from ipcbench.result.model import Result
from ipcbench.stats.series import CONFIDENCE
from ipcbench.tables.samples import safe
from ipcbench.words import remarks
from ipcbench.words.effect import sentence

COLUMNS = (
    *("baseline", "result", "row", "kind", "key", "rows", "cols", "bytes", "baseline_rounds", "result_rounds"),
    *("baseline_ns", "result_ns", "time_ratio", "ratio_low", "ratio_high", "p_corrected", "found_from", "verdict", "says"),
)


def write_json(pairing: Pairing, file: TextIO) -> None:
    """One object: a list of comparisons, those of a suite side by side, which run lacks which suite, and which is another under a second name."""
    content = {
        "margin": pairing.comparisons[0].margin,
        "confidence": CONFIDENCE,
        "comparisons": [_comparison(one) for one in pairing.comparisons],
        "one_sided": pairing.one_sided,
        "repeated": pairing.repeated,
    }
    json.dump(content, file, indent=1)
    file.write("\n")


def write_csv(comparisons: Sequence[Comparison], file: TextIO) -> None:
    """One line per row of each comparison, for pandas.read_csv and R's read.csv without options."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in comparisons:
        runs = [safe(side.result.identifier) for side in (one.a, one.b)]
        for row in one.rows:
            values = _row(row, len(one.rows))
            at = row.a.shape
            shape = (at.rows, at.cols, at.bytes) if at else ("", "", "")
            texts = map(safe, (values["row"], values["kind"], values["key"]))
            numbers = [values[column] for column in COLUMNS[8:]]
            writer.writerow([*runs, *texts, *shape, *("" if value is None else value for value in numbers)])


def all_remarks(pairing: Pairing) -> list[str]:
    """What the CSV has no place for: results that cannot be compared, and the warnings."""
    bases = [comparisons[0].a.result for comparisons in pairing.suites.values()]
    said = [f"{base.identifier}: {text}" for base in bases for text in remarks.own(base)]
    for one in pairing.comparisons:
        name = one.b.result.identifier
        said += [f"{name}: not comparable, it differs in {clean('; '.join(one.refused), 300)}"] if one.refused else []
        said += [f"{name}: {text}" for text in remarks.remarks(one)]
    return said


def _comparison(one: Comparison) -> dict[str, Any]:
    changed = differences.environments(one.a.result, one.b.result)
    return {
        "suite": clean(one.a.result.suite),
        "baseline": _run(one.a.result),
        "result": _run(one.b.result),
        "same_machine": one.of_one_machine,
        "design": one.design,
        "runs": {"baseline": one.runs[0], "result": one.runs[1]},
        "found_from": _finite(one.found_from) if one.found_from else None,
        "not_comparable": [clean(text, 300) for text in one.refused],
        "environment": [{"fact": fact.fact, "baseline": fact.a, "result": fact.b} for fact in changed],
        "warnings": remarks.warnings(one),
        "common_ratio": one.common.ratio,
        "scatter": one.common.scatter,
        "only_in_baseline": [clean(row) for row in one.only_a],
        "only_in_result": [clean(row) for row in one.only_b],
        "rows": [_row(row, len(one.rows)) for row in one.rows],
    }


def _run(result: Result) -> dict[str, Any]:
    name, commit = clean(result.machine["id"] or "unknown"), clean(result.build["commit"] or "unknown")
    return {"machine": name, "stamp": clean(result.name), "commit": commit, "file": clean(result.path, 400)}


def _row(row: Judged, rows: int) -> dict[str, Any]:
    effect = row.effect
    return {
        "row": clean(row.a.name),
        "kind": row.a.kind.name,
        "key": clean(row.a.key),
        "baseline_rounds": len(row.a.series("total")),
        "result_rounds": len(row.b.series("total")),
        "baseline_ns": row.medians[0],
        "result_ns": row.medians[1],
        "time_ratio": _finite(effect.ratio) if effect else None,
        "ratio_low": _finite(effect.low) if effect else None,
        "ratio_high": _finite(effect.high) if effect else None,
        "p_corrected": row.judgement.p if effect else None,
        "found_from": _finite(row.judgement.found_from),
        "verdict": row.verdict,
        "says": sentence(row, rows),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) and value > 0 else None
