"""Files that are there whole, or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Iterator, TextIO


def write(path: Path, content: bytes) -> None:
    """Puts `content` at `path`; makes the folder. Raises OSError."""
    with _place(path) as beside:
        beside.write_bytes(content)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """A text file (UTF-8) to write, which stands at `path` once the block has ended well; makes the folder. Raises OSError."""
    with _place(path) as beside:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            yield file


@contextlib.contextmanager
def _place(path: Path) -> Iterator[Path]:
    """A path beside `path`; what is put there takes its place at the end, unless an error is on its way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        if error.filename is None:  # of write(2): the disk is full
            error.filename = os.fspath(path)
        raise
    finally:
        beside.unlink(missing_ok=True)
