"""Odd ground under a run: readers that are slow, terminals, libraries that give up, networks that answer nothing."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from conftest import BIN, ROOT, Run
from test_terminal import all_of

TINY = ["--shape=7x13", "--rounds=2", "--transfers=2"]


def wait_until_full(pipe: int, run: subprocess.Popen[bytes]) -> None:
    """Until nothing more fits into the pipe that a run writes to: it waits, or loses what is left. At most until it ends."""
    before, unread = -1, 0
    while run.poll() is None and (unread == 0 or unread != before):
        time.sleep(0.5)
        before, unread = unread, int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def test_a_reader_that_is_late_gets_all_that_was_written() -> None:
    """The ticks that end waits must not break a write to a full pipe."""
    command = [BIN / "bench_transfer", "--shape=1x1", "--rounds=8", "--transfers=400", "--only=transfer/pipe/", "--benchmark_format=json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
        assert run.stdout
        wait_until_full(run.stdout.fileno(), run)
        text = run.stdout.read()
        assert run.wait(timeout=60) == 0
    assert len(text) > 1 << 17, "more than a pipe holds"
    assert json.loads(text)["ipcbench"]["complete"] is True


def test_a_pipe_that_does_not_block_gets_all_that_was_written() -> None:
    """As event loops hand them to the programs that they start."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    command = [BIN / "bench_transfer", "--shape=1x1", "--rounds=8", "--transfers=400", "--only=transfer/pipe/", "--benchmark_format=json"]
    with subprocess.Popen(command, stdout=write_end) as run:
        os.close(write_end)
        wait_until_full(read_end, run)
        with os.fdopen(read_end, "rb") as file:
            text = file.read()
        assert run.wait(timeout=60) == 0
    assert json.loads(text)["ipcbench"]["complete"] is True


def test_a_kernel_without_message_queues_has_the_other_transports(tmp_path: Path) -> None:
    flags = ["--probe", "--shape=7x13", "--only=transfer/(posix_mq_tuned|pipe)/"]
    done = in_mounts("mount -t tmpfs none /proc/sys/fs/mqueue || exit 77", BIN / "bench_transfer", *flags)
    assert done.returncode == 0, done.stderr
    assert {"transfer/pipe/7x13": None}.items() <= {row["row"]: row["unavailable"] for row in json.loads(done.stdout)["rows"]}.items()


@pytest.mark.parametrize("number", [signal.SIGXCPU, signal.SIGALRM, signal.SIGUSR2, signal.SIGSYS])
def test_a_signal_that_ends_a_run_names_what_is_kept(tmp_path: Path, number: signal.Signals) -> None:
    command = [BIN / "bench_compute", "--shape=170x911", "--rounds=2000", "--results", tmp_path]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while not any(side_file.stat().st_size for side_file in tmp_path.rglob("*.partial.jsonl")):
        time.sleep(0.01)
    run.send_signal(number)
    assert "tools/recover" in run.communicate(timeout=20)[1]
    assert run.returncode == -number


def test_ctrl_c_while_nobody_reads_the_result_ends_with_130(tmp_path: Path) -> None:
    fifo = tmp_path / "result.json"
    os.mkfifo(fifo)
    command = [BIN / "bench_compute", *TINY, "--only=local/sum/", f"--benchmark_out={fifo}"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with pytest.raises(subprocess.TimeoutExpired):
        run.wait(timeout=1.5)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=20)
    assert run.returncode == 130


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


LATIN_1 = b"Caf\xe9 \xfc\xff 1"


def test_text_that_is_no_utf_8_loses_no_run(tmp_path: Path) -> None:
    """Of the machine, of the command line, of the environment."""
    release, folder = tmp_path / "os-release", os.fsencode(tmp_path) + b"/" + LATIN_1
    release.write_bytes(b'PRETTY_NAME="' + LATIN_1 + b'"\n')
    os.mkdir(folder)
    shutil.copy(os.fsencode(BIN / "bench_transfer"), folder)
    flags = [b"--shape=7x13", b"--rounds=1", b"--only=transfer/(fifo|mmap_file)/", b"--with-hostname", b"--benchmark_context=word=" + LATIN_1]
    script = f'mount --make-rprivate / || exit 77; mount --bind "{release}" "$(readlink -f /etc/os-release)" || exit 77; exec "$@"'
    command = [b"unshare", b"--mount", b"bash", b"-c", script.encode(), b"bash", folder + b"/bench_transfer", *flags]
    done = subprocess.run([*command, b"--results", folder], capture_output=True, timeout=60, check=False, env={**os.environb, b"TMPDIR": folder})
    if done.returncode == 77 or b"unshare" in done.stderr:
        pytest.skip("no mount can be made here")
    assert done.returncode == 0, done.stderr
    result = json.loads((Path(os.fsdecode(done.stdout.splitlines()[-1])) / "transfer.json").read_bytes().decode("utf-8"))
    assert result["ipcbench"]["environment"]["os"] == "Caf\ufffd \ufffd\ufffd 1"
    assert result["context"]["word"] == "Caf\ufffd \ufffd\ufffd 1" and len(result["benchmarks"]) == 2


COARSE = """
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t clock, struct timespec* now) {
  const int result = syscall(SYS_clock_gettime, clock, now);
  now->tv_nsec -= now->tv_nsec % 4000000;
  return result;
}
"""


def test_a_clock_of_four_milliseconds_is_no_corruption(bench: Run, tmp_path: Path) -> None:
    library = tmp_path / "coarse.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", library], input=COARSE, text=True, check=True)
    flags = [*TINY, "--only=transfer/(pipe|shm_in_place|fork_inherit)/|local/|reply/", "--results", str(tmp_path)]
    done = bench("bench_transfer", *flags, LD_PRELOAD=str(library))
    assert done.returncode == 0, done.stderr
    result = json.loads(next(tmp_path.rglob("transfer.json")).read_text())
    assert not result["ipcbench"]["failed"]
    assert "coarse_clock" in [warning["code"] for warning in result["ipcbench"]["warnings"]]


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
    for program, *flags in (["bench_transfer", "--transfers=1000000"], ["bench_compute", "--rounds=16", "--transfers=1000000"]):
        done = bench(program, *flags, "--shape=1x1", "--results", str(tmp_path))
        assert done.returncode == 2 and not list(tmp_path.iterdir())
        assert "take more than the 100 MB that a result may have\nTry: fewer of either, or fewer rows" in done.stderr


@pytest.mark.skipif("IPCBENCH_LONG" not in os.environ, reason="it takes two minutes: tools/test --long")
def test_a_run_ends_before_its_result_is_larger_than_the_tools_read(bench: Run, tmp_path: Path) -> None:
    flags = ["--shape=1x1", "--rounds=12", "--transfers=1000000", "--only=local/", "--results", str(tmp_path)]
    done = bench("bench_compute", *flags)
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.rglob("compute.json")
    assert 50_000_000 < path.stat().st_size < 100_000_000
    ours = json.loads(path.read_text())["ipcbench"]
    assert ours["protocol"]["rounds"] == len(ours["rounds"]) < 12
    assert "size_limit" in [warning["code"] for warning in ours["warnings"]]
    verify = subprocess.run([ROOT / "tools" / "verify", path], capture_output=True, text=True, check=False)
    assert verify.returncode == 0, verify.stdout


def test_the_tools_read_what_a_run_may_write() -> None:
    written = re.search(r"most_result_bytes = ([\d']+);", (ROOT / "src" / "result" / "document.hpp").read_text())
    read = re.search(r"^MAX_BYTES = ([\d_]+)$", (ROOT / "tools" / "ipcbench" / "result" / "document.py").read_text(), re.MULTILINE)
    assert written and read and int(written[1].replace("'", "")) == int(read[1])


@pytest.mark.parametrize(
    ("flags", "header", "said"),
    [
        ("-m32", "", "ipcbench is for 64 bits"),
        ("", "features.h", "glibc 2.32 or newer is needed, and no other C library will do"),  # without __GLIBC__, as musl's
        ("", "ranges", "GCC 11 or newer is needed"),  # without what C++20 has there
    ],
    ids=["32 bits", "musl", "old library"],
)
def test_what_a_build_needs_is_told_in_one_line(tmp_path: Path, flags: str, header: str, said: str) -> None:
    if header:
        (tmp_path / header).write_text("#pragma once\n")
    build = ["cmake", "-S", ROOT, "-B", tmp_path / "build", "-G", "Ninja", f"-DCMAKE_CXX_FLAGS=-I{tmp_path} {flags}"]
    for _ in range(2):  # what failed is looked for again
        done = subprocess.run(
            [*build, "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY"], capture_output=True, text=True, timeout=120, check=False
        )
        lines = done.stderr.splitlines()
        assert done.returncode == 1 and lines[0].startswith("CMake Error at cmake/requirements.cmake"), done.stderr
        assert lines[1].strip().startswith(said) and "; this is /" in lines[1]
