"""The model of each transport of a sweep: what is fitted, what is held out, and what the model is held against."""

import itertools
import sys
from pathlib import Path

import factory
import numpy as np
import pytest
import suites
from ipcbench.analysis.cost_model import cost_model, cost_models, handing_ns, memcpy_model, median_error, model_lines
from ipcbench.analysis.summaries import summarise
from ipcbench.result import reader
from scipy.stats import binom

sys.path.append(str(Path(__file__).resolve().parents[1] / "experiments"))

import cost_model as experiment  # noqa: E402

LOCAL, BOUND, TRANSFER = factory.KINDS
REPLY = {"kind": "reply", "title": "Answering", "role": "floor", "phases": ["reply"], "total": ["reply"]}
PAYLOADS = tuple(8 * 4**i for i in range(13))
SHAPES = (*((1, payload // 8) for payload in PAYLOADS), *factory.TWO_SHAPES)
REPLY_NS = 4_000
#: Transports: what waits how, alpha (ns) and beta (ns per byte).
PLANTED = {"pipe": ("blocking", 20_000, 0.4), "ring": ("spinning", 1_000, 0.2)}
MEMCPY = (100, 0.1)


def rows_of(key, waiting, alpha, beta, off=()):
    """Of a transport at all shapes; `off` multiplies the time of some."""
    found = []
    for shape in SHAPES:
        time = round((alpha + beta * 8 * shape[0] * shape[1]) * dict(off).get(shape, 1))
        phases = {"prepare": 500, "transfer": time - alpha // 2, "sent": 100, "compute": 777_777, "reply": alpha // 2, "release": 5}
        found.append(suites.row(TRANSFER, key, phases, shape=shape, kernel="sum", waiting=waiting, copies=2, family=key))
    return found


def sweep(off=(), shapes=SHAPES, rounds=7, samples=4, noise=0.02):
    copies = [
        suites.row(BOUND, "memcpy", {"prepare": 500, "transfer": round(MEMCPY[0] + MEMCPY[1] * 8 * r * c)}, shape=(r, c), family="bound", copies=1)
        for r, c in SHAPES
    ]
    replies = [suites.row(REPLY, key, {"reply": REPLY_NS}, waiting=waiting, family="reply") for key, waiting in (("sleep", "blocking"), ("spin", "spinning"))]
    rows = [*copies, *replies, *(row for key, planted in PLANTED.items() for row in rows_of(key, *planted, off))]
    kept = [row for row in rows if row["rows"] is None or (row["rows"], row["cols"]) in shapes]
    return suites.document("sweep", (LOCAL, BOUND, REPLY, TRANSFER), kept, rounds=rounds, samples=samples, noise=noise, kernel="sum")


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    return summarise(reader.load_sound(factory.write(tmp_path_factory.mktemp("sweep"), sweep())))


def subject(summary, key):
    return next(subject for subject in summary.measured if subject.key == key)


def test_vectors_are_fitted_and_matrices_held_out(swept):
    model = cost_model(swept, subject(swept, "pipe"))
    assert model.fit.payloads.tolist() == [*PAYLOADS]
    assert [str(one.shape) for one in model.held_out] == ["170x9111", "500x9111"]
    assert cost_model(swept, model.subject) is model, "it is fitted once"


@pytest.mark.parametrize("key", PLANTED)
def test_alpha_and_beta_are_those_planted_without_what_computing_takes(swept, key):
    _, alpha, beta = PLANTED[key]
    model = cost_model(swept, subject(swept, key))
    assert model.fit.pieces == 1 and model.fit.alpha.value == pytest.approx(alpha, rel=0.03) and model.fit.beta.value == pytest.approx(beta, rel=0.03)
    assert model.fit.alpha.holds(alpha) and model.fit.beta.holds(beta) and model.fit.half_rate.holds(alpha / beta)
    assert model.predict(50_000_000).holds(alpha + beta * 50_000_000)


def test_matrices_are_foretold(swept):
    for model in (*cost_models(swept), memcpy_model(swept)):
        for one in model.held_out:
            assert one.within and abs(one.error) < 0.05
    assert median_error(cost_models(swept)) < 0.03 and median_error([]) is None


def test_a_matrix_that_is_not_as_foretold_is_told(summary_of):
    summary = summary_of(sweep(off=(((500, 9111), 1.5),)))
    for model in cost_models(summary):
        first, second = model.held_out
        assert first.within and not second.within and second.error == pytest.approx(-1 / 3, abs=0.03)
    assert median_error(cost_models(summary)) == pytest.approx(1 / 6, abs=0.03)


def test_alpha_is_held_against_the_reply_that_waits_alike_and_beta_against_memcpy(swept):
    pipe, ring = (cost_model(swept, subject(swept, key)) for key in PLANTED)
    assert pipe.over_reply.holds(5) and pipe.over_memcpy.holds(4)
    assert ring.over_reply.holds(0.25) and ring.over_memcpy.holds(2)
    copy = memcpy_model(swept)
    assert copy.over_reply is None and copy.over_memcpy is None and copy.fit.beta.holds(MEMCPY[1])


def test_the_table_has_memcpy_and_every_transport_in_units_for_people(swept):
    lines = model_lines(swept)
    assert [line.transport for line in lines] == ["bound/memcpy", "ring", "pipe"]
    line = lines[-1]
    assert line.alpha_us.value == pytest.approx(20, rel=0.03) and line.beta_ms_per_gb.value == pytest.approx(400, rel=0.03)
    assert line.gb_per_s == pytest.approx(2.5, rel=0.03) and line.half_rate_bytes.value == pytest.approx(50_000, rel=0.05)
    assert line.pieces == 1 and line.breakpoints == () and len(line.held_out) == 2


def test_a_result_of_two_matrices_has_no_model(summary_of):
    summary = summary_of(factory.Plan(transports=factory.NINE[:2], rounds=7, transfers=3))
    assert cost_models(summary) == () and memcpy_model(summary) is None and model_lines(summary) == ()


def test_five_rounds_have_no_model(summary_of):
    assert cost_models(summary_of(sweep(rounds=5))) == ()


def test_without_matrices_nothing_is_held_out(summary_of):
    models = cost_models(summary_of(sweep(shapes=SHAPES[:13])))
    assert len(models) == 2 and all(model.held_out == () for model in models)


def test_rounds_that_failed_are_left_out(summary_of):
    """A shape with fewer than six rounds, too."""
    content = sweep(rounds=8)
    gone = {("transfer/pipe/1x4", 1), *(("transfer/pipe/1x64", n) for n in range(3))}
    content["benchmarks"] = [item for item in content["benchmarks"] if (item["ipc"]["row"], item["ipc"]["round"]) not in gone]
    summary = summary_of(factory.sealed(content))
    model = cost_model(summary, subject(summary, "pipe"))
    assert model.fit.payloads.tolist() == [payload for payload in PAYLOADS if payload != 512]
    assert model.fit.alpha.holds(20_000) and model.fit.beta.holds(0.4)


def test_handing_over_is_total_less_compute_of_the_samples_that_count(summary_of):
    summary = summary_of(sweep(noise=0))
    row = summary.row(subject(summary, "pipe"), summary.shapes[0])
    found = handing_ns(row)
    assert row.first == 1 and len(found) == 7 and all(values.tolist() == [20_003] * 3 for values in found.values())


# The crossing

TRIES = 40
FEWEST = int(binom.ppf(1e-4, TRIES, 0.95))  # a method that holds the truth in 95 % of tries fails once in 10,000


def test_the_interval_of_the_crossing_holds_the_true_one():
    assert sum(experiment.crossings(TRIES, seed=20260107, noise=0.05)) >= FEWEST > 0.75 * TRIES


def test_crossings_are_bound_by_whatever_binds():
    random = np.random.default_rng(1)
    drawn = [experiment.drawn_crossing(random) for _ in range(200)]
    sent = [one.spec.plant["sent"] + one.spec.plant["prepare"] - 2_065_660 for one in drawn]
    by_producer = sum(abs(one.truth - max(0, each)) < 2 for one, each in zip(drawn, sent))
    assert 20 < by_producer < 180 and {(one.cpus, one.workers) for one in drawn} == {*itertools.product((2, 4), (2, 3))}
