"""Killed at any moment, a run leaves a sound file and nothing else; a full or read-only disk is told with the place of what is there."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from conftest import BIN, ROOT, UNTUNED, result_path

sys.path.insert(0, str(ROOT / "tools"))

from ipcbench.result import checks  # noqa: E402

_RANDOM = random.Random(11)
MOMENTS = [round(_RANDOM.uniform(0.0, 0.9), 3) for _ in range(20)]
EARLY = [0.0, 0.005, 0.02, 0.06, 0.12, 0.2]  # seconds: before there is a side file
FLAGS = ["--shape=64x129", "--shape=170x911", "--rounds=1000"]


def sound(path: Path) -> dict[str, Any]:
    """The document in the file, with which tools/verify finds no fault."""
    data = path.read_bytes()
    content: dict[str, Any] = json.loads(data)
    assert list(checks.findings(content, data)) == []
    return content


def leftovers() -> set[str]:
    """Names and ids in the places where they outlive a process."""
    found = {f"{folder}/{name}" for folder in ("/dev/shm", "/dev/mqueue") if os.path.isdir(folder) for name in os.listdir(folder)}
    for table in ("msg", "sem", "shm"):
        path = Path(f"/proc/sysvipc/{table}")
        if path.exists():
            found |= {f"{table} {line[:22]}" for line in path.read_text().splitlines()[1:]}
    return found


def new_leftovers(before: set[str]) -> set[str]:
    """What is there now and was not before, and stays: other programs may have names of their own for a moment."""
    deadline = time.monotonic() + 3
    while (found := leftovers() - before) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


@pytest.mark.parametrize(("number", "after_s"), enumerate(MOMENTS))
def test_a_run_killed_at_a_random_moment_leaves_a_sound_file_and_nothing_else(tmp_path: Path, number: int, after_s: float) -> None:
    before = leftovers()
    progress = ["--progress"] if number % 4 > 1 else []  # then it rehearses first, and may have finished nothing
    command = [BIN / "bench_transfer", *FLAGS, *progress, "--results", str(tmp_path / "results")]
    with (tmp_path / "stdout").open("w") as rows:  # no pipe: nobody reads while it fills
        run = subprocess.Popen(command, stdout=rows, stderr=subprocess.PIPE, text=True)
    while not list(tmp_path.rglob("*.partial.jsonl")) and run.poll() is None:
        time.sleep(0.005)
    time.sleep(after_s)
    run.send_signal(signal.SIGTERM if number % 2 else signal.SIGINT)
    _, err = run.communicate(timeout=20)
    assert run.returncode == 130, err
    path = result_path((tmp_path / "stdout").read_text())
    assert sound(path)["ipcbench"]["complete"] is False
    assert list(path.parent.iterdir()) == [path]
    assert new_leftovers(before) == set()


def catches(pid: int, number: int) -> bool:
    """Whether the process handles this signal: from the start of main on, not while it is loaded."""
    status = Path(f"/proc/{pid}/status").read_text()
    return bool(int(status.split("SigCgt:")[1].split()[0], 16) >> (number - 1) & 1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("after_s", EARLY)
def test_a_run_killed_before_it_measures_leaves_a_sound_file(tmp_path: Path, after_s: float, number: int) -> None:
    before = leftovers()
    command = [BIN / "bench_transfer", *FLAGS, "--results", str(tmp_path)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not catches(run.pid, number):
        time.sleep(0.0005)
    time.sleep(after_s)
    run.send_signal(number)
    out, err = run.communicate(timeout=20)
    assert run.returncode == 130, err
    path = result_path(out)
    ours = sound(path)["ipcbench"]
    assert ours["complete"] is False and ours["protocol"]["order"]
    assert list(path.parent.iterdir()) == [path]
    assert new_leftovers(before) == set()


def measuring(results: Path, *command: str) -> tuple[subprocess.Popen[str], Path]:
    """A run that has finished its first entry, and the file that this is in."""
    words = [*command, *FLAGS, *UNTUNED, "--results", str(results)]
    results.mkdir(exist_ok=True)
    run = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=results)
    while True:
        for side_file in results.rglob("*.partial.jsonl"):
            if side_file.stat().st_size:
                return run, side_file
        assert run.poll() is None
        time.sleep(0.005)


CRASHES = [signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGQUIT]


@pytest.mark.parametrize("number", CRASHES, ids=lambda number: number.name)
def test_a_crash_names_the_file_of_the_finished_entries(tmp_path: Path, number: signal.Signals) -> None:
    before = leftovers()
    run, side_file = measuring(tmp_path, str(BIN / "bench_transfer"))
    run.send_signal(number)
    _, err = run.communicate(timeout=20)
    assert run.returncode == -number
    assert f'kept in "{side_file}"' in err and err.count("kept in") == 1  # the consumer has words of its own
    assert json.loads(side_file.read_text().splitlines()[1])["ipc"]["row"]
    assert new_leftovers(before) == set()


def test_a_crash_of_a_pair_names_the_files_of_both_sides(tmp_path: Path) -> None:
    run, _ = measuring(tmp_path, str(BIN / "bench_transfer"), "--against-residency=memory")
    run.send_signal(signal.SIGABRT)
    _, err = run.communicate(timeout=20)
    side_files = [*tmp_path.rglob("*.partial.jsonl")]
    assert len(side_files) == 2 and all(f'kept in "{side_file}"' in err for side_file in side_files), err


def test_a_terminal_that_hangs_up_leaves_a_sound_file_unless_nohup_keeps_the_run(tmp_path: Path) -> None:
    run, _ = measuring(tmp_path / "plain", str(BIN / "bench_compute"))
    run.send_signal(signal.SIGHUP)
    out, err = run.communicate(timeout=20)
    assert run.returncode == 130, err
    sound(result_path(out))
    run, _ = measuring(tmp_path / "kept", "nohup", str(BIN / "bench_compute"))
    run.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert run.poll() is None
    run.kill()
    run.communicate(timeout=20)


def test_a_probe_that_is_interrupted_ends_with_130() -> None:
    run = subprocess.Popen([BIN / "bench_transfer", "--probe"], stdout=subprocess.PIPE, text=True)
    while not catches(run.pid, signal.SIGINT):
        time.sleep(0.0005)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=20)
    assert run.returncode == 130


MOUNT = ["unshare", "--mount", "--map-root-user"]


@pytest.fixture
def mounted(tmp_path: Path) -> Path:
    """A folder onto which a command in a mount namespace of its own may mount a small disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    probe = [*MOUNT, "mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    if shutil.which("unshare") is None or subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        pytest.skip("nothing can be mounted here")
    return folder


def on_disk(folder: Path, options: str, copied: Path) -> subprocess.CompletedProcess[str]:
    """A run whose results go to a fresh disk at `folder`; what is on the disk afterwards is copied to `copied`."""
    script = 'mount -t tmpfs -o "$1" none "$2" || exit 99; "${@:4}" --results "$2"; status=$?; cp -r "$2" "$3"; exit $status'
    run = [BIN / "bench_compute", "--shape=7x13", "--rounds=60"]
    command = [*MOUNT, "bash", "-c", script, "bash", options, str(folder), str(copied), *run]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("share", [0.3, 1.3], ids=["while measuring", "at the end"])
def test_a_full_disk_is_told_with_the_place_of_the_finished_entries(tmp_path: Path, mounted: Path, share: float) -> None:
    whole = on_disk(mounted, "size=10m", tmp_path / "whole")
    assert whole.returncode == 0, whole.stderr
    result = next((tmp_path / "whole").rglob("*.json"))
    done = on_disk(mounted, f"size={int(share * result.stat().st_size)}", tmp_path / "kept")
    assert done.returncode == 3 and "No space left on device" in done.stderr
    side_file = next((tmp_path / "kept").rglob("*.partial.jsonl"))
    assert str(mounted / side_file.relative_to(tmp_path / "kept")) in done.stderr
    kept = [json.loads(line) for line in side_file.read_text().splitlines()[1:-1]]
    finished = [entry["ipc"]["row"] for entry in kept if "round" not in entry]
    assert len(finished) > 5
    assert not [path for path in (tmp_path / "kept").rglob("*.json")], "no half a result"


def test_a_read_only_folder_is_told_before_anything_is_measured(tmp_path: Path, mounted: Path) -> None:
    done = on_disk(mounted, "ro", tmp_path / "kept")
    assert done.returncode == 2 and "Read-only file system" in done.stderr and str(mounted) in done.stderr
    assert done.stdout == ""
