"""A standard stream that the caller has closed is as good as /dev/null: the status stays, and no file takes its place."""

import fcntl
import os
import subprocess
import sys
import termios
import time

import factory
import pytest
from tool import ENVIRONMENT

CLOSED = [">&-", "2>&-", "<&- >&- 2>&-"]
COMMANDS = {
    "verify": (["verify", "{a}"], 0),
    "verify what cannot be read": (["verify", "{bad}"], 2),
    "show": (["show", "{a}"], 0),
    "export": (["export", "{a}", "--csv"], 0),
    "compare": (["compare", "{a}", "{b}"], 0),
    "a wrong call": (["compare", "{a}"], 2),
    "report": (["report", "{a}", "-o", "{folder}/report.html"], 0),
    "like": (["like", "{a}"], 0),
    "advise": (["advise", "{a}", "--shape", "170x9111", "--compute", "5ms"], 0),
    "pool_rows": (["pool_rows", "{a}"], 0),
}


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("kind", COMMANDS)
def test_closed_streams_change_no_status_and_damage_no_file(tmp_path, kind, closed):
    arguments, status = COMMANDS[kind]
    plan = factory.Plan(transports=factory.NINE[:2], rounds=6, transfers=3)
    a, b = (factory.write(tmp_path, factory.document(plan.but(seed=seed)), stamp=f"2026010{seed}T000000Z") for seed in (1, 2))
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    before = a.read_bytes()
    words = [text.format(a=a, b=b, bad=bad, folder=tmp_path) for text in arguments]
    command = [sys.executable, "-B", "-m", "ipcbench", *words]
    done = subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", *command], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == status and "Traceback" not in done.stderr, done.stderr
    assert a.read_bytes() == before
    if kind == "report":
        assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>") and os.path.getsize(tmp_path / "report.html") > 10_000


@pytest.mark.parametrize("tool", ["show", "compare", "export --csv", "advise --shape 170x9111 --compute 5ms"])
def test_a_full_disk_behind_stdout_is_told(tmp_path, tool):
    files = [factory.write(tmp_path, factory.document(factory.Plan(seed=day)), f"2026010{day}T000000Z") for day in (1, 2)]
    command = [sys.executable, "-B", "-m", "ipcbench", *tool.split(), *map(str, files[: 1 + (tool == "compare")])]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3 and done.stderr == f"tools/{tool.split()[0]}: standard output: No space left on device\n"


@pytest.mark.parametrize("tool", ["plot", "report"])
def test_a_full_disk_under_a_figure_is_told_with_its_name(tmp_path, tool):
    path, disk = factory.write(tmp_path / "results"), tmp_path / "disk"
    disk.mkdir()
    script = 'mount -t tmpfs -o size=16k none "$1" || exit 77; "${@:2}"; status=$?; ls -A "$1"; exit $status'
    out = disk if tool == "plot" else disk / "report.html"
    command = ["unshare", "--mount", "bash", "-c", script, "bash", str(disk), sys.executable, "-B", "-m", "ipcbench", tool, str(path), "-o", str(out)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("no mount can be made here")
    assert done.returncode == 3 and done.stderr.startswith(f"tools/{tool}: {disk}/") and done.stderr.endswith(": No space left on device\n")
    assert not any(name.startswith(".") for name in done.stdout.splitlines()), "nothing half written"


def test_a_pipe_that_does_not_block_gets_all_that_was_written(tmp_path):
    """As event loops hand them to the programs that they start."""
    path = factory.write(tmp_path, factory.document(factory.Plan(rounds=40)))
    command = [sys.executable, "-B", "-m", "ipcbench", "export", "--csv", str(path)]
    whole = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=True).stdout
    assert len(whole) > 1 << 17, "more than a pipe holds"
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=write_end) as run:
        os.close(write_end)
        before, unread = -1, 0
        while run.poll() is None and (unread == 0 or unread != before):  # until nothing more fits into the pipe
            time.sleep(0.5)
            before, unread = unread, int.from_bytes(fcntl.ioctl(read_end, termios.FIONREAD, bytes(4)), sys.byteorder)
        with os.fdopen(read_end, "rb") as file:
            assert file.read() == whole
        assert run.wait(timeout=60) == 0


def test_a_full_disk_behind_stderr_changes_no_status(tmp_path):
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-B", "-m", "ipcbench", "show", str(tmp_path / "absent.json")]
        assert subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=full, check=False).returncode == 2
