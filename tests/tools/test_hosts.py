"""Runs of one machine, of two that look alike, and of one under two names: what the tools say of them, and how far runs lie apart."""

import json
import re

import factory
import pytest
from comparing import QUIET, SMALL, compared
from ipcbench.analysis import other_runs
from ipcbench.analysis.comparison import compare
from ipcbench.analysis.summaries import summarise, summarise_costs
from ipcbench.result import reader
from ipcbench.words.trust import trust
from tool import run

ALONE = "one run: how far the next will lie is unknown"


def on(plan, environment=None, machine=None):
    """The plan's document, with other facts."""
    content = factory.document(plan)
    content["ipcbench"]["environment"] |= environment or {}
    content["ipcbench"]["machine"] |= machine or {}
    content["ipcbench"] = factory.identify(content["ipcbench"])
    return content


def text_of(found):
    return " ".join(found.stdout.split())


DIFFERENT = {
    "kernel": ({"environment": {"kernel": "6.18.5"}}, "kernel 6.1.0-18-amd64 | 6.18.5"),
    "microcode": ({"environment": {"microcode": "0xa20102b"}}, "microcode 0xa201016 | 0xa20102b"),
    "memory": ({"machine": {"memory_bytes": 8_500_000_000}}, "memory_bytes 8000000000 | 8500000000"),
}


@pytest.mark.parametrize("fact", DIFFERENT)
def test_one_hardware_id_with_another_kernel_microcode_or_memory_may_be_two_hosts(pair, fact):
    facts, told = DIFFERENT[fact]
    known = {"environment": {"microcode": "0xa201016"}}
    other = {**known, **facts} if fact != "microcode" else facts
    paths = pair(on(SMALL, **known), on(SMALL.but(seed=2), **other))
    assert not compared(paths).of_one_machine
    found = run("compare", *paths)
    assert f"these may be two hosts ({told}), so they are judged as two machines; --same-machine if they are one" in text_of(found)
    assert "The machines differ:" in found.stdout
    assured = run("compare", *paths, "--same-machine")
    assert "two hosts" not in assured.stdout and "The machines differ:" not in assured.stdout
    assert compare(*(summarise_costs(reader.load(path)) for path in paths), same_machine=True).of_one_machine


def test_what_kernels_keep_of_the_memory_is_no_other_host(pair):
    paths = pair(on(SMALL), on(SMALL.but(seed=2), machine={"memory_bytes": 8_300_000_000}))
    assert compared(paths).of_one_machine and "two hosts" not in run("compare", *paths).stdout


def test_what_one_run_does_not_know_tells_nothing(pair):
    paths = pair(on(SMALL, {"microcode": None}), on(SMALL.but(seed=2), {"microcode": "0xa201016"}, {"memory_bytes": None}))
    assert compared(paths).of_one_machine


def test_another_hardware_id_is_another_machine_whatever_is_assured(pair):
    paths = pair(on(SMALL), on(SMALL.but(seed=2), machine={"cores": 8}))
    found = compare(*(summarise_costs(reader.load(path)) for path in paths), same_machine=True)
    assert not found.of_one_machine


# How far the CPUs lay apart


def test_the_distance_of_the_cpus_is_told_before_anything_is_called_slower(pair):
    paths = pair(SMALL.but(cache_line_ns=50.0), SMALL.but(seed=2, cache_line_ns=182.0))
    said = run("compare", *paths).stdout
    warnings = said.partition("Warnings\n")[2]
    assert warnings.startswith("  the CPUs lay 3.6x farther apart (a cache line there and back: 50.0 | 182 ns)\n")
    assert said.index("farther apart") < said.index("B against A")
    assert "the CPUs lay 3.6x closer together (a cache line there and back: 182 | 50.0 ns)" in run("compare", *reversed(paths)).stdout
    assert compared(paths).of_one_machine, "the distance explains, it never identifies"


@pytest.mark.parametrize("other", [60.0, None])
def test_a_like_or_unknown_distance_is_not_told(pair, other):
    assert "the CPUs lay" not in run("compare", *pair(SMALL.but(cache_line_ns=50.0), SMALL.but(seed=2, cache_line_ns=other))).stdout


# One run under two names


def test_a_run_is_not_compared_with_itself_under_another_name(pair):
    paths = pair(SMALL, SMALL)
    found = run("compare", *paths)
    assert found.returncode == 2 and found.stdout == "" and found.stderr.count("\n") == 1
    assert f"{paths[1]} is the same run as {paths[0]}, so it counts once: name another one to compare it with" in found.stderr


def test_of_three_the_duplicate_is_dropped_with_a_remark(tmp_path):
    paths = [factory.write(tmp_path, factory.document(SMALL.but(seed=seed)), machine=name) for name, seed in (("a", 1), ("b", 2), ("c", 2))]
    remark = f"{paths[2]} is the same run as {paths[1]}, so it counts once"
    found = run("compare", *paths)
    assert found.returncode == 0 and found.stdout.rstrip().endswith(remark) and "B against A: " in text_of(found)
    content = json.loads(run("compare", *paths, "--json").stdout)
    assert len(content["comparisons"]) == 1 and content["repeated"] == [remark]
    assert run("compare", *paths, "--csv").stderr.count(remark) == 1


def test_two_empty_runs_are_not_the_same(pair):
    contents = [factory.document(SMALL.but(seed=seed)) for seed in (1, 2)]
    for content in contents:
        content["benchmarks"], content["ipcbench"]["complete"] = [], False
    assert len({reader.load(path).fingerprint for path in pair(*contents)}) == 2


# How far the runs of a machine lie apart


def runs_of(tmp_path, *contents):
    return [factory.write(tmp_path, content, stamp=f"2026010{number}T000000Z") for number, content in enumerate(contents, 1)]


def trust_line(path):
    return text_of(run("show", path)).partition("Trust: ")[2]


def test_a_run_alone_says_that_the_next_is_unknown(tmp_path):
    (path,) = runs_of(tmp_path, on(QUIET))
    assert ALONE in trust_line(path)


def test_runs_beside_it_tell_how_far_they_lie_apart(tmp_path):
    slower = factory.document(QUIET.but(noise=0, seed=3))
    for item in slower["benchmarks"]:
        worst = item["ipc"]["row"] == "transfer/pipe/170x9111"
        factors = {phase: 2.0 if worst and phase != "prepare_ns" else 1.2 for phase in item["ipc"]["samples"]}
        item["ipc"]["samples"] = {phase: [round(factors[phase] * value) for value in values] for phase, values in item["ipc"]["samples"].items()}
    paths = runs_of(tmp_path, factory.document(QUIET.but(noise=0, cold=2.4)), factory.document(QUIET.but(noise=0)), factory.sealed(slower))
    for path in paths:
        assert "3 runs of this machine lie within 20 % of each other in the median row, 100 % in the worst" in trust_line(path)
    summary = summarise(reader.load(paths[0]))
    found = other_runs.spread(summary, other_runs.beside(summary))
    assert found.by_row["transfer/pipe/170x9111"] == pytest.approx(1.0, rel=1e-3) and found.runs == 3 and len(found.by_row) == 26


def test_what_is_no_repetition_is_not_counted(tmp_path):
    """Another host, another workload, an interrupted run, a copy, and a broken file."""
    interrupted = factory.document(QUIET.but(seed=5))
    interrupted["ipcbench"]["complete"] = False
    contents = [on(QUIET), on(QUIET.but(seed=2), {"kernel": "6.18.5"}), on(QUIET.but(seed=3, kernel="sum_naive")), on(QUIET.but(seed=4, transfers=5)), interrupted, on(QUIET)]
    paths = runs_of(tmp_path, *contents)
    (paths[-1].parent.parent / "20260109T000000Z").mkdir()
    (paths[-1].parent.parent / "20260109T000000Z" / "transfer.json").write_text("{")
    assert ALONE in trust_line(paths[0])
    factory.write(tmp_path, on(QUIET.but(seed=9)), stamp="20260110T000000Z")
    assert re.search(r"2 runs of this machine lie within \S+ % of each other", trust_line(paths[0]))


def test_a_duplicate_behind_another_run_counts_once(tmp_path):
    paths = runs_of(tmp_path, on(QUIET), on(QUIET.but(seed=2)), on(QUIET))
    summary = summarise(reader.load(paths[0]))
    assert [other.result.name for other in other_runs.beside(summary)] == ["20260102T000000Z"]
    distinct = other_runs.distinct([summary, *other_runs.beside(summary), summarise(reader.load(paths[2]))])
    assert [one.result.name for one in distinct] == ["20260101T000000Z", "20260102T000000Z"]


def test_rows_that_one_run_lacks_have_no_spread(tmp_path):
    content = on(QUIET.but(transports=factory.NINE[1:], seed=2))
    paths = runs_of(tmp_path, on(QUIET), content)
    summary = summarise(reader.load(paths[0]))
    assert "transfer/pipe/170x9111" not in other_runs.spread(summary, other_runs.beside(summary)).by_row
    assert ALONE in trust(summary)
