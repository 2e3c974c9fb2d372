"""What tools/bench --like says repeats a real run: the same plan, the same order, comparable; and real results are sound."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import QUICK, ROOT, Run, result_of


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ipcbench", name, *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tools")}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


def protocol(run: str) -> dict[str, Any]:
    found: dict[str, Any] = result_of(run)["ipcbench"]
    return {"workload": found["ids"]["workload"]} | found["protocol"]


def test_the_run_of_a_result_is_repeated_to_the_order_of_its_rows(bench: Run, tmp_path: Path) -> None:
    only = ["--only", "pipe|shm_copy/|sum/|memcpy/", "--placement", "none", "--kernel", "sum_naive", "--results", str(tmp_path)]
    first = bench("bench_transfer", *QUICK, *only).stdout.splitlines()[-1]
    said = tool("like", first)
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    assert lines[0] == "suite transfer"
    flags = [word for line in lines[1:] for word in line.split(" ", 1)]
    again = bench("bench_transfer", *flags, "--results", str(tmp_path)).stdout.splitlines()[-1]
    assert again != first and protocol(again) == protocol(first)
    assert tool("verify", first, again).returncode == 0
    assert "NOT COMPARABLE" not in tool("compare", first, again).stdout
