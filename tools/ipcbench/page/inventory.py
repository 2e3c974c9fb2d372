"""The facts of a result as pairs of texts: machine, environment, build, and the command that repeats the run."""

from __future__ import annotations

import re
import shlex
from typing import Any, Mapping

from ipcbench.analysis.rows import Summary
from ipcbench.base.text import clean, megabytes, significant
from ipcbench.result.model import Result


def pairs(facts: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """('memory', '8.00 GB'), ('limits fs.pipe-max-size', '1048576'), …; a fact that is not known says so."""
    found: list[tuple[str, str]] = []
    for key, value in facts.items():
        name = f"{prefix}{clean(key, 60)}"
        if isinstance(value, Mapping) and value and len(prefix) < 120:
            found += pairs(value, f"{name} › ")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            found += [(f"{name} {number}", _joined(item)) for number, item in enumerate(value[:64], 1)]
        else:
            unit = _is_bytes(key) and isinstance(value, int) and not isinstance(value, bool)
            found.append((name.removesuffix("_bytes").replace("_", " "), megabytes(value) if unit else _text(value)))
    return found


def _joined(item: Any) -> str:
    return ", ".join(f"{key} {text}" for key, text in pairs(item)) if isinstance(item, Mapping) else _text(item)


def _is_bytes(key: str) -> bool:
    return key == "bytes" or key.endswith("_bytes")


def _text(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return significant(value, 3) if abs(value) < 1e15 else clean(value, 40)
    if isinstance(value, Mapping):
        return clean(dict(value), 200) if value else "none"
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(item) for item in value[:64]) or "none"
    return clean(value, 400) or "none"


def run_facts(result: Result) -> list[tuple[str, str]]:
    """How the run was laid out, and the identities that decide what it may be compared with."""
    plan, place = result.protocol, result.protocol.placement
    cpus = "not pinned" if place.producer_cpu is None else f"cpu{place.producer_cpu} and cpu{place.consumer_cpu}"
    return [
        ("run", clean(result.run or result.path.name, 140)),
        ("suite", clean(result.suite, 40)),
        ("complete", "yes" if result.complete else "no, it was interrupted"),
        ("rounds", str(plan.rounds)),
        ("transfers per round", f"{plan.transfers}, the first one cold"),
        ("kernel", _text(plan.kernel)),
        ("placement", f"{clean(place.policy or 'not known', 40)}: producer and consumer on {cpus}"),
        ("seed", _text(plan.seed)),
        *((f"id of the {clean(key, 40)}", _text(value)) for key, value in result.ids.items()),
    ]


def reproduce(summary: Summary) -> list[str]:
    """The commands that repeat the run, one per line, safe to paste."""
    build, run = summary.result.build, summary.result.run
    name = f"results/{clean(run, 140)}/{clean(summary.result.suite, 40)}.json" if run else clean(summary.result.path.name, 100)
    commands = [f"tools/bench --like {shlex.quote(name)}"]
    if re.fullmatch("[0-9a-f]{7,64}", build["commit"] or ""):
        changed = "  # the source had changes beside this commit" if build["dirty"] else ""
        commands.insert(0, f"git checkout {build['commit']}{changed}")
    return commands
