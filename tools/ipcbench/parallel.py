"""Work shared out among processes, as many as there are CPUs."""

from __future__ import annotations

import ctypes
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Callable, Sequence, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

_PR_SET_PDEATHSIG = 1  # prctl(2)

_MOST_PROCESSES = 8


def spread(work: Callable[[Item], Made], items: Sequence[Item]) -> list[Made]:
    """What `work` makes of each item, in their order; it should leave nothing half done if it is killed, as on Ctrl-C.

    Raises its errors, and MemoryError if a process is ended from outside.
    """
    processes = min(len(os.sched_getaffinity(0)), _MOST_PROCESSES, len(items))
    if processes < 2:
        return [work(item) for item in items]
    pool = ProcessPoolExecutor(processes, get_context("fork"), _begin, (os.getpid(),))
    in_a_hurry = False
    try:
        return list(pool.map(work, items))
    except BrokenProcessPool:
        raise MemoryError from None  # only the kernel ends such a process
    except KeyboardInterrupt:
        in_a_hurry = True
        raise
    finally:  # a pool that nobody waits for may complain on stderr as the interpreter ends (seen with 3.11)
        pool.shutdown(wait=not in_a_hurry, cancel_futures=True)


def _begin(parent: int) -> None:
    """In each process: it leaves Ctrl-C to its parent, and dies with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
