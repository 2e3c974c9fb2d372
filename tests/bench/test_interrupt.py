"""Nothing is lost and nothing is left when a run is interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import jsonschema
import pytest

from conftest import BIN, ROOT, UNTUNED, children_of, result_of, result_path


def leftovers() -> list[str]:
    tables = [Path(f"/proc/sysvipc/{table}").read_text() for table in ("msg", "sem", "shm")]
    return sorted(os.listdir("/dev/shm")) + [line[:22] for text in tables for line in text.splitlines()]


def interrupted_run(results: Path, after_s: float, *signals: int) -> subprocess.Popen[str]:
    """A run in a process group of its own, to which the signals are sent as a terminal sends Ctrl-C."""
    run = subprocess.Popen(
        [BIN / "bench_transfer", "--shape=64x129", "--shape=170x911", "--rounds=1000", *UNTUNED]
        + ["--results", str(results)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not any(side_file.stat().st_size for side_file in results.rglob("*.partial.jsonl")):
        time.sleep(0.01)
    time.sleep(after_s)
    for number in signals:
        os.killpg(run.pid, number)
    return run


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("after_s", [0.0, 0.3, 0.7])
def test_keeps_the_finished_rows_in_a_valid_file(tmp_path: Path, number: int, after_s: float) -> None:
    before = leftovers()
    run = interrupted_run(tmp_path, after_s, number)
    out, err = run.communicate(timeout=20)
    assert run.returncode == 130, err
    path = result_path(out)
    result = json.loads(path.read_text())
    assert result["ipcbench"]["complete"] is False
    assert result["ipcbench"]["failed"] == []
    assert len(result["benchmarks"]) > 0
    assert sorted(file.name for file in path.parent.iterdir()) == ["transfer.json", "transfer.partial.jsonl"], "it may go on"
    assert leftovers() == before


def test_ctrl_c_in_the_rehearsal_leaves_a_valid_file(tmp_path: Path) -> None:
    command = [BIN / "bench_transfer", "--shape=500x9111", "--progress", "--results", str(tmp_path)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not list(tmp_path.rglob("*.partial.jsonl")):
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=20)
    assert run.returncode == 130
    result = result_of(out)
    assert result["ipcbench"]["complete"] is False and result["benchmarks"] == []
    jsonschema.validate(result, json.loads((ROOT / "results" / "schema.json").read_text()))


def test_a_signal_that_a_wrapper_sends_twice_ends_the_run_once(tmp_path: Path) -> None:
    run = interrupted_run(tmp_path, 0.1, signal.SIGTERM, signal.SIGTERM)
    out, err = run.communicate(timeout=20)
    assert run.returncode == 130, err
    assert result_of(out)["benchmarks"]


def test_no_process_outlives_a_killed_run(tmp_path: Path) -> None:
    run = interrupted_run(tmp_path, 0.3)
    try:
        family = stopped_with_consumers(run.pid)
    finally:
        run.kill()
        for pid in family:  # what was stopped with the run goes on, and finds it dead
            os.kill(pid, signal.SIGCONT)
        run.communicate(timeout=20)
    assert len(family) >= 2
    deadline = time.monotonic() + 5
    alive = [pid for pid in family if Path(f"/proc/{pid}").exists()]
    while alive and time.monotonic() < deadline:
        time.sleep(0.05)
        # Reaped by init, or a zombie where init does not reap.
        alive = [pid for pid in alive if Path(f"/proc/{pid}").exists() and "(zombie)" not in status_of(pid)]
    assert alive == []


def stopped_with_consumers(harness: int) -> list[int]:
    """Stops the run at a moment when it has a producer with a consumer; these two. Local rows have none."""
    for _ in range(500):
        for producer in children_of(harness):
            os.kill(producer, signal.SIGSTOP)
            if consumers := children_of(producer):
                os.kill(harness, signal.SIGSTOP)
                return [producer, *consumers]
            os.kill(producer, signal.SIGCONT)
        time.sleep(0.01)
    return []


def status_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return "(zombie)"


def test_a_full_disk_is_a_clear_error_that_names_the_finished_rows(tmp_path: Path) -> None:
    limited = ["bash", "-c", 'ulimit -f 24; trap "" XFSZ; exec "$@"', "bash"]  # 24 KiB per file
    run = subprocess.run(
        [*limited, BIN / "bench_compute", "--shape=7x13", "--rounds=50", "--results", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 3 and "ulimit -f" in run.stderr
    assert "File too large (EFBIG)" in run.stderr and ".partial.jsonl" in run.stderr
    side_file = next(tmp_path.rglob("*.partial.jsonl"))
    finished = side_file.read_text().splitlines()[:-1]  # the last line is where the disk was full
    entries = [json.loads(line) for line in finished[1:]]
    assert json.loads(finished[0])["ipcbench"] and entries
    assert all(entry["ipc"]["row"] for entry in entries if "round" not in entry)
