"""Asks the benchmark which transports can run here, and with which effective settings; it measures nothing then."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

from ipcbench.base.errors import ResultError, UsageError
from ipcbench.base.text import clean

SCHEMA = 1
_MOST_SECONDS = 120.0  # a probe opens each transport once


@dataclass(frozen=True)
class Probe:
    """A transport at a shape ('' where it has none): `reason` is why it cannot run there, None if it can; `mend` may be empty."""

    key: str
    label: str
    shape: str
    reason: str | None
    mend: str
    settings: Mapping[str, Any]


def run(binary: Path, flags: Sequence[str]) -> list[Probe]:
    """What `binary --probe` says of every transport and shape.

    Raises UsageError if it cannot be run, refuses the flags or takes two minutes; ResultError if it says nothing sensible.
    """
    command = f"{clean(binary, 300)} --probe"
    try:
        done = subprocess.run([binary, "--probe", *flags], capture_output=True, text=True, errors="replace", timeout=_MOST_SECONDS, check=False)
    except OSError as error:
        raise UsageError(f"{command}: {error.strerror or error}") from error
    except subprocess.TimeoutExpired as error:
        raise UsageError(f"{command}: no answer within {_MOST_SECONDS:.0f} s") from error
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise UsageError(clean(said[-1], 300) if said else f"{command}: ended with {done.returncode} and no word")
    try:
        return parse(done.stdout)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ResultError(f"{command}: not an answer that this version knows ({type(error).__name__}: {clean(error, 100)})") from error


def parse(text: str) -> list[Probe]:
    """The probes in a JSON text. Raises ValueError, KeyError, TypeError or AttributeError for one of another form."""
    document = json.loads(text)
    if document["schema"] != SCHEMA:
        raise ValueError(f"schema {document['schema']!r}")
    return [_probe(item) for item in document["rows"]]


def _probe(item: Mapping[str, Any]) -> Probe:
    gone = item.get("unavailable")
    return Probe(
        key=clean(item["key"], 60),
        label=clean(item["label"], 90),
        shape="" if item["rows"] is None else f"{int(item['rows'])}x{int(item['cols'])}",
        reason=None if gone is None else clean(gone["reason"] or "no reason given", 400),
        mend="" if gone is None else clean(gone["mend"] or "", 400),
        settings=dict(item.get("settings") or {}),
    )
