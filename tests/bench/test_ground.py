"""Odd ground under a run: readers that are slow, terminals, libraries that give up, networks that answer nothing."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import termios
import time
from pathlib import Path

import pytest

from conftest import BIN, ROOT, Run
from test_terminal import all_of

TINY = ["--shape=7x13", "--rounds=2", "--transfers=2"]


def test_a_reader_that_is_late_gets_all_that_was_written(tmp_path: Path) -> None:
    """The ticks that end waits must not break a write to a full pipe."""
    command = [BIN / "bench_transfer", "--shape=1x1", "--rounds=60", "--transfers=40", "--only=transfer/pipe/|local/sum/", "--benchmark_format=json"]
    for ends in ({"stdout": subprocess.PIPE}, {"stderr": subprocess.PIPE, "stdout": subprocess.PIPE}):
        with subprocess.Popen(command, **ends) as run:  # type: ignore[call-overload]
            time.sleep(1.5)
            text = run.stdout.read()
            assert run.wait(timeout=60) == 0
        assert len(text) > 1 << 17, "more than a pipe holds"
        assert json.loads(text)["ipcbench"]["complete"] is True


def on_terminal(columns: int, command: list[object], term: str, before: str = "") -> tuple[int, str]:
    """The status of a command, and what it said on a terminal of so many columns, its own."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = term
        os.execvp("bash", ["bash", "-c", f'{before}exec "$@"', "bash", *map(str, command)])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    said = all_of(terminal)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said


@pytest.mark.parametrize("columns", [20, 40, 80, 132])
def test_the_progress_line_keeps_to_the_terminal(columns: int) -> None:
    # The size is set while the command starts: it waits for it.
    wait = f'until [[ $(stty size) == "24 {columns}" ]]; do :; done; '
    command = [BIN / "bench_transfer", *TINY, "--only=transfer/(shm_in_place_spin|shm_copy_tuned)/", "--progress"]
    status, said = on_terminal(columns, command, "xterm", wait)
    lines = re.findall(r"\r([^\r\n]*)\x1b\[K", said)
    assert status == 0 and any("round" in line or "…" in line for line in lines)
    assert max(map(len, lines)) < columns
    assert any(line.endswith("…") for line in lines) == (columns < 80)


def test_a_dumb_terminal_gets_no_escape_sequences() -> None:
    command = [BIN / "bench_transfer", *TINY, "--only=transfer/pipe/", "--progress"]
    for term in ("dumb", ""):
        status, said = on_terminal(80, command, term)
        assert status == 0 and "measured 2 of 2" in said
        assert "\x1b" not in said and "\r" not in said.replace("\r\n", "\n")


@pytest.mark.skipif(ROOT / "build" / "release" / "bin" != BIN, reason="tools/bench has binaries of its own")
def test_a_terminal_that_stops_background_output_does_not_stop_a_run(tmp_path: Path) -> None:
    command = [ROOT / "tools" / "bench", "compute", *TINY, "--only=local/sum/", "--measure-only", "--no-install", "--results", tmp_path]
    status, said = on_terminal(80, command, "xterm", "stty tostop; ")
    assert status == 0, said
    assert len(list(tmp_path.rglob("compute.json"))) == 1


def in_mounts(script: str, *words: object) -> subprocess.CompletedProcess[str]:
    """A command in mounts of its own, made by the script; skips the test where none can be made (77)."""
    command = ["unshare", "--mount", "bash", "-c", f'mount --make-rprivate / || exit 77; {script}; exec "$@"', "bash", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode in (1, 77) and not done.stdout and "unshare" in done.stderr + "unshare" * (done.returncode == 77):
        pytest.skip("no mount can be made here")
    return done


@pytest.mark.parametrize("name", ["size", "type", "level", "shared_cpu_map"])
def test_a_library_that_ends_the_program_is_told_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    """Google Benchmark calls exit() where it cannot read what it wants of the processor."""
    cpu, copy = Path("/sys/devices/system/cpu/cpu0"), tmp_path / "cpu0"
    subprocess.run(["cp", "-r", "--no-preserve=all", cpu, copy], capture_output=True, check=False)  # but for what cannot be read
    cache = copy / "cache" / "index0"
    cache.mkdir(parents=True, exist_ok=True)
    for fact, text in (("size", "32K"), ("type", "Data"), ("level", "1"), ("shared_cpu_map", "1")):
        (cache / fact).write_text("" if fact == name else f"{text}\n")
    done = in_mounts(f'mount --bind "{copy}" "{cpu}" || exit 77', BIN / "bench_compute", *TINY, "--results", tmp_path / "results")
    if done.returncode == 0:
        pytest.skip(f"this Google Benchmark does without {name}")
    assert done.returncode == 2 and "a library has ended this program" in done.stderr and "Try: " in done.stderr
    assert not (tmp_path / "results").exists()


def on_a_network(lo: str, *words: object) -> subprocess.CompletedProcess[str]:
    """A command on a network of its own."""
    if shutil.which("tc") is None:
        pytest.skip("there is no tc (iproute2)")
    command = ["unshare", "--net", "bash", "-c", f'{lo} || exit 77; exec "$@"', "bash", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("no network can be made here")
    return done


@pytest.mark.parametrize(
    ("lo", "reason", "mend"),
    [
        ("true", "ENETUNREACH|EADDRNOTAVAIL", "ip link set lo up"),
        ("ip link set lo up && tc qdisc add dev lo root pfifo limit 0", "ETIMEDOUT", "let lo carry packets: see tc qdisc show dev lo"),
    ],
    ids=["down", "silent"],
)
def test_a_loopback_that_answers_nothing_is_told_in_seconds(lo: str, reason: str, mend: str) -> None:
    begin = time.monotonic()
    done = on_a_network(lo, BIN / "bench_transfer", "--probe", "--shape=7x13", "--only=transfer/(tcp|pipe/)")
    took = time.monotonic() - begin
    assert done.returncode == 0, done.stderr
    rows = {row["row"]: row["unavailable"] for row in json.loads(done.stdout)["rows"]}
    assert rows.pop("transfer/pipe/7x13") is None and len(rows) == 3
    for row, why in rows.items():
        assert why and re.search(reason, why["reason"]) and re.search(mend, why["mend"]), (row, why)
    assert took < 20, "two seconds for each of three"


def test_more_samples_than_a_result_may_have_are_refused_before_anything_is_measured(bench: Run, tmp_path: Path) -> None:
    done = bench("bench_transfer", "--transfers=1000000", "--shape=1x1", "--results", str(tmp_path))
    assert done.returncode == 2 and not list(tmp_path.iterdir())
    assert "one round of so many" in done.stderr and "Try: fewer of them, or fewer rows (--only)" in done.stderr
