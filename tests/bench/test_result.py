"""The result file: what is in it, what is not, and that Google Benchmark's own tools read it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import jsonschema
import pytest

from conftest import BIN, QUICK, ROOT, Run, result_of

Measured = Callable[..., dict[str, Any]]
PHASES = {
    "transfer": {"prepare_ns", "transfer_ns", "sent_ns", "compute_ns", "reply_ns", "release_ns"},
    "local": {"prepare_ns", "compute_ns"},
    "bound": {"prepare_ns", "transfer_ns"},
    "reply": {"reply_ns"},
}
COMPARE = Path("/usr/share/benchmark/compare.py")


def test_validates_against_the_schema_with_all_rows_and_what_their_sweeps_saw(bench: Run, tmp_path: Path) -> None:
    done = bench("bench_transfer", "--shape=64x129", "--rounds=1", "--transfers=2", "--results", str(tmp_path))
    result = result_of(done.stdout)
    jsonschema.validate(result, json.loads((ROOT / "results" / "schema.json").read_text()))
    swept = {sweep["row"] for sweep in result["ipcbench"]["tuning"]}
    assert "transfer/pipe_tuned/64x129" in swept and "transfer/shm_ring/64x129" in swept


def test_every_entry_is_a_round_with_all_its_phases(measured: Measured) -> None:
    result = measured()
    planned = [(row, n) for n, rows in enumerate(result["ipcbench"]["protocol"]["order"]) for row in rows]
    entries = result["benchmarks"]
    assert [(entry["ipc"]["row"], entry["ipc"]["round"]) for entry in entries] == planned
    assert result["ipcbench"]["complete"] is True
    for entry in entries:
        ipc = entry["ipc"]
        assert entry["run_type"] == "iteration" and "aggregate_name" not in entry
        assert set(ipc["samples"]) == PHASES[ipc["kind"]]
        assert all(len(values) == 3 for values in ipc["samples"].values())
        assert all(isinstance(value, int) and value >= 0 for values in ipc["samples"].values() for value in values)


def test_every_row_says_from_which_sample_on_it_counts(measured: Measured) -> None:
    result = measured("--transfers", "6")
    said = {item["row"]: item["from"] for item in result["ipcbench"]["settled"]}
    assert [*said] == [*dict.fromkeys(entry["ipc"]["row"] for entry in result["benchmarks"])]
    assert set(said.values()) <= {1, 2, 3, 4}
    alone = measured("--transfers", "1")["ipcbench"]["settled"]
    assert {item["from"] for item in alone} == {None}


def test_settings_are_those_that_a_round_ended_with(measured: Measured) -> None:
    flags = ["--shape", "170x9111", "--only", "transfer/(tcp_loopback|tcp_zerocopy|shm_in_place|memfd|pipe|boost_mq|shm_ring)/"]
    settings = {entry["ipc"]["key"]: entry["ipc"]["settings"] for entry in measured(*flags)["benchmarks"] if entry["ipc"]["rows"] == 170}
    least = int(Path("/proc/sys/net/ipv4/tcp_rmem").read_text().split()[1])
    assert settings["tcp_loopback"]["rcvbuf_bytes"] > least and settings["tcp_loopback"]["nodelay"] == 1
    for key in ("shm_in_place", "memfd", "boost_mq", "shm_ring"):
        assert settings[key]["file_system"] == "tmpfs", key
    if "tcp_zerocopy" in settings:
        assert settings["tcp_zerocopy"]["zero_copy"] in ("copied by the kernel", "sent without a copy")


def test_real_time_is_the_mean_total_of_the_samples(measured: Measured) -> None:
    for entry in measured()["benchmarks"]:
        samples = entry["ipc"]["samples"]
        phases = [samples[key] for key in ("transfer_ns", "compute_ns", "reply_ns") if key in samples]
        mean_ms = sum(map(sum, phases)) / len(phases[0]) * 1e-6
        assert entry["time_unit"] == "ms"
        assert entry["real_time"] == pytest.approx(mean_ms, rel=1e-6)


def test_matrices_can_lie_in_memory(measured: Measured) -> None:
    assert measured()["ipcbench"]["protocol"]["residency"] == "cache"
    result = measured("--residency", "memory")
    assert result["ipcbench"]["protocol"]["residency"] == "memory"
    assert result["ipcbench"]["failed"] == [], "each matrix is verified"


def test_set_up_and_forked_consumers_are_told_of_transfers_alone(measured: Measured) -> None:
    for entry in measured()["benchmarks"]:
        ipc = entry["ipc"]
        assert ("setup_ns" in ipc) == (ipc["kind"] == "transfer")
        assert ipc.get("setup_ns", 1) > 0
        assert ipc.get("consumer") == ("forked_per_transfer" if ipc["key"] == "fork_inherit" else None)


def test_bare_replies_are_the_floor(bench: Run, tmp_path: Path) -> None:
    done = bench("bench_transfer", *QUICK, "--only=^reply/|/pipe/", "--results", str(tmp_path))
    assert done.returncode == 0, done.stderr
    result = result_of(done.stdout)
    assert {kind["kind"]: kind["role"] for kind in result["ipcbench"]["kinds"]}["reply"] == "floor"
    replies = [entry["ipc"] for entry in result["benchmarks"] if entry["ipc"]["kind"] == "reply"]
    assert {(ipc["row"], ipc["waiting"], ipc["bytes"], ipc["kernel"]) for ipc in replies} == {
        ("reply/sleep", "blocking", None, None),
        ("reply/spin", "spinning", None, None),
    }


def test_digests_are_of_the_canonical_samples(measured: Measured) -> None:
    for entry in measured()["benchmarks"]:
        text = json.dumps(entry["ipc"]["samples"], sort_keys=True, separators=(",", ":"))
        assert entry["ipc"]["digest"] == hashlib.sha256(text.encode()).hexdigest()


def seal_of(text: str) -> tuple[str, str]:
    """The seal that a result says it has, and the one of its text."""
    (said,) = re.findall(r'"seal":\s*"([0-9a-f]{64})"', text)
    return said, hashlib.sha256(text.replace(said, "0" * 64).encode()).hexdigest()


def test_the_seal_is_of_the_whole_text_wherever_it_is_written(bench: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = bench("bench_compute", *QUICK, "--benchmark_format=json", f"--benchmark_out={out}", "--results", str(tmp_path / "r"))
    (kept,) = (tmp_path / "r").rglob("*.json")
    for text in (done.stdout, out.read_bytes().decode(), kept.read_bytes().decode()):
        said, found = seal_of(text)
        assert said == found == json.loads(text)["ipcbench"]["seal"]
        said, found = seal_of(text.replace('"complete":true', '"complete":false'))
        assert said != found


def test_the_seed_decides_the_order(measured: Measured) -> None:
    order = [measured(*seed)["ipcbench"]["protocol"]["order"] for seed in (["--seed", "7"], ["--seed", "7"], [], [])]
    assert order[0] == order[1]
    assert order[0] != order[2] != order[3]


def test_ids_are_stable_and_the_workload_tells_protocols_apart(measured: Measured) -> None:
    first, again = measured()["ipcbench"]["ids"], measured("--rounds", "1", "--seed", "5")["ipcbench"]["ids"]
    assert first == again
    for other in (["--transfers", "4"], ["--kernel", "sum_naive"], ["--residency", "memory"], ["--shape", "3x5"], ["--placement", "none"]):
        ids = measured(*other)["ipcbench"]["ids"]
        assert ids["workload"] != first["workload"], other
        assert ids["hardware"] == first["hardware"]


def test_says_nothing_private_unless_asked_to(measured: Measured) -> None:
    host = socket.gethostname()
    result = measured()
    assert result["context"]["host_name"] == "" and result["context"]["executable"] == "bench_transfer"
    assert str(Path.home()) not in json.dumps(result)
    assert measured("--with-hostname")["context"]["host_name"] == host


def test_the_last_line_of_stdout_is_the_folder_of_the_run(bench: Run, tmp_path: Path) -> None:
    done = bench("bench_transfer", *QUICK, "--only=/pipe/|local", "--progress", "--results", str(tmp_path), "--machine", "here")
    assert len(done.stdout.splitlines()) == 1
    folder = Path(done.stdout.strip())
    assert folder.parent == tmp_path / "here"
    assert "measuring takes about" in done.stderr
    assert list(folder.iterdir()) == [folder / "transfer.json"], "the side file has to go"


def test_suites_of_a_run_lie_in_one_folder(bench: Run, tmp_path: Path) -> None:
    folder = bench("bench_transfer", *QUICK, "--only=/pipe/|local", "--results", str(tmp_path)).stdout.splitlines()[-1]
    assert bench("bench_compute", *QUICK, "--run", folder).stdout.splitlines()[-1] == folder
    ours = [json.loads(path.read_text())["ipcbench"] for path in sorted(Path(folder).glob("*.json"))]
    assert [each["suite"] for each in ours] == ["compute", "transfer"]
    place = Path(folder)
    assert {each["run"] for each in ours} == {f"{place.parent.name}/{place.name}"}
    assert {each["machine"]["id"] for each in ours} == {place.parent.name}
    again = bench("bench_compute", *QUICK, "--run", folder)
    assert again.returncode == 2 and "is there already" in again.stderr
    nowhere = bench("bench_compute", *QUICK, "--run", f"{folder}/nowhere")
    assert nowhere.returncode == 2 and "no such folder" in nowhere.stderr


def test_a_run_is_of_one_machine(bench: Run, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere" / "20260101T000000Z"
    folder.mkdir(parents=True)
    (folder / "transfer.json").write_text('{"ipcbench": {"ids": {"hardware": "0123456789abcdef"}}}')
    done = bench("bench_compute", *QUICK, "--run", str(folder))
    assert done.returncode == 2 and "is not of this machine" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["transfer.json"]


def test_the_kinds_of_a_suite_are_declared_in_the_order_of_tables(measured: Measured) -> None:
    ours = measured("--only", "/pipe/|sum/|memcpy/")["ipcbench"]
    assert [(kind["kind"], kind["role"]) for kind in ours["kinds"]] == [
        ("local", "base"),
        ("bound", "bound"),
        ("reply", "floor"),
        ("transfer", "measured"),
    ]
    for kind in ours["kinds"]:
        assert {f"{phase}_ns" for phase in kind["phases"]} == PHASES[kind["kind"]]
        assert set(kind["total"]) <= set(kind["phases"]) and kind["title"]


def test_json_on_stdout_and_in_benchmark_out_is_the_result(bench: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = bench("bench_compute", *QUICK, "--benchmark_format=json", f"--benchmark_out={out}")
    assert json.loads(done.stdout) == json.loads(out.read_text())
    assert json.loads(done.stdout)["ipcbench"]["schema"] == 1


def test_benchmark_out_leaves_devices_and_links_as_they_are(bench: Run, tmp_path: Path) -> None:
    (tmp_path / "target.json").write_text("")
    (tmp_path / "link.json").symlink_to("target.json")
    small = ["--shape=7x13", "--rounds=1", "--only=local/sum/"]
    assert bench("bench_compute", *small, f"--benchmark_out={tmp_path / 'link.json'}").returncode == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "target.json").read_text())["ipcbench"]["schema"] == 1
    assert bench("bench_compute", *small, "--benchmark_out=/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


def test_a_result_that_cannot_go_to_stdout_is_an_error(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [BIN / "bench_compute", *QUICK, "--benchmark_format=json"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 3 and "standard output" in done.stderr


def test_the_side_file_is_no_standard_stream(tmp_path: Path) -> None:
    subprocess.run(
        ["bash", "-c", 'exec "$@" >&- 2>&-', "bash", BIN / "bench_compute", *QUICK, "--results", tmp_path], check=True
    )
    assert json.loads(next(tmp_path.rglob("*.json")).read_text())["ipcbench"]["complete"] is True


def test_the_time_limit_leaves_whole_rounds(measured: Measured) -> None:
    assert measured("--progress", "--time-limit", "1ms")["ipcbench"]["protocol"]["rounds"] == 1
    assert measured("--time-limit", "10m")["ipcbench"]["protocol"]["rounds"] == 2
    result = measured("--rounds", "10000", "--time-limit", "1s")
    rounds = result["ipcbench"]["protocol"]["rounds"]
    assert 1 <= rounds < 10000 and result["ipcbench"]["complete"] is True
    assert len(result["ipcbench"]["protocol"]["order"]) == rounds
    assert "time_limit" in [warning["code"] for warning in result["ipcbench"]["warnings"]]


@pytest.mark.skipif(not COMPARE.exists(), reason="libbenchmark-tools is not installed")
def test_google_benchmarks_compare_reads_two_results_unmodified(bench: Run, tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        assert bench("bench_transfer", *QUICK, "--only=/pipe/", f"--benchmark_out={tmp_path / name}").returncode == 0
    own_modules = {key: value for key, value in os.environ.items() if key != "PYTHONSAFEPATH"}  # it lies beside them
    done = subprocess.run(
        [sys.executable, str(COMPARE), "benchmarks", str(tmp_path / "a.json"), str(tmp_path / "b.json")],
        capture_output=True,
        text=True,
        env=own_modules,
    )
    assert done.returncode == 0, done.stderr
    assert "transfer/pipe/7x13" in done.stdout
