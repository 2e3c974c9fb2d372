"""Runs the benchmark binaries as a user does. IPCBENCH_BIN names the folder they are in."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Callable

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("IPCBENCH_BIN", ROOT / "build" / "release" / "bin"))
#: Sweeps take the longest of a small run.
UNTUNED = ["--benchmark_filter=-tuned|ring"]
SOME = "--only=transfer/(pipe|posix_mq|unix_stream|shm_in_place|shm_copy|memfd|fork_inherit|process_vm_readv)/|local|bound"
QUICK = ["--shape", "7x13", "--shape", "64x129", "--rounds", "2", "--transfers", "3"]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def result_path(stdout: str) -> Path:
    """The one file in the folder of the run, which is the last line that the benchmark prints."""
    (path,) = Path(stdout.splitlines()[-1]).glob("*.json")
    return path


def result_of(stdout: str) -> dict[str, Any]:
    """What that file says."""
    found: dict[str, Any] = json.loads(result_path(stdout).read_text())
    return found


def children_of(pid: int) -> list[int]:
    """Of a process, as the kernel lists them; none once it has ended."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


@pytest.fixture
def bench() -> Run:
    """bench("bench_transfer", *flags) runs a binary to its end."""

    def run(program: str, *flags: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BIN / program, *flags],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, **environment},
        )

    return run


@pytest.fixture
def measured(bench: Run, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """measured(*flags) is the result of a small run of bench_transfer, of some rows of each family."""

    def run(*flags: str) -> dict[str, Any]:
        done = bench("bench_transfer", *QUICK, SOME, "--results", str(tmp_path), *flags)
        assert done.returncode == 0, done.stderr
        return result_of(done.stdout)

    return run
