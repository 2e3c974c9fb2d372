"""Work shared out among processes, as many as there are CPUs."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from typing import Any, Callable, Iterator, Sequence, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

_PR_SET_PDEATHSIG = 1  # prctl(2)

_MOST_PROCESSES = 8
_LONGEST_WAIT_S = 1.0

#: In each process: makes what is wanted of the item of this number. Work and items come with the fork, not through a pipe:
#: that is quicker, and Python 3.11 would wait for ever to write what does not fit into it once the readers are killed.
_inherited: list[Callable[[int], Any]] = []


def spread(work: Callable[[Item], Made], items: Sequence[Item]) -> list[Made]:
    """What `work` makes of each item, in their order; it should leave nothing half done if it is killed, as on Ctrl-C.

    A process that has threads does it all itself. Raises the errors of `work`, and MemoryError if a process is ended from outside.
    """
    processes = min(len(os.sched_getaffinity(0)), _MOST_PROCESSES, len(items))
    if processes < 2 or not _is_alone():
        return [work(item) for item in items]
    pool = ProcessPoolExecutor(processes, get_context("fork"), _begin, (os.getpid(), work, items))
    in_a_hurry = False
    try:
        try:
            started = _started(pool, len(items))
        except (RuntimeError, BlockingIOError):  # no more processes or threads, by ulimit -u or pids.max
            in_a_hurry = True
            _end_children()
            return [work(item) for item in items]
        return list(started)
    except BrokenProcessPool:
        raise MemoryError from None  # only the kernel ends such a process
    except KeyboardInterrupt:
        in_a_hurry = True
        raise
    finally:  # a pool that nobody waits for may complain on stderr as the interpreter ends (seen with 3.11)
        pool.shutdown(wait=not in_a_hurry, cancel_futures=True)
        if not in_a_hurry:
            _wait_until_alone()


def _end_children() -> None:
    for child in active_children():
        child.kill()
        child.join()


def _started(pool: ProcessPoolExecutor, count: int) -> Iterator[Any]:
    """What is made of each item. Ctrl-C waits until all processes are there: Python ignores it amid a fork, and a new process dies of it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.map(_make, range(count))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _is_alone() -> bool:
    """Whether this thread is the only one here, Python's or not: a forked copy might wait for a lock that another one held."""
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


def _wait_until_alone() -> None:
    """The kernel takes some milliseconds to end threads that were joined, and the next call needs them gone."""
    deadline = time.monotonic() + _LONGEST_WAIT_S
    while not _is_alone() and time.monotonic() < deadline:
        time.sleep(0.001)


def _begin(parent: int, work: Callable[[Any], Any], items: Sequence[Any]) -> None:
    """In each process: it leaves Ctrl-C to its parent, and dies with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    _inherited[:] = [lambda number: work(items[number])]


def _make(number: int) -> Any:
    return _inherited[0](number)
