"""Advice on results whose truth is known: the best transport, its time, and when the answer is another."""

import itertools
import re
from dataclasses import replace

import factory
import farming
import numpy as np
import pytest
from advising import BORN, BUSY, SLOW, asked, FILLING_NS, LOCAL_NS, MS, QUIET, run_of, SHAPE, spec, THREE, truth
from factory import Spec
from ipcbench.analysis.advice import advise
from ipcbench.analysis.cost import pays_from
from ipcbench.analysis.measured_run import MeasuredRun
from ipcbench.analysis.predicted import predicted_cost, summary_at
from ipcbench.analysis.question import Question, shape_of
from ipcbench.base.errors import UsageError
from ipcbench.words.advice_sentences import assumptions, changes, choice, measured
from tool import run

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
