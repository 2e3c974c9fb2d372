"""Checks a parsed document against results/schema.json and says in one line what is wrong."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any, Iterator

from ipcbench.result import quickcheck

SCHEMA_FILE = Path(__file__).resolve().parents[3] / "results" / "schema.json"
SCHEMA_VERSION = 1


def first_violation(document: Any) -> str | None:
    """Where `document` departs from the schema and how, e.g. 'benchmarks[3].ipc.copies: -1 is less than …', or None."""
    return next(violations(document), None)


def violations(document: Any) -> Iterator[str]:
    """All of them, the first one first, each once."""
    if _quick_check()(document):
        return
    said = set()  # of one object that lacks several keys jsonschema tells as often
    for error in _validator().iter_errors(document):
        text = f"{_place(error.absolute_path)}: {_reason(error)}"
        if text not in said:
            said.add(text)
            yield text


@functools.lru_cache(maxsize=None)
def _quick_check() -> quickcheck.Check:
    return quickcheck.compiled(_schema())


def _schema() -> Any:
    return json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=None)
def _validator() -> Any:
    import jsonschema  # slow to load, and of no use where a document is sound

    return jsonschema.Draft202012Validator(_schema())


def _place(path: Any) -> str:
    """A path of keys and indices as people write it: 'benchmarks[3].ipc.label'."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "the document"


def _reason(error: Any) -> str:
    """What is wrong, without printing the whole of a long instance."""
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return f"lacks {', '.join(map(repr, missing))}"
    value = _short(error.instance)
    if error.validator == "type":
        wanted = error.validator_value
        return f"{value} is not of type {' or '.join([wanted] if isinstance(wanted, str) else wanted)}"
    if error.validator in ("enum", "const"):
        wanted = error.validator_value if error.validator == "enum" else [error.validator_value]
        return f"{value} is none of {', '.join(json.dumps(option) for option in wanted)}"
    limits = {"minimum": "less than", "maximum": "more than", "minItems": "shorter than", "minLength": "shorter than"}
    if error.validator in limits:
        return f"{value} is {limits[error.validator]} {error.validator_value}"
    return f"{value} breaks the rule {error.validator!r}"


def _short(instance: Any) -> str:
    if isinstance(instance, (dict, list)):
        return f"{'an object' if isinstance(instance, dict) else 'a list'} of {len(instance)}"
    text = repr(instance)
    return text if len(text) <= 40 else text[:39] + "…"
