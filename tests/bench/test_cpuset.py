"""A cpuset takes CPUs away from a run; the machine stays the same."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import BIN

CPUSETS = Path("/sys/fs/cgroup/cpuset")  # version 1
RUN = ["--shape=3x5", "--rounds=1", "--only=local/sum/", "--benchmark_format=json"]


@pytest.fixture
def cpuset() -> Iterator[Path]:
    """A cpuset of the first CPU alone."""
    folder = CPUSETS / f"ipcbench-test-{os.getpid()}"
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("no cpuset can be made here")
    (folder / "cpuset.mems").write_text((CPUSETS / "cpuset.mems").read_text())
    (folder / "cpuset.cpus").write_text("0")
    yield folder
    folder.rmdir()


def result_of(*before: str) -> Any:
    done = subprocess.run([*before, BIN / "bench_compute", *RUN], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["ipcbench"]


def test_the_machine_is_the_same_in_a_cpuset(cpuset: Path) -> None:
    outside = result_of()
    inside = result_of("bash", "-c", f'echo $$ > {cpuset}/tasks; exec "$@"', "bash")
    assert inside["machine"]["id"] == outside["machine"]["id"]
    assert inside["ids"]["hardware"] == outside["ids"]["hardware"]
    assert inside["protocol"]["placement"]["consumer_cpu"] == 0
