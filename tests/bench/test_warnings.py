"""Warnings: in the file, ranked; in one block at the end; documented; and where nothing is wrong, silence."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Callable

import pytest

from conftest import BIN, QUICK, ROOT, Run, children_of, result_of

Measured = Callable[..., dict[str, Any]]
RANKS = ["may_change_ranking", "shifts_milliseconds", "note"]
#: Reads the code of every Warning that the sources make, as {"code", "text" or a variable or a call, …}, add("code", "rank", …),
#: cut_rounds(round, "code", …) or add_early_failure(result, "code", …).
CODE = re.compile(r'(?:push_back\(\s*\{|add\(|cut_rounds\(round,|add_early_failure\([\w.]+,)\s*"([a-z_]+)",')


def codes_of_the_sources() -> set[str]:
    files = [*(ROOT / "src").rglob("*.cpp"), *(ROOT / "bench").rglob("*.cpp")]
    texts = [file.read_text() for file in files]
    found = {code for text in texts if "arning" in text or "add_early_failure" in text for code in CODE.findall(text)}
    return found - {"producer", "consumer"}  # what another add() is called with


def warnings_of(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {warning["code"]: warning for warning in result["ipcbench"]["warnings"]}


def test_every_code_is_documented_with_its_rank() -> None:
    table = re.findall(r"^\| `([a-z_]+)` \| ([a-z ]+) \|", (ROOT / "docs" / "warnings.md").read_text(), re.MULTILINE)
    documented = {code for code, _ in table}
    assert documented == codes_of_the_sources()
    titles = [rank.replace("_", " ").replace("change ranking", "change the ranking") for rank in RANKS]
    places = [titles.index(rank) for _, rank in table]
    assert places == sorted(places)


def test_warnings_stand_in_the_order_of_their_rank(measured: Measured) -> None:
    places = [RANKS.index(warning["rank"]) for warning in measured()["ipcbench"]["warnings"]]
    assert places == sorted(places)


def test_they_are_one_block_at_the_end_of_stderr(bench: Run, tmp_path: Path) -> None:
    done = bench("bench_compute", *QUICK, "--results", str(tmp_path), "--progress")
    assert "note:" not in done.stdout
    lines = done.stderr.splitlines()
    start = lines.index("warnings, the gravest first:")
    assert all(line.startswith("  ") for line in lines[start + 1 :]) and lines[start + 1 :]
    assert "[coarse_clock; " in done.stderr, "91 entries are summed within some readings of the clock"
    assert done.stderr.count("[unknown_fact]") <= 1


def test_whoever_shows_the_result_may_leave_them_out(bench: Run, tmp_path: Path) -> None:
    done = bench("bench_compute", *QUICK, "--results", str(tmp_path), "--progress", "--no-warnings")
    assert "warnings" not in done.stderr
    result = result_of(done.stdout)
    assert "coarse_clock" in warnings_of(result)


def test_a_tiny_matrix_names_its_rows_and_a_large_one_does_not(measured: Measured) -> None:
    flags = ["--only", "local/sum/", "--rounds", "1"]
    warning = warnings_of(measured(*flags))["coarse_clock"]
    assert "local/sum/7x13" in warning["rows"]
    large = warnings_of(measured(*flags, "--shape", "170x9111"))
    assert "local/sum/170x9111" not in large["coarse_clock"]["rows"]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs CPU affinity")
def test_one_cpu_is_told_and_two_are_not(bench: Run, tmp_path: Path) -> None:
    allowed = sorted(os.sched_getaffinity(0))
    command = [BIN / "bench_transfer", *QUICK, "--only=/pipe/", "--results", tmp_path]
    done = subprocess.run(["taskset", "-c", str(allowed[0]), *command], capture_output=True, text=True, check=True)
    assert "one_cpu" in warnings_of(result_of(done.stdout))
    if len(allowed) > 1:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "one_cpu" not in warnings_of(result_of(done.stdout))


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="needs two CPUs")
def test_cores_without_a_common_cache_are_told(bench: Run, tmp_path: Path) -> None:
    command = [BIN / "bench_transfer", *QUICK, "--only=/pipe/", "--results", tmp_path]
    invented = {"IPCBENCH_TEST_TOPOLOGY": "1", "HWLOC_THISSYSTEM": "1"}
    apart = invented | {"HWLOC_SYNTHETIC": "package:1 l3:2 core:1 pu:1"}
    together = invented | {"HWLOC_SYNTHETIC": "package:1 l3:1 core:2 pu:1"}
    for environment, told in ((apart, True), (together, False)):
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | environment)
        found = warnings_of(result_of(done.stdout))
        assert ("placement" in found) == told
        assert not told or "measured cross_llc" in found["placement"]["text"]


def test_the_time_limit_is_told_where_it_cut(measured: Measured) -> None:
    assert "time_limit" in warnings_of(measured("--rounds", "1000", "--time-limit", "500ms"))
    assert "time_limit" not in warnings_of(measured("--time-limit", "10min"))


def test_a_sweep_that_fails_is_told_and_ends_with_1(tmp_path: Path) -> None:
    flags = ["--shape=500x9111", "--rounds=1", "--transfers=2", "--only=/pipe_tuned/", "--placement=none", "--results", tmp_path]
    run = subprocess.Popen([BIN / "bench_transfer", *flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    seen: set[int] = set()
    while run.poll() is None and len(seen) < 2:  # the first producer probes, the second is the sweep's
        seen |= {*children_of(run.pid)}
    os.kill(max(seen, key=lambda pid: Path(f"/proc/{pid}").exists()), signal.SIGKILL)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 1
    result = result_of(out)
    assert warnings_of(result)["tuning_failed"]["rows"] == ["transfer/pipe_tuned/500x9111"] and "PeerDied" in err
    assert len(result["benchmarks"]) == 1, "it ran with its likeliest settings"


def test_another_busy_process_is_told(measured: Measured) -> None:
    allowed = sorted(os.sched_getaffinity(0))
    busy = [subprocess.Popen(["taskset", "-c", str(cpu), "sh", "-c", "while :; do :; done"]) for cpu in allowed]
    try:
        result = measured("--rounds", "10", "--transfers", "10", "--only", "transfer/(pipe|sysv_mq)/|sum/")
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert "loaded_machine" in warnings_of(result)


def test_every_finished_round_is_described(measured: Measured) -> None:
    ours = measured()["ipcbench"]
    assert [item["round"] for item in ours["rounds"]] == [0, 1]
    place = ours["protocol"]["placement"]
    children_are_listed = Path("/proc/self/task", str(os.getpid()), "children").exists()
    for item in ours["rounds"]:
        assert item["duration_ms"] > 0 and item["pulse_ns"] > 0 and item["throttled_ms"] >= 0
        assert item["producer_cpus"] == [place["producer_cpu"]]
        assert item["consumer_cpus"] == ([place["consumer_cpu"]] if children_are_listed else [])
    assert measured("--only", "transfer/pipe/")["ipcbench"]["rounds"][0]["pulse_ns"] is None


def test_libraries_and_limits_of_shared_memory_are_facts(measured: Measured) -> None:
    ours = measured("--only", "local/sum/", "--rounds", "1")["ipcbench"]
    assert ours["build"]["libraries"]["nettle"].count(".") == 2 and ours["environment"]["limits"]["sysv_shmmni"] > 0


def test_every_unknown_fact_has_its_reason(measured: Measured) -> None:
    ours = measured()["ipcbench"]
    notes = " ".join(warning["text"] for warning in ours["warnings"] if warning["code"] == "unknown_fact")
    for group in (ours["machine"], ours["environment"], ours["environment"]["limits"], ours["environment"]["before"]):
        for key, value in group.items():
            assert value is not None or key in notes, key


def test_the_clock_is_measured(measured: Measured) -> None:
    clock = measured()["ipcbench"]["environment"]["clock"]
    assert 0 < clock["overhead_ns"] < 1e6 and clock["resolution_ns"] > 0
    assert abs(clock["drift_ppm"]) < 100_000 and clock["drift_uncertainty_ppm"] >= 0


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="needs two CPUs")
def test_the_two_cpus_and_their_clocks_are_looked_at_in_every_round(measured: Measured) -> None:
    for item in measured("--rounds", "3")["ipcbench"]["rounds"]:
        assert 1 < item["cache_line_ns"] < 1e6 and 10 < item["cache_line_cycles"] < 1e7
        assert abs(item["clock_offset_ns"]) < 1e6 and 0 < item["clock_offset_uncertainty_ns"] < 1e6


def test_where_processes_are_not_pinned_nobody_knows_how_their_cpus_lie(measured: Measured) -> None:
    ours = measured("--placement", "none")["ipcbench"]
    assert {item["cache_line_ns"] for item in ours["rounds"]} == {None}
    assert {item["clock_offset_ns"] for item in ours["rounds"]} == {None}
    notes = " ".join(warning["text"] for warning in ours["warnings"])
    assert "cache_line_ns and clock_offset_ns are unknown: the processes are not pinned to two CPUs" in notes


def test_a_shared_memory_on_a_disk_is_told(tmp_path: Path) -> None:
    kind = subprocess.run(["stat", "-f", "-c", "%T", tmp_path], capture_output=True, text=True, check=True).stdout.strip()
    if kind == "tmpfs":
        pytest.skip("temporary files lie in memory here")
    folder = tmp_path / "disk"
    folder.mkdir()
    script = 'mount --make-rprivate / && mount --bind "$1" /dev/shm || exit 77; shift; exec "$@"'
    flags = ["--shape=170x911", "--rounds=1", "--transfers=2", "--only=/(shm_in_place|shm_copy|memfd|pipe)/|sum/"]
    command = ["unshare", "--mount", "bash", "-c", script, "bash", folder, BIN / "bench_transfer", *flags]
    done = subprocess.run([*command, "--results", tmp_path / "results"], capture_output=True, text=True, timeout=60)
    if done.returncode in (1, 77) and not done.stdout:
        pytest.skip("no mount can be made here")
    assert done.returncode == 0, done.stderr
    result = result_of(done.stdout)
    told = warnings_of(result)["dev_shm_on_disk"]
    assert told["rank"] == "may_change_ranking"
    assert told["rows"] == ["transfer/shm_copy/170x911", "transfer/shm_in_place/170x911"]
    by_row = {entry["ipc"]["row"]: entry["ipc"]["settings"] for entry in result["benchmarks"]}
    assert by_row["transfer/memfd/170x911"]["file_system"] == "tmpfs"
    assert result["ipcbench"]["environment"]["dev_shm_file_system"] not in ("tmpfs", None)


def test_facts_take_less_than_half_a_second(bench: Run) -> None:
    def seconds() -> float:
        begin = time.monotonic()
        bench("bench_compute", "--shape=7x13", "--rounds=1", "--transfers=1", "--only=local/sum/")
        return time.monotonic() - begin

    assert min(seconds() for _ in range(3)) < 0.5, "one transfer takes next to nothing"
