"""Turns a file into a checked JSON document, or says in one line why it is none of ours."""

from __future__ import annotations

import contextlib
import json
import stat
from pathlib import Path
from typing import Any, Iterator, NoReturn

from ipcbench.base.errors import ResultError
from ipcbench.base.text import clean
from ipcbench.result import validation

#: A default run is 3 to 5 MB; beyond this it is no result, and reading it would only fill the memory.
MAX_BYTES = 100_000_000
#: Lists and objects in one another; a result has fewer than ten. Python's own limit depends on its version and on who asks.
MOST_LEVELS = 100
_UTF_32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # its byte-order marks


def read(path: Path) -> tuple[dict[str, Any], bytes]:
    """The document in the file `path`, valid by results/schema.json, and the file's bytes; raises ResultError."""
    document, data = parse(path)
    violation = validation.first_violation(document)
    if violation:
        refuse(path, f"not a valid result: {violation}")
    return document, data


def parse(path: Path) -> tuple[Any, bytes]:
    """The document in the file `path`, which calls itself a result, and the file's bytes; nothing else is checked.

    Raises ResultError.
    """
    data = _bytes_of(path)
    document = _parse(path, data)
    _check_kind(path, document)
    return document, data


@contextlib.contextmanager
def judged(path: Path) -> Iterator[None]:
    """While the content of `path` is looked at: what the schema leaves open may count beyond what Python can."""
    try:
        yield
    except OverflowError:
        refuse(path, "damaged: a number beyond all bounds")


def refuse(path: Path, reason: str) -> NoReturn:
    """Raises the ResultError that says `reason` of `path`, safe to print."""
    raise ResultError(f"{clean(path, 300)}: {clean(reason, 300)}")


def _bytes_of(path: Path) -> bytes:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):  # a FIFO would block, a device never end
            refuse(path, "is a folder, not a result file" if path.is_dir() else "not a regular file")
        if facts.st_size > MAX_BYTES:
            refuse(path, f"too large ({facts.st_size / 1e6:.0f} MB; a result has at most {MAX_BYTES / 1e6:.0f} MB)")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        refuse(path, f"cannot be read: {error.strerror or error}")
    except ValueError:  # a NUL in the name
        refuse(path, "no such file")
    if not data.strip():
        refuse(path, "empty")
    return data


def _parse(path: Path, data: bytes) -> Any:
    def no_number(text: str) -> NoReturn:
        raise ValueError(f"{text} is no JSON number")

    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=no_number)
        _check_levels([document], MOST_LEVELS + 1)
        return document
    except json.JSONDecodeError as error:
        if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"{":
            refuse(path, "not JSON")
        refuse(path, f"damaged: {error.msg} at line {error.lineno}, column {error.colno}")
    except UnicodeDecodeError as error:
        if data.startswith(_UTF_32):
            refuse(path, "not UTF-8 but UTF-32: iconv -f UTF-32 -t UTF-8")
        if data.startswith(_UTF_16):
            refuse(path, "not UTF-8 but UTF-16, as some shells write what is redirected: iconv -f UTF-16 -t UTF-8")
        refuse(path, f"not JSON: byte {error.start} is not UTF-8")
    except ValueError as error:
        refuse(path, f"damaged: {error}")
    except (RecursionError, MemoryError):
        refuse(path, "damaged: nested too deep, or too large for the memory")


def _check_levels(outer: Any, most: int) -> None:
    """Raises RecursionError if more than `most` lists and objects stand in one another."""
    if most == 0:
        raise RecursionError
    for inner in outer.values() if isinstance(outer, dict) else outer:
        if type(inner) is dict or type(inner) is list:
            _check_levels(inner, most - 1)


def _check_kind(path: Path, document: Any) -> None:
    if not isinstance(document, dict):
        refuse(path, "not a result of ipcbench (its JSON is no object)")
    ours = document.get("ipcbench")
    if ours is None and {"context", "benchmarks"} <= document.keys():
        refuse(path, "plain Google Benchmark output, not a result of ipcbench (no key 'ipcbench')")
    if not isinstance(ours, dict):
        refuse(path, "not a result of ipcbench (no key 'ipcbench')")
    version = ours.get("schema")
    if type(version) is int and version > validation.SCHEMA_VERSION:
        refuse(path, f"schema {version} is newer than this ipcbench knows ({validation.SCHEMA_VERSION}); update ipcbench")
