"""What a run says on a terminal, and before it begins."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from conftest import BIN, Run, children_of


def all_of(terminal: int) -> str:
    """What was written to a terminal whose other end is closed."""
    text = b""
    try:
        while piece := os.read(terminal, 4096):
            text += piece
    except OSError:
        pass  # so Linux says that the other end is closed
    return text.decode()


def test_an_error_takes_the_place_of_the_progress_line() -> None:
    terminal, end = pty.openpty()
    command = [BIN / "bench_transfer", "--shape=170x911", "--rounds=50", "--only=transfer/pipe/", "--progress"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=end)
    os.close(end)
    before = b""
    while b"round 3 of" not in before:
        before += os.read(terminal, 4096)
    while not (producers := children_of(run.pid)):
        pass
    os.kill(producers[0], signal.SIGKILL)
    said = before.decode() + all_of(terminal)
    assert run.wait(timeout=60) == 1, said
    assert "\r\x1b[Kbench_transfer: " in said
    assert said.count("bench_transfer: ") == said.count("\r\x1b[Kbench_transfer: ")


def test_no_color_goes_for_the_table_of_rows_too() -> None:
    command = [BIN / "bench_compute", "--shape=3x5", "--rounds=1", "--only=local/sum/"]
    for no_color, coloured in (("1", False), ("", True)):
        terminal, end = pty.openpty()
        environment = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm"}
        run = subprocess.Popen(command, stdout=end, stderr=subprocess.DEVNULL, env=environment)
        os.close(end)
        said = all_of(terminal)
        run.wait(timeout=60)
        assert ("\x1b[" in said) is coloured, said


def test_the_expected_time_is_no_longer_than_the_limit(bench: Run) -> None:
    done = bench("bench_compute", "--shape=170x9111", "--rounds=1000", "--time-limit=1s", "--progress")
    assert "measuring takes about 1 s\n" in done.stderr


def test_the_expected_time_comes_before_what_cannot_run(bench: Run) -> None:
    flags = ["--shape=3x5", "--rounds=1", "--only=transfer/fifo/|local/sum/", "--progress"]
    said = bench("bench_transfer", *flags, TMPDIR="/proc/sys/kernel").stderr
    assert said.startswith("measuring takes about") and "transfer/fifo/3x5 cannot run" in said
