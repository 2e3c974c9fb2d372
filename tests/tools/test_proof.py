"""What is measured to prove the verdict, and whether it does: on results whose crossing is known."""

import factory
import farming
import pytest
from farming import farm_row
from ipcbench.analysis import proof
from ipcbench.analysis.cost import Threshold
from ipcbench.analysis.farm import curves
from ipcbench.analysis.kernel_times import compute_time, multiply_adds
from ipcbench.analysis.measured_run import MeasuredRun
from ipcbench.analysis.proof import LeftOut, Planned, plan, planned_row
from ipcbench.analysis.proved import prove
from ipcbench.words.proof_sentence import proved
from proving import both_sides, crossing_at, FILLING_NS, FOUR, handing, LOCAL_NS, MS, proof_of, QUIET
from tool import run

# The time of a kernel


def test_a_kernel_takes_as_many_times_as_it_has_multiply_adds_and_never_less_than_one_pass(summary_of):
    summary = summary_of(handing(*FOUR))
    found = {count: compute_time(summary, summary.shapes[0], f"fma_{count}").median for count in (1, 2, 4, 8, 64, 4096)}
    assert found == {1: LOCAL_NS, 2: LOCAL_NS, 4: 1 * MS, 8: 2 * MS, 64: 16 * MS, 4096: 1024 * MS}


def test_a_kernel_that_was_measured_takes_what_it_took(summary_of):
    content = farming.with_fma(farming.with_fma(factory.document(QUIET.but(transports=FOUR))), (64,), 300_000)
    summary = summary_of(content)
    assert compute_time(summary, summary.shapes[0], "fma_64").median == 64 * 300_000
    assert compute_time(summary, summary.shapes[0], "fma_128").median == 128 * 300_000
    assert compute_time(summary, summary.shapes[0], "fma_8").median == 2 * MS


def test_what_is_no_kernel_of_multiply_adds_has_no_such_time(summary_of):
    summary = summary_of(handing(*FOUR))
    assert [multiply_adds(name) for name in ("fma_64", "fma_0", "fma_", "sum", None, "fma_12345678901")] == [64, None, None, None, None, None]
    assert compute_time(summary, summary.shapes[0], "sum").median == LOCAL_NS and compute_time(summary, summary.shapes[0], "banana") is None


# The plan


def test_the_kernels_next_to_a_known_crossing_are_planned(summary_of):
    found = plan(summary_of(handing(crossing_at("pipe", 5 * MS), crossing_at("posix_mq", 40 * MS))))
    assert found.rows == [
        "farm/pipe/500x9111/workers:2/window:2/kernel:fma_16", "farm/pipe/500x9111/workers:2/window:2/kernel:fma_32",
        "farm/posix_mq/500x9111/workers:2/window:2/kernel:fma_128", "farm/posix_mq/500x9111/workers:2/window:2/kernel:fma_256",
    ]  # fmt: skip
    assert [one.threshold.middle for one in found.planned] == [5 * MS, 40 * MS] and not found.left_out


def test_the_plan_of_more_workers_goes_by_their_own_crossing(summary_of):
    """Three of them share what is added: (5 ms + filling) / 2 - filling, which is below one pass."""
    found = plan(summary_of(handing(crossing_at("pipe", 5 * MS))), workers=3)
    assert found.planned[0].pays_always and found.rows == ["farm/pipe/500x9111/workers:3/window:3/kernel:fma_1"]


@pytest.mark.parametrize(
    ("low", "high", "middle", "kernels"),
    [
        (4.9, 5.1, 5, {"below": "fma_16", "above": "fma_32"}),
        (4, 8, 5, {"below": "fma_8", "above": "fma_64"}),  # on the ends of the interval is not beside it
        (3, 9, 5, {"below": "fma_8", "above": "fma_64"}),
        (1.1, 9, 5, {"above": "fma_64"}),  # below it only what is farther than a quarter
        (3, 30, 5, {"below": "fma_8"}),  # above it only what is farther than four times
        (1.1, 30, 5, None),
        (0, 0.1, 0.05, {"above": "fma_1"}),  # pays always: one pass takes longer
        (0, 0.9, 0.7, {"above": "fma_4"}),
        (0, 2, 1, {"above": "fma_16"}),
        (0.5, 1.5, 0.9, {"above": "fma_8"}),  # nothing computes less than one pass
        (2999, 3001, 3000, {"below": "fma_4096"}),  # nothing computes more
        (9000, 9001, 9000, None),
        (float("inf"), float("inf"), float("inf"), None),
    ],
)
def test_kernels_lie_outside_the_interval_and_within_a_factor_of_four(summary_of, monkeypatch, low, high, middle, kernels):
    monkeypatch.setattr(proof, "pays_from", lambda *_: Threshold(low * MS, high * MS, middle * MS))
    summary = summary_of(handing(crossing_at("pipe", 5 * MS)))
    found = planned_row(summary, summary.by_key("pipe", summary.last()))
    assert (found.kernels if isinstance(found, Planned) else None) == kernels
    if isinstance(found, Planned):
        assert found.pays_always == (middle * MS < LOCAL_NS)


def test_what_tells_of_no_workers_is_not_planned_and_the_reason_is_told(summary_of):
    streamed, forked = crossing_at("shm_copy", 5 * MS, overlapped=True), crossing_at("tcp_loopback", 5 * MS, forked=True)
    found = plan(summary_of(handing(streamed, forked, crossing_at("pipe", 5 * MS))))
    assert [one.row.key for one in found.planned] == ["pipe"]
    assert {one.row.key: one.reason for one in found.left_out} == {
        "shm_copy": "it computes while the matrix travels, so only a measurement tells",
        "tcp_loopback": "it forks a consumer for each matrix, so only a measurement tells",
    }
    few = planned_row(*_only(summary_of(handing(content=factory.document(QUIET.but(transports=FOUR[:1], rounds=5))))))
    assert isinstance(few, LeftOut) and few.reason == "fewer than 6 rounds have no interval"
    without = planned_row(*_only(summary_of(factory.document(QUIET.but(transports=FOUR[:1])))))
    assert isinstance(without, LeftOut) and "local/fma_8" in without.reason


def _only(summary):
    return summary, summary.by_key("pipe", summary.last())


def test_the_transports_that_people_know_are_planned_and_those_that_the_advice_names(summary_of):
    born = crossing_at("boost_shm", 2 * MS, copies=0)
    quick, other = crossing_at("unix_dgram", 3 * MS), crossing_at("fifo", 6 * MS)
    found = plan(summary_of(handing(*FOUR, born, quick, other)))
    assert {one.row.key for one in found.planned} == {*(one.key for one in FOUR), "boost_shm", "unix_dgram"}


# The verdict


def test_a_speed_up_is_that_of_each_batch_and_its_interval_that_of_the_rounds(summary_of):
    """Here and the workers drift alike, by a factor of three: their ratio does not."""
    content = farming.pool(farm_row("pipe", "fma_32", 1.25))
    for item in content["benchmarks"]:
        for name, values in item["ipc"]["samples"].items():
            item["ipc"]["samples"][name] = [round(value * (1 + 0.1 * item["ipc"]["round"])) for value in values]
    point = curves(summary_of(factory.sealed(content)), summary_of(handing(*FOUR)))[0].points[0]
    found = point.speed_up
    assert found.n == 20 and point.compute.median == 8 * MS
    assert [found.median, found.low, found.high] == pytest.approx([1.25] * 3, rel=1e-5)


def test_the_interval_of_a_speed_up_holds_the_true_one(summary_of):
    transfer = summary_of(handing(*FOUR))
    held = 0
    for seed in range(20):
        found = curves(summary_of(farming.pool(farm_row("pipe", "fma_32", 1.2), noise=0.1, seed=seed)), transfer)[0].points[0].speed_up
        held += found.low <= 1.2 <= found.high
    assert held >= 17, "95 % of them"


def test_transports_that_win_only_above_their_crossing_are_as_predicted(proof_of):
    found = proof_of(handing(*FOUR), *(row for one in FOUR for row in both_sides(one.key)))
    assert found.outcomes == dict.fromkeys(found.outcomes, "as predicted") and not found.missing
    assert proved(found) == "Proved: two workers measured on both sides of it, 4 of 4 transports as predicted."


def test_what_wins_below_or_loses_above_is_refuted_by_name(proof_of):
    rows = [*both_sides("pipe"), *both_sides("unix_stream", below=1.1), *both_sides("posix_mq", above=0.9), *both_sides("shm_copy")]
    found = proof_of(handing(*FOUR), *rows)
    assert found.outcomes == {"pipe": "as predicted", "unix_stream": "refuted", "posix_mq": "refuted", "shm_copy": "as predicted"}
    assert proved(found) == (
        "Proved in part: two workers measured on both sides of it, 2 of 4 transports as predicted; "
        "refuted: unix_stream (500x9111 faster below it), posix_mq (500x9111 slower above it)."
    )
    most = proof_of(handing(*FOUR), *(row for one in FOUR for row in both_sides(one.key, below=1.1)))
    assert proved(most).startswith("Refuted: two workers measured on both sides of it, 0 of 4 transports as predicted; refuted: ")


def test_where_the_interval_holds_1_nothing_is_decided(proof_of):
    rows = [row for one in FOUR[:3] for row in both_sides(one.key)]
    found = proof_of(handing(*FOUR), *rows, *both_sides("shm_copy", above=1.0), noise=0.02)
    assert found.outcomes["shm_copy"] == "undecided" and found.count("as predicted") == 3
    assert proved(found).endswith("3 of 4 transports as predicted; undecided: shm_copy (500x9111 above it).")
    few = proof_of(handing(*FOUR), *(row for one in FOUR for row in both_sides(one.key)), rounds=5)
    assert proved(few).startswith("Not decided: ") and few.count("undecided") == 4


def test_one_bad_shape_is_enough_to_refute_a_transport(proof_of):
    shapes = ((170, 9111), farming.SHAPE)
    content = handing(content=factory.document(QUIET.but(transports=FOUR[:1], shapes=shapes)))
    found = proof_of(content, *both_sides("pipe"), farm_row("pipe", "fma_128", 0.5, shape=shapes[0]))
    assert {str(one.row.shape): one.outcome for one in found.checked} == {"170x9111": "refuted", "500x9111": "as predicted"}
    assert found.outcomes == {"pipe": "refuted"} and "; refuted: pipe (170x9111 slower above it)" in proved(found)


def test_what_pays_always_is_measured_above_alone_and_that_is_said(proof_of):
    always = crossing_at("shm_in_place", -FILLING_NS, copies=0)
    rows = [farm_row("shm_in_place", "fma_1", 1.5), *both_sides("pipe")]
    assert proved(proof_of(handing(FOUR[0], always), *rows)) == (
        "Proved: two workers measured on both sides of it (1 above it alone), 2 of 2 transports as predicted."
    )
    assert "two workers measured above it, 1 of 1 transport as" in proved(proof_of(handing(always), rows[0]))


def test_kernels_that_compute_longer_than_was_expected_are_told(proof_of):
    """Then points may lie on another side of the crossing than it seems."""
    longer = [farm_row("pipe", kernel, speed, here_ns=round(1.5 * (FILLING_NS + compute))) for kernel, speed, compute in (("fma_16", 0.8, 4 * MS), ("fma_32", 1.3, 8 * MS))]
    found = proof_of(handing(FOUR[0]), *longer)
    assert found.here_ratio == pytest.approx(1.5) and proved(found).endswith("; computing here took 1.5x the time that was expected.")
    assert proof_of(handing(FOUR[0]), *both_sides("pipe")).here_ratio == pytest.approx(1)


def test_planned_rows_that_were_not_measured_are_counted(proof_of):
    found = proof_of(handing(*FOUR[:2]), *both_sides("pipe"), both_sides("unix_stream")[0])
    assert found.missing == ("farm/unix_stream/500x9111/workers:2/window:2/kernel:fma_32",)
    assert proved(found).endswith("2 of 2 transports as predicted; 1 planned row was not measured.")


def test_a_point_within_the_interval_of_the_crossing_says_nothing(proof_of, monkeypatch):
    assert proof_of(handing(FOUR[0]), farm_row("pipe", "fma_16", 0.8)).outcomes == {"pipe": "as predicted"}
    monkeypatch.setattr("ipcbench.analysis.proved.pays_from", lambda *_: Threshold(3 * MS, 9 * MS, 5 * MS))
    assert proof_of(handing(FOUR[0]), *both_sides("pipe")) is None


def test_without_workers_nothing_is_said(summary_of):
    assert prove(MeasuredRun(summary_of(handing(*FOUR)), None)) is None
    unknown = summary_of(farming.pool(farm_row("banana", "fma_16", 0.8), farm_row("pipe", "banana", 0.8)))
    assert prove(MeasuredRun(summary_of(handing(*FOUR)), unknown)) is None


def test_pools_of_other_sizes_go_by_their_own_crossing(proof_of):
    """Four workers share 5 ms and filling by three, so that they pay always: losing at 4 ms refutes it."""
    rows = [*both_sides("pipe"), farm_row("pipe", "fma_16", 0.8, workers=4)]
    found = proof_of(handing(FOUR[0]), *rows)
    assert [(one.curve.workers, one.outcome) for one in found.checked] == [(2, "as predicted"), (4, "refuted")]
    assert proved(found).startswith("Refuted: two and four workers measured")


def test_a_pool_with_one_matrix_under_way_is_no_proof(proof_of, summary_of):
    """Its workers take turns, and nothing was predicted of that."""
    turns = [farm_row("pipe", kernel, 0.5, window=1) for kernel in ("fma_16", "fma_32")]
    assert proof_of(handing(FOUR[0]), *turns) is None
    assert proof_of(handing(FOUR[0]), *turns, *both_sides("pipe")).outcomes == {"pipe": "as predicted"}
    assert len(curves(summary_of(farming.pool(*turns, *both_sides("pipe"))), summary_of(handing(FOUR[0])))) == 2, "they are measured all the same"


def test_a_row_of_a_pool_computes_what_its_conditions_say(tmp_path):
    """Whatever the kernel of the plan is."""
    content = farming.pool(*both_sides("pipe"), kernel="sum")
    assert run("verify", factory.write(tmp_path, content)).returncode == 0
    for item in content["benchmarks"]:
        item["ipc"]["kernel"] = "sum"
    found = run("verify", factory.write(tmp_path, factory.sealed(content)))
    assert found.returncode == 1 and "kernel is sum, but that of its conditions is fma_" in found.stdout
