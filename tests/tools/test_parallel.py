"""Work that is shared out among processes: in order, with its errors, and nothing that lives on."""

import os
import signal
import subprocess
import sys
import time

import pytest
from ipcbench.parallel import spread
from tool import ENVIRONMENT

ENDLESS = """
import os, time
os.sched_getaffinity = lambda _: {0, 1}
from ipcbench.parallel import spread
def work(number):
    print(os.getpid(), flush=True)
    time.sleep(600)
spread(work, range(4))
"""


@pytest.fixture(autouse=True)
def two_processes(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


def square(number):
    return number * number


def fail_at_three(number):
    if number == 3:
        raise ValueError("three")


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def where(_):
    return os.getpid()


def test_items_keep_their_order_and_one_alone_needs_no_process():
    assert spread(square, range(20)) == [n * n for n in range(20)]
    assert os.getpid() not in spread(where, range(4)) and spread(where, [1]) == [os.getpid()] and spread(square, []) == []


def test_an_error_is_raised_and_a_killed_process_is_one():
    with pytest.raises(ValueError, match="three"):
        spread(fail_at_three, range(9))
    with pytest.raises(MemoryError):
        spread(die, range(3))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_the_one_that_began_it(number):
    with subprocess.Popen([sys.executable, "-c", ENDLESS], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        parent.send_signal(number)
        deadline = time.monotonic() + 10
        while any(map(alive, workers)) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not any(map(alive, workers))


def alive(process):
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
