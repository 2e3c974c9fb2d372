"""A limit of the system: where its value stands, from which value on it hinders nothing, and how to change it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Mapping

#: Reads a value below a root folder ('/', but for tests); None where it cannot be read.
Reader = Callable[[Path], "int | str | None"]
UNLIMITED = (1 << 63) - 1


@dataclass(frozen=True)
class Limit:
    """One line of the table of limits. `wanted` is None for one that is only shown; no `transports` are all of them.

    `mend` and `undo` are commands: '{wanted}' and '{value}' stand for the values, as `text` writes them. `binds` names a
    setting of --probe and a factor: a transport whose setting exceeds value * factor is not bound by the limit (it may pass it).
    """

    name: str
    group: str
    unit: str  # 'bytes', 'pages', 'kB', 'word' or '' for a number
    read: Reader
    source: str  # the manual page or document that explains it
    transports: tuple[str, ...] = ()
    wanted: int | None = None
    at_most: bool = False  # `wanted` is the greatest value that does not hinder, not the least
    off: int | None = None  # a value that means no limit
    mend: str = ""
    undo: str = ""
    binds: tuple[str, float] | None = None

    def hinders(self, value: int | str | None, settings: Mapping[str, Any]) -> bool:
        """Whether a transport with these effective settings would do better with another value."""
        if self.wanted is None or not isinstance(value, int) or value == self.off:
            return False
        effective = settings.get(self.binds[0]) if self.binds else None
        if self.binds and isinstance(effective, int) and effective > value * self.binds[1]:
            return False
        return value > self.wanted if self.at_most else value < self.wanted

    def command(self, template: str, value: int | str | None) -> str:
        """`mend` or `undo` with the values put in."""
        return template.format(wanted=self.wanted, value=value)


def path_of(sysctl: str) -> Path:
    """Where a sysctl's value stands, below the root: 'fs.pipe-max-size' -> proc/sys/fs/pipe-max-size."""
    return Path("proc/sys", *sysctl.split("."))


def sysctl(name: str) -> Reader:
    """The last number of a sysctl: of three, as of net.ipv4.tcp_wmem, the greatest that is allowed."""

    def read(root: Path) -> int | None:
        words = _text(root / path_of(name)).split()
        return int(words[-1]) if words and re.fullmatch(r"-?\d+", words[-1]) else None

    return read


def meminfo(key: str) -> Reader:
    """A number of /proc/meminfo, in its unit (kB, or none)."""

    def read(root: Path) -> int | None:
        found = re.search(rf"^{re.escape(key)}:\s+(\d+)", _text(root / "proc/meminfo"), re.MULTILINE)
        return int(found[1]) if found else None

    return read


def rlimit(title: str, hard: bool = False) -> Reader:
    """The soft limit of this process, or the hard one that it may raise itself to, by its title in /proc/self/limits."""

    def read(root: Path) -> int | None:
        found = re.search(rf"^{re.escape(title)}\s+(\S+)\s+(\S+)", _text(root / "proc/self/limits"), re.MULTILINE)
        word = found[2 if hard else 1] if found else ""
        return UNLIMITED if word == "unlimited" else int(word) if word.isdecimal() else None

    return read


def chosen_word(path: str) -> Reader:
    """The word in brackets of a file under /sys: 'always [madvise] never' -> 'madvise'."""

    def read(root: Path) -> str | None:
        found = re.search(r"\[(\w+)\]", _text(root / path))
        return found[1] if found else None

    return read


def space(path: str, free: bool) -> Reader:
    """Size of a file system, or what is free of it for this user (bytes)."""

    def read(root: Path) -> int | None:
        try:
            facts = os.statvfs(root / path)
        except OSError:
            return None
        return facts.f_frsize * (facts.f_bavail if free else facts.f_blocks)

    return read


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
