"""Two builds, or two settings of one, measured in pairs: each round of a row on both sides, one after the other."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from conftest import BIN, Run
from test_repeat import tool

ROWS = ["--shape", "64x129", "--rounds", "6", "--transfers", "3", "--only", "transfer/(pipe|shm_copy)/|local", "--placement", "none"]


def sides(stdout: str) -> list[dict[str, Any]]:
    """The results in the folders that the last two lines name."""
    return [json.loads((Path(line) / "transfer.json").read_text()) for line in stdout.splitlines()[-2:]]


def test_two_results_have_one_pair_id_and_the_same_matrices(bench: Run, tmp_path: Path) -> None:
    done = bench("bench_transfer", *ROWS, "--against", str(BIN / "bench_delayed"), "--results", str(tmp_path))
    assert done.returncode == 0, done.stderr
    a, b = sides(done.stdout)
    ours, theirs = a["ipcbench"], b["ipcbench"]
    assert ours["pair"]["id"] == theirs["pair"]["id"] and (ours["pair"]["side"], theirs["pair"]["side"]) == ("A", "B")
    assert ours["run"] != theirs["run"] and ours["protocol"] == theirs["protocol"] and ours["complete"] and theirs["complete"]
    assert ours["build"]["binary_sha256"] != theirs["build"]["binary_sha256"], "each tells of its own build"
    assert ours["build"]["commit"] == theirs["build"]["commit"]
    assert len(a["benchmarks"]) == len(b["benchmarks"]) == 6 * len(ours["protocol"]["order"][0])
    assert {entry["label"] for entry in a["benchmarks"]} == {"A"} and {entry["label"] for entry in b["benchmarks"]} == {"B"}
    assert tool("verify", *done.stdout.splitlines()[-2:]).returncode == 0


def test_which_side_comes_first_is_drawn_by_lot_and_turns(bench: Run, tmp_path: Path) -> None:
    done = bench("bench_transfer", *ROWS, "--rounds", "12", "--against", str(BIN / "bench_delayed"), "--results", str(tmp_path))
    shown = [line.split() for line in done.stdout.splitlines() if "/manual_time" in line]
    sides = {name: [words[-1] for words in shown if words[0] == name] for name in {words[0] for words in shown}}
    first = {name: "".join(of[::2]) for name, of in sides.items()}
    assert len(first) > 3 and all(len(of) == 12 for of in first.values())
    for name, of in sides.items():
        assert all({a, b} == {"A", "B"} for a, b in zip(of[::2], of[1::2])), "both, one after the other"
        assert all({a, b} == {"A", "B"} for a, b in zip(first[name][::2], first[name][1::2])), "in two rounds once either way"
    assert len({*first.values()}) > 1, "each row by a lot of its own"


def test_a_delay_of_one_side_is_found_and_nothing_else(bench: Run, tmp_path: Path) -> None:
    """A tenth of a second where a transfer takes some microseconds: no load of the machine hides it."""
    flags = [*ROWS, "--against", str(BIN / "bench_delayed"), "--results", str(tmp_path)]
    done = bench("bench_transfer", *flags, DELAY_NS="pipe/64x129=100000000")
    told = json.loads(tool("compare", *done.stdout.splitlines()[-2:], "--json").stdout)
    rows = {row["row"]: row["verdict"] for row in told["comparisons"][0]["rows"]}
    assert rows.pop("transfer/pipe/64x129") == "SLOWER" and "SLOWER" not in rows.values()


def test_two_settings_of_one_build(bench: Run, tmp_path: Path) -> None:
    done = bench("bench_transfer", *ROWS, "--against-residency", "memory", "--results", str(tmp_path))
    assert done.returncode == 0, done.stderr
    a, b = sides(done.stdout)
    assert (a["ipcbench"]["protocol"]["residency"], b["ipcbench"]["protocol"]["residency"]) == ("cache", "memory")
    assert a["ipcbench"]["build"] == b["ipcbench"]["build"]
    assert "NOT COMPARABLE" not in tool("compare", *done.stdout.splitlines()[-2:]).stdout


def test_what_cannot_be_measured_in_pairs_is_refused_in_one_line(bench: Run, tmp_path: Path) -> None:
    no_binary, other = tmp_path / "no_binary", tmp_path / "other"
    no_binary.write_text("text")
    other.write_text("#!/bin/sh\nexit 3\n")
    other.chmod(other.stat().st_mode | stat.S_IXUSR)
    for flags, said in (
        (["--against", str(tmp_path / "absent")], "absent"),
        (["--against", str(tmp_path)], "bench_transfer"),
        (["--against", str(no_binary)], "Permission denied"),
        (["--against", str(other)], "no producer that this build understands"),
        (["--against", str(BIN / "bench_transfer"), "--precision", "3%"], "leave out --precision"),
        (["--against", str(BIN / "bench_transfer"), "--benchmark_format=json"], "two results"),
        (["--against-placement", "same_sofa"], "same_sofa"),
    ):
        done = bench("bench_transfer", *ROWS, *flags, "--results", str(tmp_path / "results"))
        assert done.returncode == 2 and said in done.stderr and not done.stdout, (flags, done.stderr)
        assert not list(tmp_path.glob("results/*/*")), "nothing is left of a run that never began"


def test_rows_that_the_other_build_lacks_are_told(bench: Run, tmp_path: Path) -> None:
    done = bench("bench_transfer", *ROWS, "--against", str(BIN / "bench_launch"), "--results", str(tmp_path))
    assert done.returncode == 2 and "that build has no such row" in done.stderr


@pytest.mark.parametrize("tuning", [0, 1])
def test_a_tuning_that_is_given_is_not_looked_for(bench: Run, tmp_path: Path, tuning: int) -> None:
    row = "transfer/pipe_tuned/64x129"
    flags = ["--shape", "64x129", "--rounds", "2", "--transfers", "2", "--only", row, "--results", str(tmp_path)]
    done = bench("bench_transfer", *flags, "--tuning", f"{row}={tuning}")
    assert done.returncode == 0, done.stderr
    (sweep,) = json.loads((Path(done.stdout.splitlines()[-1]) / "transfer.json").read_text())["ipcbench"]["tuning"]
    assert sweep == {"row": row, "chosen": tuning, "trials": []}
    for wrong, said in (("", "ROW=PLACE"), ("=99", "none with the number 99"), ("=99999999999999999999999", "ROW=PLACE"), ("=x", "ROW=PLACE")):
        done = bench("bench_transfer", *flags, "--tuning", row + wrong)
        assert done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1
    assert "no row of these shapes" in bench("bench_transfer", *flags, "--tuning", "transfer/nosuch/64x129=1").stderr
