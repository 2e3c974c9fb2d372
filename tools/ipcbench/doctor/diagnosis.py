"""Holds what the benchmark says of its transports against the limits of the system."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Sequence

from ipcbench.doctor.limit import Limit, path_of
from ipcbench.doctor.probe import Probe

Values = Mapping[str, "int | str | None"]  # of limits, by name
_ASSIGNMENT = re.compile(r"\b([a-z]\w*(?:\.[\w-]+)+)=")


@dataclass(frozen=True)
class Advice:
    """What is in the way of a transport, the command that mends it, and the one that undoes that; either may be empty."""

    what: str
    mend: str
    undo: str


@dataclass(frozen=True)
class Diagnosis:
    """A transport: why it cannot run (at some shapes at least), or what keeps it below its best."""

    transport: str
    cannot_run: tuple[Advice, ...]
    below_best: tuple[Advice, ...]


def read_all(limits: Sequence[Limit], root: Path) -> dict[str, int | str | None]:
    """The values of the limits; None where one cannot be read."""
    return {limit.name: limit.read(root) for limit in limits}


def diagnose(probes: Sequence[Probe], limits: Sequence[Limit], values: Values, root: Path) -> list[Diagnosis]:
    """One per transport, in the order of the probes."""
    by_transport: dict[str, list[Probe]] = {}
    for probe in probes:
        by_transport.setdefault(probe.key, []).append(probe)
    return [_diagnosis(key, found, limits, values, root) for key, found in by_transport.items()]


def _diagnosis(key: str, probes: list[Probe], limits: Sequence[Limit], values: Values, root: Path) -> Diagnosis:
    hindering = [
        limit for limit in limits
        if (key in limit.transports or not limit.transports) and any(limit.hinders(values[limit.name], probe.settings) for probe in probes)
    ]  # fmt: skip
    reasons: dict[tuple[str, str], list[str]] = {}
    for probe in probes:
        if probe.reason is not None:
            reasons.setdefault((probe.reason, probe.mend), []).append(probe.shape)
    gone = [
        Advice(reason if len(shapes) == len(probes) else f"at {', '.join(shapes)}: {reason}", mend, _undo(mend, root))
        for (reason, mend), shapes in reasons.items()
    ]
    told = {name for advice in gone for name in _ASSIGNMENT.findall(advice.mend)}
    below = tuple(advice(limit, values[limit.name]) for limit in hindering if limit.name not in told)
    return Diagnosis(key, (*gone, *below), ()) if gone else Diagnosis(key, (), below)


def advice(limit: Limit, value: int | str | None) -> Advice:
    """What to do about a limit that hinders."""
    how = "at most" if limit.at_most else "at least"
    return Advice(f"{limit.name} is {value}, wanted {how} {limit.wanted}", limit.command(limit.mend, value), limit.command(limit.undo, value))


def _undo(mend: str, root: Path) -> str:
    """The command that sets the sysctls that `mend` names back to what they are now."""
    now = []
    for name in _ASSIGNMENT.findall(mend):
        try:
            value = " ".join((root / path_of(name)).read_text(encoding="utf-8", errors="replace").split())
        except OSError:
            continue
        now.append(f'{name}="{value}"' if " " in value else f"{name}={value}")
    return f"sudo sysctl {' '.join(now)}" if now and "sysctl" in mend else ""
