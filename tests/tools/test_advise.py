"""tools/advise on results whose truth is known: the best transport, its time, and when the answer is another."""

import itertools
import json
import re
import subprocess
import sys
from dataclasses import replace

import factory
import farming
import numpy as np
import pytest
from factory import Plan, Spec
from ipcbench.analysis.advice import advise
from ipcbench.analysis.cost import pays_from
from ipcbench.analysis.measured_run import MeasuredRun
from ipcbench.analysis.predicted import predicted_cost, summary_at
from ipcbench.analysis.question import Question, shape_of
from ipcbench.base.durations import nanoseconds
from ipcbench.base.errors import UsageError
from ipcbench.base.text import width
from ipcbench.commands import cli
from ipcbench.words.advice_sentences import assumptions, changes, choice, measured
from tool import ENVIRONMENT, run

MS = 1_000_000
SHAPE = shape_of("500x9111")
LOCAL_NS = factory.planted_local_ns(SHAPE.bytes)
FILLING_NS = round(SHAPE.bytes / 6.0) + 500
QUIET = Plan(noise=0, shapes=(farming.SHAPE,))


def spec(key, total_ms, sent_ms, copies=1, **facts):
    """A transport with this total and this time in send(); it releases at once."""
    total = round(total_ms * MS)
    plant = {"transfer": total - LOCAL_NS - 1000, "compute": LOCAL_NS, "reply": 1000, "sent": round(sent_ms * MS), "release": 1}
    return Spec(key, key, facts.pop("family", "pipe"), copies, None, plant=plant | facts.pop("plant", {}), **facts)


#: The first busies its workers, the second its producer, the third neither: it is born in shared memory.
SLOW, BUSY, BORN = spec("slow", 20, 0.5), spec("busy", 11, 10), spec("born", 8, 0.2, copies=0, family="shared_memory")
THREE = (SLOW, BUSY, BORN)


def run_of(summary_of, *specs, cpus=16, plan=QUIET, pool=None):
    content = factory.document(plan.but(transports=specs))
    content["ipcbench"]["environment"]["allowed_cpus"] = cpus
    return MeasuredRun(summary_of(farming.with_fma(content)), pool)


def asked(compute_ms, workers=2, **facts):
    return Question(SHAPE, compute_ms * MS, workers, extrapolate=True, **facts)


def truth(one, compute_ms, workers, cpus=16):
    """What a matrix of a stream takes (ns): the slowest of the producer, the workers, and the CPUs where they are scarce."""
    phases, compute = one.phases(SHAPE.bytes), compute_ms * MS
    total = phases["transfer"] + phases["compute"] + phases["reply"] + phases["release"]
    found = [phases["prepare"] + phases["sent"], (max(phases["prepare"], FILLING_NS) + total - LOCAL_NS + compute) / workers]
    if cpus <= workers:
        busy = phases["sent"] + (phases["transfer"] // 2 if one.copies else 0) + phases["compute"]
        found.append((phases["prepare"] + busy - phases["compute"] + compute) / cpus)
    return max(found)


GRID = [*itertools.product((0.8, 5, 10, 30, 100, 1000), (2, 3, 4, 8, 15), (16, 2))]


@pytest.mark.parametrize(("compute", "workers", "cpus"), GRID)
def test_the_best_is_the_truly_best_at_its_true_time(summary_of, compute, workers, cpus):
    found = advise(run_of(summary_of, *THREE, cpus=cpus), asked(compute, workers))
    true = {one.key: truth(one, compute, workers, cpus) for one in THREE}
    for one in found.ranking:
        assert one.time.median == pytest.approx(true[one.row.key], rel=1e-6), one.row.key
        assert one.speed_up.median == pytest.approx((FILLING_NS + compute * MS) / true[one.row.key], rel=1e-6)
    assert true[found.best.row.key] <= 1.02 * min(true.values()), "what lies within 2 % is no worse a choice"
    assert found.here.median == FILLING_NS + compute * MS
    assert found.verdict == ("ship" if true[found.best.row.key] < FILLING_NS + compute * MS else "here")


def test_the_answer_changes_with_compute_and_workers_as_the_truth_does(summary_of):
    measured_run = run_of(summary_of, SLOW, BUSY)
    best = {(compute, workers): advise(measured_run, asked(compute, workers)) for compute, workers in ((1, 2), (30, 2), (30, 8))}
    assert {of: (found.verdict, found.best.row.key) for of, found in best.items()} == {
        (1, 2): ("here", "slow"), (30, 2): ("ship", "busy"), (30, 8): ("ship", "slow"),
    }  # fmt: skip
    assert [best[30, 2].best.limited_by, best[30, 8].best.limited_by] == ["workers", "workers"]
    assert best[30, 8].ranking[1].limited_by == "producer"


def test_the_answer_changes_with_what_the_memory_is(summary_of):
    measured_run = run_of(summary_of, *THREE)
    anywhere, shm, private = (advise(measured_run, asked(20, resident=resident)) for resident in ("anywhere", "shm", "private"))
    assert [found.best.row.key for found in (anywhere, shm, private)] == ["born", "born", "busy"]
    assert "If it must be copied: busy, 18.2 ms, 1.4x as fast as here." in changes(anywhere)
    assert [(row.key, reason) for row, reason in private.left_out] == [
        ("born", "a matrix must be born in shared memory for it; one that is copied there goes as by shm_copy")
    ]


def test_the_true_time_lies_within_the_interval(summary_of):
    held = 0
    for seed in range(20):
        found = advise(run_of(summary_of, *THREE, plan=QUIET.but(noise=0.08, seed=seed)), asked(10, 2))
        true = {one.key: truth(one, 10, 2) for one in THREE}
        assert all(one.time.low <= one.time.median <= one.time.high for one in found.ranking)
        held += sum(one.time.low <= true[one.row.key] <= one.time.high for one in found.ranking)
    assert held >= 54, "of 60, 95 % of them"


@pytest.mark.parametrize(("workers", "cpus"), [(2, 16), (3, 16), (7, 16), (2, 2), (4, 3)])
def test_shipping_surely_pays_just_above_the_crossing_and_not_below_it(summary_of, workers, cpus):
    measured_run = run_of(summary_of, *THREE, cpus=cpus, plan=QUIET.but(noise=0.08))
    for one in THREE:
        crossing = pays_from(measured_run.transfer, measured_run.transfer.by_key(one.key, SHAPE), workers)

        def asked_at(compute, key=one.key):
            return advise(measured_run, asked(compute / MS, workers, transports=(key,)))

        above = asked_at(1.001 * crossing.high + 1)
        assert above.verdict == "ship" and above.best.pays_from == crossing and crossing.low <= crossing.middle <= crossing.high
        if crossing.low > 0:
            assert asked_at(crossing.middle).verdict == "even" and asked_at(0.999 * crossing.low).verdict == "here"


def test_one_worker_never_wins_by_the_model(summary_of):
    found = advise(run_of(summary_of, SLOW), asked(1000, 1))
    assert found.verdict == "here" and found.best.pays_from.high == np.inf
    assert "No compute makes it pay with one worker." in changes(found)


def test_processes_that_take_turns_on_one_cpu_win_nothing(summary_of):
    content = factory.document(QUIET.but(transports=THREE))
    content["ipcbench"]["environment"]["allowed_cpus"] = 1
    found = advise(MeasuredRun(summary_of(content), None), asked(1000))
    assert found.verdict == "here" and found.best.limited_by == "CPUs" and found.best.pays_from is None
    assert found.ranking[0].time.median == pytest.approx(FILLING_NS + 8 * MS + 1 - LOCAL_NS + 1000 * MS)
    assert "shared one CPU" in changes(found)[0]


# Ties


def test_of_those_alike_the_recommended_one_is_taken(summary_of):
    pair = (replace(BORN, key="shm_in_place_spin", waiting="spinning"), replace(BORN, key="shm_in_place", plant=BORN.plant | {"transfer": BORN.plant["transfer"] + 99_000}))
    found = advise(run_of(summary_of, *pair), asked(20))
    assert found.ranking[0].row.key == "shm_in_place_spin" and found.best.row.key == "shm_in_place"
    assert "; 1 other ties)" in choice(found)
    worse = replace(pair[1], plant=BORN.plant | {"transfer": BORN.plant["transfer"] + 2 * MS})
    assert advise(run_of(summary_of, pair[0], worse), asked(20)).best.row.key == "shm_in_place_spin"


def test_here_and_what_cannot_be_told_from_it_are_said_to_be_so(summary_of):
    even = advise(run_of(summary_of, SLOW, plan=QUIET.but(noise=0.1)), asked(13.2))
    assert even.verdict == "even" and re.fullmatch(r"Here \(\S+ ms per matrix\) cannot be told from slow \(\S+ ms\)\.", choice(even))
    few = advise(run_of(summary_of, SLOW, plan=QUIET.but(rounds=5)), asked(100))
    assert few.verdict == "early" and choice(few).startswith("Too few rounds to tell here (")
    assert few.best.time.low is None


# A single matrix


def test_a_single_matrix_costs_its_set_up_and_its_first_transfer(summary_of):
    """The first of a round takes 2.5 times as long in every phase, and the kernel is replaced by what is computed."""
    quick = spec("quick", 2, 0.1, setup_ns=3 * MS)
    found = advise(run_of(summary_of, quick, spec("unknown", 2, 0.1)), asked(10, once=True))
    assert found.here.median == pytest.approx(2.5 * FILLING_NS + 1.5 * LOCAL_NS + 10 * MS, rel=1e-5)
    assert found.ranking[0].time.median == pytest.approx(3 * MS + 2.5 * (FILLING_NS + 2 * MS + 1) - LOCAL_NS + 10 * MS, rel=1e-5)
    assert found.verdict == "here" and found.best.limited_by == "handing over" and found.best.pays_from is None
    assert [(row.key, reason) for row, reason in found.left_out] == [("unknown", "the set-up of its channel was not measured")]
    assert changes(found) == ["In a stream to two workers it takes 8.67 ms per matrix (leave out --once)."]
    assert "per matrix" not in choice(found)


def test_a_fork_serves_a_single_matrix_but_no_stream(summary_of):
    forked = spec("forked", 2, 0.1, copies=0, forked=True, setup_ns=MS)
    measured_run = run_of(summary_of, forked, SLOW)
    assert advise(measured_run, asked(10, once=True)).best.row.key == "forked"
    assert [row.key for row, _ in advise(measured_run, asked(10)).left_out] == ["forked"]


# An answer that is a matrix


def test_an_answer_that_is_a_matrix_comes_back_as_it_went(summary_of):
    """All that the transport adds to computing, but for the reply, once more: to the worker and to the producer, who reads it."""
    measured_run = run_of(summary_of, SLOW, BUSY)
    value, matrix = (advise(measured_run, asked(30, answer=answer)) for answer in ("value", "matrix"))
    times = {name: {one.row.key: one.time.median for one in found.ranking} for name, found in (("value", value), ("matrix", matrix))}
    for one in (SLOW, BUSY):
        back = one.phases(SHAPE.bytes)["transfer"] + 1
        phases = one.phases(SHAPE.bytes)
        worker = (2 * times["value"][one.key] + back) / 2
        assert times["matrix"][one.key] == pytest.approx(max(worker, phases["prepare"] + phases["sent"] + back), rel=1e-6)
    assert matrix.best.pays_from.high > value.best.pays_from.high


# What was measured stands beside


def test_what_workers_were_measured_to_gain_stands_beside_where_it_covers_the_question(summary_of):
    rows = [farming.farm_row("busy", "fma_16", 0.8), farming.farm_row("busy", "fma_32", 1.25), farming.farm_row("slow", "fma_32", 1.1, workers=4)]
    measured_run = run_of(summary_of, SLOW, BUSY, pool=summary_of(farming.pool(*rows)))
    found = advise(measured_run, asked(np.sqrt(32)))
    by_key = {one.row.key: one.measured for one in found.ranking}
    assert by_key["slow"] is None and by_key["busy"].median == pytest.approx(1, rel=1e-4)
    inside = advise(measured_run, asked(8, transports=("busy",)))
    assert measured(inside) == ["Measured with two workers in this run: 1.2x as fast as here (1.2x to 1.2x)."]
    assert not any("predicted from one consumer" in text for text in assumptions(inside))
    for question in (asked(9), asked(8, 3), asked(8, answer="matrix"), asked(8, once=True)):
        one = run_of(summary_of, spec("busy", 11, 10, setup_ns=1), pool=measured_run.pool)
        assert advise(one, replace(question, transports=("busy",))).best.measured is None


# Beyond what was measured


def test_more_workers_than_were_measured_are_refused_unless_asked_for(summary_of):
    measured_run = run_of(summary_of, SLOW)
    four = Question(SHAPE, 10 * MS, 4)
    with pytest.raises(UsageError, match="--workers: 4 are too many: this run measured no workers, and tells of 2 by its model; --extrapolate"):
        advise(measured_run, four)
    reached = advise(measured_run, replace(four, extrapolate=True))
    assert "Extrapolated: four workers were not measured, and may be in each other's way." in assumptions(reached)
    pool = summary_of(farming.pool(farming.farm_row("slow", "fma_32", 1.1, workers=4)))
    assert not any("Extrapolated" in text for text in assumptions(advise(replace(measured_run, pool=pool), four)))
    with pytest.raises(UsageError, match="the most that this run measured are 4 workers"):
        advise(replace(measured_run, pool=pool), replace(four, workers=5))


def test_shapes_that_were_not_measured_are_refused_unless_asked_for(summary_of):
    measured_run = run_of(summary_of, SLOW, plan=QUIET.but(shapes=((170, 9111), (500, 9111))))
    for text in ("1000x9111", "300x9111"):
        question = Question(shape_of(text), 10 * MS)
        with pytest.raises(UsageError, match=f"--shape: {text} was not measured, but 170x9111, 500x9111: measure it"):
            advise(measured_run, question)
        found = advise(measured_run, replace(question, extrapolate=True))
        assert found.stretched and assumptions(found)[0].startswith(f"Extrapolated: {text} was not measured, but 170x9111, 500x9111")


@pytest.mark.parametrize("rows", [100, 300, 1000])
def test_extrapolated_times_lie_on_the_line_that_the_truth_is(summary_of, rows):
    """A transport of a latency and a speed: at each payload as a run that measures it finds."""
    line = Spec("line", "line", "pipe", 2, 3.0, latency_ns=400_000)
    two = run_of(summary_of, line, plan=QUIET.but(shapes=((170, 9111), (500, 9111))))
    there = shape_of(f"{rows}x9111")
    direct = run_of(summary_of, line, plan=QUIET.but(shapes=((rows, 9111),)))
    guessed, found = (advise(each, Question(there, 20 * MS, extrapolate=True)) for each in (two, direct))
    assert guessed.best.time.median == pytest.approx(found.best.time.median, rel=1e-3)
    assert guessed.here.median == pytest.approx(found.here.median, rel=1e-3) and not found.stretched


def test_one_shape_alone_is_stretched_by_its_payload(summary_of):
    measured_run = run_of(summary_of, SLOW)
    found = advise(measured_run, Question(shape_of("1000x9111"), 20 * MS, extrapolate=True))
    assert found.here.median == pytest.approx(2 * FILLING_NS + 20 * MS, rel=1e-6)
    assert found.best.time.median == pytest.approx((2 * (FILLING_NS + 20 * MS + 1 - LOCAL_NS) + 20 * MS) / 2, rel=1e-6)


def test_another_shape_of_the_same_payload_was_measured(summary_of):
    measured_run = run_of(summary_of, *THREE)
    found = advise(measured_run, Question(shape_of("9111x500"), 10 * MS))
    assert not found.stretched and found.best.time == advise(measured_run, asked(10)).best.time


def test_the_seam_for_a_model_of_costs_has_what_was_measured(summary_of):
    measured_run = run_of(summary_of, SLOW)
    subject = measured_run.transfer.handing[0]
    assert predicted_cost(measured_run, subject, SHAPE) is measured_run.transfer.by_key("slow", SHAPE)
    assert predicted_cost(measured_run, subject, shape_of("9111x500")).shape == shape_of("9111x500")
    assert predicted_cost(measured_run, subject, shape_of("7x7")) is None and summary_at(measured_run, shape_of("7x7")) is None


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
    data = json.loads(run("advise", COMMITTED, "--shape", shape, *arguments, "--json").stdout)
    assert data["says"] and all(one["time_ns"]["median"] > 0 for one in data["ranking"])
    if kind in ("10 ms, in private memory", "through a default pipe"):
        assert not any(one["born_in_shared_memory"] for one in data["ranking"])
