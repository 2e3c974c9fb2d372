"""A run that was killed or interrupted goes on, and its result is that of a run that was not, but for time."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Callable

import pytest

from conftest import BIN, Run, result_of
from test_repeat import tool

PLAN = ["--shape=64x129", "--rounds=5", "--transfers=2", "--seed=7", "--placement=none"]
ROWS = ["--only=transfer/(pipe|pipe_tuned|fork_inherit)/|local/sum/|reply/sleep"]


def stopped(results: Path, entries: int, number: int, *flags: str) -> Path:
    """The folder of a run that a signal ended once its side file had so many entries."""
    command = [BIN / "bench_transfer", *(flags or [*PLAN, *ROWS]), "--results", str(results)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not any(len(side_entries(path.parent)) >= entries for path in results.rglob("*.partial.jsonl")):
        assert run.poll() is None, run.communicate()
        time.sleep(0.005)
    run.send_signal(number)
    run.communicate(timeout=20)
    return next(results.rglob("*.partial.jsonl")).parent


def lines(folder: Path) -> list[str]:
    """The whole lines of the side file."""
    text = (folder / "transfer.partial.jsonl").read_text()
    return text[: text.rfind("\n") + 1].splitlines()


def side_entries(folder: Path) -> list[dict[str, Any]]:
    return [entry for line in lines(folder) if "ipc" in (entry := json.loads(line))]


def rewritten(folder: Path, edit: Callable[[list[str]], list[str]]) -> None:
    (folder / "transfer.partial.jsonl").write_text("".join(line + "\n" for line in edit(lines(folder))))


def but_for_time(result: dict[str, Any]) -> dict[str, Any]:
    """What two runs of one plan have in common, in its order."""
    ours = result["ipcbench"]
    same = {key: ours[key] for key in ("schema", "suite", "pair", "machine", "build", "protocol", "kinds", "ids", "complete")}
    environment = {key: value for key, value in ours["environment"].items() if not key.startswith("load")}
    for key in ("before", "after", "clock", "limits"):
        environment.pop(key)
    entries = []
    for entry in result["benchmarks"]:
        ipc = {**entry["ipc"], "digest": "", "usage": sorted(entry["ipc"].get("usage", {}))}
        ipc["samples"] = {phase: len(values) for phase, values in ipc["samples"].items()}
        if "setup_ns" in ipc:
            ipc["setup_ns"] = 0
        if "tuned" in ipc["key"]:  # its sweep may find another setting
            ipc["settings"] = sorted(ipc["settings"])
        entries.append((entry["name"], sorted(entry), ipc))
    return {
        **same,
        "environment": environment,
        "entries": entries,
        "rounds": [round_["round"] for round_ in ours["rounds"]],
        "failed": ours["failed"],
        "unavailable": ours["unavailable"],
        "tuning": [sweep["row"] for sweep in ours["tuning"]],
    }


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    command = [BIN / "bench_transfer", *PLAN, *ROWS, "--results", str(tmp_path_factory.mktemp("whole"))]
    return result_of(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)


@pytest.mark.parametrize("entries", [1, 8, 20])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGSEGV], ids=lambda number: number.name)
def test_a_run_goes_on(bench: Run, tmp_path: Path, uninterrupted: dict[str, Any], number: int, entries: int) -> None:
    folder = stopped(tmp_path, entries, number)
    kept, tuned = side_entries(folder), json.loads(lines(folder)[0])["ipcbench"]["tuning"]
    assert (folder / "transfer.json").exists() == (number == signal.SIGINT)
    done = bench("bench_transfer", "--resume", str(folder))
    assert done.returncode == 0, done.stderr
    result = result_of(done.stdout)
    assert but_for_time(result) == but_for_time(uninterrupted)
    assert [entry for entry in result["benchmarks"] if entry in kept] == kept, "nothing is measured again"
    assert result["ipcbench"]["tuning"] == tuned
    assert "resumed" in [warning["code"] for warning in result["ipcbench"]["warnings"]]
    assert [path.name for path in folder.iterdir()] == ["transfer.json"]
    assert tool("verify", str(folder)).returncode == 0


def test_a_run_goes_on_as_often_as_it_is_interrupted(bench: Run, tmp_path: Path, uninterrupted: dict[str, Any]) -> None:
    folder = stopped(tmp_path, 5, signal.SIGKILL)
    for entries in (10, 18):
        run = subprocess.Popen([BIN / "bench_transfer", "--resume", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while len(side_entries(folder)) < entries:
            time.sleep(0.005)
        run.kill()
        run.communicate()
    done = bench("bench_transfer", "--resume", str(folder))
    result = result_of(done.stdout)
    assert but_for_time(result) == but_for_time(uninterrupted)
    assert [warning["code"] for warning in result["ipcbench"]["warnings"]].count("resumed") == 3


def test_rounds_for_precision_go_on(bench: Run, tmp_path: Path) -> None:
    flags = ["--shape=7x13", "--rounds=6", "--transfers=3", "--only=transfer/pipe/|local", "--placement=none"]
    folder = stopped(tmp_path, 30, signal.SIGKILL, *flags, "--precision=0.1%", "--time-limit=1m")
    kept = side_entries(folder)
    assert max(entry["ipc"]["round"] for entry in kept) >= 6, "a round that was not planned at first"
    recovered = bench("bench_transfer", "--recover", str(folder))
    assert recovered.returncode == 0 and result_of(recovered.stdout)["benchmarks"] == kept
    assert tool("verify", str(folder)).returncode == 0
    result = result_of(bench("bench_transfer", "--resume", str(folder), "--time-limit=1s").stdout)
    assert result["benchmarks"][: len(kept)] == kept and result["ipcbench"]["complete"]
    assert tool("verify", str(folder)).returncode == 0


def test_a_time_limit_takes_nothing_that_is_finished(bench: Run, tmp_path: Path) -> None:
    folder = stopped(tmp_path, 13, signal.SIGKILL)
    kept = side_entries(folder)
    result = result_of(bench("bench_transfer", "--resume", str(folder), "--time-limit", "0.001ms").stdout)
    assert [entry for entry in result["benchmarks"] if entry in kept] == kept


def test_a_torn_last_line_is_measured_again(bench: Run, tmp_path: Path, uninterrupted: dict[str, Any]) -> None:
    folder = stopped(tmp_path, 9, signal.SIGKILL)
    path = folder / "transfer.partial.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    done = bench("bench_transfer", "--resume", str(folder))
    assert done.returncode == 0 and but_for_time(result_of(done.stdout)) == but_for_time(uninterrupted)


def test_a_failed_round_stays_failed(bench: Run, tmp_path: Path) -> None:
    folder = stopped(tmp_path, 9, signal.SIGKILL)
    taken = side_entries(folder)[0]["ipc"]
    failed = {"row": taken["row"], "round": taken["round"], "error": "PeerDied", "text": "the consumer was killed"}

    def without_the_first(kept: list[str]) -> list[str]:
        return [kept[0], json.dumps({"failed": failed}), *kept[2:]]

    rewritten(folder, without_the_first)
    done = bench("bench_transfer", "--resume", str(folder))
    assert done.returncode == 1 and result_of(done.stdout)["ipcbench"]["failed"] == [failed]


def test_a_run_that_another_process_measures_does_not_go_on(bench: Run, tmp_path: Path) -> None:
    run = subprocess.Popen([BIN / "bench_transfer", *PLAN, *ROWS, "--rounds=1000", "--results", tmp_path], stderr=subprocess.PIPE)
    try:
        while not any(path.stat().st_size for path in tmp_path.rglob("*.partial.jsonl")):
            time.sleep(0.01)
        folder = next(tmp_path.rglob("*.partial.jsonl")).parent
        for flag in ("--resume", "--recover"):
            done = bench("bench_transfer", flag, str(folder))
            assert done.returncode == 2 and "another process measures this run" in done.stderr
    finally:
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=20)


def edited(of: str, key: str, value: object) -> Callable[[list[str]], list[str]]:
    """A first line that says something else of the machine, its state or the build."""

    def edit(kept: list[str]) -> list[str]:
        head = json.loads(kept[0])
        head["ipcbench"][of][key] = value
        return [json.dumps(head), *kept[1:]]

    return edit


def other_sample(kept: list[str]) -> list[str]:
    entry = json.loads(kept[1])
    next(iter(entry["ipc"]["samples"].values()))[0] += 1
    return [kept[0], json.dumps(entry), *kept[2:]]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (edited("machine", "cpu_model", "another"), "the machine of that run was another (cpu_model)"),
        (edited("environment", "kernel", "another"), "the environment of that run was another (kernel)"),
        (edited("build", "commit", "another"), "the build of that run was another (commit)"),
        (edited("protocol", "kernel", "none"), "line 1 of"),
        (edited("protocol", "shapes", ["x"]), "line 1 of"),
        (edited("protocol", "rounds", 2_000_000_000), "line 1 of"),
        (edited("protocol", "seed", 8), "not the one of its seed"),
        (lambda kept: [*kept, kept[1]], "is there already"),
        (lambda kept: [line.replace("transfer/pipe/", "transfer/unknown/") for line in kept], "no row \"transfer/unknown/"),
        (lambda kept: [kept[0], "{}", *kept[1:]], "line 2 of"),
        (lambda kept: [kept[0], kept[1][:100], *kept[2:]], "line 2 of"),
        (lambda kept: ["[]", *kept], "line 1 of"),
        (lambda kept: [kept[0].replace("transfer/pipe/", "\\u001b[31m\\n/"), *kept[1:]], "no row"),
        (lambda kept: [json.dumps(json.loads(kept[0]) | {"ipcbench": json.loads(kept[0])["ipcbench"] | {"machine": -1}}), *kept[1:]], "is none that this build has written"),
        (other_sample, "its samples are not those of its digest"),
        (lambda kept: [], "nothing was finished"),
    ],
)
def test_what_cannot_go_on_is_told_on_one_line(
    bench: Run, tmp_path: Path, killed: Path, edit: Callable[[list[str]], list[str]], said: str
) -> None:
    folder = tmp_path / "m" / killed.name
    shutil.copytree(killed, folder)
    rewritten(folder, edit)
    before = (folder / "transfer.partial.jsonl").read_bytes()
    done = bench("bench_transfer", "--resume", str(folder))
    assert done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1 and not done.stdout, done.stderr
    assert "\x1b" not in done.stderr
    assert (folder / "transfer.partial.jsonl").read_bytes() == before


@pytest.mark.parametrize("flag", ["--resume", "--recover", "--against"])
def test_an_empty_name_is_none(bench: Run, flag: str) -> None:
    done = bench("bench_transfer", flag, "")
    assert done.returncode == 2 and flag in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "flags", [["--rounds=3"], ["--shape=7x13"], ["--seed=1"], ["--only=pipe"], ["--against-residency=memory"], ["--probe"]]
)
def test_a_run_that_goes_on_has_its_own_plan(bench: Run, killed: Path, flags: list[str]) -> None:
    for again in ("--resume", "--recover"):
        done = bench("bench_transfer", again, str(killed), *flags)
        assert done.returncode == 2 and "leave out " + flags[0].split("=")[0] in done.stderr and done.stderr.count("\n") == 1


def test_where_nothing_is_left_is_told(bench: Run, tmp_path: Path, killed: Path) -> None:
    empty = tmp_path / "m" / killed.name
    empty.mkdir(parents=True)
    for folder in (tmp_path, empty, tmp_path / "absent"):
        done = bench("bench_transfer", "--resume", str(folder))
        assert done.returncode == 2 and done.stderr.count("\n") == 1 and not done.stdout
    assert "nothing is left" in bench("bench_compute", "--resume", str(killed)).stderr


def test_what_is_left_of_a_pair_is_no_pair_but_can_be_recovered(bench: Run, tmp_path: Path) -> None:
    flags = [*PLAN, *ROWS, "--against-residency=memory", "--rounds=20"]
    stopped(tmp_path, 20, signal.SIGKILL, *flags)
    for path in sorted(tmp_path.rglob("*.partial.jsonl")):
        done = bench("bench_transfer", "--resume", str(path.parent))
        assert done.returncode == 2 and "in pairs" in done.stderr and done.stderr.count("\n") == 1
        kept = side_entries(path.parent)
        recovered = bench("bench_transfer", "--recover", str(path.parent))
        assert recovered.returncode == 0 and tool("verify", str(path.parent)).returncode == 0
        assert result_of(recovered.stdout)["benchmarks"] == kept


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stopped(tmp_path_factory.mktemp("killed"), 9, signal.SIGKILL)


def test_a_result_is_made_of_what_is_left(bench: Run, tmp_path: Path, killed: Path) -> None:
    """On any machine: the facts are those of the run."""
    folder = tmp_path / killed.parent.name / killed.name
    shutil.copytree(killed, folder)
    rewritten(folder, edited("machine", "cpu_model", "another"))
    head = json.loads(lines(folder)[0])["ipcbench"]
    done = bench("bench_transfer", "--recover", str(folder))
    assert done.returncode == 0, done.stderr
    result = result_of(done.stdout)
    ours = result["ipcbench"]
    assert ours["complete"] is False and result["benchmarks"] == side_entries(folder)
    assert all(ours[key] == head[key] for key in ("machine", "environment", "build", "protocol", "tuning", "kinds"))
    assert "recovered" in [warning["code"] for warning in ours["warnings"]]
    assert tool("show", str(folder)).returncode == 0
    again = bench("bench_transfer", "--recover", str(folder))
    assert again.returncode == 0 and result_of(again.stdout)["benchmarks"] == side_entries(folder), "the side file stays"


def test_a_recovered_run_may_still_go_on(bench: Run, tmp_path: Path, uninterrupted: dict[str, Any]) -> None:
    folder = stopped(tmp_path, 9, signal.SIGKILL)
    assert bench("bench_transfer", "--recover", str(folder)).returncode == 0
    done = bench("bench_transfer", "--resume", str(folder))
    assert done.returncode == 0 and but_for_time(result_of(done.stdout)) == but_for_time(uninterrupted)
