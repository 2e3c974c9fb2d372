"""Work that is shared out among processes: in order, with its errors, and nothing that lives on."""

import signal
import subprocess
import sys
import time

import pytest
from tool import ENVIRONMENT

# In a process of their own: one that runs tests may have threads. What Python says of a fork beside them is seen on stderr.
TWO_CPUS = """
import os, signal, sys, threading, time
os.sched_getaffinity = lambda _: {0, 1}
from ipcbench.base.parallel import spread
def square(number): return number * number
def where(_): return os.getpid()
def die(_): os.kill(os.getpid(), signal.SIGKILL)
def fail_at_three(number):
    if number == 3: raise ValueError("three")
def interrupt(): os.kill(os.getpid(), signal.SIGINT)
def endless(number):
    print(os.getpid(), flush=True)
    time.sleep(600)
"""


def command(script):
    return [sys.executable, "-B", "-W", "always:This process:DeprecationWarning", "-c", TWO_CPUS + script]


def said(script):
    """What `script` prints, word by word; it ends well, and says nothing on stderr."""
    done = subprocess.run(command(script), env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


def test_items_keep_their_order_and_one_alone_needs_no_process():
    assert said("print(*spread(square, range(20)))") == [str(n * n) for n in range(20)]
    own, *others = said("print(os.getpid(), *spread(where, range(4)), *spread(where, [1]), *spread(square, []))")
    assert own not in others[:4] and others[4:] == [own]


def test_an_error_is_raised_and_a_killed_process_is_one():
    assert said("try: spread(fail_at_three, range(9))\nexcept ValueError as error: print(error)") == ["three"]
    assert said("try: spread(die, ['more than a pipe holds' * 10**5] * 3)\nexcept MemoryError: print('killed')") == ["killed"]


def test_ctrl_c_is_not_lost_while_processes_are_begun():
    caught = "try: spread(where, range(4))\nexcept KeyboardInterrupt: print('interrupted', flush=True); os._exit(0)"
    assert said(f"os.register_at_fork(after_in_parent=interrupt, after_in_child=interrupt)\n{caught}") == ["interrupted"]


def test_work_is_shared_again_and_again_but_never_by_a_process_with_threads():
    own, *others = said("print(os.getpid(), *(pid for _ in range(30) for pid in spread(where, range(2))))")
    assert own not in others and len(others) == 60
    beside = "end = threading.Event(); threading.Thread(target=end.wait).start()"
    own, *others = said(f"{beside}; print(os.getpid(), *spread(where, range(4))); end.set()")
    assert others == [own] * 4


def test_what_the_commands_load_begins_no_thread():
    load = "import numpy, scipy.stats, matplotlib.figure; a = numpy.ones((200, 200)); a @ a; print(len(os.listdir('/proc/self/task')))"
    assert said(f"from ipcbench.commands import cli\ndef main(_):\n  {load}\n  return 0\ncli.run('test', main, [])") == ["1"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_the_one_that_began_it(number):
    with subprocess.Popen(command("spread(endless, range(4))"), env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
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


def test_where_no_thread_can_be_started_the_process_does_it_all_itself():
    """As under ulimit -u, or pids.max of a control group."""
    none = "def none(_): raise RuntimeError(\"can't start new thread\")\nthreading.Thread.start = none\n"
    assert said(none + "print(*spread(square, range(5)))") == ["0", "1", "4", "9", "16"]
