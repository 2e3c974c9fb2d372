"""The seal of a result, `ipcbench.seal`: the SHA-256 of the file's whole text, taken with 64 zeros in its own place."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Iterator, Mapping

UNSEALED = b"0" * 64
_PAIR = re.compile(rb'"seal"\s*:\s*"([0-9a-f]{64})"')


def findings(data: bytes, ours: Mapping[str, Any]) -> Iterator[str]:
    """A text if the bytes of a file are not those that its seal was made of; older files have none, and no finding."""
    if "seal" not in ours:
        return
    own = ours["seal"].encode()  # what was carried over names another one, that of the file as it was
    places = [match.span(1) for match in _PAIR.finditer(data) if match[1] == own]
    if len(places) != 1:
        yield f"ipcbench.seal is there, but the text has it {len(places)} times, not once"
        return
    start, end = places[0]
    digest = hashlib.sha256(data[:start] + UNSEALED + data[end:]).hexdigest()
    if digest != ours["seal"]:
        yield "the text of the file is not the one that was sealed: it was changed after the run"
