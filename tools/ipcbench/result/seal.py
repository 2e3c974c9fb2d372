"""The seal of a result, `ipcbench.seal`: the SHA-256 of the file's whole text, taken with 64 zeros in its own place."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Iterator, Mapping

UNSEALED = b"0" * 64
_PAIR = re.compile(rb'"seal"\s*:\s*"([0-9a-f]{64})"')
_MARK = b"\xef\xbb\xbf"  # the byte-order mark of UTF-8


def findings(data: bytes, ours: Mapping[str, Any]) -> Iterator[str]:
    """A text if the bytes of a file are not those that its seal was made of; older files have none, and no finding."""
    if "seal" not in ours:
        return
    own = ours["seal"].encode()  # what was carried over names another one, that of the file as it was
    places = sum(match[1] == own for match in _PAIR.finditer(data))
    if places != 1:
        yield f"ipcbench.seal is there, but the text has it {places} times, not once"
    elif not _is_sealed(data, own):
        yield _how_changed(data, own)


def _is_sealed(data: bytes, own: bytes) -> bool:
    found = next(match for match in _PAIR.finditer(data) if match[1] == own)
    start, end = found.span(1)
    return hashlib.sha256(data[:start] + UNSEALED + data[end:]).hexdigest().encode() == own


def _how_changed(data: bytes, own: bytes) -> str:
    """What an editor, git or a copy does to a text without changing what it says is told from a change."""
    lines = data.removeprefix(_MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n")
    if not (_is_sealed(lines, own) or _is_sealed(lines + b"\n", own)):
        return "the text of the file is not the one that was sealed: it was changed after the run"
    changed = ["a byte-order mark stands before it"] * data.startswith(_MARK)
    changed += ["its line ends are no longer LF alone, as git with core.autocrlf or an editor leaves them"] * (b"\r" in data)
    mend = " (dos2unix mends it)" if changed else ""
    return f"the text is the one that was sealed, but {' and '.join(changed) or 'it ends with other line ends'}{mend}"
