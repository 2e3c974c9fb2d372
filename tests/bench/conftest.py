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
QUICK = ["--shape", "7x13", "--shape", "64x129", "--rounds", "2", "--transfers", "3"]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


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
    """measured(*flags) is the result of a small run of bench_transfer."""

    def run(*flags: str) -> dict[str, Any]:
        done = bench("bench_transfer", *QUICK, "--results", str(tmp_path), *flags)
        assert done.returncode == 0, done.stderr
        result: dict[str, Any] = json.loads(Path(done.stdout.splitlines()[-1]).read_text())
        return result

    return run
