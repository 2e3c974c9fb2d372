"""bench_pool and bench_sweep: several workers, and every payload."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Callable

import pytest

from conftest import BIN, Run, children_of, result_of

SMALL = ["--shape", "64x129", "--rounds", "2", "--transfers", "4"]
ROWS = r"--only=^(farm|pool|broadcast|threads)/(pipe|shm_in_place|fma_4)/64x129/workers:2/(window:2/)?kernel:fma_4$"
Entry = dict[str, Any]


@pytest.fixture
def pool(bench: Run, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """pool(*flags) is the result of a small run of bench_pool."""

    def run(*flags: str) -> dict[str, Any]:
        done = bench("bench_pool", *SMALL, "--results", str(tmp_path), *flags)
        assert done.returncode == 0, done.stderr
        return result_of(done.stdout)

    return run


def entries(result: dict[str, Any], kind: str) -> list[Entry]:
    found = [entry["ipc"] for entry in result["benchmarks"] if entry["ipc"]["kind"] == kind]
    assert found, kind
    return found


def cpus() -> int:
    return len(os.sched_getaffinity(0))


def test_every_kind_of_several_workers_is_measured(pool: Callable[..., dict[str, Any]]) -> None:
    result = pool(ROWS)
    rows = {entry["ipc"]["row"] for entry in result["benchmarks"]}
    assert rows == {
        *(f"farm/{key}/64x129/workers:2/window:2/kernel:fma_4" for key in ("pipe", "shm_in_place")),
        *(f"{kind}/{key}/64x129/workers:2/kernel:fma_4" for kind in ("pool", "broadcast") for key in ("pipe", "shm_in_place")),
        "threads/fma_4/64x129/workers:2/kernel:fma_4",
    }
    assert result["ipcbench"]["complete"] and result["ipcbench"]["failed"] == []


def test_a_batch_is_told_per_matrix_with_the_same_work_here(pool: Callable[..., dict[str, Any]]) -> None:
    for farm in entries(pool(ROWS), "farm"):
        samples = farm["samples"]
        assert set(samples) == {"prepare_ns", "send_ns", "wait_ns", "here_ns"}
        assert all(value > 0 for value in samples["prepare_ns"] + samples["here_ns"])
        assert set(farm["usage"]) == {"producer_cpu_ns", "workers_cpu_ns"}
        assert farm["kernel"] == "fma_4"
        assert farm["conditions"] == {"workers": "2", "window": "2", "kernel": "fma_4"}


def test_settings_say_where_the_workers_run_and_how_they_get_the_matrix(pool: Callable[..., dict[str, Any]]) -> None:
    result = pool(ROWS)
    for kind in ("farm", "pool", "broadcast"):
        for entry in entries(result, kind):
            assert len(entry["settings"]["worker_cpus"].split(",")) == 2
    how = {(entry["key"], entry["settings"]["matrix"]) for entry in entries(result, "pool")}
    assert how == {("pipe", "a part for each worker"), ("shm_in_place", "one for all workers")}


def test_rows_that_spin_need_a_cpu_for_each_process(pool: Callable[..., dict[str, Any]]) -> None:
    workers = min(cpus(), 17)  # and the producer: one CPU too few
    if workers + 1 <= cpus():
        pytest.skip("there are more CPUs than workers can be asked for")
    row = f"farm/shm_in_place_spin/64x129/workers:{workers}/window:{workers}/kernel:fma_4"
    (missing,) = pool(ROWS + f"|^{row}$")["ipcbench"]["unavailable"]
    assert missing["row"] == row
    assert f"it spins on {workers + 1} CPUs" in missing["reason"]


def test_more_workers_than_cpus_and_a_single_cpu_give_right_results(tmp_path: Path) -> None:
    only = r"--only=^(farm|pool|threads)/(pipe|shm_copy|fma_4)/64x129/workers:3/(window:3/)?kernel:fma_4$"
    for prefix in ([], ["taskset", "-c", str(min(os.sched_getaffinity(0)))]):
        command = [*prefix, BIN / "bench_pool", *SMALL, "--results", str(tmp_path), only]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        assert result_of(done.stdout)["ipcbench"]["failed"] == []


def test_a_worker_that_is_killed_costs_one_round_of_its_row(tmp_path: Path) -> None:
    only = r"--only=^farm/pipe/500x9111/workers:2/window:2/kernel:fma_(16|32)$"
    command = [BIN / "bench_pool", "--shape", "500x9111", "--rounds", "1", "--transfers", "4", "--results", str(tmp_path), only]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        killed_at = 0.0
        while run.poll() is None and not killed_at:
            workers = [worker for producer in children_of(run.pid) for worker in children_of(producer)]
            if len(workers) == 2:
                time.sleep(0.05)
                os.kill(workers[1], signal.SIGKILL)
                killed_at = time.monotonic()
            time.sleep(0.001)
        out, err = run.communicate(timeout=60)
    assert run.returncode == 1, err
    (failed,) = result_of(out)["ipcbench"]["failed"]
    assert failed["error"] == "PeerDied" and "a worker (pid " in failed["text"] and "SIGKILL" in failed["text"]
    assert len({entry["ipc"]["row"] for entry in result_of(out)["benchmarks"]}) == 1  # the other row


@pytest.mark.parametrize("flag", ["--residency=memory", "--only=farm/nosuch/"])
def test_what_makes_no_sense_is_refused(bench: Run, flag: str) -> None:
    done = bench("bench_pool", *SMALL, flag)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_usual_rows_are_those_of_powers_of_two_and_one_more(bench: Run) -> None:
    listed = bench("bench_pool", "--benchmark_list_tests", "--shape=64x129").stdout.splitlines()
    workers = {int(row.split("workers:")[1].split("/")[0]) for row in listed}
    assert {min(cpus(), 16), min(cpus(), 16) + 1, 1} <= workers
    assert max(workers) == min(cpus(), 16) + 1


def test_a_sweep_takes_as_many_samples_as_take_about_as_long(bench: Run, tmp_path: Path) -> None:
    only = r"--only=transfer/pipe/(1x1|1x65536|170x9111)$"
    done = bench("bench_sweep", "--rounds=1", "--results", str(tmp_path), only)
    assert done.returncode == 0, done.stderr
    counts = {e["ipc"]["row"]: len(e["ipc"]["samples"]["transfer_ns"]) for e in result_of(done.stdout)["benchmarks"]}
    assert counts["transfer/pipe/1x1"] == 500
    assert counts["transfer/pipe/170x9111"] == 7
    assert 7 < counts["transfer/pipe/1x65536"] < 500


def test_a_sweep_reaches_from_8_bytes_to_128_mib(bench: Run) -> None:
    listed = bench("bench_sweep", "--benchmark_list_tests").stdout.splitlines()
    shapes = {row.split("/")[2] for row in listed if row.startswith("transfer/pipe/")}
    more = {"1x8", "1x512", "1x524288", "1x2097152", "1x8388608", "170x9111", "500x9111"}
    assert shapes == {*(f"1x{4**k}" for k in range(13)), *more}
