"""What the commands share: where results lie, one-line errors, exit status 2 for wrong calls and input, 3 for a disk that is
full or fails, 130 on Ctrl-C."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Callable, NoReturn, Sequence

from ipcbench.base.errors import ResultError, UsageError
from ipcbench.base.text import clean

REPOSITORY = Path(__file__).resolve().parents[3]
RESULTS = REPOSITORY / "results"
PLOTS = REPOSITORY / "plots"
WRONG_CALL = 2
DISK_FAILED = 3
INTERRUPTED = 130
#: A disk that is full or fails is nobody's wrong call.
_OF_DISKS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors take one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{clean(message, 300)}; see --help")


def run(name: str, command: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """The exit status of `command`; its errors become one line on stderr, '<name>: …'.

    A command imports what is slow to load (numpy, matplotlib) when it runs, so that Ctrl-C is caught then, too: a module
    that is interrupted as it loads may make another error of it.
    """
    _open_standard_streams()
    _survive_encoding()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy's: it would begin threads as it loads, and a process with threads is not to be copied
    interrupts = _count_interrupts()
    try:
        status = command(arguments)
        sys.stdout.flush()
        return status
    except BaseException as error:
        if not interrupts:
            return _explained(name, error)
    print(f"{name}: interrupted", file=sys.stderr, flush=True)
    # At once: CPython would end by SIGINT where an extension module was interrupted as it loaded, handled or not.
    os._exit(INTERRUPTED)


def _count_interrupts() -> list[int]:
    """A list that grows with every Ctrl-C, which raises KeyboardInterrupt as ever."""
    interrupts: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> NoReturn:
        interrupts.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    return interrupts


def _explained(name: str, error: BaseException) -> int:
    """Says in one line what went wrong, if that is known to happen; raises what is not."""
    _leave_nothing_unprinted()
    if isinstance(error, BrokenPipeError):  # `tools/show | head`: the reader has what it wants
        return 0
    if isinstance(error, (ResultError, UsageError)):
        text = str(error)
    elif isinstance(error, OSError):
        where = error.filename or ("standard output" if error.errno in _OF_DISKS else "")
        text = (f"{clean(where, 300)}: " if where else "") + str(error.strerror or error)
    elif isinstance(error, ImportError):
        text = f"{error}; the Python tools need numpy, scipy, matplotlib and jsonschema"
    elif isinstance(error, MemoryError):
        text = "not enough memory"
    else:
        raise error
    try:
        print(f"{name}: {text}", file=sys.stderr, flush=True)
    except OSError:  # a full disk behind stderr: the status says it, too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return DISK_FAILED if isinstance(error, OSError) and error.errno in _OF_DISKS else WRONG_CALL


def _leave_nothing_unprinted() -> None:
    """What stdout does not take goes to /dev/null: Python would try again as it ends, and end with a status of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_standard_streams() -> None:
    """One that the caller has closed is /dev/null: else the first file that is opened would be taken for it.

    One that does not block belongs to somebody's event loop: it would lose what does not fit into it at once.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)
            if null != number:
                os.dup2(null, number)
                os.close(null)
            setattr(sys, name, open(number, mode, encoding="utf-8"))
        elif number and os.path.exists(f"/proc/self/fd/{number}"):
            os.set_blocking(number, True)


def _survive_encoding() -> None:
    """A terminal that knows no '±' gets '?' instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
