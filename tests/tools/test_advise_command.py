"""The command tools/advise: what it prints, what it refuses, and its answers to the situations of the course."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import factory
import farming
import pytest
from advising import MS, SHAPE
from factory import Plan
from ipcbench.analysis.advice import advise
from ipcbench.base.durations import nanoseconds
from ipcbench.base.text import width
from ipcbench.commands import cli
from ipcbench.words.advice_sentences import assumptions, choice, measured
from tool import ENVIRONMENT, run

# Times as people write them


@pytest.mark.parametrize(
    ("text", "found"), [("5ms", 5e6), ("20us", 2e4), ("20 µs", 2e4), ("800ns", 800), ("0.1s", 1e8), ("1.5 ms", 1.5e6), (".5s", 5e8), ("0ms", 0), ("+1s", 1e9)]
)  # fmt: skip
def test_times_have_a_unit(text, found):
    assert nanoseconds(text, "--compute") == pytest.approx(found)


# The command


@pytest.fixture
def folder(tmp_path):
    transports = (*(replace(one, setup_ns=5 * MS) for one in factory.NINE), next(one for one in factory.MORE if one.key == "shm_ring_stream"))
    plan = Plan(transports=transports, shapes=(farming.SHAPE,), rounds=8, unavailable=factory.UNAVAILABLE[1:])
    return factory.write(tmp_path / "results", factory.document(plan)).parent


def test_it_prints_a_ranking_a_sentence_and_what_would_change_it(folder):
    found = run("advise", folder, "--shape", "500x9111", "--compute", "30ms")
    text = " ".join(found.stdout.split())
    assert (found.returncode, found.stderr) == (0, "")
    assert text.startswith("500x9111, 36.4 MB · 30 ms of compute each · a stream to two workers AMD EPYC")
    assert "computing here" in text and "shm_in_place" in text and "not ranked: shm_ring_stream: it computes while" in text
    assert re.search(r"Ship by shared memory, in place: \S+ ms per matrix, \S+x as fast as here \(\S+ ms; \d others tie\)\.", text)
    assert re.search(r"It pays from \S+ ms of compute per matrix on with two workers\.", text) and "If it must be copied: " in text
    assert "Assumed: A stream: each matrix is filled anew" in text and text.endswith("docs/advice.md has the model.")


def test_no_line_is_wider_than_eighty_columns_or_the_terminal(folder, monkeypatch):
    for columns in (40, 60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        for more in ([], ["--all"], ["--once"], ["--answer", "matrix", "--resident", "private"], ["--workers", "9", "--extrapolate"]):
            found = run("advise", folder, "--shape", "500x9111", "--compute", "3ms", *more)
            assert max(map(width, found.stdout.splitlines())) <= min(columns, 80), more


def test_ten_are_shown_and_the_rest_on_demand(tmp_path):
    path = factory.write(tmp_path, factory.document(Plan(transports=factory.ALL, shapes=(farming.SHAPE,), rounds=6)))
    short, long = (run("advise", path, "--shape", "500x9111", "--compute", "30ms", *more).stdout for more in ([], ["--all"]))
    assert re.search(r"^\d+ more: --all$", short, re.MULTILINE) and "more: --all" not in long
    assert all(re.search(rf"^{one.key}\b", long, re.MULTILINE) for one in factory.ALL if not (one.overlapped or one.forked))


def test_a_program_gets_the_same_in_nanoseconds(folder):
    arguments = [folder, "--shape", "500x9111", "--compute", "30ms"]
    found = json.loads(run("advise", *arguments, "--json").stdout)
    assert found["question"] == {
        "rows": 500, "cols": 9111, "bytes": 36_444_000, "compute_ns": 30e6, "workers": 2, "resident": "anywhere", "once": False, "answer": "value",
        "extrapolate": False,
    }  # fmt: skip
    times = [one["time_ns"]["median"] for one in found["ranking"]]
    assert times == sorted(times) and found["verdict"] == "ship" and found["best"] in {one["transport"] for one in found["ranking"]}
    first = found["ranking"][0]
    assert first["time_ns"]["low"] <= first["time_ns"]["median"] <= first["time_ns"]["high"] and first["time_ns"]["rounds"] == 8
    assert " ".join(found["says"].split()) in " ".join(run("advise", *arguments).stdout.split())
    assert [one["transport"] for one in found["not_ranked"]] == ["shm_ring_stream"] and found["assumptions"]
    here = json.loads(run("advise", *arguments[:-1], "1us", "--transport", "pipe", "--json").stdout)
    assert here["verdict"] == "here" and here["best"] is None and here["best_transport"] == "pipe"
    never = json.loads(run("advise", *arguments, "--workers", "1", "--json").stdout)
    assert never["ranking"][-1]["pays_from_ns"] == {"low": None, "high": None}


def test_the_time_of_a_kernel_may_be_asked_for_by_its_name(folder):
    found = run("advise", folder, "--shape", "500x9111", "--compute", "sum_naive")
    assert re.match(r"500x9111, 36.4 MB · sum_naive each \(1\.\d+ ms\) · a stream", found.stdout)


def test_only_the_transports_that_are_named_are_ranked(folder):
    found = json.loads(run("advise", folder, "--shape", "500x9111", "--compute", "30ms", "--transport", "pipe", "--transport", "shm_copy", "--json").stdout)
    assert {one["transport"] for one in found["ranking"]} == {"pipe", "shm_copy"}


def test_the_newest_run_is_asked_unless_one_is_named(folder):
    asked_for = ["--shape", "500x9111", "--compute", "30ms"]
    assert run("advise", "--results", folder.parents[1], *asked_for).stdout == run("advise", folder, *asked_for).stdout
    assert run("advise", folder / "transfer.json", *asked_for).stdout == run("advise", folder, *asked_for).stdout


SOUND = {"--shape": "500x9111", "--compute": "5ms"}
BAD = {
    "no shape": ({"--shape": None}, "required: --shape"),
    "no compute": ({"--compute": None}, "required: --compute"),
    "an odd shape": ({"--shape": "500by9111"}, "--shape: '500by9111' is no shape: rows and columns, as in 500x9111"),
    "an empty matrix": ({"--shape": "0x9111"}, "is no shape"),
    "another shape": ({"--shape": "1x1"}, "--shape: 1x1 was not measured, but 500x9111: measure it (tools/bench --shape 1x1), or reach beyond (--extrapolate)"),
    "negative time": ({"--compute": "-5ms"}, "--compute: '-5ms' is less than no time"),
    "no unit": ({"--compute": "5"}, "--compute: '5' has no unit: ns, us, ms or s"),
    "an unknown unit": ({"--compute": "5h"}, "--compute: '5h' has the unknown unit 'h': ns, us, ms or s"),
    "no time": ({"--compute": "5..3ms"}, "--compute: '5..3ms' is no time: write 5ms, 20us, 800ns or 0.1s"),
    "nothing": ({"--compute": ""}, "--compute: '' is no time"),
    "for ever": ({"--compute": "9" * 400 + "s"}, "is too long"),
    "no kernel": ({"--compute": "banana"}, "--compute: 'banana' is neither a time (5ms, 20us, 0.1s) nor a kernel that was run here (sum, sum_naive)"),
    "not a number": ({"--compute": "nan"}, "'nan' is neither a time"),
    "no workers": ({"--workers": "0"}, "--workers: 0 is no number of workers"),
    "fewer than no workers": ({"--workers": "-3"}, "--workers: -3 is no number of workers"),
    "half a worker": ({"--workers": "1.5"}, "--workers: invalid int value: '1.5'"),
    "too many workers": ({"--workers": "3"}, "--workers: 3 are too many: this run measured no workers"),
    "an unknown transport": ({"--transport": "carrier_pigeon"}, "--transport: 'carrier_pigeon' is none of boost_mq, boost_shm, "),
    "one that cannot run": ({"--transport": "io_uring"}, "--transport: 'io_uring' could not run: io_uring_setup: Operation not permitted (EPERM)"),
    "one of which nothing is known": ({"--transport": "shm_ring_stream"}, "no transport can be advised on: it computes while the matrix travels"),
    "an unknown memory": ({"--resident": "disk"}, "--resident: invalid choice: 'disk'"),
    "an unknown answer": ({"--answer": "42"}, "--answer: invalid choice: '42'"),
    "an unknown flag": ({"--banana": "1"}, "unrecognized arguments: --banana=1"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_wrong_question_is_told_in_one_line_and_ends_with_2(folder, kind):
    changed, said = BAD[kind]
    words = [f"{flag}={value}" for flag, value in (SOUND | changed).items() if value is not None]
    found = run("advise", folder, *words)
    assert found.returncode == 2 and found.stdout == "" and found.stderr.count("\n") == 1
    assert found.stderr.startswith("tools/advise: ") and said in found.stderr


def test_without_a_result_it_says_what_makes_one(tmp_path):
    found = run("advise", "--results", tmp_path, "--shape", "500x9111", "--compute", "5ms")
    assert found.returncode == 2 and found.stderr.endswith("; tools/bench makes one\n") and found.stderr.count("\n") == 1


def test_a_run_that_hands_nothing_over_and_several_runs_are_refused(tmp_path, folder):
    pool = factory.write(tmp_path / "other", farming.pool(farming.farm_row("pipe", "fma_16", 1.1)))
    words = ["--shape", "500x9111", "--compute", "5ms"]
    alone = run("advise", pool, *words)
    assert alone.returncode == 2 and "hands no matrix over, so it says nothing about shipping" in alone.stderr
    factory.write(folder.parents[1], stamp="20270101T000000Z")
    several = run("advise", folder.parents[1], *words)
    assert several.returncode == 2 and "stands for several runs, not one" in several.stderr and several.stderr.count("\n") == 1


def test_it_loads_nothing_that_is_slow_to_load(folder):
    code = "import sys; from ipcbench.commands import advise; advise.main(sys.argv[1:]); print(*{'scipy', 'matplotlib', 'jsonschema', 'jinja2'} & {*sys.modules})"
    words = [str(folder), "--shape", "500x9111", "--compute", "5ms"]
    found = subprocess.run([sys.executable, "-B", "-c", code, *words], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert found.stdout.endswith(" has the model.\n\n")


# The situations of the course, on the result that is here


COMMITTED = cli.REPOSITORY / "results" / "epyc-2c-bhyve-173e3e" / "20261126T075644Z"
COURSE = {
    "two matrices, summed": (["--compute", "sum"], "Compute here: "),
    "10 ms": (["--compute", "10ms"], "Ship by "),
    "100 ms": (["--compute", "100ms"], "Ship by "),
    "1 s": (["--compute", "1s"], "Ship by "),
    "10 ms, in shared memory": (["--compute", "10ms", "--resident", "shm"], "Ship by "),
    "10 ms, in private memory": (["--compute", "10ms", "--resident", "private"], "Ship by "),
    "one matrix, once": (["--compute", "sum", "--once"], "In a stream to two workers it takes "),
    "an answer as large": (["--compute", "100ms", "--answer", "matrix"], "Ship by "),
    "through a default pipe": (["--compute", "5ms", "--transport", "pipe"], "Compute here: "),
}


@pytest.mark.parametrize("shape", ["170x9111", "500x9111"])
@pytest.mark.parametrize("kind", COURSE)
def test_the_situations_of_the_course_are_answered(kind, shape):
    """By a result from before kernels of multiply-adds and workers were measured."""
    arguments, said = COURSE[kind]
    found = run("advise", COMMITTED, "--shape", shape, *arguments)
    assert (found.returncode, found.stderr) == (0, "") and said in found.stdout, found.stdout
    assert max(map(width, found.stdout.splitlines())) <= 80
    assert len(re.findall(r"^\w+ \* ", found.stdout, re.MULTILINE)) == 1, "the one to take is shown"
    data = json.loads(run("advise", COMMITTED, "--shape", shape, *arguments, "--json").stdout)
    assert data["says"] and all(one["time_ns"]["median"] > 0 for one in data["ranking"])
    if kind in ("10 ms, in private memory", "through a default pipe"):
        assert not any(one["born_in_shared_memory"] for one in data["ranking"])
