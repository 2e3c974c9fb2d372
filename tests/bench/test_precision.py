"""--precision: rounds are added to the rows that need them, and to no others."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from conftest import BIN, Run, children_of, result_of


def protocol_of(bench: Run, folder: Path, *flags: str) -> dict[str, Any]:
    """The protocol of a complete run of bench_compute, which has five rows."""
    done = bench("bench_compute", "--shape", "170x911", "--transfers", "3", "--results", str(folder), *flags)
    ours = result_of(done.stdout)["ipcbench"]
    assert done.returncode == 0 and ours["complete"] is True
    protocol: dict[str, Any] = ours["protocol"]
    return protocol


def test_precision_adds_rounds_of_the_rows_that_need_them_alone(bench: Run, tmp_path: Path) -> None:
    for limit in ("3s", "12s", "48s"):  # under load, three seconds are not enough for the six rounds
        protocol = protocol_of(bench, tmp_path / limit, "--rounds", "6", "--precision", "0.1%", "--time-limit", limit)
        if protocol["rounds"] > 6:
            break
    planned, more = {*protocol["order"][0]}, [{*rows} for rows in protocol["order"][6:]]
    assert len(planned) == 5 and protocol["rounds"] == len(protocol["order"]) > 6
    assert all(rows and rows <= planned for rows in more)


def test_precision_that_is_met_adds_nothing(bench: Run, tmp_path: Path) -> None:
    protocol = protocol_of(bench, tmp_path, "--rounds", "12", "--precision", "100%", "--only", "memcpy/")
    assert protocol["rounds"] == 12 and protocol["precision"] == 1


def test_precision_is_looked_at_after_many_rounds_only(bench: Run, tmp_path: Path) -> None:
    looks = [6]
    while looks[-1] < 100_000:
        looks.append(looks[-1] + max(20, looks[-1]))
    protocol = protocol_of(bench, tmp_path, "--rounds", "6", "--precision", "5%", "--only", "local/sum/", "--seed", "1")
    assert protocol["rounds"] in looks


def test_precision_asks_no_more_of_a_row_that_fails(tmp_path: Path) -> None:
    flags = ["--shape=500x9111", "--transfers=10", "--rounds=6", "--only=transfer/pipe/", "--precision=0.1%", "--results", tmp_path]
    bench = subprocess.Popen([BIN / "bench_transfer", *flags], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    seen: set[int] = set()
    end = time.monotonic() + 60
    while bench.poll() is None and time.monotonic() < end:
        producers = children_of(bench.pid)
        seen |= {*producers}
        for producer in producers if len(seen) > 4 else []:  # the probe's, and some rounds'
            with contextlib.suppress(OSError):
                os.kill(producer, signal.SIGKILL)
    if bench.poll() is None:
        bench.kill()
    out = bench.communicate()[0]
    assert bench.returncode == 1, "it has to end by itself, since no more rounds can help"
    ours = result_of(out)["ipcbench"]
    assert ours["protocol"]["rounds"] == 6 and 1 <= len(ours["failed"]) <= 6


def test_precision_is_kept_and_rows_that_miss_it_are_named(bench: Run, tmp_path: Path) -> None:
    flags = ["--shape=170x911", "--transfers=2", "--rounds=6", "--only=local/sum/", "--results", str(tmp_path)]
    done = bench("bench_compute", *flags, "--precision=0.1%", "--time-limit=1s")
    ours = result_of(done.stdout)["ipcbench"]
    assert ours["protocol"]["precision"] == pytest.approx(0.001)
    (missed,) = [warning for warning in ours["warnings"] if warning["code"] == "wide_interval"]
    assert missed["rows"] == ["local/sum/170x911"] and "±0.1 % asked for" in missed["text"]
    done = bench("bench_compute", *flags)
    assert result_of(done.stdout)["ipcbench"]["protocol"]["precision"] is None
