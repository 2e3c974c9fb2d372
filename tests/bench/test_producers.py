"""A producer that dies at any moment is one failed round of one row; the run goes on, and nothing is left behind."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import BIN, Run, children_of, result_of
from test_kill import leftovers, new_leftovers

RANDOM = random.Random(17)
FLAGS = ["--shape=64x129", "--rounds=6", "--transfers=3", "--placement=none"]
KILLS = int(os.environ.get("IPCBENCH_KILLS", "5"))  # of each signal
SIGNALS = [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT]


def temporary_files() -> set[str]:
    return {name for name in os.listdir(tempfile.gettempdir()) if name.startswith("ipcbench-")}


def descendants(pid: int) -> list[int]:
    found = children_of(pid)
    return found + [below for child in found for below in descendants(child)]


def killed_sometimes(number: signal.Signals, folder: Path) -> tuple[int, dict[str, Any], str]:
    """The status, result and stderr of a run, of which producers are sent this signal until KILLS of them have been hit."""
    command = [BIN / "bench_transfer", *FLAGS, "--results", str(folder)]
    with (folder / "out").open("w+") as out, (folder / "err").open("w+") as err:
        run = subprocess.Popen(command, stdout=out, stderr=err)
        family: set[int] = set()
        while run.poll() is None and (folder / "err").read_text().count(f"({number.name})") < KILLS:
            end = time.monotonic() + RANDOM.uniform(0.0, 0.3)
            while time.monotonic() < end:
                family |= {*descendants(run.pid)}
                time.sleep(0.002)
            for producer in children_of(run.pid):
                with contextlib.suppress(OSError):
                    os.kill(producer, number)
        status = run.wait(timeout=240)
    deadline = time.monotonic() + 5
    while (alive := [pid for pid in family if Path(f"/proc/{pid}").exists()]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alive == []
    return status, result_of((folder / "out").read_text()), (folder / "err").read_text()


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_killed_at_random_moments_they_fail_alone(tmp_path: Path, number: signal.Signals) -> None:
    before, temporary = leftovers(), temporary_files()
    status, result, said = killed_sometimes(number, tmp_path)
    assert status == 1, said
    ours, name = result["ipcbench"], f"({number.name})"
    assert ours["complete"] is True
    trouble = [failure["text"] for failure in ours["failed"]]
    trouble += [warning["text"] for warning in ours["warnings"] if warning["code"].endswith("_failed")]
    assert len(trouble) >= KILLS and all(name in text for text in trouble), trouble
    planned = {(round_, row) for round_, rows in enumerate(ours["protocol"]["order"]) for row in rows}
    there = {(entry["ipc"]["round"], entry["ipc"]["row"]) for entry in result["benchmarks"]}
    failed = {(failure["round"], failure["row"]) for failure in ours["failed"]}
    assert there | failed == planned and not there & failed
    assert new_leftovers(before) == set() and temporary_files() == temporary


MEMORY = Path("/sys/fs/cgroup/memory")


@pytest.fixture
def little_memory() -> Iterator[Path]:
    """A memory control group of 96 MiB: enough for the harness, too little for a matrix of 80 MB."""
    own = next((line.split(":")[2] for line in Path("/proc/self/cgroup").read_text().splitlines() if ":memory:" in line), None)
    folder = MEMORY / (own or "/").lstrip("/") / f"ipcbench-test-{os.getpid()}"
    try:
        folder.mkdir()
        (folder / "memory.limit_in_bytes").write_text(str(96 << 20))
    except OSError:
        pytest.skip("no memory control group can be made here")
    yield folder
    folder.rmdir()


def test_without_memory_one_row_fails_and_the_run_goes_on(little_memory: Path, tmp_path: Path) -> None:
    before = leftovers()
    # Where the groups are not shown, nothing tells the harness beforehand.
    hidden = "exec unshare --mount bash -c 'mount -t tmpfs none /sys/fs/cgroup && exec \"$@\"' bash \"$@\""
    enter = ["bash", "-c", f"echo $$ >{little_memory}/tasks; {hidden}", "bash"]
    flags = ["--shape=3x5", "--shape=1000x10000", "--rounds=1", "--transfers=1", "--only=local/sum/3x5|transfer/(pipe|shm_in_place)/"]
    command = [*enter, BIN / "bench_transfer", *flags, "--results", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if not done.stdout and ("unshare:" in done.stderr or "mount:" in done.stderr):
        pytest.skip("no mount can be made here")
    assert done.returncode == 1, done.stderr
    result = result_of(done.stdout)
    assert {entry["ipc"]["row"] for entry in result["benchmarks"]} >= {"local/sum/3x5", "transfer/pipe/3x5"}
    assert any("(SIGKILL)" in failure["text"] for failure in result["ipcbench"]["failed"])
    assert new_leftovers(before) == set()


def test_a_matrix_beyond_a_group_above_is_refused(little_memory: Path, tmp_path: Path) -> None:
    inner = little_memory / "inner"  # without a limit of its own
    inner.mkdir()
    try:
        enter = ["bash", "-c", f'echo $$ >{inner}/tasks; exec "$@"', "bash"]
        command = [*enter, BIN / "bench_transfer", "--shape=1000x10000", "--only=transfer/pipe/", "--results", tmp_path]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 2 and done.stderr.count("\n") == 1 and done.stdout == ""
        assert "does not fit in memory" in done.stderr and f"left by the control group {little_memory}" in done.stderr
        assert not list(tmp_path.iterdir())
    finally:
        inner.rmdir()


def test_ctrl_z_pauses_a_run_and_what_was_under_way_is_measured_again(tmp_path: Path) -> None:
    command = [BIN / "bench_transfer", "--shape=170x911", "--rounds=20", "--only=/pipe/|/sysv_mq/", "--results", tmp_path]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not any(side_file.stat().st_size for side_file in tmp_path.rglob("*.partial.jsonl")):
        time.sleep(0.005)
    for _ in range(3):
        os.killpg(run.pid, signal.SIGSTOP)
        time.sleep(0.7)
        os.killpg(run.pid, signal.SIGCONT)
        time.sleep(0.05)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 0, err
    result = result_of(out)
    longest = max(entry["real_time"] for entry in result["benchmarks"])
    assert longest < 500, "a sample has a pause of 700 ms in it"
    assert result["ipcbench"]["complete"] is True and result["ipcbench"]["failed"] == []


def test_ctrl_backslash_leaves_nothing_behind(tmp_path: Path) -> None:
    before = leftovers()
    command = [BIN / "bench_transfer", "--shape=170x911", "--rounds=1000", "--only=/sysv_mq/", "--results", tmp_path]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while not any(side_file.stat().st_size for side_file in tmp_path.rglob("*.partial.jsonl")):
        time.sleep(0.005)
    os.killpg(run.pid, signal.SIGQUIT)
    assert run.wait(timeout=20) == -signal.SIGQUIT
    assert new_leftovers(before) == set()


def test_children_of_others_are_left_alone(tmp_path: Path) -> None:
    script = 'sleep 60 & echo $! >"$1"; exec "$2" --shape=3x5 --rounds=1 --only=local/sum/'
    subprocess.run(["bash", "-c", script, "bash", tmp_path / "pid", BIN / "bench_compute"], check=True, stdout=subprocess.DEVNULL)
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)  # raises unless it is still there


def test_a_producer_that_nobody_has_asked_for_says_so() -> None:
    done = subprocess.run([BIN / "bench_compute", "--produce", "1", "x"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 1 and "leave --produce to the harness" in done.stderr


def test_a_build_meanwhile_changes_nothing(tmp_path: Path) -> None:
    binary = tmp_path / "bench_transfer"
    shutil.copy(BIN / "bench_transfer", binary)
    command = [binary, "--shape=170x911", "--rounds=5", "--only=/pipe/", "--results", tmp_path / "results"]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not any(side_file.stat().st_size for side_file in tmp_path.rglob("*.partial.jsonl")):
        time.sleep(0.005)
    binary.unlink()
    binary.write_text("#!/bin/sh\nexit 1\n")
    out, err = run.communicate(timeout=60)
    assert run.returncode == 0, err
    assert len(result_of(out)["benchmarks"]) == 5


def test_a_kind_that_nothing_else_knows_is_listed_measured_and_kept(bench: Run, tmp_path: Path) -> None:
    listed = bench("bench_launch", "--benchmark_list_tests").stdout.split()
    assert listed == [f"launch/fork/children:{count}/iterations:7/manual_time" for count in (1, 2)]
    probed = json.loads(bench("bench_launch", "--probe").stdout)["rows"]
    assert [row["settings"] for row in probed] == [{"method": "fork"}] * 2
    done = bench("bench_launch", "--rounds=3", "--results", str(tmp_path))
    assert done.returncode == 0, done.stderr
    result = result_of(done.stdout)
    assert [kind["kind"] for kind in result["ipcbench"]["kinds"]] == ["launch"]
    for entry in result["benchmarks"]:
        ipc = entry["ipc"]
        assert set(ipc["samples"]) == {"start_ns", "end_ns"} and ipc["conditions"]["children"] in "12"
        assert len(ipc["usage"]["parent_page_faults"]) == 7 and ipc["rows"] is None


def test_the_link_is_spoken_by_another_language(tmp_path: Path) -> None:
    """A harness of another language: what docs/producers.md says is enough to write one."""
    import socket

    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = ["bash", "-c", f'exec "$@" 3<&{theirs.fileno()}', "bash"]
    producer = subprocess.Popen(
        [*command, BIN / "bench_transfer", "--produce", str(os.getpid()), "local/sum/7x13"], pass_fds=[theirs.fileno()]
    )
    theirs.close()

    def receive() -> Any:
        return json.loads(ours.recv(1 << 16))

    assert receive() == {"link": 2}
    order = {
        "link": 2, "ask": "measure", "row": "local/sum/7x13", "kind": "local", "shape": "7x13", "kernel": "sum", "samples": 3,
        "residency": "cache",
        "seed": 1, "producer_cpu": None, "consumer_cpu": None, "tuning": None, "token": "0a1b2c3d",
    }  # fmt: skip
    ours.send(json.dumps(order).encode())
    assert receive() == {"settings": {}}
    batch = receive()
    assert set(batch["samples"]) == {"prepare", "compute"} and len(batch["cpu_ns"]) == 3
    assert receive() == {"done": True}
    ours.send(b'{"goodbye": true}')
    assert producer.wait(timeout=10) == 0
