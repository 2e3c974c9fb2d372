"""Nothing private gets into a result: no folder of a user, neither from an error nor from the build."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from conftest import ROOT, Run, result_path


def test_what_cannot_run_is_told_without_the_folder_for_temporary_files(bench: Run, tmp_path: Path) -> None:
    folder = "/proc/sys/kernel"  # nobody may create files there
    flags = ["--shape=3x5", "--rounds=1", "--only=transfer/fifo/|transfer/mmap_file/|local/sum/", "--results", str(tmp_path)]
    done = bench("bench_transfer", *flags, TMPDIR=folder)
    assert done.returncode == 0, done.stderr
    text = result_path(done.stdout).read_text()
    reasons = [why["reason"] for why in json.loads(text)["ipcbench"]["unavailable"]]
    assert len(reasons) == 2 and all('"$TMPDIR/ipcbench-' in reason for reason in reasons), reasons
    assert folder not in text and folder not in done.stderr


def flags_kept_of(flags: str, folder: Path) -> str:
    """The line of the flags in what the build knows of itself."""
    output = folder / "build_info.hpp"
    known = [f"-DSOURCE={folder}", f"-DOUTPUT={output}", f"-DFLAGS={flags}"]
    subprocess.run(["cmake", *known, "-P", str(ROOT / "cmake" / "build_info.cmake")], check=True, timeout=60)
    return next(line for line in output.read_text().splitlines() if " flags = " in line)


def test_flags_are_kept_without_the_folders_in_them(tmp_path: Path) -> None:
    kept = flags_kept_of("-I/home/me/include -O3 -isystem /opt/me -ffile-prefix-map=/home/me/x=. -march=native", tmp_path)
    assert '"-I/... -O3 -isystem /... -ffile-prefix-map=/... -march=native"' in kept
