"""What the surroundings say of another machine or another repository is not this one's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import BIN, ROOT, result_of

TINY = ["--shape=7x13", "--rounds=1", "--transfers=1"]


def machine_of(folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    command = [BIN / "bench_compute", *TINY, "--results", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | environment)
    found: dict[str, Any] = result_of(done.stdout)["ipcbench"]
    return {"machine": found["machine"], "placement": found["protocol"]["placement"], "ids": found["ids"]["hardware"]}


@pytest.mark.parametrize("variable", ["HWLOC_SYNTHETIC", "HWLOC_XMLFILE", "HWLOC_FSROOT", "HWLOC_COMPONENTS"])
def test_a_topology_that_a_launcher_describes_is_not_taken_for_this_machine(tmp_path: Path, variable: str) -> None:
    described = tmp_path / "machine.xml"
    described.write_text("<topology/>")
    value = {"HWLOC_SYNTHETIC": "package:2 l3:1 core:8 pu:2", "HWLOC_COMPONENTS": "synthetic,stop"}.get(variable, str(described))
    assert machine_of(tmp_path / "a", {variable: value}) == machine_of(tmp_path / "b", {})


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def build_info_of(source: Path, output: Path) -> str:
    flags = ["TYPE=Release", "TUNED_FOR=", "COMPILER=x", "FLAGS=-O2", "BENCHMARK_VERSION=1"]
    words = [f"-D{flag}" for flag in (f"SOURCE={source}", f"OUTPUT={output}", *flags)]
    subprocess.run(["cmake", *words, "-P", ROOT / "cmake" / "build_info.cmake"], check=True)
    return output.read_text()


def test_an_archive_within_another_repository_has_no_commit(tmp_path: Path) -> None:
    git(tmp_path, "init")
    inner = tmp_path / "third_party" / "ipcbench"
    inner.mkdir(parents=True)
    (inner / "CMakeLists.txt").write_text("")
    (tmp_path / "CMakeLists.txt").write_text("")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "another")
    outer = git(tmp_path, "rev-parse", "HEAD")
    assert 'commit = "";' in build_info_of(inner, tmp_path / "inner.hpp")
    assert f'commit = "{outer}";' in build_info_of(tmp_path, tmp_path / "outer.hpp")
    (inner / "CMakeLists.txt").write_text("changed")
    assert "dirty = true;" in build_info_of(tmp_path, tmp_path / "outer.hpp")
    git(inner, "init")
    assert 'commit = "";' in build_info_of(inner, tmp_path / "inner.hpp"), "a repository without a commit"


def test_sources_that_no_commit_has_make_it_dirty_and_hooks_name_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    for folder in (own, other):
        (folder / "src").mkdir(parents=True)
        (folder / "CMakeLists.txt").write_text(folder.name)
        git(folder, "init")
    git(own, "add", ".")
    git(own, "commit", "-m", "own")
    head = git(own, "rev-parse", "HEAD")
    git(other, "commit", "--allow-empty", "-m", "without the sources that lie there")
    assert 'commit = "";' in build_info_of(other, tmp_path / "info.hpp")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    (own / "notes.txt").write_text("beside the sources")
    info = build_info_of(own, tmp_path / "info.hpp")
    assert f'commit = "{head}";' in info and "dirty = false;" in info
    (own / "src" / "new.cpp").write_text("")
    assert "dirty = true;" in build_info_of(own, tmp_path / "info.hpp")
